"""Harm without violence: accidents, diseases, things that blow up or fall of themselves, shows, missiles only tried."""

from __future__ import annotations

import re

from pipeline.contract import actor_types
from pipeline.language.quotes import quoted, quoted_words
from pipeline.language.word_sets import word_set
from pipeline.records import Candidate
from pipeline.reference.actors import categories

#: Classes that say harm came, but not by whom or what: alone they are no event (a crash, an illness, a sentence).
WEAK = frozenset({"die", "toll", "injure", "damage", "strike"})
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
_BLASTS = word_set("pipeline.classify", "blast_words")
#: What a mine is for that nobody laid.
_DIGGING = word_set("pipeline.classify", "digging_words")
#: What falls of itself, an aircraft that nobody brought down, a train or a lorry that hits another vehicle.
_FALLS = re.compile(
    r"\b[\w-]*(?:balcony|bridge|building|block|ceiling|crane|dam|grandstand|house|mine|roof|scaffolding|school|stage|stand"
    r"|tower|tunnel|wall)s? (?:\w+ ){0,2}?(?:burst|caved in|collapsed|fell|gave way)\b"
    r"|\b(?:aircraft|airliner|helicopter|jet|plane)s? (?:\w+ ){0,2}?(?:crash(?:ed|es|-landed)|came down|went down)\b"
    r"|\b(?:barge|ferry|freighter|ship|vessel|yacht) (?:hit|rammed|(?:crashed|ran|slammed) into|struck) "
    r"(?:an?|the|another) (?:[\w-]+ )?(?:boat|bridge|dock|ferry|pier|rock|ship|vessel|whale|yacht)\b"
    r"|\b(?:bus|lorry|tanker|train|tram|truck) "
    r"(?:hit|rammed|(?:crashed|ploughed|plowed|ran|slammed|smashed) into|struck) (?:an?|the|another) "
    r"(?:[\w-]+ )?(?:bus|car|lorry|minibus|taxi|train|truck|van)\b(?! (?:park|shelter|station|stop)\b)",
    re.I,
)
#: An aircraft that flies into something, a driver whose vehicle runs away, somebody whom his work kills.
_FLEW_INTO = re.compile(
    r"\b(?:aircraft|airliner|helicopter|jet|plane)s?\b[^.;]{0,90}?"
    r"\b(?:clip(?:s|ped)|fl(?:ew|ies) into|hits?|strikes?|struck) (?:an? |some |the )?(?:[\w-]+ )?"
    r"(?:birds?|cables?|ground|hill(?:side)?|mountain(?:side)?|power lines?|pylon|trees?|wires?)\b",
    re.I,
)
_LOST_CONTROL = re.compile(
    r"\b(?:driver|pilot|rider)s?\b[^.;]{0,40}\blost control\b|\blost control of (?:his|her|the) (?:\w+ )?"
    r"(?:aircraft|bus|car|lorry|plane|truck|van|vehicle)\b",
    re.I,
)
_AT_WORK = re.compile(
    r"\b(?:crushed|died|electrocuted|killed)\b[^.;]{0,40}\bwhile (?:repairing|working (?:at|in|on)) "
    r"(?:an? |the )?(?:[\w-]+ )?(?:boiler|conveyor|crane|elevator|escalator|generator|lift|machine|power line"
    r"|pylon|roof|scaffold(?:ing)?|tracks?|travelator)\b",
    re.I,
)
_IN_TRAINING = re.compile(
    r"\b(?:died|drowned|injured|killed)\b[^.;]{0,80}\b(?:during|in) (?:an? |the )?(?:[\w-]+ ){0,2}"
    r"(?:drill|exercise|training)\b(?! (?:base|camp|cent))",
    re.I,
)
#: A missile that is only tried.
_TRIED_OUT = re.compile(r"\b(?:in)?to (?:the )?(?:[\w-]+ )?(?:ocean|sea|waters)\b|\btest[- ](?:fir|launch)", re.I)
#: Words by which a blast is somebody's deed.
_INTENT = word_set("pipeline.classify", "intent_words")
#: Words that tell an accident, a disease, something that blew up of itself, a show.
_ACCIDENT, _DISEASE, _MISHAP, _SHOW = (
    word_set("pipeline.classify", context, "contexts.csv") for context in ("accident", "disease", "mishap", "show")
)


