"""An actor that a phrase was resolved to."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from pipeline.reference import countries

#: Rule of a group that no list has.
UNKNOWN = "resolve.actor_unknown.v1"


@dataclass(frozen=True, slots=True)
class ResolvedActor:
    """An actor.

    Attributes:
        name: Canonical name, without ";"; "" when nothing can be said.
        inter: Actor type (1-8) in the country of the event.
        category: state, police, armed_group, gang, communal, rioter, protester, civilian, official, private, external
            or unknown.
        iso3: Home country; None when it has none or it is not known.
        associates: Names that describe the actor ("Students (Iraq)").
        is_known: It stands in the actor table, or is a state force of a known country.
        is_generic: It is known only by kind.
        rule: Id of the rule that decided.
    """

    name: str
    inter: int
    category: str
    iso3: str | None
    associates: tuple[str, ...]
    is_known: bool
    is_generic: bool
    rule: str


def plain(text: str) -> str:
    folded = "".join(c for c in unicodedata.normalize("NFKD", text.replace("’", "'")) if not unicodedata.combining(c))
    return " ".join(folded.replace(";", ",").split())


def generic_name(kind: str, country: str | None) -> str:
    return f"{kind} ({countries.label(country)})" if country else kind


def generic_actor(
    name: str,
    inter: int,
    category: str,
    country: str | None,
    *,
    home: str | None = None,
    associates: tuple[str, ...] = (),
    is_known: bool = False,
    rule: str = "resolve.actor_role.v1",
) -> ResolvedActor:
    """A generic actor: "Unidentified Armed Group (Mali)"."""
    return ResolvedActor(generic_name(name, country), inter, category, home, associates, is_known, not is_known, rule)
