"""The sentence of the column notes, made of the fields (CODING_RULES 1.8); no words of the article are copied."""

from __future__ import annotations

from datetime import date

from pipeline.contract.rules import MONTHS

#: What stands there when no article tells of deaths or that there were none.
UNKNOWN_DEATHS = "Casualties unknown."

_DOES = {
    "Government regains territory": "{a} took back territory from {b}",
    "Non-state actor overtakes territory": "{a} took territory from {b}",
    "Armed clash": "{a} clashed with {b}",
    "Excessive force against protesters": "{b} used lethal or serious force against {a}",
    "Protest with intervention": "{b} intervened against {a}",
    "Peaceful protest": "{a} demonstrated peacefully",
    "Violent demonstration": "{a} demonstrated violently",
    "Mob violence": "{a} committed mob violence",
    "Chemical weapon": "{a} used a chemical weapon",
    "Air/drone strike": "{a} carried out an air or drone strike",
    "Suicide bomb": "{a} carried out a suicide bombing",
    "Shelling/artillery/missile attack": "{a} fired shells, rockets or missiles",
    "Remote explosive/landmine/IED": "an explosive device attributed to {a} went off",
    "Grenade": "{a} threw a grenade",
    "Sexual violence": "{a} committed sexual violence against {b}",
    "Attack": "{a} attacked {b}",
    "Abduction/forced disappearance": "{a} abducted {b}",
    "Agreement": "{a} reached an agreement or released or received captives",
    "Arrests": "{a} made arrests",
    "Change to group/activity": "{a} changed its forces or activity",
    "Disrupted weapons use": "{a} disrupted or lost the use of weapons",
    "Headquarters or base established": "{a} established a base",
    "Looting/property destruction": "{a} looted or destroyed property",
    "Non-violent transfer of territory": "control of territory changed without a fight, {a} taking part",
    "Other": "an event of strategic weight took place, {a} taking part",
}
_NAMES_BOTH = frozenset(k for k, v in _DOES.items() if "{b}" in v)
_PREFIX = {
    "Change to group/activity": "Change to armed group",
    "Disrupted weapons use": "Interception",
    "Looting/property destruction": "Property destruction",
}


def day_words(day: date, precision: int, basis: str | None, start: date | None, end: date | None) -> str:
    """ "On 7 February 2024" or "Around 7 February 2024 (as reported)": the opening that R23 checks."""
    written = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    if precision == 1:
        return f"On {written}"
    if basis == "publication" or start is None or end is None or start == end:
        return f"Around {written} (as reported)"
    if precision == 3:
        return f"Around {written} (month of)"
    if (end - start).days == 6:
        return f"Around {written} (week of)"
    return f"Around {written} (between {start.day} {MONTHS[start.month - 1]} - {end.day} {MONTHS[end.month - 1]})"


def write(
    *,
    day: date,
    precision: int,
    basis: str | None,
    start: date | None,
    end: date | None,
    sub: str,
    actor1: str,
    actor2: str | None,
    location: str,
    admin1: str | None,
    fatalities: int | None,
    injured: int | None,
    attribution: str | None,
    coded_to: str | None,
) -> str:
    """Write the notes of one event from its fields."""
    what = _DOES[sub].format(a=actor1, b=actor2 or "an unknown party")
    if actor2 and sub not in _NAMES_BOTH:
        what += (
            f", {actor2} being the other party"
            if sub in ("Agreement", "Non-violent transfer of territory", "Other")
            else f", directed at {actor2}"
        )
    where = f" in {location}" + (f" ({admin1})" if admin1 else "")
    prefix = f"{_PREFIX[sub]}: " if sub in _PREFIX else ""
    dead = (
        "There were no fatalities."
        if fatalities == 0
        else UNKNOWN_DEATHS
        if fatalities is None
        else f"{fatalities} fatalit{'y' if fatalities == 1 else 'ies'}."
    )
    hurt = f" {injured} injured." if injured else ""
    said = f" The responsibility is {attribution}." if attribution in ("claimed", "blamed", "suspected") else ""
    placed = f" Coded to {coded_to}." if coded_to else ""
    return f"{prefix}{day_words(day, precision, basis, start, end)}, {what}{where}. {dead}{hurt}{said}{placed}"
