"""What is known of an event mention while its sentence is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.extract.arguments import by_phrase, noun_modifiers, prepositional, teller
from pipeline.extract.casualties import Count
from pipeline.extract.nouns import PERSONAL, categories, is_weapon, lemma, may_act
from pipeline.extract.people_groups import Group
from pipeline.extract.triggers import Trigger
from pipeline.extract.word_sets import word_set

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

SPEECH = frozenset("threat declaration".split())
#: Pronouns that name nobody.
_EMPTY_PRONOUNS = word_set("empty_pronouns")
_NUMERIC = frozenset({"DATE", "TIME", "MONEY", "PERCENT"})
_THINGS = frozenset({"building", "abstract", "disease"})
#: What is done with a weapon by those who send it.
_SENDING = frozenset({"deploy", "fire", "fly", "launch", "operate", "pilot", "send"})


@dataclass(slots=True)
class Draft:
    """An event mention in spaCy's terms; `mention_rows.py` turns it into a record.

    Attributes:
        sentence: Index of its sentence.
        head: The trigger that gives the mention its class.
        triggers: All its triggers, in text order.
        agents, patients, weapons: Heads of noun phrases, each with the id of the rule or relation that gave it.
        effects: Head of a patient (token index) -> effect on it.
        counts: (patient head, effect, Count) for people.
        scope: The subtree that belongs to the mention, for places and times.
        foreign: Words that belong to another mention of its sentence.
        court: The word by which a court hears its deed; None where none does.
        is_old_deed: Is it an old deed: a court hears it, people are held for it, or it is commemorated?
        is_remembered: Is it an old deed that somebody remembers: "the anniversary of the bombing"?
        deed_behind: Index of the first word for such a deed that stands behind it in its sentence; None where there is
            none.
    """

    sentence: int
    head: Trigger
    triggers: list[Trigger]
    agents: list[tuple[Token, str]] = field(default_factory=list)
    patients: list[tuple[Token, str]] = field(default_factory=list)
    weapons: list[Token] = field(default_factory=list)
    effects: dict[int, str] = field(default_factory=dict)
    counts: list[tuple[Token | None, str, Count]] = field(default_factory=list)
    scope: frozenset[int] = frozenset()
    foreign: frozenset[int] = frozenset()
    court: Token | None = None
    is_old_deed: bool = False
    is_remembered: bool = False
    deed_behind: int | None = None
    realis: str = "asserted"
    realis_token: Token | None = None
    incident_count: int | None = None
    is_definite: bool = False
    is_new: bool = False
    attribution: str = "stated"
    attribution_span: Span | None = None
    crowd: Token | None = None
    is_cumulative: bool = False


#: Objects that belong to the verb: nobody attacks the fire in "opened fire" or the control in "took control".
_PARTS_OF_IDIOMS = frozenset({"fire", "shot", "control", "life"})


def owners(weapon: Token) -> list[Token]:
    """Those whose weapon it is: "US jets", "rockets of the militia", "drones launched by the army"."""
    before = [
        m
        for m in (word for one in noun_modifiers(weapon) for word in (one, *_before_fighter(one)))
        if m.lower_ != "fighter"  # "fighter jets"
        and (m.ent_type_ in ("GPE", "NORP", "ORG") or categories(m) & {"force", "country"})
    ]
    after = [
        noun for _, noun in prepositional(weapon, {"of", "from"}) if categories(noun) & {"force", "country", "person"}
    ]
    things = [weapon, *(noun for _, noun in prepositional(weapon, {"of"}))]  # "one of its aircraft"
    told = [noun for thing in things for word in thing.lefts if (noun := teller(word, thing)) is not None]
    sent = [
        sender
        for clause in weapon.rights
        if clause.dep_ == "acl" and lemma(clause) in _SENDING
        for sender in by_phrase(clause)
        if categories(sender) & {"force", "country", "person"}
    ]
    return before + after + told + sent


def _before_fighter(modifier: Token) -> list[Token]:
    """What stands before the fighter of "a US fighter jet", which the parser hangs on it."""
    return noun_modifiers(modifier) if modifier.lower_ == "fighter" else []


def _is_candidate(token: Token, side: str, heads: set[int]) -> bool:
    """Can a noun phrase stand on a side of the event at all?"""
    kinds = categories(token)
    if token.i in heads and not kinds & PERSONAL:
        return False
    if token.pos_ == "PROPN" and token.i + 1 < token.sent.end and token.nbor(1).text == ":":
        return False  # "Ecuador: another politician shot dead"
    if token.lower_ in _EMPTY_PRONOUNS or kinds & _PARTS_OF_IDIOMS:
        return False
    if token.ent_type_ in _NUMERIC and token.pos_ != "NUM" and lemma(token) != "people":
        return False
    if side == "patient" or is_weapon(token):
        return True
    if not may_act(token) and not kinds & {"vehicle"}:
        return False
    return not kinds & _THINGS or bool(kinds & PERSONAL)


def add(draft: Draft, side: str, tokens: Sequence[Token], rule: str, heads: set[int]) -> None:
    """Put heads of noun phrases on a side ("agent" or "patient"), event nouns left out.

    A weapon that acts is set aside as a weapon; its owners act.
    """
    entries = draft.agents if side == "agent" else draft.patients
    for token in tokens:
        if not _is_candidate(token, side, heads):
            continue
        named, how = [token], rule
        if side == "agent" and is_weapon(token):
            draft.weapons.append(token)
            # Whoever owns an aircraft that is shot down does not bring it down.
            is_downed = any(trigger.kind == "shootdown" for trigger in draft.triggers)
            named, how = ([] if is_downed else owners(token)), f"{rule}.owner"
        for item in named:
            if all(item.i != other.i for other, _ in entries):
                entries.append((item, how))


def add_tally(draft: Draft, groups: Sequence[Group], effect: str, rule: str, heads: set[int]) -> None:
    """Write down groups of people harmed: what befell them, how many, and who, where the parse names nobody."""
    known = {token.i for token, _ in draft.patients}
    series = max((count.series for _, _, count in draft.counts if count.series is not None), default=-1) + 1
    for group in groups:
        own = "killed" if group.head.lower_ == "dead" else effect  # "spoke of 12 dead and 30 wounded"
        draft.effects.setdefault(group.head.i, own)
        is_listed = len(groups) > 1 and own == effect
        draft.counts.append((group.head, own, replace(group.count, series=series) if is_listed else group.count))
    if len(groups) > 1 or known.isdisjoint(group.head.i for group in groups):
        add(draft, "patient", [group.head for group in groups], rule, heads)
