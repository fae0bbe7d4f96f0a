"""Our events against another coder's: which are the same, which only one of the two has, and how well they agree.

Two events may be the same when they lie at most `Limits.days` and `Limits.km` apart and their types do not exclude each
other. Each event has at most one partner; of all ways to pair them the one with the highest total agreement is taken.
Only events in the days and countries that both files cover are compared; how many lie outside is told.

The other file is CSV in the shape of an ACLED export or of UCDP GED, told apart by its columns.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources
from pathlib import Path
from statistics import median
from typing import Any

from pipeline.contract import derive
from pipeline.errors import SettingError, SpecError, cause_of
from pipeline.publish import releases
from pipeline.publish.ucdp import VIOLENT, sides_of

#: Columns by which a file is told to be of a shape, and that it must have.
ACLED = ("event_id_cnty", "event_date", "event_type", "actor1", "country", "latitude", "longitude", "fatalities")
UCDP = (
    "id",
    "date_start",
    "date_end",
    "type_of_violence",
    "side_a",
    "side_b",
    "country",
    "latitude",
    "longitude",
    "best",
)
#: What a day, a distance, a type and the actors of two events count for in their agreement; together 1.
DAY, DISTANCE, TYPE, ACTORS = 0.3, 0.3, 0.2, 0.2
#: Agreement of type where the two have different but compatible ones.
OTHER_TYPE = 0.3
#: Rows of a page in each list.
MOST_SHOWN = 200
_ENGLISH_DAY = "%d %B %Y"
_YEARS = re.compile(r"\([^)]*\)")
_WORD = re.compile(r"\w{3,}")
_DEMONSTRATIONS = frozenset({"Protests", "Riots"})
_STRATEGIC = "Strategic developments"
_EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How far apart two events may be.

    Attributes:
        days: Days between them; 0 is the same day.
        km: Kilometres between their points.
    """

    days: int = 2
    km: float = 50.0


@dataclass(frozen=True, slots=True)
class Incident:
    """What of an event is compared.

    Attributes:
        id: Its id in its file.
        first, last: Its days.
        point: Latitude and longitude in degrees.
        country: Name as in events; as the file writes it where it is not known.
        kind: ACLED event type, or UCDP's type of violence in a comparison with UCDP; None when it has none.
        actors: Names of the actors.
        deaths: Persons killed.
        told: A few words for people.
    """

    id: str
    first: date
    last: date
    point: tuple[float, float]
    country: str
    kind: str | None
    actors: tuple[str, ...]
    deaths: int
    told: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two events that are taken for the same.

    Attributes:
        ours, theirs: The events.
        agreement: 0 to 1.
        days: Days between them.
        km: Kilometres between them.
    """

    ours: Incident
    theirs: Incident
    agreement: float
    days: int
    km: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of comparing.

    Attributes:
        shape: "ACLED" or "UCDP GED".
        limits: How far apart two events might be.
        matched: The pairs, by our id.
        only_ours, only_theirs: Events without a partner.
        outside_ours, outside_theirs: Events outside the days and countries that both cover.
        unusable: Rows of the other file that could not be used, with the reason.
    """

    shape: str
    limits: Limits
    matched: tuple[Pair, ...]
    only_ours: tuple[Incident, ...]
    only_theirs: tuple[Incident, ...]
    outside_ours: int
    outside_theirs: int
    unusable: tuple[str, ...]

    def figures(self) -> dict[str, float | int | None]:
        """The figures, by name; None where nothing was there to measure. Shares are 0 to 1."""
        ours, theirs = len(self.matched) + len(self.only_ours), len(self.matched) + len(self.only_theirs)
        pairs = self.matched
        deaths = [(pair.ours.deaths, pair.theirs.deaths) for pair in pairs]
        return {
            "matched": len(pairs),
            "only_ours": len(self.only_ours),
            "only_theirs": len(self.only_theirs),
            "share_of_ours_matched": _share(len(pairs), ours),
            "share_of_theirs_matched": _share(len(pairs), theirs),
            "type_kappa": kappa([(p.ours.kind, p.theirs.kind) for p in pairs if p.ours.kind and p.theirs.kind]),
            "same_day": _share(sum(pair.days == 0 for pair in pairs), len(pairs)),
            "median_km": round(median(pair.km for pair in pairs), 1) if pairs else None,
            "deaths_same": _share(sum(one == other for one, other in deaths), len(pairs)),
            "deaths_mean_difference": _mean([abs(one - other) for one, other in deaths]),
            "deaths_ours": sum(one for one, _ in deaths),
            "deaths_theirs": sum(other for _, other in deaths),
        }


