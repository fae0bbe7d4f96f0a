"""Words that signal an event: the rules of `patterns/triggers.jsonl`, applied to a parsed text.

A rule names lemmas and what must (not) stand around them. The keys of a rule:
    id, class        the rule, and the class of event it signals (patterns/trigger_classes.csv)
    pos              VERB, NOUN or ADJ
    lemmas           lemmas of the trigger word
    with, not_with   words that must (not) hang on the trigger: particle, object, adverb
    object, object_not, subject, subject_not   categories (patterns/nouns.csv) of what the verb takes
    object_or_with   categories or lemmas, any of which must be an object or hang on it
    preps            a preposition that must hang on it; preps_or_object: that or an object
    before, not_before            words that must (not) stand directly before a noun, as its modifiers
    not_before_head               nouns that the trigger must not itself modify ("death penalty")
    of, of_not                    categories (or lemmas) that must (not) follow in an of-phrase
    governed_by                   verbs that the noun must depend on;  subject_of: verbs it must be subject of
    not_how                       prepositions by which it must not depend on that verb: "struck at the mine"
    not_governor, governor_subject   verbs it must not depend on; categories of the subject of its light verb
    predicative                   the adjective must be predicated of somebody ("left dead", "were found dead")
    violent_context, violent_sentence   another, sure trigger must stand in the text (the sentence)
    after_class                   a sure trigger of this class must stand earlier: "the strikes" after an air strike
    ccomp_violent                 the clause that the verb governs must hold a violent trigger
    ccomp_pronoun                 the subject of that clause must be a pronoun: they speak of themselves
    priority         added to the number of conditions
A rule with more conditions comes first; among equals, the earlier line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from pipeline.extract.arguments import (
    governor,
    is_passive,
    objects,
    prepositional,
    subjects,
    verb_agents,
    verb_patients,
)
from pipeline.extract.nouns import PERSONAL, categories, lemma
from pipeline.extract.relations import SUBJECTS
from pipeline.extract.word_sets import word_set

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

CONDITIONS = frozenset(
    "with not_with object object_not subject subject_not object_or_with preps preps_or_object preps_object before "
    "not_before not_before_head before_or_of of of_not governed_by not_how subject_of not_governor governor_subject "
    "predicative violent_context violent_sentence ccomp_violent ccomp_pronoun after_class".split()
)
_KEYS = CONDITIONS | {"id", "class", "pos", "lemmas", "priority", "match", "no_match"}
#: Classes whose rules are sure enough to vouch for an unsure one beside them.
_SURE = word_set("sure")
_COLLECTIONS = word_set("collections")
_VERBS = "casus.verbs"
_CONCRETE = frozenset({"building", "vehicle"})
#: Relations of the small words that hang on a verb: "fired on", "blew up", "killed by".
_LINKING = frozenset({"advmod", "agent", "prep", "prt"})


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
        for word in rule["lemmas"]:
            table.setdefault((word, rule["pos"]), []).append((-weight, number, rule))
    return {key: tuple(rule for _, _, rule in sorted(entries, key=lambda e: e[:2])) for key, entries in table.items()}


def _hanging(token: Token, depth: int = 0) -> Iterator[Token]:
    """What hangs on a trigger inside its own clause."""
    for child in token.children:
        if child.dep_ in ("relcl", "ccomp", "parataxis", "nsubj", "nsubjpass", "csubj") or (
            child.dep_ == "conj" and child.pos_ == "VERB"
        ):
            continue
        if child.dep_ == "advcl" and not any(inner.dep_ == "aux" and inner.lower_ == "to" for inner in child.children):
            continue
        yield child
        if depth < 4:
            yield from _hanging(child, depth + 1)


def _has(token: Token, wanted: Sequence[str]) -> bool:
    """Does a noun have one of these categories, or is it one of these words?"""
    return (
        lemma(token) in wanted
        or bool(categories(token) & frozenset(wanted))
        or ("unknown_person" in wanted and "unknown" in categories(token))
    )


def _any_has(tokens: Sequence[Token], wanted: Sequence[str]) -> bool:
    return any(_has(token, wanted) for token in tokens)


def _none_has(tokens: Sequence[Token], unwanted: Sequence[str]) -> bool:
    """No token is of these categories; a worker may be an object of price, but is a person, and so is whoever stands
    beside a thing; a market is a matter of prices, and a building."""
    named = PERSONAL & frozenset(unwanted)
    if not named and any(categories(token) & PERSONAL for token in tokens):
        return True
    concrete = [word for word in unwanted if word != "abstract"]
    return not any(
        _has(token, concrete if categories(token) & _CONCRETE else unwanted)
        and (named or not categories(token) & PERSONAL)
        for token in tokens
    )


def _before(token: Token, words: Sequence[str]) -> bool:
    for child in token.lefts:
        if child.dep_ in ("compound", "amod", "nmod", "poss", "advmod", "npadvmod", "nsubj", "dep"):
            spelled = {
                child.lower_,
                lemma(child),
                *(
                    inner.lower_
                    for inner in child.lefts
                    if inner.dep_ in ("compound", "amod", "nmod", "npadvmod", "advmod")
                ),
            }
            spelled |= {part for word in tuple(spelled) for part in word.split("-")}
            if spelled & set(words):
                return True
    return token.i > token.sent.start and token.nbor(-1).lower_ in words


def _tells_when(preposition: Token) -> bool:
    """ "on Wednesday": a day, and nothing that is aimed at."""
    objects_of = [child for child in preposition.children if child.dep_ == "pobj"]
    return bool(objects_of) and all(child.ent_type_ in ("DATE", "TIME") for child in objects_of)


def _leads_with(verb: Token, words: Sequence[str]) -> bool:
    """Does one of these small words hang on a verb, and lead to more than a day?"""
    return any(c.lower_ in words and c.dep_ in _LINKING and not _tells_when(c) for c in verb.children)


def _to_a_name(verb: Token, words: Sequence[str]) -> bool:
    """ "fell to jihadist fighters": a "to" that the parser takes for an infinitive's, before an adjective of people."""
    following = verb.doc[verb.i + 1 : verb.i + 3]
    return "to" in words and len(following) == 2 and following[0].lower_ == "to" and following[1].ent_type_ == "NORP"


