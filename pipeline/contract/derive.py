"""What follows from what, read from `schemas/codes/`: how `classify` fills the columns that rules R03-R20 check.

Types of actors are codes 1-8 (`inter.csv`) unless a name says `label`. An unknown name or code is an error, not a null.
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.contract.spec import CodeRow, default_spec
from pipeline.errors import SpecError

CIVILIAN_TARGETING = "Civilian targeting"
#: What stands in `source` when no publisher is named (the codebook's word for an anonymous source).
UNDISCLOSED_SOURCE = "Undisclosed Source"
#: Event types whose events are crowds.
CROWD_TYPES = frozenset({"Protests", "Riots"})
_CIVILIANS = re.compile(r"^Civilians \(")
# Home of the forces in group 1: "Military Forces of the United States (2021-2025)". Rule R14 gives it to RE2, too.
FORCES_OF = r"^(?:Mutiny of )?(?:Military|Police) Forces of (?:the )?(?P<home>.+?) \([0-9]{4}-(?:[0-9]{4})?\)"
_FORCES = re.compile(FORCES_OF)
#: The same with the government itself.
STATE = re.compile(FORCES_OF.replace("(?:Military|Police) Forces", "(?:Military Forces|Police Forces|Government)"))


def event_type(sub: str) -> str:
    """The event type that a sub-event type belongs to (R03)."""
    return sub_event(sub).parent


def disorder_type(sub: str) -> str:
    """The disorder type of a sub-event type (R04)."""
    return sub_event(sub)["disorder_type"]


def sub_event(sub: str) -> CodeRow:
    """The row of a sub-event type in `sub_event_type.csv`.

    Raises:
        SpecError: If there is no such sub-event type.
    """
    return _find("sub_event_type", "code", sub)


def sub_event_rank(sub: str) -> int:
    """Precedence of a sub-event type, 1 is highest: of the forms that one event shows, the lowest number is coded."""
    return int(sub_event(sub)["rank"])


def inter_label(code: int) -> str:
    """The label of an actor type: 1 -> "State forces"."""
    return _find("inter", "code", str(code)).label


def inter_code(label: str) -> int:
    """The code of an actor type: "State forces" -> 1. Labels of older exports are known too."""
    for row in default_spec().codes("inter"):
        if label == row.label or label in row.values("legacy_labels"):
            return int(row.code)
    raise SpecError(f"codes/inter.csv: no label {label!r}. Fix the rule or add it.")


def interaction(inter1: int, inter2: int | None) -> tuple[int, str]:
    """Code and label of the interaction of two actor types, in either order; `inter2` None is no second actor (R06)."""
    row = _interactions().get((min(inter1, inter2), max(inter1, inter2)) if inter2 else (inter1, None))
    if row is None:
        raise SpecError(f"codes/interaction.csv: no interaction of {inter1} and {inter2}. Actor types are 1 to 8.")
    return int(row.code), row.label


def inter1_allowed(sub: str) -> frozenset[int]:
    """Actor types that actor1 may have in a sub-event (R07)."""
    return frozenset(int(code) for code in sub_event(sub).values("inter1_allowed"))


def inter2_allowed(sub: str) -> frozenset[int]:
    """Actor types that actor2, where there is one, may have in a sub-event (R08)."""
    return frozenset(int(code) for code in sub_event(sub).values("inter2_allowed"))


def actor2_rule(sub: str) -> str:
    """Whether a sub-event needs a second actor: required, expected or optional (R09, R10; `actor2_rule.csv`)."""
    return sub_event(sub)["actor2"]


def fatalities_rule(sub: str) -> str:
    """What a sub-event says of deaths: any, zero_error, zero_warn or min1_warn (R16-R18; `fatalities_rule.csv`)."""
    return sub_event(sub)["fatalities_rule"]


def fixed_inter(actor: str) -> int | None:
    """The actor type that a generic name fixes: "Civilians (Iraq)" -> 7; None for a proper name (R13)."""
    return next((code for pattern, code in _actor_names() if pattern.search(actor)), None)


def forces_inter(actor: str, country_name: str) -> int | None:
    """The actor type of military or police forces in a country: 1 at home, 8 abroad; None for any other actor (R14)."""
    match = _FORCES.match(actor)
    if match is None:
        return None
    home = country_name.removeprefix("the ")
    return 1 if match[1] in (home, country_row(country_name)["name_in_text"].removeprefix("the ")) else 8


def civilian_targeting(sub: str, actor2: str | None) -> str | None:
    """The value of civilian_targeting: by sub-event always, never, or when actor2 is Civilians (X) (R19)."""
    rule = sub_event(sub)["civilian_targeting_rule"]
    is_target = rule == "always" or (rule == "if_target_civilian" and bool(actor2 and _CIVILIANS.match(actor2)))
    return CIVILIAN_TARGETING if is_target else None


def country_row(country: str) -> CodeRow:
    """The row of a country in `country.csv`, by ISO 3166 alpha-3 ("IRQ") or by the name that stands in events ("Iraq").

    Raises:
        SpecError: If there is no such country or territory.
    """
    row = _countries().get(country)
    if row is None:
        raise SpecError(f"codes/country.csv: no country {country!r}. Use its alpha-3 code or its label there.")
    return row


def region(country: str) -> str:
    """The world region of a country, given by alpha-3 code or name (R20)."""
    return country_row(country).parent


def iso(country: str) -> int:
    """The ISO 3166-1 numeric code of a country, given by alpha-3 code or name; 0 for Kosovo (R20)."""
    return int(country_row(country)["iso"])


def source_scale(scales: frozenset[str]) -> str:
    """The value of source_scale for the scales of all sources of an event: one, or the two of highest precedence.

    Raises:
        SpecError: If `scales` is empty or holds an unknown scale.
    """
    ranked = sorted(scales, key=lambda scale: int(_find("source_scale", "code", scale)["rank"]))
    if not ranked:
        raise SpecError("codes/source_scale.csv: an event without any source has no scale. Give it a source.")
    return "-".join(ranked[:2])


@cache
def _by(name: str, column: str) -> dict[str, CodeRow]:
    return {row[column]: row for row in default_spec().codes(name)}


def _find(name: str, column: str, value: str) -> CodeRow:
    row = _by(name, column).get(value)
    if row is None:
        raise SpecError(f"codes/{name}.csv: no {column} {value!r}. Fix the rule or add the code.")
    return row


@cache
def _countries() -> dict[str, CodeRow]:
    return _by("country", "label") | _by("country", "code")


@cache
def _interactions() -> dict[tuple[int, int | None], CodeRow]:
    rows = default_spec().codes("interaction")
    return {(int(row["inter_a"]), int(row["inter_b"]) if row["inter_b"] else None): row for row in rows}


@cache
def _actor_names() -> tuple[tuple[re.Pattern[str], int], ...]:
    return tuple((re.compile(row["pattern"]), int(row["inter"])) for row in default_spec().codes("actor_name"))
