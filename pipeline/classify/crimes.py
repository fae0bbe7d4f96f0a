"""What is ordinary crime, and no conflict (CODING_RULES 2.2, 4.4a): robberies, quarrels, arrests, guns found."""

from __future__ import annotations

import re

from pipeline.classify.decide import is_sidearm
from pipeline.classify.politics import is_for_a_cause, is_political, is_public, said_of_struck
from pipeline.contract import actor_types
from pipeline.language.quotes import quoted, quoted_words
from pipeline.language.word_sets import word_set
from pipeline.records import Candidate
from pipeline.reference.actors import categories
from pipeline.reference.countries import find_country, without_personal_name

#: Types that are ordinary crime only where the arms were used for money, and types that anybody can commit.
_BY_ARMS = frozenset({"Remote explosive/landmine/IED", "Grenade", "Armed clash"})
_BY_ANYBODY = frozenset({"Attack", "Looting/property destruction", "Abduction/forced disappearance", "Sexual violence"})
_CRIME = word_set("pipeline.classify", "crime", "contexts.csv")
#: Words of a trial, and of what is stolen and from where.
_COURT = word_set("pipeline.classify", "court_words")
_HEIST = word_set("pipeline.classify", "heist_words")
#: Words for crimes over which people are detained in any country at peace.
_COMMON_CRIMES = word_set("pipeline.classify", "common_crimes")
#: Shootings that are named after where they happen, and not after who did them: a lone gunman's until a group is named.
_LONE_SHOOTING = re.compile(r"\b(?:campus|mall|mass|nightclub|school|workplace) shootings?\b", re.I)
#: Deaths that several gunmen cause in no quarrel and no robbery, whatever words stand beside; chosen by hand. So many
#: whom somebody takes are no ransom of a family either.
_MASSACRE = 10
_ARRESTS_COUNT = 10  # persons: from here an arrest counts as a mass arrest
_SIGNIFICANT = word_set("pipeline.classify", "significant_people")
#: Crimes that a band commits for gain, and what is traded: gangs and cartels are political here (CODING_RULES 4.4a).
_ROBBERIES = frozenset({"robbery", "robbers", "robbing", "burglary", "carjacking", "domestic"})
_DRUGS = frozenset({"drug", "drugs"})
#: What drugs are killed over.
_DRUG_TRADE = frozenset({"addict", "deal", "dealer", "dealers", "debt", "den", "turf"})
_TRAFFICKERS = frozenset({"trafficker", "traffickers", "cartel", "cartels", "gang", "gangs"})
#: Words for a family that say nothing of who did it where they tell those struck: beside one who is public, and where
#: many died and nobody is told who killed them.
_SPOUSES = frozenset({"husband", "wife"})
_MINORS = frozenset({"child"})
#: Names that the law gives any killing, also that of somebody public.
_KILLINGS = frozenset({"homicide", "manslaughter"})
#: Words for things that are taken by stealth.
_THEFTS = frozenset({"burglar", "burglars", "burglary", "stolen", "theft", "thefts", "thief", "thieves"})
#: "Nothing was stolen", told of a killing, says that it was no robbery.
_NOTHING_TAKEN = re.compile(
    r"\b(?:no (?:cash|money|property|valuables)|nothing) (?:had been |was |were )?(?:stolen|taken)\b"
)