def _of(token: Token, wanted: Sequence[str]) -> bool | None:
    """Whether the of-phrase of a noun is one of these; None when it has none."""
    found = [noun for _, noun in prepositional(token, {"of", "over"})]
    return _any_has(found, wanted) if found else None


def _governing_verb(token: Token) -> tuple[Token | None, str]:
    if how_many := _counted_by(token):  # "a wave of car bombs tore through the market"
        token = how_many
    verb, how = governor(token)
    if verb is None and token.dep_ == "conj":
        return governor(token.head)
    if verb is None and token.head.dep_ in ("nsubj", "nsubjpass", "dobj") and token.dep_ in ("compound", "amod"):
        return governor(token.head)
    return verb, how


def _counted_by(token: Token) -> Token | None:
    """The noun of quantity that a noun is the matter of: the series, in "a series of bombs"."""
    if token.dep_ != "pobj" or token.head.lower_ != "of" or token.head.head.pos_ != "NOUN":
        return None
    quantity = token.head.head
    return quantity if lemma(quantity) in _COLLECTIONS else None


def _named_as(nouns: Sequence[Token]) -> list[Token]:
    """What names are said to be: of "captured Kyin San, a border crossing" the crossing."""
    return [
        c for noun in nouns if noun.pos_ == "PROPN" for c in noun.children if c.dep_ == "appos" and c.pos_ == "NOUN"
    ]


def _members(tokens: Sequence[Token]) -> list[Token]:
    """What a noun of quantity is made of: villages, in "a string of villages"."""
    return [noun for token in tokens if lemma(token) in _COLLECTIONS for _, noun in prepositional(token, {"of"})]


def _about_verb(token: Token) -> tuple[list[Token], list[Token], set[str]]:
    """What is done to, who does it, and the words around a verb. Found once a token: several rules ask."""
    known: dict[int, tuple[list[Token], list[Token], set[str]]] = token.doc.user_data.setdefault(_VERBS, {})
    if token.i not in known:
        passive = is_passive(token)
        patient = list(objects(token) or (verb_patients(token) if passive else []))
        acting = verb_agents(token) if passive else subjects(token)
        around = {word for t in _hanging(token) for word in (t.lower_, lemma(t))}
        if passive:  # "a car packed with explosives was rammed into the gate"
            around |= {word for noun in patient for t in _hanging(noun) for word in (t.lower_, lemma(t))}
        if token.i + 1 < len(token.doc) and token.nbor(1).pos_ in ("ADJ", "ADP", "PRT", "ADV"):
            around.add(token.nbor(1).lower_)
        known[token.i] = patient, acting, around
    return known[token.i]


