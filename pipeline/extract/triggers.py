"""Words that signal an event: the rules of `patterns/triggers.jsonl`, applied to a parsed text.

A rule names lemmas and what must (not) stand around them. The keys of a rule:
    id, class        the rule, and the class of event it signals (patterns/trigger_classes.csv)
    pos              VERB, NOUN or ADJ
    lemmas           lemmas of the trigger word
    object_only      categories or lemmas, of which everything must be that the verb takes
    doer, doer_not   kinds of actors (a category of roles.csv), or words of what one who acts is called, that must (not)
                     be among those who act: "junta leader Ali Khan"
    after_retreat    others must have given the place up before: "moved in after the retreat of the rebels"
    aboard           people must be in the vehicle that the verb takes
    owned            it must be told whose is what the verb takes: "land of two farmers"
    from             categories of what "from" behind the verb must lead to
    particle         small words that must hang on the verb and lead to nothing: "led off two men", not "off a bus"
    how              adverbs of which one must modify the verb itself: "were fatally shot", not "were shot, one fatally"
    with, not_with   words that must (not) hang on the trigger: particle, object, adverb
    subject_with     words of which one must hang on what acts: "a boat packed with explosives"
    object, object_not, subject, subject_not   categories (patterns/nouns.csv) of what the verb takes
    object_or_with   categories or lemmas, any of which must be an object or hang on it
    preps            a preposition that must hang on it; preps_or_object: that or an object
    before, not_before            words that must (not) stand directly before a noun, as its modifiers
    right_before                  words of which one must stand directly before a noun
    not_before_head               nouns that the trigger must not itself modify ("death penalty")
    by                            categories (or lemmas) of which a by-phrase must name one
    of, of_not                    categories (or lemmas) that must (not) follow in an of-phrase
    between                       categories (or lemmas) that must follow "between" or "among"
    governed_by                   verbs that the noun must depend on;  subject_of: verbs it must be subject of
    subject_of_two                the subject must name both sides: "supporters of two rival parties"
    not_how                       prepositions by which it must not depend on that verb: "struck at the mine"
    not_object_of, governor_subject  verbs whose object it must not be; categories of the subject of its light verb
    predicative                   the adjective must be predicated of somebody ("left dead", "were found dead")
    violent_context, violent_sentence   another, sure trigger must stand in the text (the sentence)
    crowd_sentence                a crowd must stand in the sentence: shots in the air are meant for one, or celebrate
    after_class                   a sure trigger of this class must stand earlier: "the strikes" after an air strike
    ccomp_violent                 the clause that the verb governs must hold a violent trigger
    ccomp_pronoun                 the subject of that clause must be a pronoun: they speak of themselves
    priority         added to the number of conditions
A rule with more conditions comes first; among equals, the earlier line.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from pipeline.extract.arguments import directed_at, prepositional, verb_patients
from pipeline.extract.nouns import categories, lemma
from pipeline.extract.relations import SUBJECTS
from pipeline.extract.trigger_conditions import any_has, fits
from pipeline.extract.word_kinds import with_pos
from pipeline.extract.word_sets import word_set
from pipeline.language.event_classes import VIOLENCE
from pipeline.reference.countries import country_names

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

CONDITIONS = frozenset(
    "with not_with subject_with how particle from after_retreat aboard owned doer doer_not object_only right_before "
    "object object_not subject subject_not object_or_with preps preps_or_object "
    "preps_object before not_before not_before_head before_or_of by between of of_not governed_by not_how "
    "subject_of subject_of_two not_object_of governor_subject predicative violent_context violent_sentence "
    "crowd_sentence ccomp_violent ccomp_pronoun after_class".split()
)
_KEYS = CONDITIONS | {"id", "class", "pos", "lemmas", "priority", "match", "no_match"}
#: Classes whose rules are sure enough to vouch for an unsure one beside them.
_SURE = word_set("sure")


#: Classes of what a crowd does, and of what is done to one.
_OF_CROWDS = frozenset({"disperse", "protest", "riot"})
#: Classes of what befalls one person, and what he did at the gathering where it befell him.
_STRIKING = frozenset({"abduct", "attack", "kill", "shoot"})
#: Classes of harm that may come of no violence, and what does such harm.
_HARMING = frozenset({"injure", "kill"})
_NATURAL_KILLERS = word_set("natural_killers")
#: Verbs of carrying out a sentence of death, and who does so beside a country by its name.
_EXECUTING = frozenset({"behead", "execute", "hang"})
_STATES = frozenset({"authority", "government", "kingdom"})
#: Verbs of a truce that comes to its end, or is broken.
_LAPSING_VERBS = word_set("lapsing_verbs")
_BREAKING_VERBS = frozenset({"break", "breach", "violate"})
#: Those who were told before.
_TOLD_BEFORE = frozenset({"them", "victims", "whom"})
_VESSELS = word_set("vessels")
#: Verbs of those who take back a building that others stormed.
_REGAINING = frozenset({"regain", "restore", "retake"})
_ATTENDING = frozenset(
    {"address", "attend", "depart", "enter", "exit", "hold", "join", "lead", "leave", "return", "speak", "take"}
)


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger word found.

    Attributes:
        token: Its head word.
        kind: Class of event that it signals.
        rule: Id of the rule.
    """

    token: Token
    kind: str
    rule: str


