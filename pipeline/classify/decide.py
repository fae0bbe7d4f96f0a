"""The decision procedure (CODING_RULES 2.4): which sub-event a candidate is.

Each step is a function that gives a sub-event or None; the first that answers decides, and its name is the rule in the evidence.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from pipeline.language.word_sets import word_set
from pipeline.records import ActorSide, Candidate

ARMED = frozenset({1, 2, 3, 4, 8})
_STATE = frozenset({1, 8})
_REMOTE = frozenset("bomb explode mine suicide_bomb air_strike shelling grenade chemical".split())
_HARM = frozenset("kill die toll injure shoot beat attack ambush".split())
_GROUND = frozenset("clash ambush".split())
_CROWD = frozenset("protest riot disperse".split())
_LETHAL = frozenset("kill shoot die toll".split())
_CROWD_WORDS = word_set("pipeline.classify", "crowd_words")


@dataclass(frozen=True, slots=True)
class Sides:
    """The actors of a candidate as the procedure sees them.

    Attributes:
        armed1, armed2: Organised armed actors of each side.
        crowd: Protesters or rioters of either side.
        civilians: Unarmed people of either side.
    """

    armed1: tuple[ActorSide, ...]
    armed2: tuple[ActorSide, ...]
    crowd: tuple[ActorSide, ...]
    civilians: tuple[ActorSide, ...]


def sides_of(candidate: Candidate) -> Sides:
    """Sort the actors of a candidate."""
    every = (*candidate.side1, *candidate.side2)
    return Sides(
        armed1=tuple(s for s in candidate.side1 if s.inter in ARMED),
        armed2=tuple(s for s in candidate.side2 if s.inter in ARMED),
        crowd=tuple(s for s in every if s.inter in (5, 6)),
        civilians=tuple(s for s in every if s.inter == 7),
    )


@lru_cache(maxsize=1)
def _deliveries() -> dict[str, str]:
    with resources.files("pipeline.classify").joinpath("delivery.csv").open(encoding="utf-8") as lines:
        return {row["word"]: row["delivery"] for row in csv.DictReader(lines)}


@lru_cache(maxsize=1)
def context_words() -> dict[str, frozenset[str]]:
    """Words that tell an accident, a disease or an ordinary crime (`contexts.csv`)."""
    out: dict[str, set[str]] = {}
    with resources.files("pipeline.classify").joinpath("contexts.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            out.setdefault(row["context"], set()).add(row["word"])
    return {key: frozenset(words) for key, words in out.items()}


def deliveries(candidate: Candidate) -> frozenset[str]:
    """How the weapons of a candidate were delivered: air, suicide, shelling, planted, grenade, chemical."""
    out = set()
    for part in (candidate.weapon or "", *(p.text for p in candidate.participants if p.kind == "weapon")):
        for word in part.lower().replace("-propelled", "-propelled ").split():
            if word in _deliveries():
                out.add(_deliveries()[word])
    for side in candidate.side1:
        if "air force" in side.text.lower() or "air force" in side.name.lower():
            out.add("air")
    classes = set(candidate.trigger_classes)
    for trigger, delivery in (
        ("air_strike", "air"),
        ("suicide_bomb", "suicide"),
        ("shelling", "shelling"),
        ("mine", "planted"),
        ("grenade", "grenade"),
        ("chemical", "chemical"),
    ):
        if trigger in classes:
            out.add(delivery)
    if out & {"shelling"} and "rocket-propelled" in (candidate.weapon or ""):
        out.add("shelling")
    return frozenset(out)


def _crowd(candidate: Candidate, classes: frozenset[str], sides: Sides) -> str | None:
    """Step 3: a crowd; its own conduct decides between protest and riot, what is done to it between the protests."""
    words = frozenset(candidate.words)
    if "lynch" in classes:
        return "Mob violence"
    if not classes & _CROWD:
        mob = any(s.inter == 5 for s in candidate.side1)
        return (
            ("Violent demonstration" if set(candidate.words) & _CROWD_WORDS else "Mob violence")
            if mob and classes & {"destroy", "loot", "damage", "beat", "kill", "attack"}
            else None
        )
    # A people-noun alone ("killed two protesters") is a protest only if force meets it.
    violent = "riot" in classes or any(rule.startswith("riot.") for rule in candidate.trigger_rules)
    if not violent and "clash" in classes and (sides.crowd or "protest" in classes):
        violent = True
    if not violent and classes & {"destroy", "loot"} and any(s.inter in (5, 6) for s in candidate.side1):
        violent = True
    demonstration = bool(words & _CROWD_WORDS) or "protest" in classes or "disperse" in classes
    if violent:
        communal = (
            classes & {"kill", "clash", "beat"}
            and not any(s.inter in _STATE for s in (*candidate.side1, *candidate.side2))
            and "protest" not in classes
        )
        return (
            "Violent demonstration"
            if demonstration and not communal
            else "Mob violence"
            if communal or "loot" in classes or "beat" in classes
            else "Violent demonstration"
        )
    struck = (
        any(p.effect in ("killed", "injured") for p in candidate.participants)
        or (candidate.fatalities or 0) > 0
        or (candidate.injured or 0) > 0
    )
    if (
        classes & {"shoot", "kill", "die", "toll"}
        or ((candidate.fatalities or 0) > 0)
        or (struck and classes & {"attack", "bomb", "explode", "grenade", "beat", "injure"})
    ):
        return "Excessive force against protesters"
    if classes & {"disperse", "beat", "arrest", "attack"}:
        return "Protest with intervention"
    return "Peaceful protest"


def _territory(candidate: Candidate, classes: frozenset[str], sides: Sides) -> str | None:
    """Who took the place, where a place was taken."""
    if "territory" not in classes:
        return None
    takers = sides.armed1
    fought = bool(
        classes & {"clash", "attack", "kill", "ambush", "shelling", "air_strike", "shoot", "die", "bomb"}
    ) or any(
        w in candidate.words
        for w in (
            "fighting",
            "battle",
            "heavy",
            "fierce",
            "assault",
            "offensive",
            "retook",
            "recaptured",
            "regained",
            "retake",
            "recapture",
            "overran",
            "overrun",
            "stormed",
            "liberated",
            "after",
        )
    )
    if not takers:
        return None
    words = set(candidate.words)
    if "without" in words and words & {"fight", "fighting", "resistance", "shot", "battle", "combat", "opposition"}:
        return "Non-violent transfer of territory"
    if takers[0].inter == 1:
        return "Government regains territory"
    return (
        "Non-state actor overtakes territory"
        if fought or sides.armed2 or takers[0].inter in (2, 3, 4, 8)
        else "Non-violent transfer of territory"
    )


def _battle(candidate: Candidate, classes: frozenset[str], sides: Sides) -> str | None:
    """Step 4: two organised armed sides in a close fight."""
    taken = _territory(candidate, classes, sides)
    if taken is not None:
        return taken
    both = bool(sides.armed1 and sides.armed2)
    if "clash" in classes and (both or len(sides.armed1) + len(sides.armed2) >= 1) and not sides.crowd:
        return "Armed clash"
    if both and classes & {"ambush"}:
        return "Armed clash"
    if (
        both
        and not classes & _REMOTE
        and not _captive(candidate)
        and classes & (_HARM | {"destroy", "damage"})
        and not _civilians_struck(candidate)
    ):
        return "Armed clash"
    return None


def _captive(candidate: Candidate) -> bool:
    return (
        bool(
            {
                "captive",
                "captives",
                "prisoner",
                "prisoners",
                "hostage",
                "detainee",
                "custody",
                "off-duty",
                "executed",
                "execution",
                "beheaded",
                "surrendered",
            }
            & set(candidate.words)
        )
        or "kill.execute" in candidate.trigger_rules
    )


def _civilians_struck(candidate: Candidate) -> bool:
    """Were civilians those struck, with an armed name only beside them?"""
    return bool(candidate.side2 and candidate.side2[0].inter == 7)


def _explosion(candidate: Candidate, classes: frozenset[str], sides: Sides) -> str | None:
    """Step 5: one-sided and remote; delivery decides, the higher rank of several."""
    if "shootdown" in classes:
        return "Shelling/artillery/missile attack"
    ways = deliveries(candidate)
    remote = classes & _REMOTE
    if not remote and not (
        classes & {"attack", "kill", "injure", "destroy", "damage", "die"}
        and ways & {"air", "shelling", "chemical", "suicide", "planted", "grenade"}
    ):
        return None
    if not remote and "shoot" in classes and not ways & {"air", "suicide"}:
        return None
    for delivery, sub in (
        ("chemical", "Chemical weapon"),
        ("air", "Air/drone strike"),
        ("suicide", "Suicide bomb"),
        ("shelling", "Shelling/artillery/missile attack"),
        ("planted", "Remote explosive/landmine/IED"),
        ("grenade", "Grenade"),
    ):
        if delivery in ways and not (
            delivery == "air" and remote and not remote & {"air_strike"} and not {"air"} & ways
        ):
            return sub
    return "Remote explosive/landmine/IED"


def _against_civilians(candidate: Candidate, classes: frozenset[str], sides: Sides) -> str | None:
    """Step 6: unarmed people harmed."""
    if "sexual" in classes:
        return "Sexual violence"
    if classes & {"kill", "shoot", "beat", "attack", "ambush"} or (
        classes & {"die", "injure", "toll"} and (sides.armed1 or "attack" in classes)
    ):
        only_things = (
            not candidate.side2
            and any(p.kind == "physical" for p in candidate.participants)
            and not classes & {"kill", "injure", "die", "shoot"}
        )
        return "Looting/property destruction" if only_things and classes & {"destroy", "loot", "damage"} else "Attack"
    if "abduct" in classes:
        return "Abduction/forced disappearance"
    return None


def _strategic(candidate: Candidate, classes: frozenset[str], sides: Sides) -> str | None:
    """Step 7: listed strategic matters."""
    nonstate = any(s.inter in (2, 3, 4) for s in sides.armed1)
    for trigger, sub in (
        ("disrupt", "Disrupted weapons use"),
        ("coup", "Other"),
        ("mass_grave", "Other"),
        ("loot", "Looting/property destruction"),
        ("rob", "Looting/property destruction"),
        ("destroy", "Looting/property destruction"),
        ("agreement", "Agreement"),
        ("surrender", "Agreement"),
        ("release", "Agreement"),
        ("withdraw", "Non-violent transfer of territory"),
        ("base", "Headquarters or base established"),
        ("damage", "Looting/property destruction"),
        ("change", "Change to group/activity"),
        ("deploy", "Change to group/activity"),
        ("security", "Change to group/activity"),
        ("displace", "Other"),
    ):
        if trigger in classes:
            return sub
    if "arrest" in classes:
        return (
            "Abduction/forced disappearance" if nonstate and any(s.inter == 7 for s in candidate.side2) else "Arrests"
        )
    if "declaration" in classes or "threat" in classes:
        return "Change to group/activity"
    return None


def _prevented(candidate: Candidate, classes: frozenset[str]) -> bool:
    """A device defused, a missile or drone intercepted, a bomb that killed its planter: no attack came about."""
    if "explosion.plant" in candidate.trigger_rules and set(candidate.words) & {
        "prematurely",
        "early",
        "own",
        "accidentally",
    }:
        return True
    return (
        "disrupt" in classes
        and not (candidate.fatalities or candidate.injured)
        and not classes & {"clash", "ambush"}
        and "FATALITIES_UNKNOWN_PLURAL" not in candidate.flags
    )


STEPS: tuple[tuple[str, Callable[[Candidate, frozenset[str], Sides], str | None]], ...] = (
    ("classify.crowd.v1", _crowd),
    ("classify.battle.v1", _battle),
    ("classify.explosion.v1", _explosion),
    ("classify.civilians.v1", _against_civilians),
    ("classify.strategic.v1", _strategic),
)


def decide(candidate: Candidate) -> tuple[str, str] | None:
    """The sub-event of a candidate and the rule that decided; None when nobody attacks, gathers or does a listed thing."""
    classes = frozenset(candidate.trigger_classes)
    if "declaration" in classes:
        return "Change to group/activity", "classify.declaration.v1"
    sides = sides_of(candidate)
    if _prevented(candidate, classes):
        return "Disrupted weapons use", "classify.prevented.v1"
    steps: Sequence[tuple[str, Callable[[Candidate, frozenset[str], Sides], str | None]]] = STEPS
    if classes & _REMOTE and not classes & _GROUND:
        steps = (STEPS[0], STEPS[2], STEPS[1], *STEPS[3:])
    for rule, step in steps:
        found = step(candidate, classes, sides)
        if found is not None:
            return found, rule
    return None