def _fits(rule: Mapping[str, Any], token: Token) -> bool:
    """True if everything that the rule asks of the words around the trigger holds (other triggers apart)."""
    pos = rule["pos"]
    if pos == "VERB":
        patient, acting, around = _about_verb(token)
        if "with" in rule and around.isdisjoint(rule["with"]):
            return False
        if "not_with" in rule and not around.isdisjoint(rule["not_with"]):
            return False
        if "preps" in rule and not (_leads_with(token, rule["preps"]) or _to_a_name(token, rule["preps"])):
            return False
        if (
            "preps_or_object" in rule
            and not patient
            and not any(
                True for _ in prepositional(token, {"with", "against", "between", "over", "alongside", "near", "in"})
            )
        ):
            return False
        patient = [*patient, *_members(patient), *_named_as(patient)]
        if "object" in rule and not _any_has(patient, rule["object"]):
            if not (
                "preps_object" in rule and _any_has([noun for _, noun in prepositional(token)], rule["preps_object"])
            ):
                return False
        if "object_or_with" in rule and not (
            _any_has(patient, rule["object_or_with"])
            or not around.isdisjoint(rule["object_or_with"])
            or any(_before(noun, rule["object_or_with"]) for noun in patient)
        ):
            return False
        if "object_not" in rule and patient and not _none_has(patient, rule["object_not"]):
            return False
        if "of" in rule and patient and all(_of(noun, rule["of"]) is not True for noun in patient):
            return False
        if "subject" in rule and not (
            _any_has(acting, rule["subject"]) or (not acting and is_passive(token) and "unknown" in rule["subject"])
        ):
            return False
        return not ("subject_not" in rule and acting and not _none_has(acting, rule["subject_not"]))
    if pos == "ADJ":
        verb = token.head
        if token.dep_ == "pobj":  # "eight children were among 11 dead"
            return verb.lower_ == "among" and any(child.dep_ == "nummod" for child in token.children)
        if token.dep_ in (
            "acomp",
            "oprd",
            "attr",
            "conj",
            "dobj",
            "ccomp",
            "xcomp",
            "ROOT",
            "advcl",
            "acl",
            "amod",
            "nsubj",
            "appos",
            "dep",
        ):
            if token.dep_ == "amod":
                return bool(token.head.i < token.i and categories(token.head) & PERSONAL)
            return verb.lemma_ in (
                "be",
                "find",
                "leave",
                "feel",
                "lie",
                "bring",
                "pronounce",
                "declare",
                "report",
                "confirm",
                "count",
                "get",
                "with",
                "fear",
                "see",
            ) or (
                token.dep_ in ("ROOT", "conj", "acl", "dobj", "appos", "dep", "amod")
                and any(
                    categories(left) & PERSONAL
                    for left in list(token.lefts)[:3]
                    if left.pos_ in ("NOUN", "NUM", "PROPN")
                )
            )
        return False
    if "before" in rule and not _before(token, rule["before"]):
        if not ("before_or_of" in rule and _of(token, rule["before_or_of"])):
            return False
    if "not_before" in rule and _before(token, rule["not_before"]):
        return False
    if "not_before_head" in rule:
        modified = lemma(token.head) if token.dep_ in ("compound", "amod", "nmod", "poss") else ""
        # The parser misses the head of "riot police chase ...": the word that follows counts too.
        following = token.nbor(1).lower_ if token.i + 1 < len(token.doc) else ""
        if {modified, following} & set(rule["not_before_head"]):
            return False
    if token.dep_ in ("compound", "nmod") and lemma(token.head) in (
        "expert",
        "squad",
        "police",
        "gear",
        "plan",
        "threat",
        "victim",
        "unit",
        "force",
        "movement",
        "group",
        "policy",
        "industry",
        "helicopter",
        "vehicle",
    ):
        return False
    if "of" in rule and not _of(token, rule["of"]):
        if not (
            token.dep_ != "compound" and any(_has(m, rule["of"]) for m in token.lefts if m.dep_ in ("poss", "compound"))
        ):
            return False
    # Not "over": "a demonstration over the lack of water" is no demonstration of a thing.
    if "of_not" in rule and _any_has([noun for _, noun in prepositional(token, {"of"})], rule["of_not"]):
        return False
    verb, how = _governing_verb(token)
    if "governed_by" in rule and (verb is None or lemma(verb) not in rule["governed_by"]):
        return False
    if "not_how" in rule and how in rule["not_how"]:
        return False
    if "subject_of" in rule and not (
        (
            verb is not None
            and how in ("subject", "passive subject", "agent", "with")
            and lemma(verb) in rule["subject_of"]
        )
        or (verb is not None and how == "object" and lemma(verb) in ("detonate", "explode"))
        or any(
            child.dep_ in ("relcl", "acl") and lemma(child) in rule["subject_of"] and not is_passive(child)
            for child in token.children
        )
    ):
        return False
    if "not_governor" in rule and verb is not None and lemma(verb) in rule["not_governor"]:
        return False
    if "governor_subject" in rule and not (
        verb is not None
        and _any_has(
            subjects(verb) + [m for m in token.lefts if m.dep_ in ("compound", "amod")], rule["governor_subject"]
        )
    ):
        return False
    return True


