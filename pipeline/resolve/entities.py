"""The participants of an article's events as entities: one row for each person, group, thing or weapon of an event.

An article says "Senator Ana Ruiz", "Ruiz" and "the senator", or "guerrillas" and "rebels", of one and the same.
Mentions of one side of one event are one entity where a name holds the other, where a description fits the name, or
where the words say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.records import Participant
from pipeline.resolve.told import Event
from pipeline.resolve.word_sets import word_set

_PRONOUNS = word_set("pronouns")
#: Words for those harmed that say nothing of who they are.
_VAGUE = frozenset("bodies body casualties casualty dead injured victim victims wounded".split())
#: Sentences from the start, a headline among them, that tell what the article is about.
_LEAD_SENTENCES = 2
#: Sentences of a short report at most: the reports of pitf, of one to four and a headline.
SHORT = 5
#: The gravest effect wins when an article tells several of one participant.
_GRAVITY = ("killed", "injured", "captured", "destroyed", "damaged", "unharmed", None)


def is_pronoun(text: str) -> bool:
    """True for words that stand for somebody named elsewhere; "US" is no pronoun."""
    return text != "US" and (text.lower() in _PRONOUNS or not any(letter.isalpha() for letter in text))


@dataclass(slots=True)
class _Entity:
    mentions: list[Participant]

    def first(self) -> Participant:
        """The mention that stands for the entity: the longest name, else the first mention."""
        named = [p for p in self.mentions if p.canonical is not None]
        return max(named, key=lambda p: (len(p.text.split()), -p.start)) if named else self.mentions[0]


def _words(participant: Participant) -> list[str]:
    return participant.text.lower().replace("-", " ").split()


def _is_same(one: Participant, other: Participant) -> bool:
    """Do two mentions on one side of one event mean the same?"""
    if one.kind != other.kind:
        return False
    a, b = _words(one), _words(other)
    if a == b:
        return True
    if one.kind == "individual" and one.canonical and other.canonical:
        shorter, longer = sorted((a, b), key=len)
        return shorter[-1] in longer and set(shorter) <= set(longer)
    if one.canonical and one.canonical == other.canonical:
        return True
    if one.canonical is None and other.canonical is None:  # "priests" and "Jesuit priests"
        return a[-1] == b[-1] and (set(a) <= set(b) or set(b) <= set(a)) and "other" not in a + b
    name, description = (one, other) if one.canonical else (other, one)
    words = _words(description)
    return (
        one.kind == "individual"
        and description.count in (None, 1)
        and words[-1] in (name.phrase or "").lower().replace("-", " ").split()
    )


def _side(participant: Participant) -> str:
    return {"victim": "target"}.get(participant.role, participant.role)


def participants(event: Event, actors: dict[tuple[int, int], str]) -> list[Participant]:
    """Everybody and everything that the rules put into an event, each once.

    Args:
        event: The event with its mentions.
        actors: Offsets of a participant -> the actor that it stands for, where that is a known one.
    """
    return each_once(_told(event), actors)


def cast(event: Event, actors: dict[tuple[int, int], str], *, is_short: bool) -> list[Participant]:
    """The same as the role model sees it.

    Where it sees no weapon, and in what the lead asserts where it sees nobody on a side, the rules are heard; in a
    short report always: they miss less there, and the model knows the long reports of one region best.
    """
    found = [p for told in event.told for p in told.mention.cast if not is_pronoun(p.text)]
    return each_once([*found, *heard(found, list(_told(event)), is_led=_is_led(event), is_short=is_short)], actors)


def heard(
    found: Sequence[Participant], ruled: Sequence[Participant], *, is_led: bool, is_short: bool
) -> list[Participant]:
    """Participants of the rules that stand beside those of the role model."""
    sides = {_side(participant) for participant in found}
    return [p for p in ruled if is_short or (_side(p) not in sides and (p.role == "weapon" or is_led))]


def _is_led(event: Event) -> bool:
    return any(
        told.mention.sentence < _LEAD_SENTENCES and told.mention.realis in ("asserted", "attempted")
        for told in event.told
    )


def each_once(told: Iterable[Participant], actors: dict[tuple[int, int], str]) -> list[Participant]:
    """Participants of one event, those that mean the same as one; what is told first stands for it."""
    entities: list[_Entity] = []
    for participant in told:
        if participant.kind != "individual":
            participant = replace(participant, canonical=actors.get((participant.start, participant.end)))
        for entity in entities:
            if _side(entity.mentions[0]) == _side(participant) and any(
                _is_same(mention, participant) for mention in entity.mentions
            ):
                entity.mentions.append(participant)
                break
        else:
            entities.append(_Entity([participant]))
    return [_merged(entity) for entity in _without_vague(entities)]


def _told(event: Event) -> Iterable[Participant]:
    for told in event.told:
        mention = told.mention
        for participant in (*mention.agents, *mention.targets, *mention.weapons, *mention.others):
            if not is_pronoun(participant.text):
                yield participant


def _without_vague(entities: Sequence[_Entity]) -> list[_Entity]:
    """Without "the victims" where the event names those harmed."""
    clear = [e for e in entities if not set(_words(e.mentions[0])[-1:]) & _VAGUE]
    has_people = any(_side(e.mentions[0]) == "target" and e.mentions[0].kind == "individual" for e in clear)
    return clear if has_people else list(entities)


def _merged(entity: _Entity) -> Participant:
    effects = [p.effect for p in entity.mentions]
    first = entity.first()
    counts = [p.count for p in (first, *entity.mentions) if p.count is not None]
    return replace(
        first,
        effect=min(effects, key=_GRAVITY.index),
        count=counts[0] if counts else None,
        sureness=max((p.sureness for p in entity.mentions if p.sureness is not None), default=None),
    )