@lru_cache(maxsize=1)
def rules() -> Mapping[tuple[str, str], tuple[dict[str, Any], ...]]:
    """(lemma, part of speech) -> rules, most conditions first.

    Raises:
        ValueError: If a rule has an unknown key: a condition that is never read would fail silently.
    """
    table: dict[tuple[str, str], list[tuple[int, int, dict[str, Any]]]] = {}
    text = resources.files("pipeline.extract").joinpath("patterns/triggers.jsonl").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines()):
        rule = json.loads(line)
        if unknown := set(rule) - _KEYS:
            raise ValueError(f"triggers.jsonl line {number + 1}: unknown keys {sorted(unknown)}")
        weight = rule.get("priority", 0) + sum(
            1 for key in rule if key in CONDITIONS and not key.startswith("not_") and not key.endswith("_not")
        )
        rule |= {key: frozenset(value) for key, value in rule.items() if key in CONDITIONS and isinstance(value, list)}
        for word in rule["lemmas"]:
            table.setdefault((word, rule["pos"]), []).append((-weight, number, rule))
    return {key: tuple(rule for _, _, rule in sorted(entries, key=lambda e: e[:2])) for key, entries in table.items()}


#: Part of speech of words that may tell an event -> parts of speech of the rules that are tried.
_TELLING = {
    "VERB": ("VERB",),
    "AUX": ("VERB",),
    "NOUN": ("NOUN",),
    "PROPN": ("NOUN",),
    "ADJ": ("ADJ", "NOUN"),
    "ADV": ("NOUN", "ADJ"),
    "X": ("NOUN", "ADJ"),
}


def find_triggers(doc: Doc) -> dict[int, list[Trigger]]:
    """Triggers of every sentence.

    Returns:
        Index of the sentence (in `doc.sents`) -> its triggers in text order; at most one rule a word.
    """
    table = rules()
    found: dict[int, list[tuple[Trigger, Mapping[str, Any]]]] = {}
    telling = {token.i: token for token in with_pos(doc, *_TELLING)}
    for number, sent in enumerate(doc.sents):
        for index in range(sent.start, sent.end):
            token = telling.get(index)
            if token is None or token.ent_type_ in ("DATE", "TIME"):
                continue
            word = lemma(token)
            for kind in _kinds(token, word):
                fitting = next((rule for rule in table.get((word, kind), ()) if fits(rule, token)), None)
                if fitting is not None:
                    found.setdefault(number, []).append((Trigger(token, fitting["class"], fitting["id"]), fitting))
                    break
    return _vouched(found)


def _kinds(token: Token, word: str) -> tuple[str, ...]:
    """Parts of speech of the rules that are tried on a token with this lemma, in order."""
    part = token.pos_
    if part == "PROPN" and token.tag_.startswith("V"):
        return "NOUN", "VERB"
    if part == "ADJ" and word != token.lower_:
        return "VERB", "ADJ", "NOUN"
    return _TELLING[part]