def find_triggers(doc: Doc) -> dict[int, list[Trigger]]:
    """Triggers of every sentence.

    Returns:
        Index of the sentence (in `doc.sents`) -> its triggers in text order; at most one rule a word.
    """
    table = rules()
    found: dict[int, list[tuple[Trigger, Mapping[str, Any]]]] = {}
    for number, sent in enumerate(doc.sents):
        for token in sent:
            if token.pos_ not in ("VERB", "NOUN", "PROPN", "ADJ", "ADV", "X", "AUX") or token.ent_type_ in (
                "DATE",
                "TIME",
            ):
                continue
            word = lemma(token)
            kinds = {
                "VERB": ("VERB",),
                "AUX": ("VERB",),
                "NOUN": ("NOUN",),
                "PROPN": ("NOUN", "VERB") if token.tag_.startswith("V") else ("NOUN",),
                "ADJ": ("VERB", "ADJ", "NOUN") if word != token.lower_ else ("ADJ", "NOUN"),
            }.get(token.pos_, ("NOUN", "ADJ"))
            for kind in kinds:
                fitting = next((rule for rule in table.get((word, kind), ()) if _fits(rule, token)), None)
                if fitting is not None:
                    found.setdefault(number, []).append((Trigger(token, fitting["class"], fitting["id"]), fitting))
                    break
    return _vouched(found)


def _vouched(found: Mapping[int, list[tuple[Trigger, Mapping[str, Any]]]]) -> dict[int, list[Trigger]]:
    """Drop the triggers that need another one beside them and have none."""
    sure_sentences = {number for number, hits in found.items() if any(hit.kind in _SURE for hit, _ in hits)}
    out: dict[int, list[Trigger]] = {}
    for number, hits in found.items():
        kept = []
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
            kept.append(hit)
        if kept:
            out[number] = kept
    return out


def _armed_sides(token: Token) -> bool:
    """Does a noun such as "fighting" stand between forces ("between the army and rebels")?"""
    words = {"between", "with", "against", "among"}
    sides = [noun for _, noun in prepositional(token, words)]
    if token.dep_ in ("nsubj", "nsubjpass", "dobj"):  # "fighting broke out between ..."
        sides += [noun for _, noun in prepositional(token.head, words)]
    return _any_has(sides, ("force", "mob"))


def _speaks_of_self(verb: Token) -> bool:
    """The clause that a verb of saying governs has a pronoun for its subject: "warned that it would attack"."""
    return any(
        noun.dep_ in SUBJECTS and noun.pos_ == "PRON"
        for clause in verb.children
        if clause.dep_ in ("ccomp", "xcomp")
        for noun in clause.children
    )


def _holds(token: Token, triggers: Sequence[Token]) -> bool:
    inside: Span | set[Token] = set(token.subtree)
    return any(trigger in inside for trigger in triggers)
