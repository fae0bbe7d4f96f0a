"""Words that signal an event: the rules of `patterns/triggers.jsonl`, applied to a parsed text.

A rule names lemmas and what must (not) stand around them. Its keys:
    id, class        the rule, and the class of event it signals (patterns/trigger_classes.csv)
    pos              VERB, NOUN or ADJ; an adjective must be said of somebody: "left dead", "were found dead"
    lemmas           lemmas of the trigger word
    priority         added to the number of conditions
What a rule may ask of the words around a verb:
    with, not_with   words that must (not) hang on the trigger: particle, object, adverb
    object, object_not, subject, subject_not   categories (patterns/nouns.csv) of what the verb takes
    object_only      categories or lemmas, of which everything must be that the verb takes
    object_or_with   categories or lemmas, any of which must be an object or hang on it
    of               categories (or lemmas), of which one must follow in an of-phrase of its object
    subject_with     words of which one must hang on what acts: "a boat packed with explosives"
    subject_of_two   the subject must name both sides: "supporters of two rival parties"
    doer, doer_not   kinds of actors (a category of roles.csv), or words of what one who acts is called, that must (not)
                     be among those who act: "junta leader Ali Khan"
    preps            small words of which one must hang on it, and lead to more than a day
    preps_or_object  prepositions of which one must hang on it, where it takes nothing
    preps_object     categories (or lemmas) to which a preposition may lead instead of the object
    particle         small words that must hang on the verb and lead to nothing: "led off two men", not "off a bus"
    how              adverbs of which one must modify the verb itself: "were fatally shot", not "were shot, one fatally"
    from             categories of what "from" behind the verb must lead to
    after_retreat    others must have given the place up before: "moved in after the retreat of the rebels"
    aboard           people must be in the vehicle that the verb takes
    owned            it must be told whose is what the verb takes: "land of two farmers"
    not_of_fall      it must not be what an aircraft did by coming down: "crashed, killing its pilots"
    of_struck        it must be what people do whom forces shoot or beat: "fired on people calling for elections"
Around a noun:
    before, not_before            words that must (not) stand directly before a noun, as its modifiers
    before_or_of                  categories (or lemmas) that its of-phrase may name instead of such a word
    right_before                  words of which one must stand directly before a noun
    not_before_head               nouns that the trigger must not itself modify ("death penalty")
    gunfire                       it must be fire of guns: "Israeli fire", not "a market fire"
    by                            categories (or lemmas) of which a by-phrase must name one
    between                       categories (or lemmas) that must follow "between" or "among"
    of, of_not                    categories (or lemmas) that must (not) follow in an of-phrase
    governed_by                   verbs that the noun must depend on;  subject_of: verbs it must be subject of
    not_how                       prepositions by which it must not depend on that verb: "struck at the mine"
    not_object_of, governor_subject  verbs whose object it must not be; categories of the subject of its light verb
Of the other triggers, whatever the trigger is:
    violent_context, violent_sentence   another, sure trigger must stand in the text (the sentence)
    crowd_sentence                a crowd must stand in the sentence: shots in the air are meant for one, or celebrate
    after_class                   a sure trigger of this class must stand earlier: "the strikes" after an air strike
    ccomp_violent                 the clause that the verb governs must hold a violent trigger
    ccomp_pronoun                 the subject of that clause must be a pronoun: they speak of themselves
A rule with more conditions comes first; among equals, the earlier line.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from pipeline.extract.nouns import lemma
from pipeline.extract.trigger_conditions import fits
from pipeline.extract.vouching import Vouched, vouched
from pipeline.extract.word_kinds import with_pos

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: What every rule may ask of the triggers around its own (`vouching.py`), and what it has besides.
_OF_OTHERS = frozenset(
    "violent_context violent_sentence crowd_sentence ccomp_violent ccomp_pronoun after_class".split()
)
_KEYS = frozenset({"id", "class", "pos", "lemmas", "priority", "match", "no_match"})
#: Part of speech of a rule -> what it may ask (`verb_conditions.py`, `noun_conditions.py`).
_CONDITIONS = {
    "VERB": _OF_OTHERS.union(
        "with not_with object object_not object_only object_or_with of subject subject_not subject_with subject_of_two "
        "doer doer_not preps preps_object preps_or_object particle how from after_retreat aboard owned "
        "not_of_fall of_struck".split()
    ),
    "NOUN": _OF_OTHERS.union(
        "before before_or_of not_before not_before_head right_before gunfire by between of of_not governed_by not_how "
        "subject_of not_object_of governor_subject".split()
    ),
    "ADJ": _OF_OTHERS,
}


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
        ValueError: If a rule has a key that none of its part of speech has: a condition that is never read would fail
            silently.
    """
    table: dict[tuple[str, str], list[tuple[int, int, dict[str, Any]]]] = {}
    text = resources.files("pipeline.extract").joinpath("patterns/triggers.jsonl").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines()):
        rule = json.loads(line)
        conditions = _CONDITIONS[rule["pos"]]
        if unknown := set(rule) - _KEYS - conditions:
            raise ValueError(f"triggers.jsonl line {number + 1}: unknown keys {sorted(unknown)}")
        weight = rule.get("priority", 0) + sum(
            1 for key in rule if key in conditions and not key.startswith("not_") and not key.endswith("_not")
        )
        rule |= {key: frozenset(value) for key, value in rule.items() if key in conditions and isinstance(value, list)}
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


def find_triggers(doc: Doc) -> Vouched:
    """Triggers of every sentence, at most one rule a word."""
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
    return vouched(found)


def _kinds(token: Token, word: str) -> tuple[str, ...]:
    """Parts of speech of the rules that are tried on a token with this lemma, in order."""
    part = token.pos_
    if part == "PROPN" and token.tag_.startswith("V"):
        return "NOUN", "VERB"
    if part == "ADJ" and word != token.lower_:
        return "VERB", "ADJ", "NOUN"
    return _TELLING[part]
