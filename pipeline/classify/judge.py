"""Publish, hold or refuse: realis, politics, completeness, confidence (CODING_RULES 4.4, 4.4a, 4.5, 5.2)."""

from __future__ import annotations

import re

from pipeline.classify.actors import Cast
from pipeline.classify.decide import is_murder, is_sidearm
from pipeline.contract import actor_types
from pipeline.language.quotes import quoted
from pipeline.language.word_sets import word_set
from pipeline.records import Candidate
from pipeline.reference.actors import categories
from pipeline.reference.countries import find_country, without_personal_name

#: Why a candidate of which nothing tells violence or a demonstration is refused (codes/reject_reason.csv).
NOTHING = "NO_VIOLENCE_NO_DEMONSTRATION"
#: Classes that say harm came, but not by whom or what: alone they are no event (a crash, an illness, a sentence).
_WEAK = frozenset({"die", "toll", "injure", "damage", "strike"})
#: Verbs of harm that a disaster does as well as a man: "a landslide buried the village and 20 people were killed".
_HARM = frozenset({"kill", "die", "dead", "death", "injure", "hurt", "destroy", "damage"})
#: Somebody whom traffic or a falling thing hit: an accident, unless the text names a doer.
_RUN_DOWN = re.compile(
    r"\b(?:struck|hit|run over|knocked down|crushed) by (?:an?|the) (?:[\w-]+ )?"
    r"(?:boulder|bus|car|lorry|locomotive|taxi|train|tram|tree|truck|vehicle)\b(?!\s(?:bomb|full|laden|loaded|packed))",
    re.I,
)
#: Who may have done harm by intent; those without a name only as members of a group ("gunmen").
_DOERS = actor_types.ARMED | {actor_types.RIOTERS}
_BLASTS = frozenset({"blast", "blasts", "blew", "blow", "explosion", "explosions", "exploded", "explodes"})
#: What a mine is for that nobody laid.
_DIGGING = word_set("pipeline.classify", "digging_words")
#: What falls of itself, an aircraft that nobody brought down, a train or a lorry that hits another vehicle.
_FALLS = re.compile(
    r"\b[\w-]*(?:balcony|bridge|building|block|ceiling|crane|dam|grandstand|house|mine|roof|scaffolding|school|stage|stand"
    r"|tower|tunnel|wall)s? (?:\w+ ){0,2}?(?:burst|caved in|collapsed|fell|gave way)\b"
    r"|\b(?:aircraft|airliner|helicopter|jet|plane)s? (?:\w+ ){0,2}?(?:crash(?:ed|es|-landed)|came down|went down)\b"
    r"|\b(?:bus|lorry|tanker|train|tram|truck) (?:hit|rammed|ran into|slammed into|struck) (?:an?|the|another) "
    r"(?:[\w-]+ )?(?:bus|car|lorry|minibus|taxi|train|truck|van)\b",
    re.I,
)
#: A missile that is only tried.
_TRIED_OUT = re.compile(r"\b(?:in)?to (?:the )?(?:[\w-]+ )?(?:ocean|sea|waters)\b|\btest[- ](?:fir|launch)", re.I)
#: Words by which a blast is somebody's deed.
_INTENT = word_set("pipeline.classify", "intent_words")
#: Words that tell an accident, a disease, something that blew up of itself, a show, an ordinary crime.
_ACCIDENT, _DISEASE, _MISHAP, _SHOW, _CRIME = (
    word_set("pipeline.classify", context, "contexts.csv")
    for context in ("accident", "disease", "mishap", "show", "crime")
)
_UNREALISED = frozenset({"future", "hypothetical", "negated", "rumour", "pattern"})
_PUBLIC_ROLES = word_set("pipeline.classify", "public_roles")
#: Words of a trial, and of what is stolen and from where.
_COURT = word_set("pipeline.classify", "court_words")
_HEIST = word_set("pipeline.classify", "heist_words")
#: Words for crimes over which people are detained in any country at peace.
_COMMON_CRIMES = word_set("pipeline.classify", "common_crimes")
#: Shootings that are named after where they happen, and not after who did them: a lone gunman's until a group is named.
_LONE_SHOOTING = re.compile(r"\b(?:campus|mall|mass|nightclub|school|workplace) shootings?\b", re.I)
_PUBLIC = categories.SERVICES | {"official"}
_LEAD = 300  # code points: the first sentence or two
_MASSES = frozenset("thousands hundreds tens families villagers residents refugees".split())
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
#: Deaths that several gunmen cause in no quarrel and no robbery, whatever words stand beside; chosen by hand. So many
#: whom somebody takes are no ransom of a family either.
_MASSACRE = 10
#: Dead of no day of their own that are those of a war; chosen by hand.
_WAR = 1000
_BLOWS = word_set("pipeline.classify", "blows")
_BLOW = re.compile(
    rf"\b(?:an?|one|the) (?:[\w-]+ ){{0,2}}(?:{'|'.join(sorted(_BLOWS))})\b"
    r"(?! (?:campaign|offensive|war)\b)"
)
#: Dead that no one deed of a day has: those of a war or of weeks of killings; chosen by hand.
_NO_ONE_DAY = 20_000
_ARRESTS_COUNT = 10  # persons: from here an arrest counts as a mass arrest
_SIGNIFICANT = word_set("pipeline.classify", "significant_people")
#: Crimes that a band commits for gain, and what is traded: gangs and cartels are political here (CODING_RULES 4.4a).
_ROBBERIES = frozenset({"robbery", "robbers", "robbing", "burglary", "carjacking", "domestic"})
_DRUGS = frozenset({"drug", "drugs"})
#: What drugs are killed over.
_DRUG_TRADE = frozenset({"addict", "deal", "dealer", "dealers", "debt", "den", "turf"})
_TRAFFICKERS = frozenset({"trafficker", "traffickers", "cartel", "cartels", "gang", "gangs"})
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
    words = set(candidate.words)
    if (
        classes <= _WEAK | {"explode", "destroy", "kill"}
        and words & (_ACCIDENT | _DISEASE)
        and not any(
            s.inter in _DOERS and (not s.is_generic or s.category in categories.MEMBER_GROUPS) for s in candidate.side1
        )
    ):
        return NOTHING
    if _is_mishap(candidate) or _is_show(candidate) or _fell(candidate) or _is_trial_shot(candidate):
        return NOTHING
    if not candidate.side1 and any(_RUN_DOWN.search(e.quote) for e in candidate.evidence if e.field == "event"):
        return NOTHING
    if not candidate.side1 and set(candidate.head_lemmas) <= _HARM and _told_words(candidate) & _ACCIDENT:
        return NOTHING
    is_bare_harm = classes <= _WEAK | {"destroy", "displace"} and not candidate.side1
    if is_bare_harm and not _is_displacement(candidate) and not is_murder(candidate):
        return NOTHING
    if sub == "Arrests":
        known = is_significant_arrest(candidate) or (candidate.captured and _by_soldiers(candidate))
        if not known or candidate.realis in _UNREALISED:
            return "NOT_POLITICAL"
    if sub == "Change to group/activity" and classes & {"threat"} and not candidate.side1:
        return "THREAT_ONLY"
    if sub == "Looting/property destruction" and classes <= {"damage", "destroy", "rob"} and not candidate.side1:
        return NOTHING if "rob" not in classes else None
    if sub == "Other" and classes <= {"displace"} and not _is_displacement(candidate):
        return NOTHING
    if classes <= {"strike"}:
        return NOTHING
    return None