def compare(release: Path, theirs: Path, limits: Limits = Limits()) -> Comparison:
    """Compare the events of a release with a file.

    Raises:
        SettingError: If the file cannot be used.
    """
    rows, shape = _rows(theirs)
    other, unusable = _incidents(rows, shape, theirs)
    own = _own(release, shape)
    if not other:
        raise SettingError(f"{theirs}: has no usable row. {' '.join(unusable[:3])}".rstrip())
    inside_own, inside_other = _common(own, other)
    pairs = _assigned(inside_own, inside_other, limits)
    taken = {pair.ours.id for pair in pairs}, {pair.theirs.id for pair in pairs}
    return Comparison(
        shape=shape,
        limits=limits,
        matched=tuple(sorted(pairs, key=lambda pair: pair.ours.id)),
        only_ours=tuple(one for one in inside_own if one.id not in taken[0]),
        only_theirs=tuple(one for one in inside_other if one.id not in taken[1]),
        outside_ours=len(own) - len(inside_own),
        outside_theirs=len(other) - len(inside_other),
        unusable=tuple(unusable),
    )


def kappa(pairs: Sequence[tuple[Any, Any]]) -> float | None:
    """Cohen's kappa of two codings; None without pairs, 1 when both give one and the same value throughout."""
    if not pairs:
        return None
    agreed = sum(one == other for one, other in pairs) / len(pairs)
    counts = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(counts[0][value] * counts[1][value] for value in counts[0]) / len(pairs) ** 2
    return 1.0 if chance == 1 else round((agreed - chance) / (1 - chance), 4)


def as_text(found: Comparison) -> str:
    """The figures as lines of text."""
    lines = [f"compared with a file of the shape of {found.shape}; {_limits(found.limits)}"]
    lines += [f"  {name:24} {'-' if value is None else value}" for name, value in found.figures().items()]
    lines.append(f"  outside what both cover  {found.outside_ours} of ours, {found.outside_theirs} of theirs")
    lines += [f"  not usable: {reason}" for reason in found.unusable[:5]]
    if len(found.unusable) > 5:
        lines.append(f"  and {len(found.unusable) - 5} more rows that are not usable")
    return "\n".join(lines) + "\n"


