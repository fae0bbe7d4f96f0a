"""Those who lose a place that others take, who gave it up before, and those to whom it falls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.arguments import own_subjects, prepositional
from pipeline.extract.nouns import categories, lemma, may_act
from pipeline.extract.word_sets import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Verbs of those who are driven from where they live.
LEAVING = frozenset({"flee", "leave", "abandon"})
#: Verbs of those who give up a place that others take.
_YIELDING = frozenset({"retreat", "surrender", "vacate", "withdraw"})
#: How those who held a place give it up.
_RETREATS = word_set("retreats")
#: Verbs of coming upon resistance, and words for none of it.
_MEETING, _NONE = frozenset({"encounter", "face", "meet"}), frozenset({"little", "no"})
#: What a place falls into: "into the hands of the rebels".
_HANDS = frozenset({"control", "hand"})


def retreats_before(verb: Token) -> list[Token]:
    """Nouns of how others gave up what a verb tells the taking of: "moved in after the retreat of the rebels", not
    "after their retreat"; and the resistance that nobody offered: "rolled in and met no resistance"."""
    found = (noun for _, noun in prepositional(verb, {"after", "following"}) if lemma(noun) in _RETREATS)
    others = [noun for noun in found if not any(child.tag_ == "PRP$" for child in noun.lefts)]
    gone = {noun.i: [one for _, one in prepositional(noun, {"by", "of"})] for noun in others}
    left = [noun for noun in others if not gone[noun.i] or any("force" in categories(one) for one in gone[noun.i])]
    left += _gone_in_clauses(verb)  # "entered the town after soldiers had fled"
    meetings = [child for child in verb.rights if child.dep_ in ("advcl", "conj") and lemma(child) in _MEETING]
    return left + [
        noun
        for meeting in meetings
        for noun in meeting.rights
        if noun.dep_ == "dobj" and lemma(noun) == "resistance" and any(c.lower_ in _NONE for c in noun.lefts)
    ]


def losers(verb: Token) -> list[Token]:
    """Those from whom a place, or control of it, was taken."""
    return [noun for _, noun in prepositional(verb, {"from"}) if may_act(noun)] or _lost_by(verb)


def _lost_by(verb: Token) -> list[Token]:
    """Those from whom a place was taken, where the parser hangs them on its name or on "back": "the town of Merca in
    Somalia from Al Shabaab", "wrested the port back from the rebels"."""
    links = [word for word in verb.subtree if word.lower_ == "from" and word.dep_ == "prep" and word.i > verb.i]
    places = [child for child in verb.children if child.dep_ == "dobj"]
    behind = [
        link
        for link in links
        if link.head in places
        or (link.head.lower_ == "back" and (link.head.head == verb or link.head.head in places))
        or (link.head.dep_ == "pobj" and link.head.pos_ == "PROPN" and any(p.is_ancestor(link.head) for p in places))
    ]
    return [noun for link in behind for noun in link.children if noun.dep_ == "pobj" and may_act(noun)]


def who_left(verb: Token) -> list[Token]:
    """Those who gave a place up before it was taken: "took the town after soldiers left their posts", "following the
    retreat of the rebels"."""
    gone = [noun for retreat in retreats_before(verb) for _, noun in prepositional(retreat, {"by", "of"})]
    return [*(noun for noun in gone if "force" in categories(noun)), *_gone_in_clauses(verb)]


def _gone_in_clauses(verb: Token) -> list[Token]:
    """Forces that a clause of time has leave: "after soldiers had fled"."""
    clauses = [c for c in verb.rights if c.dep_ == "advcl" and lemma(c) in LEAVING | _YIELDING]
    marked = [c for c in clauses if any(mark.lower_ in ("after", "as", "when") for mark in c.lefts)]
    return [noun for clause in marked for noun in own_subjects(clause) if "force" in categories(noun)]


def takers(verb: Token) -> list[Token]:
    """Those to whom a place falls."""
    after = [noun for _, noun in prepositional(verb, {"to", "into"})]
    hands = [noun for item in after if lemma(item) in _HANDS for _, noun in prepositional(item, {"of"})]
    return [noun for noun in hands or after if may_act(noun)]