def _is_mishap(candidate: Candidate) -> bool:
    """ "A gas explosion killed four workers": something blew up of itself, and nobody speaks of a bomb or an attack."""
    told = _told_words(candidate)
    intent = _INTENT - (frozenset({"mine", "mines"}) if told & _DIGGING else frozenset())
    return (
        not any(side.inter != actor_types.CIVILIANS for side in candidate.side1)
        and set(candidate.trigger_classes) <= _WEAK | {"explode", "destroy", "kill"}
        and bool(told & _BLASTS)
        and bool(told & _MISHAP)
        and not told & intent
    )


def _fell(candidate: Candidate) -> bool:
    """ "A bridge collapsed and 135 people were killed", "a navy helicopter crashed": of itself, where nobody tells a
    blow."""
    classes = set(candidate.trigger_classes)
    is_of_aircraft = not {"air.verb", "air.drone_hits"}.isdisjoint(candidate.trigger_rules)
    is_bare = classes <= _WEAK | {"destroy", "kill"} | ({"air_strike"} if is_of_aircraft else set())
    told = " ".join(e.quote for e in candidate.evidence if e.field == "event")
    is_led = any(side.category in categories.MEMBER_GROUPS for side in candidate.side1)
    return is_bare and not is_led and not _told_words(candidate) & _INTENT and _FALLS.search(told) is not None


