"""What the steps of the procedure ask of a candidate."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.classify.deliveries import deliveries
from pipeline.contract import actor_types
from pipeline.records import ActorSide, Candidate
from pipeline.reference.actors import is_party

#: Classes of triggers that tell dead or hurt, or shots.
DEADLY = frozenset("kill die toll shoot injure".split())
#: Rules of a fight with guns, which has two armed sides, named or not.
GUN_FIGHTS = frozenset(
    {
        "clash.answer_fire",
        "clash.crossfire",
        "clash.exchange",
        "clash.exchange_noun",
        "clash.gun_battle",
        "clash.shootout",
    }
)
#: Words for people that do not say what they are.
_ANYBODY = frozenset({"dead", "others", "people", "persons"})


@dataclass(frozen=True, slots=True)
class Facts:
    """A candidate as the procedure sees it.

    Attributes:
        candidate: The candidate.
        classes, rules: Classes and ids of its triggers.
        words: The words of its sentences, in small letters.
        armed1, armed2: Organised armed actors of each side.
        crowd: Protesters or rioters of either side.
        civilians: Unarmed people of either side.
        ways: How its weapons were delivered.
    """

    candidate: Candidate
    classes: frozenset[str]
    rules: frozenset[str]
    words: frozenset[str]
    armed1: tuple[ActorSide, ...]
    armed2: tuple[ActorSide, ...]
    crowd: tuple[ActorSide, ...]
    civilians: tuple[ActorSide, ...]
    ways: frozenset[str]

    @property
    def both_armed(self) -> bool:
        """Two organised armed sides."""
        return bool(self.armed1 and self.armed2)

    @property
    def has_dead(self) -> bool:
        """The text counts dead, were it only in the plural."""
        return (self.candidate.fatalities or 0) > 0 or "FATALITIES_UNKNOWN_PLURAL" in self.candidate.flags

    @property
    def has_hurt(self) -> bool:
        """Somebody is said to be killed or hurt."""
        return (
            self.has_dead
            or (self.candidate.injured or 0) > 0
            or any(p.effect in ("killed", "injured") for p in self.candidate.participants)
        )

    @property
    def civilians_struck(self) -> bool:
        """Civilians are those struck, an armed name only beside them; "people" are anybody, unless abducted."""
        named = [side for side in self.candidate.side2 if _ANYBODY.isdisjoint(side.text.lower().split()[-1:])]
        struck = self.candidate.side2 if "abduct" in self.classes else named or self.candidate.side2
        return bool(struck and struck[0].inter == actor_types.CIVILIANS)


def facts_of(candidate: Candidate) -> Facts:
    """Gather what the steps ask of a candidate."""
    every = (*candidate.side1, *candidate.side2)
    is_struck = "clash" not in candidate.trigger_classes  # "two workers of the party were shot": no fight
    return Facts(
        candidate=candidate,
        classes=frozenset(candidate.trigger_classes),
        rules=frozenset(candidate.trigger_rules),
        words=frozenset(candidate.words),
        armed1=tuple(s for s in candidate.side1 if s.inter in actor_types.ARMED),
        armed2=tuple(
            s
            for s in candidate.side2
            if s.inter in actor_types.ARMED and not (is_struck and is_party(s.name, candidate.event_date))
        ),
        crowd=tuple(s for s in every if s.inter in actor_types.CROWDS),
        civilians=tuple(s for s in every if s.inter == actor_types.CIVILIANS),
        ways=deliveries(candidate),
    )