def _vouched(found: Mapping[int, list[tuple[Trigger, Mapping[str, Any]]]]) -> dict[int, list[Trigger]]:
    """Drop the triggers that need another one beside them and have none."""
    sure_sentences = {number for number, hits in found.items() if any(hit.kind in _SURE for hit, _ in hits)}
    out: dict[int, list[Trigger]] = {}
    for number, hits in found.items():
        kept: list[Trigger] = []
        for hit, rule in hits:
            if (
                rule.get("violent_sentence")
                and number not in sure_sentences
                and not any(other.kind in ("attack", "clash", "arrest") for other, _ in hits if other is not hit)
            ):
                continue
            if rule.get("violent_context") and not sure_sentences:
                others = {
                    other.kind for entries in found.values() for other, _ in entries if other.token.i != hit.token.i
                }
                if not others & {
                    "attack",
                    "clash",
                    "territory",
                    "protest",
                    "riot",
                    "arrest",
                    "disperse",
                    "destroy",
                } and not _armed_sides(hit.token):
                    continue
            if rule.get("crowd_sentence") and not any(other.kind in _OF_CROWDS for other, _ in hits):
                continue
            if "after_class" in rule and not any(
                o.kind == rule["after_class"] and o.token.i < hit.token.i and "after_class" not in r
                for entries in found.values()
                for o, r in entries
            ):
                continue
            if rule.get("ccomp_violent") and not any(
                child.dep_ in ("ccomp", "xcomp", "dobj") and _holds(child, [h.token for h, _ in hits])
                for child in hit.token.children
            ):
                continue
            if rule.get("ccomp_pronoun") and not _speaks_of_self(hit.token):
                continue
            if hit.kind == "protest" and _is_where_struck(hit.token, [other for other, _ in hits]):
                continue
            if _is_mourned(hit) and any(other.kind == "protest" for other, _ in hits):
                continue
            if _is_by_nature(hit, [other for other, _ in hits]) or _is_by_law(hit):
                continue
            if hit.kind == "agreement" and _has_lapsed(hit.token):
                continue
            if _is_struck_back_for(hit, [other for other, _ in hits]):
                continue
            if _is_how_they_look(hit) and number - 1 in found:
                continue
            if _is_grievance(hit, [other for other, _ in hits]) or _is_at_sea(hit):
                continue
            if _is_aim(hit, [other for other, _ in hits]):
                continue
            if _was_taken_before(hit, [other for other, _ in hits]):
                continue
            kept.append(_as_fight(hit, kept))
        if kept:
            out[number] = kept
    return out


def _armed_sides(token: Token) -> bool:
    """Does a noun such as "fighting" stand between forces ("between the army and rebels")?"""
    words = {"between", "with", "against", "among"}
    sides = [noun for _, noun in prepositional(token, words)]
    if token.dep_ in ("nsubj", "nsubjpass", "dobj"):  # "fighting broke out between ..."
        sides += [noun for _, noun in prepositional(token.head, words)]
    return any_has(sides, frozenset({"force", "mob"}))


def _speaks_of_self(verb: Token) -> bool:
    """The clause that a verb of saying governs has a pronoun for its subject: "warned that it would attack"."""
    return any(
        noun.dep_ in SUBJECTS and noun.pos_ == "PRON"
        for clause in verb.children
        if clause.dep_ in ("ccomp", "xcomp")
        for noun in clause.children
    )


def _is_mourned(hit: Trigger) -> bool:
    """ "Protesters carrying photographs of murdered journalists": who they were, and nothing that happened there."""
    word = hit.token
    is_attribute = word.dep_ == "amod" and word.tag_ == "VBN" and not word.n_lefts and not word.n_rights
    return hit.kind == "kill" and is_attribute and word.head.dep_ == "pobj" and word.head.head.lower_ in ("for", "of")


def _is_by_law(hit: Trigger) -> bool:
    """ "China executed three smugglers", "Saudi Arabia beheaded 12 people for drug crimes": sentences carried out."""
    doers = [child for child in hit.token.lefts if child.dep_ == "nsubj"]
    is_execution = hit.kind == "kill" and lemma(hit.token) in _EXECUTING
    return is_execution and bool(doers) and all(lemma(doer) in _STATES or _is_country(doer) for doer in doers)


def _is_country(noun: Token) -> bool:
    name = noun.doc[noun.left_edge.i : noun.i + 1].text.lower()
    return noun.text.lower() in country_names() or name in country_names()


def _has_lapsed(verb: Token) -> bool:
    """ "A truce brokered by a neighbour expired on Monday": what had been agreed, and came to its end."""
    truce = verb.head
    above = truce.head
    is_of_truce = verb.dep_ == "acl" and verb.tag_ == "VBN"
    is_over = truce.dep_ == "nsubj" and lemma(above) in _LAPSING_VERBS
    return is_of_truce and (is_over or (truce.dep_ in ("dobj", "nsubjpass") and lemma(above) in _BREAKING_VERBS))


def _is_by_nature(hit: Trigger, hits: Sequence[Trigger]) -> bool:
    """ "A fire killed six workers", and nobody set it: harm by fire, by beasts, by hunger."""
    doers = [child for child in hit.token.lefts if child.dep_ == "nsubj"]
    if hit.token.dep_ == "relcl":  # "the cause of a blaze that killed nine"
        doers = [hit.token.head if doer.lower_ in ("that", "which") else doer for doer in doers]
    is_so = hit.kind in _HARMING and bool(doers) and all(map(_is_natural, doers))
    return is_so and not any(other.kind in VIOLENCE and other.kind not in _HARMING for other in hits)


def _is_natural(killer: Token) -> bool:
    """A fire, a beast; not "a fire set by raiders"."""
    is_set = any(
        deed.dep_ in ("acl", "relcl") and any(c.dep_ == "agent" for c in deed.rights) for deed in killer.rights
    )
    return lemma(killer) in _NATURAL_KILLERS and not is_set