def _is_trial_shot(candidate: Candidate) -> bool:
    """ "Fired a ballistic missile into the sea off its coast": tried, at nobody."""
    told = " ".join(e.quote for e in candidate.evidence if e.field == "event")
    is_bare = set(candidate.trigger_classes) == {"shelling"} and not candidate.fatalities and not candidate.injured
    return is_bare and not candidate.side2 and _TRIED_OUT.search(told) is not None


def _is_show(candidate: Candidate) -> bool:
    """Noise and fire of a stage, a screen or a feast, in which nobody was hurt: "the concert ended with explosions"."""
    return (
        not candidate.side1
        and not candidate.side2
        and set(candidate.trigger_classes) <= {"explode", "shoot", "attack"}
        and not (candidate.fatalities or candidate.injured)
        and bool(_told_words(candidate) & _SHOW)
    )


def _is_displacement(candidate: Candidate) -> bool:
    """Many people left their homes, or armed people made them: what an article is about, and no mere consequence."""
    if "displace" not in candidate.trigger_classes:
        return False
    forced = any(side.inter in actor_types.ARMED for side in candidate.side1)
    is_lead = candidate.in_headline or all(e.start < _LEAD for e in candidate.evidence if e.field == "event")
    return forced or (is_lead and bool(set(candidate.words) & _MASSES))


def _told_words(candidate: Candidate) -> set[str]:
    """The words of the sentences that tell the event, in small letters."""
    return {
        word.strip(".,;:()\"'") for e in candidate.evidence if e.field == "event" for word in e.quote.lower().split()
    }


def is_significant_arrest(candidate: Candidate) -> bool:
    """A mass arrest, or one of somebody who matters to a conflict (CODING_RULES 2.2: not common crime)."""
    of_a_group = any(side.is_known and side.category in categories.MEMBER_GROUPS for side in candidate.side2)
    is_common = bool(_told_words(candidate) & _COMMON_CRIMES)
    return (
        ((candidate.captured or 0) >= _ARRESTS_COUNT and not is_common)
        or of_a_group
        or any(
            set((p.phrase or p.text).lower().split()) & _SIGNIFICANT
            for p in candidate.participants
            if p.effect == "captured"
        )
    )


def _by_soldiers(candidate: Candidate) -> bool:
    """Men held by an army in an operation are no ordinary crime; who they are is not told, so the row is held."""
    return any(s.inter in actor_types.OF_STATES and s.category != "police" for s in candidate.side1)


