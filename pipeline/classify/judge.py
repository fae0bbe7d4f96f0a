"""Publish, hold or refuse: realis, politics, completeness, confidence (CODING_RULES 4.4, 4.4a, 4.5, 5.2)."""

from __future__ import annotations

import re

from pipeline.classify.actors import Cast
from pipeline.classify.crimes import is_by_soldiers, is_evidence, is_ordinary_crime, is_significant_arrest
from pipeline.classify.decide import is_murder
from pipeline.classify.mishaps import WEAK, is_without_violence
from pipeline.contract import actor_types
from pipeline.language.quotes import quoted
from pipeline.language.word_sets import word_set
from pipeline.records import Candidate

#: Why a candidate of which nothing tells violence or a demonstration is refused (codes/reject_reason.csv).
NOTHING = "NO_VIOLENCE_NO_DEMONSTRATION"
_FIRE_BOMB = "destroy.petrol_bomb"
_UNREALISED = frozenset({"future", "hypothetical", "negated", "rumour", "pattern"})
_LEAD = 300  # code points: the first sentence or two
_MASSES = frozenset("thousands hundreds tens families villagers residents refugees".split())
_MANY = word_set("pipeline.classify", "many_things")
#: Several blows at one thing: "three air strikes on a hideout"; not "on a number of villages", "on a daily basis".
_ON_ONE = re.compile(
    r"\b(?:attacks|bombings|raids|(?:air ?)?strikes) (?:against|at|on) an? "
    rf"(?!(?:\w+ )?(?:{'|'.join(sorted(_MANY))})\b)\w",
    re.I,
)
#: Strategic matters that an article tells beside its event as context more often than as news of its own.
_CONTEXT = frozenset(
    {
        "Agreement",
        "Change to group/activity",
        "Headquarters or base established",
        "Non-violent transfer of territory",
        "Other",
    }
)
#: Dead of no day of their own that are those of a war; chosen by hand.
_WAR = 1000
#: One strike or blast, told as one.
_BLOWS = word_set("pipeline.classify", "blows")
_BLOW = re.compile(
    rf"\b(?:an?|one|the) (?:[\w-]+ ){{0,2}}(?:{'|'.join(sorted(_BLOWS))})\b"
    r"(?! (?:campaign|offensive|war)\b)"
)
#: Dead that no one deed of a day has: those of a war or of weeks of killings; chosen by hand.
_NO_ONE_DAY = 20_000
#: Published events of those types below this are held as LOW_CONFIDENCE.
MIN_CONFIDENCE = 0.32
#: By how much these points are lowered to stand beside probabilities of the verifier: an arrest or a find of arms is
#: the main event of a report less often than a fight that it tells too.
_BESIDE_VERIFIED = 0.8


def refused(candidate: Candidate, sub: str) -> str | None:
    """The reason why a candidate becomes no coded event at all; None when it becomes one.

    Harm without violence (accident, disease), ordinary arrests and things that only surround an event are no events of
    conflict; a row of them would be noise in the held table too. They stand in rejects.
    """
    classes = set(candidate.trigger_classes)
    if is_without_violence(candidate):
        return NOTHING
    is_meant = _FIRE_BOMB in candidate.trigger_rules  # a petrol bomb does nothing of itself
    is_bare_harm = classes <= WEAK | {"destroy", "displace"} and not candidate.side1 and not is_meant
    if is_bare_harm and not _is_displacement(candidate) and not is_murder(candidate):
        return NOTHING
    if sub == "Arrests":
        known = is_significant_arrest(candidate) or (candidate.captured and is_by_soldiers(candidate))
        if not known or candidate.realis in _UNREALISED:
            return "NOT_POLITICAL"
    if sub == "Change to group/activity" and classes & {"threat"} and not candidate.side1:
        return "THREAT_ONLY"
    is_of_things = sub == "Looting/property destruction" and classes <= {"damage", "destroy", "rob"}
    if is_of_things and not candidate.side1 and not is_meant:
        return NOTHING if "rob" not in classes else None
    if sub == "Other" and classes <= {"displace"} and not _is_displacement(candidate):
        return NOTHING
    if classes <= {"strike"}:
        return NOTHING
    return None


def _is_displacement(candidate: Candidate) -> bool:
    """Many people left their homes, or armed people made them: what an article is about, and no mere consequence."""
    if "displace" not in candidate.trigger_classes:
        return False
    forced = any(side.inter in actor_types.ARMED for side in candidate.side1)
    is_lead = candidate.in_headline or all(e.start < _LEAD for e in candidate.evidence if e.field == "event")
    return forced or (is_lead and bool(set(candidate.words) & _MASSES))


def _is_on_one_thing(candidate: Candidate) -> bool:
    """ "Three strikes on a hideout": several of them, in one place."""
    return _ON_ONE.search(quoted(candidate.evidence, "event")) is not None