def as_json(found: Comparison) -> str:
    """Figures, pairs and events without a partner."""
    document = {
        "shape": found.shape,
        "limits": {"days": found.limits.days, "km": found.limits.km},
        "figures": found.figures(),
        "outside": {"ours": found.outside_ours, "theirs": found.outside_theirs},
        "matched": [
            {"ours": p.ours.id, "theirs": p.theirs.id, "agreement": p.agreement, "days": p.days, "km": p.km}
            for p in found.matched
        ],
        "only_ours": [one.id for one in found.only_ours],
        "only_theirs": [one.id for one in found.only_theirs],
        "unusable": found.unusable,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def as_html(found: Comparison, ours: str, theirs: str) -> str:
    """One page to read; style included, nothing is loaded."""
    from jinja2 import Environment

    source = resources.files("pipeline.publish").joinpath("compare.html.jinja").read_text(encoding="utf-8")
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(source)
    told = {"found": found, "figures": found.figures(), "limits": _limits(found.limits), "most": MOST_SHOWN}
    return template.render(ours=ours, theirs=theirs, **told) + "\n"


def _limits(limits: Limits) -> str:
    return f"at most {limits.days} days and {limits.km:g} km apart"


def _rows(path: Path) -> tuple[list[tuple[int, dict[str, str]]], str]:
    """The rows of a file with the numbers of their lines, and its shape."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{path}: cannot be read: {cause_of(error)}. Give a CSV file in UTF-8.") from error
    first = text.partition("\n")[0]
    reader = csv.DictReader(
        io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ","
    )
    names = set(reader.fieldnames or ())
    for shape, columns in (("ACLED", ACLED), ("UCDP GED", UCDP)):
        if names.issuperset(columns):
            return [(reader.line_num, {k: v or "" for k, v in row.items() if k}) for row in reader], shape
    missing = min(([c for c in columns if c not in names] for columns in (ACLED, UCDP)), key=len)
    raise SettingError(f"{path}: is of neither shape; the nearest one also needs the columns {', '.join(missing)}.")


def _incidents(
    rows: Sequence[tuple[int, Mapping[str, str]]], shape: str, path: Path
) -> tuple[list[Incident], list[str]]:
    found: dict[str, Incident] = {}
    unusable = []
    for number, row in rows:
        try:
            one = _acled(row) if shape == "ACLED" else _ucdp(row)
        except ValueError as error:
            unusable.append(f"{path.name} line {number}: {error}")
            continue
        if one.id in found:
            unusable.append(f"{path.name} line {number}: {one.id} stands there twice")
        else:
            found[one.id] = one
    return sorted(found.values(), key=lambda one: one.id), unusable


def _acled(row: Mapping[str, str]) -> Incident:
    day = _day(row["event_date"])
    names = (row["actor1"], row.get("actor2", ""))
    told = f"{day}, {row.get('location') or row['country']}, {row.get('sub_event_type') or row['event_type']}"
    return Incident(
        row["event_id_cnty"], day, day, _point(row), _country(row["country"]), row["event_type"] or None,
        tuple(name for name in names if name), int(float(row["fatalities"] or 0)), told,
    )  # fmt: skip


def _ucdp(row: Mapping[str, str]) -> Incident:
    first, last = _day(row["date_start"]), _day(row["date_end"])
    told = f"{first}, {row.get('where_coordinates') or row['country']}, {row['side_a']} - {row['side_b']}"
    return Incident(
        row["id"], first, last, _point(row), _country(row["country"]), row["type_of_violence"] or None,
        (row["side_a"], row["side_b"]), int(float(row["best"] or 0)), told,
    )  # fmt: skip


def _own(release: Path, shape: str) -> list[Incident]:
    found = []
    for row in releases.read(release, "release_events").to_pylist():
        kind: str | None = row["event_type"]
        if shape != "ACLED":
            if row["event_type"] not in VIOLENT:
                continue  # UCDP has no demonstrations and no strategic developments
            sides = sides_of(row)
            kind = str(sides.violence) if sides else None
        told = f"{row['event_date']}, {row['location']}, {row['sub_event_type']}"
        found.append(
            Incident(
                row["event_id_cnty"],
                row["date_start"],
                row["date_end"],
                (row["latitude"], row["longitude"]),
                row["country"],
                kind,
                tuple(name for name in (row["actor1"], row["actor2"]) if name),
                row["fatalities"],
                told,
            )  # fmt: skip
        )
    return sorted(found, key=lambda one: one.id)


def _day(text: str) -> date:
    text = text.strip()
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        try:
            return datetime.strptime(text, _ENGLISH_DAY).date()
        except ValueError:
            raise ValueError(f"{text!r} is no day") from None


def _point(row: Mapping[str, str]) -> tuple[float, float]:
    try:
        point = float(row["latitude"]), float(row["longitude"])
    except ValueError:
        raise ValueError("it has no coordinates") from None
    if not (-90 <= point[0] <= 90 and -180 <= point[1] <= 180):
        raise ValueError(f"{point} is not on the earth")
    return point


def _country(name: str) -> str:
    """The country as events name it; UCDP adds older names in brackets."""
    for given in (name, _YEARS.sub("", name).strip()):
        try:
            return derive.country_row(given).label
        except SpecError:
            continue
    return name


def _common(ours: Sequence[Incident], theirs: Sequence[Incident]) -> tuple[list[Incident], list[Incident]]:
    """The events in the days and countries that both cover."""
    countries = {one.country for one in ours} & {one.country for one in theirs}
    if not countries:
        return [], []
    first = max(min(one.first for one in ours), min(one.first for one in theirs))
    last = min(max(one.last for one in ours), max(one.last for one in theirs))

    def inside(one: Incident) -> bool:
        return one.country in countries and one.last >= first and one.first <= last

    return [one for one in ours if inside(one)], [one for one in theirs if inside(one)]


def _assigned(ours: Sequence[Incident], theirs: Sequence[Incident], limits: Limits) -> list[Pair]:
    """The pairs of the best one-to-one assignment, found in each connected part of the possible pairs."""
    possible = {(pair.ours.id, pair.theirs.id): pair for pair in _possible(ours, theirs, limits)}
    part_of: dict[tuple[str, str], tuple[str, str]] = {}

    def root(node: tuple[str, str]) -> tuple[str, str]:
        while part_of.setdefault(node, node) != node:
            part_of[node] = part_of[part_of[node]]
            node = part_of[node]
        return node

    for one, other in possible:
        part_of[root(("theirs", other))] = root(("ours", one))
    parts: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for (one, _), pair in possible.items():
        parts[root(("ours", one))].append(pair)
    return [pair for part in parts.values() for pair in _best(part)]


def _best(part: Sequence[Pair]) -> Iterator[Pair]:
    if len(part) == 1:
        yield part[0]
        return
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    rows = {name: n for n, name in enumerate(sorted({pair.ours.id for pair in part}))}
    columns = {name: n for n, name in enumerate(sorted({pair.theirs.id for pair in part}))}
    weights = np.zeros((len(rows), len(columns)))
    found = {}
    for pair in part:
        place = rows[pair.ours.id], columns[pair.theirs.id]
        weights[place] = pair.agreement
        found[place] = pair
    for place in zip(*(axis.tolist() for axis in linear_sum_assignment(weights, maximize=True)), strict=True):
        if place in found:  # a place without a pair only fills the square
            yield found[place]


def _possible(ours: Sequence[Incident], theirs: Sequence[Incident], limits: Limits) -> Iterator[Pair]:
    by_day: dict[int, list[Incident]] = defaultdict(list)
    for other in theirs:
        for day in range(other.first.toordinal(), min(other.last.toordinal(), other.first.toordinal() + 366) + 1):
            by_day[day].append(other)
    for one in ours:
        near: dict[str, Incident] = {}
        for day in range(one.first.toordinal() - limits.days, one.last.toordinal() + limits.days + 1):
            near.update((other.id, other) for other in by_day.get(day, ()))
        for other in near.values():
            pair = _pair(one, other, limits)
            if pair is not None:
                yield pair


def _pair(one: Incident, other: Incident, limits: Limits) -> Pair | None:
    days = max(0, (max(one.first, other.first) - min(one.last, other.last)).days)
    km = _kilometres(one.point, other.point)
    if days > limits.days or km > limits.km or _excluded(one.kind, other.kind):
        return None
    kinds = 1.0 if one.kind == other.kind else OTHER_TYPE
    agreement = (
        DAY * (1 - days / (limits.days + 1))
        + DISTANCE * (1 - km / (limits.km + 1))
        + TYPE * kinds
        + ACTORS * _actors(one.actors, other.actors)
    )
    return Pair(one, other, round(agreement, 4), days, round(km, 1))


def _excluded(one: str | None, other: str | None) -> bool:
    """Whether two types cannot be of one event: a demonstration and an attack, a treaty and a battle."""
    if one is None or other is None:
        return False
    return (one in _DEMONSTRATIONS) != (other in _DEMONSTRATIONS) or (one == _STRATEGIC) != (other == _STRATEGIC)


def _actors(one: Sequence[str], other: Sequence[str]) -> float:
    """Share of the words of the shorter list of names that the other has too, without years and places in brackets."""
    words = [{word for name in names for word in _WORD.findall(_YEARS.sub("", name).lower())} for names in (one, other)]
    less = min(map(len, words))
    return len(words[0] & words[1]) / less if less else 0.0


def _kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    lat1, lon1, lat2, lon2 = (math.radians(value) for value in (*one, *other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(half, 1.0)))


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _mean(values: Sequence[int]) -> float | None:
    return round(sum(values) / len(values), 2) if values else None
