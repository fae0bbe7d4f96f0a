"""Our events against another coder's file."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli import cli
from pipeline.publish.compare import Limits, compare, kappa
from pipeline.publish.exports import acled_csv, ucdp_csv
from pipeline.publish.incidents import ACLED, SHAPES, UCDP_GED
from pipeline.publish.run import publish
from tests.unit.coded_rows import RUN, coded
from tests.unit.test_dataset_commands import FACTS, tables

MOSUL = {"admin1": "Nineveh", "location": "Mosul", "latitude": 36.335, "longitude": 43.1189, "terms": ("mosul",)}
#: A point in that town in the other file.
NEAR = {"latitude": 36.3, "longitude": 43.1}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Strikes in Baghdad on 7 February and in Mosul on 8 February 2024."""
    events = [coded("a"), coded("b", **MOSUL, event_date=date(2024, 2, 8), published=date(2024, 2, 9))]
    return publish(tables(events), RUN, tmp_path_factory.mktemp("releases"), facts=FACTS).path


def row(name: str, **changes: Any) -> dict[str, Any]:
    return {
        "event_id_cnty": name, "event_date": "2024-02-07", "event_type": "Explosions/Remote violence",
        "actor1": "Military Forces of the United States (2021-2025)", "actor2": "Kataib Hezbollah", "country": "Iraq",
        "latitude": 33.34, "longitude": 44.4, "fatalities": 3,
    } | changes  # fmt: skip