def reasons(candidate: Candidate, sub: str, cast: Cast, text: str = "") -> tuple[str, ...]:
    """Why a coded event of an article with this text is held; empty when it is published."""
    out = list(candidate.reasons)
    if candidate.realis in ("asserted", "attempted") and is_ordinary_crime(candidate, sub, text):
        out.append("NOT_POLITICAL")
    if sub == "Arrests" and not is_significant_arrest(candidate):
        out.append("NOT_POLITICAL")
    if sub == "Disrupted weapons use" and is_evidence(candidate):
        out.append("NOT_POLITICAL")
    if (
        candidate.geo_resolution == "country"
        and "AGGREGATE_MULTI_LOCATION" not in out
        and "GEO_COUNTRY_ONLY" not in out
    ):
        out.append("GEO_COUNTRY_ONLY")
    counted = candidate.incident_count or 0
    if counted > 1 and candidate.realis in ("asserted", "attempted"):
        days = (candidate.date_end - candidate.date_start).days if candidate.date_start and candidate.date_end else None
        is_wide = candidate.geo_resolution in ("country", "admin1", "region", None) and not _is_on_one_thing(candidate)
        if is_wide and "AGGREGATE_MULTI_LOCATION" not in out:
            out.append("AGGREGATE_MULTI_LOCATION")
        elif days is not None and days > 1:
            out.append("AGGREGATE_MULTI_DAY")
    is_of_no_day = bool({"DATE_INHERITED", "DATE_OF_REPORT"} & set(candidate.flags))
    dead = candidate.fatalities or 0
    if dead >= _NO_ONE_DAY or (dead >= _WAR and is_of_no_day and not _is_single_blow(candidate)):
        out.append("AGGREGATE_MULTI_DAY")  # "a land where 65,000 people died"
    if candidate.event_date is None and not set(out) & {"DATE_UNRESOLVED", "DATE_YEAR_UNRESOLVED"}:
        out.append("DATE_UNRESOLVED")
    if candidate.country is None and not set(out) & {"GEO_UNRESOLVED", "AGGREGATE_MULTI_LOCATION"}:
        out.append("GEO_UNRESOLVED")
    if sub == "Agreement" and _is_between_nobody(candidate):
        out.append("ACTOR_UNRESOLVED")
    if cast.unresolved and candidate.country is not None:
        out.append("ACTOR_UNRESOLVED")
    if not out and candidate.is_background and "PLACE_INHERITED" in candidate.flags:
        out.append("LOW_CONFIDENCE")  # an earlier event need not have been where the article is (CODING_RULES 4.5)
    if not out and sub in _CONTEXT and _is_context(candidate):
        out.append("LOW_CONFIDENCE")
    return tuple(dict.fromkeys(out))


def _is_single_blow(candidate: Candidate) -> bool:
    """One strike or blast on one town, on whatever day: "a strike on a theatre killed 1,100 people in Mariupol"."""
    is_there = candidate.geo_precision == 1 and "PLACE_INHERITED" not in candidate.flags
    is_one = (candidate.incident_count or 1) == 1 and not {"clash", "toll"} & set(candidate.trigger_classes)
    return is_there and is_one and _BLOW.search(quoted(candidate.evidence, "event")) is not None


def _is_between_nobody(candidate: Candidate) -> bool:
    """ "Five hikers were set free", "factions of the party held talks": a release and talks are of armed actors
    (CODING_RULES 2.2), and none is named."""
    sides = (*candidate.side1, *candidate.side2)
    is_loose = set(candidate.trigger_classes) <= {"release"} or set(candidate.trigger_rules) <= {"agree.negotiate"}
    return is_loose and bool(sides) and all(side.inter == actor_types.CIVILIANS for side in sides)


def _is_context(candidate: Candidate) -> bool:
    """Told beside an event without a day or a place: context ("under the accord, 13,000 men laid down their arms")."""
    return (
        {"DATE_INHERITED", "PLACE_INHERITED"} <= set(candidate.flags)
        and not candidate.in_headline
        and not candidate.fatalities
    )


def confidence(candidate: Candidate, sub: str, held: bool) -> float:
    """0..1, for types that the verifier does not judge: how surely this is one event, on this day, at this place."""
    score = candidate.text_confidence
    score += {1: 0.1, 2: 0.03, 3: 0.0}.get(candidate.time_precision or 3, 0.0)
    score += {1: 0.1, 2: 0.05, 3: 0.02}.get(candidate.geo_precision or 9, 0.0)
    score += 0.05 if (candidate.fatalities or 0) > 0 else 0.0
    score -= 0.15 if candidate.is_background else 0.0
    score -= 0.1 if candidate.attribution == "suspected" else 0.0
    score -= (
        0.1 if sub in ("Other", "Change to group/activity", "Non-violent transfer of territory", "Agreement") else 0.0
    )
    score -= 0.05 * sum(
        flag in ("DATE_INHERITED", "PLACE_INHERITED", "DATE_OF_REPORT", "GEO_AMBIGUOUS") for flag in candidate.flags
    )
    score -= 0.1 if held else 0.0
    return round(_BESIDE_VERIFIED * max(0.01, min(score, 0.99)), 4)