def is_ordinary_crime(candidate: Candidate, sub: str, text: str = "") -> bool:
    """Violence without a political or collective side: a robbery, a family quarrel, a lone shooting without motive.

    Args:
        candidate: The event.
        sub: Its sub-event type.
        text: The article, which may say elsewhere who somebody struck is.
    """
    if sub in _BY_ARMS:
        return _is_heist(candidate)
    if sub == "Looting/property destruction" and _is_theft(candidate):
        return True
    if sub not in _BY_ANYBODY or _is_organised(candidate):
        return False
    if sub == "Sexual violence" and not _is_of_group(candidate):
        return True  # only an organised armed actor makes it political violence (CODING_RULES 2.2)
    of_public = is_public(candidate, text)
    if (_is_tried(candidate) and not of_public) or _is_lone_shooting(candidate):
        return True
    if _is_between_nations(candidate) or _is_by_snipers(candidate) or is_for_a_cause(candidate, text):
        return False
    if "ATTRIBUTION_DISPUTED" in candidate.flags:
        return False  # armed parties accuse each other
    dead = candidate.fatalities or 0
    are_many = dead >= _MASSACRE or (candidate.captured or 0) >= _ARRESTS_COUNT
    if are_many and not _single_gunman(candidate):
        return False
    if "rob" in candidate.trigger_classes and not _NOTHING_TAKEN.search(quoted(candidate.evidence, "event")):
        return True
    if is_political(candidate, text) and not _single_gunman(candidate):
        return False
    words = set(candidate.words)
    if _is_of_group(candidate) and not _single_gunman(candidate):
        is_of_gang = any(side.category == "gang" for side in candidate.side1) or bool(words & _TRAFFICKERS)
        return bool(words & _CRIME & (_ROBBERIES if is_of_gang else _ROBBERIES | _DRUGS))
    # Drugs are what journalists write of and judges judge: "a reporter who covered drug trafficking".
    is_of_trade = _single_gunman(candidate) or bool(words & _DRUG_TRADE)
    crimes = _CRIME - (frozenset() if is_of_trade else _DRUGS)
    is_of_matter = of_public or _are_foreigners_taken(candidate, sub)
    # A mayor was shot and "his wife was hurt"; what one man did to his wife is their quarrel.
    beside = frozenset() if _single_gunman(candidate) else _SPOUSES & said_of_struck(candidate)
    if is_of_matter and not (words - beside - (_KILLINGS if of_public else frozenset())) & crimes:
        return False
    is_of_nobody = not any(p.role == "perpetrator" for p in candidate.participants)
    hurt = _MINORS & said_of_struck(candidate) if is_of_nobody else frozenset()
    return not (dead >= 5 and not (words - hurt) & _CRIME)


def _is_theft(candidate: Candidate) -> bool:
    """ "Arrested a man over the theft of a statue": whoever took it is not told, and the police took him."""
    told = quoted_words(candidate.evidence, "event")
    by_police = all(side.category in ("civilian", "police") for side in candidate.side1)
    return by_police and "arrest" in candidate.trigger_classes and bool(told & _THEFTS)


def is_significant_arrest(candidate: Candidate) -> bool:
    """A mass arrest, or one of somebody who matters to a conflict (CODING_RULES 2.2: not common crime)."""
    of_a_group = any(side.is_known and side.category in categories.MEMBER_GROUPS for side in candidate.side2)
    is_common = bool(quoted_words(candidate.evidence, "event") & _COMMON_CRIMES)
    return (
        ((candidate.captured or 0) >= _ARRESTS_COUNT and not is_common)
        or of_a_group
        or any(
            set((p.phrase or p.text).lower().split()) & _SIGNIFICANT
            for p in candidate.participants
            if p.effect == "captured"
        )
    )


def is_by_soldiers(candidate: Candidate) -> bool:
    """Men held by an army in an operation are no ordinary crime; who they are is not told, so the row is held."""
    return any(s.inter in actor_types.OF_STATES and s.category != "police" for s in candidate.side1)


def is_evidence(candidate: Candidate) -> bool:
    """A gun that the police, a child or nobody named found is evidence of a crime, and no arms cache."""
    found = {rule for rule in candidate.trigger_rules if rule.startswith("disrupt.")}
    return (
        found <= {"disrupt.seize_arms"}
        and is_sidearm(candidate.weapon)
        and all(side.category in ("police", "civilian") for side in candidate.side1)
    )


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
    is_court = len(quoted_words(candidate.evidence, "event") & _COURT) > 1
    return is_court and not _is_of_group(candidate)


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
    return bool(quoted_words(candidate.evidence, "event") & _HEIST) and not (candidate.fatalities or 0) >= _MASSACRE


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


def _is_by_snipers(candidate: Candidate) -> bool:
    """ "Sniper fire killed a girl": snipers fight in wars."""
    return bool(quoted_words(candidate.evidence, "event") & {"sniper", "snipers"})


def _single_gunman(candidate: Candidate) -> bool:
    agents = [p for p in candidate.participants if p.role == "perpetrator"]
    return bool(agents) and all((p.count == 1) for p in agents)
