"""Events of two coders in one shape: those of a release, and those of a CSV file as ACLED or UCDP GED writes it.

The shape of a file is told by its columns.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pipeline.contract import derive
from pipeline.errors import SettingError, SpecError, cause_of
from pipeline.publish import releases
from pipeline.publish.ucdp import NON_STATE, ONE_SIDED, STATE_BASED, VIOLENT, sides_of

#: What a file may be of, and the columns by which it is told, all of which it must have.
ACLED, UCDP_GED = "ACLED", "UCDP GED"
SHAPES = {
    ACLED: ("event_id_cnty", "event_date", "event_type", "actor1", "country", "latitude", "longitude", "fatalities"),
    UCDP_GED: (
        *("id", "date_start", "date_end", "type_of_violence", "side_a", "side_b"),
        *("country", "latitude", "longitude", "best"),
    ),
}
#: UCDP's types of violence by their number in its files. Source: UCDP GED codebook, `type_of_violence`.
VIOLENCE = {str(STATE_BASED): "State-based", str(NON_STATE): "Non-state", str(ONE_SIDED): "One-sided"}
_ENGLISH_DAY = "%d %B %Y"
_BRACKETS = re.compile(r"\([^)]*\)")


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


def without_brackets(name: str) -> str:
    """A name without what stands in brackets behind it: years of a government, an older name, a place."""
    return _BRACKETS.sub("", name).strip()


def of_file(path: Path) -> tuple[list[Incident], str, list[str]]:
    """The events of a file by id, its shape, and the rows that cannot be used, each with its line and the reason.

    Raises:
        SettingError: If the file cannot be read, is of neither shape, or has no usable row.
    """
    rows, shape = _rows(path)
    found: dict[str, Incident] = {}
    unusable = []
    for number, row in rows:
        try:
            one = _acled(row) if shape == ACLED else _ucdp(row)
        except ValueError as error:
            unusable.append(f"{path.name} line {number}: {error}")
            continue
        if one.id in found:
            unusable.append(f"{path.name} line {number}: {one.id} stands there twice")
        else:
            found[one.id] = one
    if not found:
        raise SettingError(f"{path}: has no usable row. {' '.join(unusable[:3])}".rstrip())
    return sorted(found.values(), key=lambda one: one.id), shape, unusable


def of_release(release: Path, shape: str) -> list[Incident]:
    """The events of a release by id, with what a file of that shape can have of them."""
    found = []
    for row in releases.read(release, "release_events").to_pylist():
        kind: str | None = row["event_type"]
        if shape == UCDP_GED:
            if row["event_type"] not in VIOLENT:
                continue  # UCDP has no demonstrations and no strategic developments
            sides = sides_of(row)
            kind = VIOLENCE[str(sides.violence)] if sides else None
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


def _rows(path: Path) -> tuple[list[tuple[int, dict[str, str]]], str]:
    """The rows of a file with the numbers of their lines, and its shape."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        first = text.partition("\n")[0]
        delimiter = ";" if first.count(";") > first.count(",") else ","
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
        names = set(reader.fieldnames or ())
        for shape, columns in SHAPES.items():
            if names.issuperset(columns):
                return [(reader.line_num, {k: v or "" for k, v in row.items() if k}) for row in reader], shape
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SettingError(f"{path}: cannot be read: {cause_of(error)}. Give a CSV file in UTF-8.") from error
    missing = min(([c for c in columns if c not in names] for columns in SHAPES.values()), key=len)
    raise SettingError(f"{path}: is of neither shape; the nearest one also needs the columns {', '.join(missing)}.")


def _acled(row: Mapping[str, str]) -> Incident:
    day = _day(row["event_date"])
    names = (row["actor1"], row.get("actor2", ""))
    told = f"{day}, {row.get('location') or row['country']}, {row.get('sub_event_type') or row['event_type']}"
    return Incident(
        row["event_id_cnty"], day, day, _point(row), _country(row["country"]), row["event_type"] or None,
        tuple(name for name in names if name), _deaths(row["fatalities"]), told,
    )  # fmt: skip


def _ucdp(row: Mapping[str, str]) -> Incident:
    first, last = _day(row["date_start"]), _day(row["date_end"])
    if last < first:
        raise ValueError(f"it ends on {last}, before it begins on {first}")
    told = f"{first}, {row.get('where_coordinates') or row['country']}, {row['side_a']} - {row['side_b']}"
    return Incident(
        row["id"], first, last, _point(row), _country(row["country"]), VIOLENCE.get(row["type_of_violence"]),
        (row["side_a"], row["side_b"]), _deaths(row["best"]), told,
    )  # fmt: skip


def _day(text: str) -> date:
    text = text.strip()
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        try:
            return datetime.strptime(text, _ENGLISH_DAY).date()
        except ValueError:
            raise ValueError(f"{text!r} is no day") from None


def _deaths(text: str) -> int:
    """Persons; a file without a figure is taken at its shape's word that nobody died."""
    try:
        deaths = int(float(text or 0))
    except (ValueError, OverflowError):
        raise ValueError(f"{text!r} is no number of deaths") from None
    if deaths < 0:
        raise ValueError(f"{text!r} is no number of deaths")
    return deaths


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
    for given in (name, without_brackets(name)):
        try:
            return derive.country_row(given).label
        except SpecError:
            continue
    return name
