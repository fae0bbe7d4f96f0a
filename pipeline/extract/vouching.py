"""Which triggers of a text stand, when all of them are known: the keys of a rule that ask for another one beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.extract.arguments import prepositional, verb_patients
from pipeline.extract.no_deeds import is_no_conflict, is_of_another_deed
from pipeline.extract.noun_checks import any_has
from pipeline.extract.nouns import categories, lemma
from pipeline.extract.relations import SUBJECTS
from pipeline.extract.word_sets import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.triggers import Trigger

#: Classes whose rules are sure enough to vouch for an unsure one beside them.
_SURE = word_set("sure")
#: Classes that vouch for one in their own sentence, though not every rule of theirs is sure, and in their text.
_VOUCHING = frozenset({"arrest", "attack", "clash"})
_VOUCHING_AFAR = _VOUCHING | {"destroy", "disperse", "protest", "riot", "territory"}
#: Classes of what a crowd does, and of what is done to one.
_OF_CROWDS = frozenset({"disperse", "protest", "riot"})
#: Verbs of those who take back a building that others stormed.
_REGAINING = frozenset({"regain", "restore", "retake"})


#: Why a trigger is refused.
NO_CONFLICT, OF_ANOTHER_DEED = "NO_VIOLENCE_NO_DEMONSTRATION", "LOW_CONFIDENCE"


class Vouched(NamedTuple):
    """Triggers of a text, sorted by whether an event may be made of them.

    Attributes:
        standing: Index of a sentence (in `doc.sents`) -> its triggers that tell a deed, in text order; sentences
            without one are left out.
        refused: The others in text order, each with the reason (codes/reject_reason.csv): harm that is none of conflict
            or a gathering that is none, and what only adds to another deed of its sentence.
    """

    standing: dict[int, list[Trigger]]
    refused: list[tuple[Trigger, str]]


def vouched(found: Mapping[int, Sequence[tuple[Trigger, Mapping[str, Any]]]]) -> Vouched:
    """Sort the triggers that have beside them what their rules ask for; the others are no triggers.

    Args:
        found: Index of a sentence -> its triggers in text order, each with its rule; sentences in text order.
    """
    sure = {number for number, hits in found.items() if any(hit.kind in _SURE for hit, _ in hits)}
    everywhere = [entry for hits in found.values() for entry in hits]
    standing: dict[int, list[Trigger]] = {}
    refused: list[tuple[Trigger, str]] = []
    for number, entries in found.items():
        hits = [hit for hit, _ in entries]
        kept: list[Trigger] = []
        for hit, rule in entries:
            if not _has_company(hit, rule, hits, number in sure) or not _has_company_afar(hit, rule, everywhere, sure):
                continue
            if is_no_conflict(hit, hits):
                refused.append((hit, NO_CONFLICT))
            elif is_of_another_deed(hit, hits, goes_on=number - 1 in found):
                refused.append((hit, OF_ANOTHER_DEED))
            else:
                kept.append(_as_fight(hit, kept))
        if kept:
            standing[number] = kept
    return Vouched(standing, refused)


def _has_company(hit: Trigger, rule: Mapping[str, Any], hits: Sequence[Trigger], is_sure: bool) -> bool:
    """Has its sentence what the rule asks for?"""
    others = {other.kind for other in hits if other is not hit}
    if rule.get("violent_sentence") and not is_sure and not others & _VOUCHING:
        return False
    if rule.get("crowd_sentence") and not {other.kind for other in hits} & _OF_CROWDS:
        return False
    if rule.get("ccomp_violent") and not any(
        child.dep_ in ("ccomp", "xcomp", "dobj") and _holds(child, [other.token for other in hits])
        for child in hit.token.children
    ):
        return False
    return not rule.get("ccomp_pronoun") or _speaks_of_self(hit.token)


def _has_company_afar(
    hit: Trigger, rule: Mapping[str, Any], everywhere: Sequence[tuple[Trigger, Mapping[str, Any]]], sure: set[int]
) -> bool:
    """Has its text what the rule asks for?"""
    if rule.get("violent_context") and not sure:
        others = {other.kind for other, _ in everywhere if other.token.i != hit.token.i}
        if not others & _VOUCHING_AFAR and not _armed_sides(hit.token):
            return False
    return "after_class" not in rule or any(
        other.kind == rule["after_class"] and other.token.i < hit.token.i and "after_class" not in its_rule
        for other, its_rule in everywhere
    )


def _holds(token: Token, triggers: Sequence[Token]) -> bool:
    inside = set(token.subtree)
    return any(trigger in inside for trigger in triggers)


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
