"""Weapons that act at range (CODING_RULES 2.4, step 5): how they were delivered decides."""

from __future__ import annotations

from pipeline.classify.battles import is_close_fight, is_fought_from_afar_too
from pipeline.classify.deliveries import DELIVERIES, FIRED, REMOTE
from pipeline.classify.facts import Facts

#: What those who storm a place carry and fire: rockets, grenades.
_CARRIED = frozenset({"grenade", "shelling"})
#: What goes before an assault on a place.
_SOFTENING = frozenset({"air_strike", "shelling"})


def explosion(facts: Facts) -> str | None:
    """Step 5: one-sided and remote; delivery decides, the higher rank of several."""
    if "shootdown" in facts.classes:
        return "Shelling/artillery/missile attack"
    remote = facts.classes & REMOTE
    if "storm" in facts.candidate.head_lemmas and remote <= _CARRIED and facts.ways <= _CARRIED:
        return None  # "stormed the consulate ... fired rocket-propelled grenades at it"
    if not remote:
        if "disrupt" in facts.classes:
            return None  # "detained a commander and found a hand grenade": nobody used it
        if not facts.ways or not facts.classes & {"attack", "kill", "injure", "destroy", "damage", "die"}:
            return None
        if "shoot" in facts.classes and not facts.ways & {"air", "suicide"} and not facts.rules & FIRED:
            return None
    return next((sub for way, sub in DELIVERIES if way in facts.ways), "Remote explosive/landmine/IED")


def remote_first(facts: Facts) -> str | None:
    """Step 5 before step 4: an explosion that no close fight surrounds."""
    is_fought = is_close_fight(facts) or is_fought_from_afar_too(facts)
    if facts.classes & (REMOTE | {"shootdown"}) and not is_fought and not _took_a_place(facts):
        return explosion(facts)
    return None


def _took_a_place(facts: Facts) -> bool:
    """A place changed hands, and the shelling before it is how: "took the airport after months of shelling"."""
    taken = {r for r in facts.rules if r.startswith("territory.")} - {"territory.advance"}
    return bool(taken) and facts.classes & REMOTE <= _SOFTENING | _CARRIED and not facts.has_hurt
