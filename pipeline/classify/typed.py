"""Which candidates are events of conflict, and of which sub-event: the procedure, what it refuses, and the words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.classify import judge, wording
from pipeline.classify.decide import decide
from pipeline.records import Candidate, Mention


@dataclass(frozen=True, slots=True)
class Typed:
    """A candidate that is an event of conflict.

    Attributes:
        candidate: The candidate.
        sub: Its sub-event type.
        rule: What decided the type.
        mentions: The mentions it is made of.
    """

    candidate: Candidate
    sub: str
    rule: str
    mentions: tuple[Mention, ...]


def type_candidates(
    candidates: Iterable[Candidate], mentions: Sequence[Mention]
) -> tuple[list[Typed], list[tuple[Candidate, str]]]:
    """The candidates of one article that are events of conflict, and the others, each with its reason."""
    found: list[Typed] = []
    refused: list[tuple[Candidate, str]] = []
    for candidate in candidates:
        decided = decide(candidate)
        if decided is None:
            refused.append((candidate, judge.NOTHING))
            continue
        reason = judge.refused(candidate, decided[0])
        if reason is not None:
            refused.append((candidate, reason))
            continue
        sub, rule = wording.reconsider(candidate, decided)
        own = set(candidate.mention_ids)
        found.append(Typed(candidate, sub, rule, tuple(m for m in mentions if m.mention_id in own)))
    return found, refused
