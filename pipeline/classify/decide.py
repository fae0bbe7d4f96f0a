"""The decision procedure (CODING_RULES 2.4): which sub-event a candidate is.

Each step is a function that gives a sub-event or None; the first that answers decides, and its name is the rule in the
evidence. The steps about crowds, fights and explosions have a module each.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.classify.battles import battle, is_raid, territory
from pipeline.classify.crowds import is_overhead, mob, peaceful_crowd, violent_crowd
from pipeline.classify.explosions import explosion, remote_first
from pipeline.classify.facts import DEADLY, Facts, facts_of
from pipeline.classify.kinds import column
from pipeline.contract import actor_types
from pipeline.language.event_classes import VIOLENCE
from pipeline.language.quotes import quoted
from pipeline.language.word_sets import word_set
from pipeline.records import Candidate

_SIDEARMS = word_set("pipeline.classify", "sidearms")
_OWN_GOAL_WORDS = word_set("pipeline.classify", "own_goal_words")
_MURDER_SIGNS = word_set("pipeline.classify", "murder_signs")
#: What was done to people who are found dead.
_BOUND = re.compile(
    r"\b(?:hands?|wrists?)(?: and (?:feet|legs))?(?: (?:had been|was|were))? (?:bound|tied)\b"
    r"|\b(?:bound|tied) (?:hands|and gagged)\b"
    r"|\bthroats? (?:had been |was |were )?(?:cut|slashed|slit)\b"
    r"|\b(?:cut|slashed|slit) (?:his|her|their|the) throats?\b"
    r"|\bbod(?:ies|y)\b[^.;]{0,60}\b(?:were|was|been) dumped\b|\bpolitical(?:ly motivated)? (?:murder|violence)\b"
    r"|\bbod(?:ies|y)\b[^.;]{0,30}\bhang(?:ed|ing)\b|\bbod(?:ies|y) (?:riddled|with (?:bullet|gunshot))"
)
#: What people had with them who were taken: "arrested four men with 80 kilograms of explosives".
_WITH_ARMS = re.compile(
    r"\b(?:arrested|caught|detained|held|intercepted|nabbed|seized|stopped)\b[^.;]{1,60}?"
    r"(?<!armed )(?<!along )(?:\b(?:carrying|smuggling|transporting)|(?<!accused )(?<!charged )(?<!connection )\bwith)"
    r" (?:(?!(?:against|by|for|from|in|on|over|that|to|who)\b)[\w,.]+ ){0,5}"
    r"(?:ammunition|arms|bombs|detonators|explosives|grenades|landmines|mines|munitions|rifles|rockets|weapons)\b"
)
#: Others than those who fell laid it.
_ACCUSED_OF_IT = re.compile(r"\b(?:for|in|of|over) planting\b")
#: Rules by which an explosion may be its maker's own.
_OWN_GOAL_RULES = frozenset({"explosion.plant", "explosion.device_noun", "explosion.explode", "explosion.go_off"})


def _declared(facts: Facts) -> str | None:
    """A group announces what it will do or leave undone."""
    return "Change to group/activity" if "declaration" in facts.classes else None


def _prevented(facts: Facts) -> str | None:
    """Step 5, the exception: a device defused, a missile or drone intercepted, a bomb that killed its planter."""
    words = facts.words
    if _ACCUSED_OF_IT.search(quoted(facts.candidate.evidence, "event")):
        words -= {"planting"}  # "arrested two suspected of planting a bomb that killed three"
    is_own_goal = bool(words & _OWN_GOAL_WORDS) or {"too", "early"} <= words
    if facts.rules & _OWN_GOAL_RULES and is_own_goal and not is_sidearm(facts.candidate.weapon):
        return "Disrupted weapons use"
    seized = {r for r in facts.rules if r.startswith("disrupt.")} <= {"disrupt.seize_arms", "disrupt.cache_noun"}
    came_about = (
        (seized and bool(facts.classes & {"air_strike", "shelling", "shoot", "kill"}))
        or facts.has_dead
        or (facts.candidate.injured or 0) > 0
        or bool(facts.classes & {"clash", "ambush"})
        or bool(facts.classes & {"kill", "die"} and facts.classes & {"explode", "mine"})
    )
    if "disrupt" not in facts.classes or came_about:
        return None
    # "Arrested four militants and seized two rifles": people taken weigh more than what they had on them.
    is_of_people = seized and "arrest" in facts.classes and bool(facts.armed2) and "cache" not in facts.words
    return "Arrests" if is_of_people else "Disrupted weapons use"


def is_murder(candidate: Candidate) -> bool:
    """Dead who bear the marks of what was done to them: "decapitated bodies", "a kidnapped trader was found
    dead"."""
    words = {*candidate.words, *(word for side in candidate.side2 for word in side.text.lower().split())}
    is_marked = bool(words & _MURDER_SIGNS) or _BOUND.search(quoted(candidate.evidence, "event")) is not None
    return set(candidate.trigger_classes) <= {"die"} and is_marked


