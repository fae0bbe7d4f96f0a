"""The actors that the events of a release name, with what the actor table knows of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.contract import actor_types, default_spec, derive
from pipeline.records import Actor
from pipeline.reference import actors as reference

#: What stands as source of an actor whose type follows from its name alone.
BY_NAME = "form of the name (codes/actor_name.csv)"
#: What stands as source of an actor that only the articles tell of.
AS_CODED = "as coded in the events"


def actors_of(published: pa.Table) -> list[Actor]:
    """One row for each actor and period that published events name, sorted.

    Groups at the side of an actor are there when they are known or their name says what they are.
    """
    coded: dict[str, set[str]] = defaultdict(set)
    for side in ("1", "2"):
        pairs = published.select((f"actor{side}", f"inter{side}")).group_by([f"actor{side}", f"inter{side}"])
        for name, inter in (row.values() for row in pairs.aggregate([]).to_pylist()):
            if name is not None:
                coded[name].add(inter)
        for joined in pc.unique(published[f"assoc_actor_{side}"]).to_pylist():
            for name in (joined or "").split("; "):
                if name:
                    coded[name] |= set()
    known: dict[str, list[reference.Actor]] = defaultdict(list)
    for actor in reference.table():
        known[actor.name].append(actor)
    rows = {row for name, inters in coded.items() for row in _rows(name, inters, known)}
    return sorted(rows, key=lambda row: (row.name, row.country or "", str(row.valid_from or ""), row.inter))


def _rows(name: str, inters: set[str], known: Mapping[str, list[reference.Actor]]) -> list[Actor]:
    if name in known:
        return [_of_table(actor) for actor in known[name]]
    fixed = derive.fixed_inter(name)
    forces = derive.STATE.match(name)
    if fixed is not None or forces is not None:
        home = _country(forces["home"] if forces else _bracketed(name))
        inter = derive.inter_label(fixed if fixed is not None else actor_types.STATE_FORCES)
        return [Actor(name=name, inter=inter, country=home, source=BY_NAME)]
    # The same name may be read as of two types; the first by code, so that a name is one row.
    ranked = sorted(inters, key=derive.inter_code)
    return [Actor(name=name, inter=ranked[0], source=AS_CODED)] if ranked else []


def _of_table(actor: reference.Actor) -> Actor:
    home = derive.country_row(actor.countries[0]).label if len(actor.countries) == 1 else None
    return Actor(
        name=actor.name, aliases=tuple(sorted(actor.aliases)), inter=derive.inter_label(actor.inter), country=home,
        valid_from=actor.valid_from, valid_to=actor.valid_to, source=actor.source,
    )  # fmt: skip


def _bracketed(name: str) -> str:
    match = re.search(r"\(([^()]+)\)$", name)
    return match[1] if match else ""


def _country(spoken: str) -> str | None:
    """A country as it is called in events, from how actors' names call it; None when it is no country."""
    for row in default_spec().codes("country"):
        if spoken in (row.label, row["name_in_text"].removeprefix("the ")):
            return row.label
    return None