def _is_struck_back_for(hit: Trigger, hits: Sequence[Trigger]) -> bool:
    """ "They attacked because of France's air strikes": what others do that somebody strikes back for."""
    word = hit.token
    cause = next((above for above in word.ancestors if above.lower_ == "because"), None)
    if cause is None or word.dep_ != "pobj" or word.head not in (cause, *cause.children):
        return False
    has_owner = any(child.dep_ == "poss" for child in word.lefts)
    return has_owner and any(other.token == cause.head and other.kind in VIOLENCE for other in hits)


def _is_how_they_look(hit: Trigger) -> bool:
    """ "Most of them had gunshot wounds": of what those suffered who were told before."""
    word = hit.token
    if word.dep_ != "dobj" or lemma(word) != "wound" or lemma(word.head) not in ("bear", "have", "show"):
        return False
    whose = [child for child in word.head.lefts if child.dep_ in SUBJECTS]
    return any(
        one.pos_ == "PRON" or any(noun.lower_ in _TOLD_BEFORE for _, noun in prepositional(one, {"of"}))
        for one in whose
    )


def _is_grievance(hit: Trigger, hits: Sequence[Trigger]) -> bool:
    """ "Residents burned tyres after two bodies were found": what they are angry about, and none of their dead."""
    clause = next((above for above in hit.token.ancestors if above.pos_ == "VERB"), None)
    if hit.rule not in ("die.body", "die.dead_adj") or clause is None or clause.dep_ != "advcl":
        return False
    above = {token.i for token in clause.ancestors}
    is_after = any(child.dep_ == "mark" and child.lower_ == "after" for child in clause.lefts)
    return is_after and any(other.kind in ("protest", "riot") and other.token.i in above for other in hits)


def _is_at_sea(hit: Trigger) -> bool:
    """ "Blasted a supply boat with water cannon": what is turned on a vessel scatters no crowd."""
    if hit.rule != "disperse.tear_gas" or lemma(hit.token) != "cannon":
        return False
    verb = next((above for above in hit.token.ancestors if above.pos_ == "VERB"), None)
    struck = [] if verb is None else [*verb_patients(verb), *directed_at(verb), *directed_at(hit.token)]
    return any(lemma(noun) in _VESSELS for noun in struck)


def _as_fight(hit: Trigger, before: Sequence[Trigger]) -> Trigger:
    """ "Gunmen stormed the council, and security forces regained control": they fought, and no place changed hands."""
    token = hit.token
    if hit.rule != "territory.force_control" or lemma(token) not in _REGAINING:
        return hit
    control = [child for child in token.rights if child.dep_ == "dobj"]
    is_bare = not any(True for noun in (token, *control) for _ in prepositional(noun, {"of", "over"}))
    storming = [other.token for other in before if other.kind == "attack" and other.token.pos_ == "VERB"]
    stormed = [noun for verb in storming for noun in verb_patients(verb)]
    is_of_building = bool(stormed) and all("territory" not in categories(noun) for noun in stormed)
    return replace(hit, kind="clash") if is_bare and is_of_building else hit


def _is_aim(hit: Trigger, hits: Sequence[Trigger]) -> bool:
    """ "Sent 600 soldiers to reinforce the garrison": what they are sent for is no other move."""
    word = hit.token
    is_for = word.dep_ in ("advcl", "xcomp") and any(c.dep_ == "aux" and c.lower_ == "to" for c in word.lefts)
    return is_for and hit.kind == "deploy" and any(o.kind == "deploy" and o.token == word.head for o in hits)


def _was_taken_before(hit: Trigger, hits: Sequence[Trigger]) -> bool:
    """ "Released two kidnapped aid workers": what had been done to those whom somebody lets go."""
    word = hit.token
    if hit.kind != "abduct" or word.dep_ != "amod" or word.tag_ != "VBN" or word.n_lefts or word.n_rights:
        return False
    above = {token.i for token in word.ancestors}
    return any(other.kind == "release" and other.token.i in above for other in hits)


def _is_where_struck(noun: Token, hits: Sequence[Trigger]) -> bool:
    """Was somebody struck at a gathering that he only took part in: "murdered while attending a rally"?"""
    struck = {hit.token.i for hit in hits if hit.kind in _STRIKING}
    verb = next((above for above in noun.ancestors if above.pos_ == "VERB"), None)
    return verb is not None and verb.dep_ == "advcl" and lemma(verb) in _ATTENDING and verb.head.i in struck


def _holds(token: Token, triggers: Sequence[Token]) -> bool:
    inside: Span | set[Token] = set(token.subtree)
    return any(trigger in inside for trigger in triggers)