def is_without_violence(candidate: Candidate) -> bool:
    """Do the words tell harm or noise that nobody meant, or that was meant for nobody?"""
    return (
        _is_disaster(candidate)
        or _blew_up(candidate)
        or _is_show(candidate)
        or _fell(candidate)
        or _is_trial_shot(candidate)
        or _is_run_down(candidate)
        or _is_accident_told(candidate)
    )


def _is_accident_told(candidate: Candidate) -> bool:
    """ "A helicopter struck power lines", "the driver lost control", "was killed while working on a lift", where nobody
    speaks of a bomb or an attack."""
    told = quoted(candidate.evidence, "event")
    is_led = any(side.category in categories.MEMBER_GROUPS or side.is_known for side in candidate.side1)
    is_so = any(pattern.search(told) for pattern in (_FLEW_INTO, _LOST_CONTROL, _AT_WORK, _IN_TRAINING))
    return is_so and not is_led and not quoted_words(candidate.evidence, "event") & _INTENT


def _is_disaster(candidate: Candidate) -> bool:
    """ "Ten died in the floods", "a landslide buried the village", and nobody who does harm by intent is told."""
    told = _ACCIDENT & quoted_words(candidate.evidence, "event")
    if not candidate.side1 and set(candidate.head_lemmas) <= _HARM and told:
        return True
    is_done = any(
        s.inter in _DOERS and (not s.is_generic or s.category in categories.MEMBER_GROUPS) for s in candidate.side1
    )
    is_bare = set(candidate.trigger_classes) <= WEAK | {"explode", "destroy", "kill"}
    # "A coach plunged into a ravine": who is taken for a doer is nobody.
    is_nobodys = all(s.inter == actor_types.CIVILIANS and s.is_generic for s in candidate.side1)
    if is_bare and is_nobodys and told and not quoted_words(candidate.evidence, "event") & _INTENT:
        return True
    return is_bare and not is_done and not (_ACCIDENT | _DISEASE).isdisjoint(candidate.words)


def _is_run_down(candidate: Candidate) -> bool:
    """ "Was hit by a lorry", and nobody is told to have driven it."""
    if "deliberately" in candidate.words:
        return False
    return not candidate.side1 and any(_RUN_DOWN.search(e.quote) for e in candidate.evidence if e.field == "event")


def _blew_up(candidate: Candidate) -> bool:
    """ "A gas explosion killed four workers": something blew up of itself, and nobody speaks of a bomb or an attack."""
    told = quoted_words(candidate.evidence, "event")
    intent = _INTENT - (frozenset({"mine", "mines"}) if told & _DIGGING else frozenset())
    return (
        not any(side.inter != actor_types.CIVILIANS for side in candidate.side1)
        and set(candidate.trigger_classes) <= WEAK | {"explode", "destroy", "kill"}
        and bool(told & _BLASTS)
        and bool(told & _MISHAP)
        and not told & intent
    )


def _fell(candidate: Candidate) -> bool:
    """ "A bridge collapsed and 135 people were killed", "a navy helicopter crashed": of itself, where nobody tells a
    blow."""
    classes = set(candidate.trigger_classes)
    is_of_aircraft = not {"air.verb", "air.drone_hits"}.isdisjoint(candidate.trigger_rules)
    is_bare = classes <= WEAK | {"destroy", "kill"} | ({"air_strike"} if is_of_aircraft else set())
    is_led = any(side.category in categories.MEMBER_GROUPS for side in candidate.side1)
    is_meant = is_led or bool(quoted_words(candidate.evidence, "event") & _INTENT)
    return is_bare and not is_meant and _FALLS.search(quoted(candidate.evidence, "event")) is not None


def _is_trial_shot(candidate: Candidate) -> bool:
    """ "Fired a ballistic missile into the sea off its coast": tried, at nobody."""
    is_bare = set(candidate.trigger_classes) == {"shelling"} and not candidate.fatalities and not candidate.injured
    return is_bare and not candidate.side2 and _TRIED_OUT.search(quoted(candidate.evidence, "event")) is not None


def _is_show(candidate: Candidate) -> bool:
    """Noise and fire of a stage, a screen or a feast, in which nobody was hurt: "the concert ended with explosions"."""
    return (
        not candidate.side1
        and not candidate.side2
        and set(candidate.trigger_classes) <= {"explode", "shoot", "attack"}
        and not (candidate.fatalities or candidate.injured)
        and bool(quoted_words(candidate.evidence, "event") & _SHOW)
    )