def is_ordinary_crime(candidate: Candidate, sub: str, cast: Cast) -> bool:
    """Violence without a political or collective side: a robbery, a family quarrel, a lone shooting without motive."""
    if sub not in (
        "Attack",
        "Looting/property destruction",
        "Abduction/forced disappearance",
        "Sexual violence",
        "Mob violence",
        "Remote explosive/landmine/IED",
        "Grenade",
        "Armed clash",
    ):
        return False
    if sub in ("Remote explosive/landmine/IED", "Grenade", "Armed clash"):
        return _is_heist(candidate)
    if sub == "Mob violence":
        return False
    if _is_organised(candidate):
        return False
    if sub == "Sexual violence" and not _is_of_group(candidate):
        return True  # only an organised armed actor makes it political violence (CODING_RULES 2.2)
    if _is_tried(candidate) or _is_lone_shooting(candidate):
        return True
    if _is_between_nations(candidate):
        return False
    if "ATTRIBUTION_DISPUTED" in candidate.flags:
        return False  # armed parties accuse each other
    dead = candidate.fatalities or 0
    are_many = dead >= _MASSACRE or (candidate.captured or 0) >= _ARRESTS_COUNT
    if are_many and not _single_gunman(candidate):
        return False
    if "rob" in candidate.trigger_classes:
        return True
    words = set(candidate.words)
    if _is_of_group(candidate) and not _single_gunman(candidate):
        is_of_gang = any(side.category == "gang" for side in candidate.side1) or bool(words & _TRAFFICKERS)
        return bool(words & _CRIME & (_ROBBERIES if is_of_gang else _ROBBERIES | _DRUGS))
    # Drugs are what journalists write of and judges judge: "a reporter who covered drug trafficking".
    is_of_trade = _single_gunman(candidate) or bool(words & _DRUG_TRADE)
    crimes = _CRIME - (frozenset() if is_of_trade else _DRUGS)
    if (_is_public(candidate) or _are_foreigners_taken(candidate, sub)) and not words & crimes:
        return False
    return not (dead >= 5 and not words & _CRIME)


def _is_organised(candidate: Candidate) -> bool:
    """Is somebody named who does violence for more than himself: forces, rebels, a militia, any group with a name?"""
    return any(
        s.inter in actor_types.ARMED - {actor_types.POLITICAL_MILITIA} or s.is_known
        for s in candidate.side1
        if s.category in categories.ARMED and not (s.is_generic and s.name.startswith("Sole"))
    )


def _is_of_group(candidate: Candidate) -> bool:
    """Did people act who are told as members of an armed group: "gunmen", "a gang"?"""
    return any(
        s.inter == actor_types.POLITICAL_MILITIA and s.category in categories.MEMBER_GROUPS for s in candidate.side1
    )


def _is_public(candidate: Candidate) -> bool:
    """Were people struck whose office or calling makes it a public matter: officials, police, journalists?"""
    return any(s.category in _PUBLIC or any(map(_has_public_role, s.associates)) for s in candidate.side2)


def _are_foreigners_taken(candidate: Candidate, sub: str) -> bool:
    """Were people of another country taken: "two Germans were abducted in Wardak"? Nobody has a private quarrel with
    them."""
    if any(side.name.startswith("Sole") for side in candidate.side1):
        return False
    homes = {find_country(without_personal_name(side.text)) for side in candidate.side2}
    homes |= {side.iso3 for side in candidate.side2 if side.category == "civilian"}  # "two citizens of Turkey"
    homes -= {None}
    is_abduction = sub == "Abduction/forced disappearance" and candidate.country is not None
    return is_abduction and bool(homes) and candidate.country not in homes


def _is_tried(candidate: Candidate) -> bool:
    """A crime of one against one that a court hears: "murder accused X was denied bail"."""
    is_court = len(_told_words(candidate) & _COURT) > 1
    return is_court and not (_is_public(candidate) or _is_of_group(candidate))


def _is_lone_shooting(candidate: Candidate) -> bool:
    """ "The school shooting in Uvalde": nobody is told who did it for others, and no more than one gunman."""
    told = any(_LONE_SHOOTING.search(e.quote) for e in candidate.evidence if e.field == "event")
    return told and (not _is_of_group(candidate) or _single_gunman(candidate))


def _is_heist(candidate: Candidate) -> bool:
    """Arms used for money: "robbers blew up a van", "a shoot-out after a heist"; what a group with a
    name does to pay for its war stays political."""
    sides = (*candidate.side1, *candidate.side2)
    if any(s.is_known and s.category in categories.ARMED_GROUPS for s in sides):
        return False
    return bool(_told_words(candidate) & _HEIST) and not (candidate.fatalities or 0) >= _MASSACRE