def written(path: Path, *rows: dict[str, Any], delimiter: str = ",") -> Path:
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize("shape", [acled_csv, ucdp_csv])
def test_a_release_agrees_with_its_own_export(shape: Any, release: Path, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("\n".join(shape(release)))
    found = compare(release, path)
    figures = found.figures()
    assert (figures["matched"], figures["only_ours"], figures["only_theirs"]) == (2, 0, 0)
    assert (figures["type_kappa"], figures["same_day"], figures["deaths_same"]) == (1.0, 1.0, 1.0)


def test_each_event_has_one_partner_and_the_pairing_is_the_best(release: Path, tmp_path: Path) -> None:
    near = row("THEIRS1", event_date="2024-02-08")
    nearer = row("THEIRS2", event_date="07 February 2024")
    found = compare(release, written(tmp_path / "x.csv", near, nearer, delimiter=";"))
    assert [(pair.ours.id, pair.theirs.id) for pair in found.matched] == [("IRQ1", "THEIRS2")]
    assert [one.id for one in found.only_theirs] == ["THEIRS1"]


def test_of_two_in_one_place_on_one_day_the_one_of_the_same_actors_is_the_partner(
    release: Path, tmp_path: Path
) -> None:
    police = {"actor1": "Police Forces of Iraq (2022-)", "actor2": "Hashd al-Shaabi"}
    for rows in ([row("X", **police), row("Y")], [row("X"), row("Y", **police)]):
        found = compare(release, written(tmp_path / "x.csv", *rows))
        (of_us,) = (one["event_id_cnty"] for one in rows if one["actor2"] == "Kataib Hezbollah")
        assert [(pair.ours.id, pair.theirs.id) for pair in found.matched] == [("IRQ1", of_us)]


@pytest.mark.parametrize(
    "change",
    [
        {"event_date": "2024-02-11"},
        {"latitude": 34.34},
        {"event_type": "Protests"},
        {"event_type": "Strategic developments"},
    ],
    ids=["day", "distance", "protest", "strategic"],
)
def test_what_is_too_far_or_of_another_kind_is_no_partner(
    change: dict[str, Any], release: Path, tmp_path: Path
) -> None:
    keep = row("K", event_date="2024-02-07", latitude=36.335, longitude=43.1189)
    found = compare(release, written(tmp_path / "x.csv", row("X", **change), keep), Limits(2, 50))
    assert "X" not in {pair.theirs.id for pair in found.matched}


def test_other_days_and_countries_are_left_out_and_counted(release: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", row("A"), row("B", event_date="2019-01-01"), row("C", country="Nepal"))
    found = compare(release, path)
    assert (found.outside_theirs, found.only_theirs) == (2, ())


def test_rows_that_cannot_be_used_are_named(release: Path, tmp_path: Path) -> None:
    path = written(
        tmp_path / "x.csv",
        row("A"),
        row("A"),
        row("B", latitude="north"),
        row("C", event_date="?"),
        row("D", latitude=99),
        *(row(f"E{n}", fatalities=wrong) for n, wrong in enumerate(("many", "inf", "nan", -1))),
    )
    told = compare(release, path).unusable
    assert [line.split(": ", 1)[0] for line in told] == [f"x.csv line {n}" for n in range(3, 11)]
    assert "many' is no number of deaths" in told[4]


def test_an_event_that_ends_before_it_begins_is_not_usable(release: Path, tmp_path: Path) -> None:
    keys = ("id", "side_a", "side_b", "country", "latitude", "longitude", "best", "type_of_violence")
    values = ("1", "Government of Iraq", "IS", "Iraq", 33.3, 44.4, 1, 1)
    ged = dict(zip(keys, values, strict=True)) | {"date_start": "2024-02-07", "date_end": "2024-02-07"}
    path = written(tmp_path / "x.csv", ged, ged | {"id": "2", "date_start": "2024-02-09"})
    assert compare(release, path).unusable == ("x.csv line 3: it ends on 2024-02-07, before it begins on 2024-02-09",)


def test_types_are_set_side_by_side(release: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", row("A"), row("B", event_type="Battles", event_date="2024-02-08", **NEAR))
    ours = "Explosions/Remote violence"
    assert compare(release, path).types() == [((ours, "Battles"), 1), ((ours, ours), 1)]
    shown = casus("compare", release, path).output
    assert re.search(f"types that differ most often.*\n *{ours} +Battles +1\n", shown)


def test_kappa_is_1_for_the_same_and_0_for_chance() -> None:
    assert kappa([("a", "a"), ("b", "b")]) == 1.0
    assert kappa([("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")]) == 0.0
    assert kappa([]) is None


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1))
def test_kappa_is_at_most_1_and_the_same_either_way(pairs: list[tuple[str, str]]) -> None:
    value = kappa(pairs)
    assert value is not None and -1.0 <= value <= 1.0
    assert value == kappa([(other, one) for one, other in pairs])


def casus(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def test_the_command_writes_figures_json_and_a_page(release: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", row("<b>A</b>"))
    shown = casus("compare", release, path).output
    assert re.search(r"\n +matched +1 +events that both have\n", shown)
    assert casus("compare", release, path, "-o", tmp_path / "told.txt").exit_code == 0
    assert (tmp_path / "told.txt").read_text() == shown
    told = json.loads(casus("compare", release, path, "--format", "json").output)
    assert told["matched"][0]["theirs"] == "<b>A</b>"
    page = tmp_path / "page.html"
    assert casus("compare", release, path, "--format", "html", "-o", page).exit_code == 0
    assert "&lt;b&gt;A" in page.read_text() and "http" not in page.read_text()


def test_a_file_that_is_no_csv_is_told(release: Path, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text(f'{",".join(SHAPES[ACLED])}\n"{"x" * 2_000}"\n')
    before = csv.field_size_limit(1_000)  # other libraries raise it for the whole process
    try:
        assert "cannot be read: field larger than field limit" in casus("compare", release, path).output
    finally:
        csv.field_size_limit(before)


def test_a_file_of_another_shape_is_told_what_it_lacks(release: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", {name: 1 for name in SHAPES[ACLED] if name != "fatalities"})
    shown = casus("compare", release, path)
    assert shown.exit_code == 2 and "also needs the columns fatalities" in shown.output
    assert "cannot be read" in casus("compare", release, tmp_path / "none.csv").output
    empty = written(tmp_path / "e.csv", dict.fromkeys(SHAPES[UCDP_GED], ""))
    assert "has no usable row" in casus("compare", release, empty).output
