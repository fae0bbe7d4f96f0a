"""Whom an event lists, once it is known which events an article tells.

The role model (`pipeline/extract/roles.py`) says how surely somebody has a part near a word of violence, the verifier
how surely a coder would write an event down. An article whose best event is hardly one lists only those whose part is
sure. A candidate that is refused is often an incident told again: whom it surely names belongs to the incident.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.language.phrases import plain_words
from pipeline.records import Participant

#: Listed from this product on of how surely somebody has the part and how surely the likeliest event of the article is
#: one; people struck, whom any report has most of, from the second. These and the next were chosen by cross-validation
#: on the training part alone: see roles.meta.yaml of the role model.
LISTED_FROM, STRUCK_FROM = 0.14, 0.25
#: Somebody named with a refused candidate goes to the likeliest event when the part is at least so sure.
SURE_ANYWHERE = 0.5


@dataclass(frozen=True, slots=True)
class Told:
    """An event of an article.

    Attributes:
        chance: How surely a coder would write it down, 0..1; None where the verifier does not judge its type.
        cast: Those who may have a part in it.
    """

    chance: float | None
    cast: tuple[Participant, ...]


def _key(participant: Participant) -> tuple[str, bool, tuple[str, ...]]:
    side = "target" if participant.role == "victim" else participant.role
    return side, participant.kind == "organization", plain_words(participant.text)


def choose(
    events: Sequence[Told],
    refused: Sequence[Sequence[Participant]],
    *,
    least: float = LISTED_FROM,
    struck: float = STRUCK_FROM,
    anywhere: float = SURE_ANYWHERE,
) -> list[tuple[Participant, ...]]:
    """The participants that each event lists.

    Args:
        events: The events of an article.
        refused: Those who may have had a part in each candidate that became no event.
        least, struck, anywhere: What is tried in training; else the constants of this module.
    """
    best = max((event.chance for event in events if event.chance is not None), default=None)
    if best is None:
        return [event.cast for event in events]

    def is_sure(participant: Participant, sureness: float) -> bool:
        is_struck = participant.role in ("target", "victim") and participant.kind != "physical"
        return sureness * best >= (struck if is_struck else least)

    out = [[p for p in event.cast if p.sureness is None or is_sure(p, p.sureness)] for event in events]
    likeliest = next(index for index, event in enumerate(events) if event.chance == best)
    known = {_key(participant) for cast in out for participant in cast}
    for participant in (p for cast in refused for p in cast):
        sure, key = participant.sureness, _key(participant)
        if sure is not None and sure >= anywhere and is_sure(participant, sure) and key not in known:
            known.add(key)
            out[likeliest].append(participant)
    return [tuple(cast) for cast in out]