def _has_public_role(associate: str) -> bool:
    """Whether those struck are public by what they are: "Teachers (Kenya)", and not "Women (United States)"."""
    what = associate.partition(" (")[0].lower()
    return any(word.startswith(role) for word in what.split() for role in _PUBLIC_ROLES)


def _is_between_nations(candidate: Candidate) -> bool:
    """Do the words name doers and struck by two nationalities: "a Palestinian gunman", "two Israeli brothers"? Settlers
    are of another than those among whom they settle."""
    if any("settler" in side.text.lower() for side in candidate.side1):
        return True
    doers, struck = (
        {find_country(without_personal_name(side.text)) for side in sides} - {None}
        for sides in (candidate.side1, candidate.side2)
    )
    return bool(doers and struck) and doers.isdisjoint(struck)


def _is_evidence(candidate: Candidate) -> bool:
    """A gun that the police, a child or nobody named found is evidence of a crime, and no arms cache."""
    found = {rule for rule in candidate.trigger_rules if rule.startswith("disrupt.")}
    return (
        found <= {"disrupt.seize_arms"}
        and is_sidearm(candidate.weapon)
        and all(side.category in ("police", "civilian") for side in candidate.side1)
    )


def _single_gunman(candidate: Candidate) -> bool:
    agents = [p for p in candidate.participants if p.role == "perpetrator"]
    return bool(agents) and all((p.count == 1) for p in agents)


def reasons(candidate: Candidate, sub: str, cast: Cast) -> tuple[str, ...]:
    """Why a coded event is held; empty when it is published."""
    out = list(candidate.reasons)
    if candidate.realis in ("asserted", "attempted") and is_ordinary_crime(candidate, sub, cast):
        out.append("NOT_POLITICAL")
    if sub == "Arrests" and not is_significant_arrest(candidate):
        out.append("NOT_POLITICAL")
    if sub == "Disrupted weapons use" and _is_evidence(candidate):
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
        if candidate.geo_resolution in ("country", "admin1", "region", None) and "AGGREGATE_MULTI_LOCATION" not in out:
            out.append("AGGREGATE_MULTI_LOCATION")
        elif days is not None and days > 1:
            out.append("AGGREGATE_MULTI_DAY")
    is_of_no_day = bool({"DATE_INHERITED", "DATE_OF_REPORT"} & set(candidate.flags))
    if (candidate.fatalities or 0) >= _WAR and is_of_no_day and not _is_single_blow(candidate):
        out.append("AGGREGATE_MULTI_DAY")  # "a land where 65,000 people died"
    if (candidate.fatalities or 0) >= _NO_ONE_DAY:
        out.append("AGGREGATE_MULTI_DAY")
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
    if not out and sub in _CONTEXT and _has_nothing_of_its_own(candidate):
        out.append("LOW_CONFIDENCE")
    return tuple(dict.fromkeys(out))


def _is_single_blow(candidate: Candidate) -> bool:
    """One strike or blast on one town, on whatever day: "a strike on a theatre killed 1,100 people in Mariupol"."""
    is_there = candidate.geo_precision == 1 and "PLACE_INHERITED" not in candidate.flags
    is_one = (candidate.incident_count or 1) == 1 and not {"clash", "toll"} & set(candidate.trigger_classes)
    return is_there and is_one and _BLOW.search(quoted(candidate.evidence, "event")) is not None


def _is_between_nobody(candidate: Candidate) -> bool:
    """ "Five hikers were set free": a release is one by armed actors (CODING_RULES 2.2), and none is named."""
    sides = (*candidate.side1, *candidate.side2)
    is_release = set(candidate.trigger_classes) <= {"release"}
    return is_release and bool(sides) and all(side.inter == actor_types.CIVILIANS for side in sides)


def _has_nothing_of_its_own(candidate: Candidate) -> bool:
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
