"""`casus show`, `history`, `diff` and `export`: what a dataset and its releases say."""

from __future__ import annotations

import json
import re
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from pipeline import contract
from pipeline.cli import cli
from pipeline.commands import events
from pipeline.merge import STAGE as MERGE
from pipeline.publish.run import Facts, publish
from pipeline.records import CodedEvent
from pipeline.runner import concatenated, run_stage
from pipeline.stage import Run
from pipeline.store import Store
from pipeline.validate import STAGE as VALIDATE
from tests.unit.coded_rows import RUN, coded, held, merge_inputs

FACTS = Facts("0.1.0", None, {"merge": (2, 2, 0)}, {}, {})
LATER = Run(run_id="later", at=datetime(2024, 2, 20, tzinfo=UTC), batch="later")
WORDS = ("alder", "birch", "cedar", "elm", "fir")
MOSUL = {"admin1": "Nineveh", "location": "Mosul", "latitude": 36.335, "longitude": 43.1189, "terms": ("mosul",)}


def casus(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def tables(events: list[CodedEvent], before: dict[str, pa.Table] | None = None, run: Run = RUN) -> dict[str, pa.Table]:
    """The store after merge and validate."""
    inputs = merge_inputs(events, before)
    made = dict(run_stage(MERGE, inputs, run).tables)
    for name in ("revisions", "deletions"):
        made[name] = concatenated(name, [(before or {}).get(name, contract.empty(name)), made[name]])
    read = {"coded_events": inputs["coded_events"], "readings": contract.empty("readings")}
    return {**made, **run_stage(VALIDATE, made, run).tables, **read}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of two runs: the second brings another report of IRQ1 and finds that IRQ3 was IRQ1."""
    folder = tmp_path_factory.mktemp("data")
    first = [
        coded("a", terms=WORDS),
        coded("b", terms=("basalt", "chalk"), event_date=date(2024, 2, 8), published=date(2024, 2, 9)),
        held("h", location=None, latitude=None, longitude=None, admin1=None, terms=("x",)),
    ]
    before = tables(first)
    publish(before, RUN, folder / "releases", facts=FACTS)
    second = [
        coded("a", terms=WORDS),
        coded("b", terms=WORDS, fatalities=5, event_date=date(2024, 2, 8)),
        coded("c", terms=WORDS, fatalities=5, confidence=0.9),
        coded("d", terms=WORDS, fatalities=5),
        coded("e", terms=WORDS, fatalities=5),
        coded("m", **MOSUL),
        first[2],
    ]
    after = tables(second, before, LATER)
    publish(after, LATER, folder / "releases", facts=FACTS)
    with Store(folder).writing("test") as writer:
        for name in ("events", "event_sources", "event_members", "coded_events", "revisions", "deletions"):
            writer.put(name, after[name])
    return folder


def test_history_tells_every_change_and_why(data: Path) -> None:
    shown = casus("history", "IRQ1", "-d", data)
    assert shown.exit_code == 0, shown.output
    assert "2024-02-12  revision 1: created, because of article a" in shown.output
    assert "revision 2: events merged" in shown.output
    assert "fatalities: 3 -> 5" in shown.output


def test_history_of_a_deleted_id_says_where_its_content_is(data: Path) -> None:
    assert "2024-02-20  deleted: merged into IRQ1" in casus("history", "IRQ3", "-d", data).output
    told = json.loads(casus("history", "IRQ3", "-d", data, "--json").output)
    assert told["deletions"][0]["merged_into"] == "IRQ1"


def test_show_tells_values_sources_differences_and_words(data: Path) -> None:
    lines = casus("show", "IRQ1", "-d", data).output.splitlines()
    assert lines[0] == "IRQ1  published, revision 2 of 2024-02-20"
    assert "  fatalities             5" in lines
    assert any("3  (a#0)" in line for line in lines)
    assert any("'three'" in line for line in lines)
    assert sum(line.startswith("  a  score") for line in lines) == 1


def test_show_says_what_its_reports_were_joined_for(data: Path) -> None:
    text = casus("show", "IRQ1", "-d", data).output
    lines = text.splitlines()
    first = lines.index("what its reports agree on (points; at 0 and above two are one event)") + 1
    told = re.fullmatch(r"  a#0 +(\S+) = (.+)", lines[first])
    assert told is not None
    parts = {name: float(points) for name, points in (part.split(" ") for part in told[2].split(", "))}
    assert parts["day"] > 0 and parts["place"] > 0
    assert sum(parts.values()) == pytest.approx(float(told[1]), abs=0.05 * len(parts) + 0.05)
    for row in json.loads(casus("show", "IRQ1", "-d", data, "--json").output)["agreement"]:
        assert row["points"] == sum(row[name] for name in row if name.endswith("_points"))
        assert row["points"] >= 0


def test_show_of_an_event_of_one_report_tells_no_agreement(data: Path) -> None:
    assert "agree on" not in casus("show", "IRQ2", "-d", data).output


def test_what_articles_say_steers_no_terminal(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_text", lambda value: "\x1b[2Jgone [red]x")
    shown = casus("show", "IRQ1", "-d", data).output
    assert "\x1b" not in shown
    assert "\ufffd[2Jgone [red]x" in shown


def test_show_folds_in_the_width_of_a_terminal_and_nowhere_else(data: Path) -> None:
    notes = next(row for row in casus("show", "IRQ1", "-d", data).output.splitlines() if row.startswith("  notes"))
    assert len(notes) > 80
    assert notes == notes.rstrip()


def test_show_reads_a_release_where_there_is_no_store(data: Path) -> None:
    shown = casus("show", "IRQ1", "-d", data / "releases/2024.02.12")
    assert shown.output.startswith("IRQ1  published, revision 1 of 2024-02-12")
    assert "'three'" in shown.output


def test_show_of_a_deleted_id_says_so(data: Path) -> None:
    assert "deleted: merged into IRQ1" in casus("show", "IRQ3", "-d", data).output


def test_show_as_json_keeps_the_losing_values(data: Path) -> None:
    told = json.loads(casus("show", "IRQ1", "-d", data, "--json").output)
    assert sorted(report["fatalities"] for report in told["reports"]) == [3, 5, 5, 5, 5]
    assert told["event"]["event_date"] == "2024-02-07"


@pytest.mark.parametrize("command", ["show", "history"])
def test_an_unknown_id_is_one_clear_line(command: str, data: Path) -> None:
    shown = casus(command, "SYR9", "-d", data)
    assert shown.exit_code == 2
    assert shown.output.count("\n") == 1 and "knows no event of this id" in shown.output


def releases_of(data: Path) -> tuple[Path, Path]:
    return data / "releases/2024.02.12", data / "releases/2024.02.20"


def test_diff_names_ids_columns_and_values(data: Path) -> None:
    text = casus("diff", *releases_of(data)).output
    assert re.search(r"\n  added +1 \(IRQ4\)\n", text)
    assert re.search(r"\n  removed +1 \(IRQ3\)\n", text)
    assert re.search(r"\n    IRQ1 +fatalities +before +3\n    IRQ1 +fatalities +now +5\n", text)


def test_diff_as_json_and_as_a_page(data: Path, tmp_path: Path) -> None:
    told = json.loads(casus("diff", *releases_of(data), "--format", "json").output)
    assert told["tables"]["release_events"]["changed"]["IRQ1"]["fatalities"] == [3, 5]
    page = tmp_path / "diff.html"
    assert casus("diff", *releases_of(data), "--format", "html", "-o", page).exit_code == 0
    text = page.read_text()
    assert "IRQ1" in text and "http" not in text and "<script" not in text


def test_diff_of_two_schemas_names_the_columns(data: Path, tmp_path: Path) -> None:
    older = tmp_path / "2024.02.11"
    for path in (p for p in (data / "releases/2024.02.12").rglob("*") if p.is_file()):
        target = older / path.relative_to(data / "releases/2024.02.12")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    part = older / "events/2024.parquet"
    pq.write_table(pq.ParquetFile(part).read().drop_columns(["weapon"]), part)
    text = casus("diff", older, data / "releases/2024.02.12").output
    assert re.search(r"\n  columns added +weapon\n", text)
    assert re.search(r"\n  changed +0\n", text)


def test_a_truncated_release_is_one_clear_line(data: Path, tmp_path: Path) -> None:
    broken = tmp_path / "2024.02.11"
    (broken / "events").mkdir(parents=True)
    release = data / "releases/2024.02.12"
    (broken / "manifest.json").write_bytes((release / "manifest.json").read_bytes())
    (broken / "events/2024.parquet").write_bytes((release / "events/2024.parquet").read_bytes()[:-9])
    for arguments in (
        ("export", broken, "--format", "geojson"),
        ("diff", broken, release),
        ("show", "IRQ1", "-d", broken),
    ):
        shown = casus(*arguments)
        assert shown.exit_code == 1 and "cannot be read" in shown.output and shown.output.count("\n") == 1


def test_geojson_has_a_point_an_event(data: Path) -> None:
    told = json.loads(casus("export", data, "--format", "geojson").output)
    assert told["type"] == "FeatureCollection"
    first = told["features"][0]
    assert first["geometry"] == {"type": "Point", "coordinates": [44.4009, 33.3406]}
    assert first["properties"]["event_date"] == "2024-02-07"
    assert "latitude" not in first["properties"]


@pytest.mark.parametrize(("shape", "columns"), [("acled-csv", 31), ("ucdp-ged-csv", 49)])
def test_csv_exports_have_their_columns(shape: str, columns: int, data: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    assert casus("export", data, "--format", shape, "-o", target).exit_code == 0
    assert len(target.read_text().splitlines()[0].split(",")) == columns


def test_sqlite_holds_every_table_and_what_its_columns_mean(data: Path, tmp_path: Path) -> None:
    target = tmp_path / "casus.sqlite"
    assert casus("export", data, "--format", "sqlite", "-o", target).exit_code == 0
    with sqlite3.connect(target) as connection:
        assert connection.execute(
            "SELECT fatalities, event_date FROM events WHERE event_id_cnty = 'IRQ1'"
        ).fetchall() == [(5, "2024-02-07")]
        assert connection.execute("SELECT count(*) FROM candidates").fetchone() == (1,)
        (told,) = connection.execute(
            "SELECT description FROM columns WHERE \"table\" = 'events' AND \"column\" = 'event_date'"
        ).fetchone()
        assert "Local day" in told
    assert casus("export", data, "--format", "sqlite").exit_code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["casus.sqlite"]