def is_sidearm(weapon: str | None) -> bool:
    """A gun or a knife of one person, and no bomb, and no arms of a group."""
    return bool(set((weapon or "").split()[-1:]) & _SIDEARMS)


def _chemical(facts: Facts) -> str | None:
    """Step 5: a toxic agent was used, whatever carried it and whoever fought beside it."""
    return "Chemical weapon" if "chemical" in facts.classes else None


def _sexual(facts: Facts) -> str | None:
    """Step 6: any sexual harm."""
    return "Sexual violence" if "sexual" in facts.classes else None


def _mass_grave(facts: Facts) -> str | None:
    """Step 7 before the others: the dead of a grave that is found were killed long before."""
    return "Other" if "mass_grave" in facts.classes else None


def _abduction(facts: Facts) -> str | None:
    """Step 6: people taken away, and no other violence against them told."""
    if "abduct" in facts.classes and not (facts.classes & {"kill", "shoot", "beat"} or facts.has_hurt):
        return "Abduction/forced disappearance"
    return None


def _attack(facts: Facts) -> str | None:
    """Step 6: unarmed people harmed."""
    if is_raid(facts) or _is_into_the_air(facts):
        return None
    if (
        facts.classes & {"kill", "shoot", "beat", "attack", "ambush"}
        or (facts.classes & {"die", "injure", "toll"} and facts.armed1)
        or is_murder(facts.candidate)
    ):
        only_things = (
            not facts.candidate.side2
            and any(p.kind == "physical" for p in facts.candidate.participants)
            and not facts.classes & DEADLY
        )
        if only_things and facts.classes & {"destroy", "loot", "damage"}:
            return "Looting/property destruction"
        return "Attack"
    return None


def _is_into_the_air(facts: Facts) -> bool:
    """ "Soldiers mutinied, firing into the air": shots at nobody."""
    is_harmless = facts.classes & VIOLENCE == {"shoot"} and not facts.has_hurt and not facts.candidate.side2
    return is_harmless and is_overhead(facts)


def _strategic(facts: Facts) -> str | None:
    """Step 7: listed strategic matters, in the order of `kinds.csv`."""
    kinds = column("kinds.csv", "trigger_class", "strategic")
    classes = facts.classes
    if "arrest" in classes and facts.candidate.trigger_classes[0] != "surrender":
        classes -= {"surrender"}  # "troops captured the leader, who surrendered at once"
    found = next((sub for kind, sub in kinds.items() if kind in classes), None)
    if found == "Arrests" and _WITH_ARMS.search(quoted(facts.candidate.evidence, "event")):
        return "Disrupted weapons use"
    if found == "Arrests" and any(s.inter in actor_types.NON_STATE_GROUPS for s in facts.armed1):
        if facts.civilians or any(s.inter in actor_types.OF_STATES for s in facts.armed2):
            return "Abduction/forced disappearance"  # only a state arrests
    return found


Step = Callable[[Facts], "str | None"]
#: The steps in the order in which they are asked; the first that answers decides.
STEPS: tuple[tuple[str, Step], ...] = (
    ("classify.declaration.v1", _declared),
    ("classify.prevented.v1", _prevented),
    ("classify.mob.v1", mob),
    ("classify.violent_crowd.v1", violent_crowd),
    ("classify.peaceful_crowd.v1", peaceful_crowd),
    ("classify.chemical.v1", _chemical),
    ("classify.sexual.v1", _sexual),
    ("classify.mass_grave.v1", _mass_grave),
    ("classify.explosion.v1", remote_first),
    ("classify.territory.v1", territory),
    ("classify.battle.v1", battle),
    ("classify.explosion.v1", explosion),
    ("classify.abduction.v1", _abduction),
    ("classify.attack.v1", _attack),
    ("classify.strategic.v1", _strategic),
)


def decide(candidate: Candidate) -> tuple[str, str] | None:
    """The sub-event of a candidate and the rule that decided; None when nothing that is coded happens in it."""
    facts = facts_of(candidate)
    for rule, step in STEPS:
        found = step(facts)
        if found is not None:
            return found, rule
    return None
