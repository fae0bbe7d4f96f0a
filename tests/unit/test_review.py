"""Decisions of reviewers: out as CSV, in as corrections, applied on every rebuild."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from click.testing import CliRunner, Result

from pipeline import contract, job
from pipeline.cli import cli
from pipeline.commands.review import FILLED_IN, SHOWN
from pipeline.merge import STAGE as MERGE
from pipeline.merge.corrections import parse
from pipeline.publish import releases
from pipeline.records import ChangedArticle, CodedEvent, Correction
from pipeline.runner import run_stage
from pipeline.store import Store
from tests.unit.coded_rows import RUN, coded, held, merge_inputs, records, screened

MOSUL = {"admin1": "Nineveh", "location": "Mosul", "latitude": 36.335, "longitude": 43.1189, "terms": ("mosul",)}
WHO = {"reviewer": "A. Reviewer", "decided_on": "2024-03-01", "reason": "The ministry said so."}


def casus(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def correction(number: int, action: str, *ids: str, **changes: Any) -> Correction:
    values: dict[str, Any] = {
        "number": number, "action": action, "event_id_cnty": "IRQ1", "coded_ids": ids, "other_coded_ids": (),
        "reviewer": "A. Reviewer", "decided_on": date(2024, 3, 1), "reason": "The ministry said so.",
    }  # fmt: skip
    return Correction(**(values | changes))


def merged(events: list[CodedEvent], *decided: Correction, before: dict[str, pa.Table] | None = None) -> dict[str, Any]:
    inputs = merge_inputs(events, before) | {"corrections": contract.from_records("corrections", decided)}
    return dict(run_stage(MERGE, inputs, RUN).tables)


def members(tables: dict[str, pa.Table]) -> dict[str, str]:
    return {row.coded_id: row.event_id_cnty for row in records(tables, "event_members")}


def test_two_events_are_one_when_a_reviewer_says_so() -> None:
    both = [coded("a"), coded("b", **MOSUL)]
    before = merged(both)
    decided = correction(1, "merge", "a#0", other_coded_ids=("b#0",), other_event_id="IRQ2")
    tables = merged(both, decided, before=before)
    assert members(tables) == {"a#0": "IRQ1", "b#0": "IRQ1"}
    (gone,) = records(tables, "deletions")
    assert (gone.event_id_cnty, gone.reason, gone.merged_into) == ("IRQ2", "MERGED", "IRQ1")


def test_a_split_takes_reports_out_into_an_event_of_their_own() -> None:
    both = [coded("a"), coded("b")]
    before = merged(both)
    tables = merged(both, correction(1, "split", "b#0"), before=before)
    assert members(tables) == {"a#0": "IRQ1", "b#0": "IRQ2"}


def test_a_later_decision_overrides_an_earlier_one() -> None:
    both = [coded("a"), coded("b")]
    merge = correction(2, "merge", "a#0", other_coded_ids=("b#0",), other_event_id="IRQ2")
    assert members(merged(both, correction(1, "split", "b#0"), merge)) == {"a#0": "IRQ1", "b#0": "IRQ1"}


def test_a_changed_value_takes_what_follows_from_it_along_and_is_a_revision() -> None:
    before = merged([coded("a")])
    changes = [
        correction(1, "change", "a#0", field="sub_event_type", new_value="Armed clash"),
        correction(2, "change", "a#0", field="fatalities", new_value="7"),
        correction(3, "change", "a#0", field="event_date", new_value="2024-02-06"),
    ]
    tables = merged([coded("a")], *changes, before=before)
    (event,) = records(tables, "draft_events")
    assert (event.event_type, event.disorder_type) == ("Battles", "Political violence")
    assert (event.fatalities, event.fatalities_high, event.fatalities_unknown) == (7, 7, 7)
    assert (event.year, event.date_start) == (2024, date(2024, 2, 6))
    assert event.notes is not None and event.notes.startswith("On 6 February 2024, ") and "7 fatalities." in event.notes
    assert {row.reason for row in records(tables, "revisions")} == {"CORRECTED"}
    assert all(row.is_applied and row.event_id_cnty == "IRQ1" for row in records(tables, "correction_outcomes"))


def test_a_changed_actor_takes_its_type_along_and_notes_of_a_reviewer_stay() -> None:
    changes = [
        correction(1, "change", "a#0", field="actor2", new_value="Civilians (Iraq)"),
        correction(2, "change", "a#0", field="actor1", new_value="Military Forces of Iraq (2022-)"),
        correction(3, "change", "a#0", field="notes", new_value="On 7 February 2024, shots were fired."),
    ]
    (event,) = records(merged([coded("a")], *changes), "draft_events")
    assert (event.inter1, event.inter2) == ("State forces", "Civilians")
    assert event.civilian_targeting == "Civilian targeting"
    assert event.notes == "On 7 February 2024, shots were fired."


def test_deaths_that_nobody_tells_of_are_still_unknown_after_another_change() -> None:
    untold = coded(
        "a", fatalities=0, fatalities_low=0, fatalities_high=0, notes="On 7 February 2024. Casualties unknown."
    )
    change = correction(1, "change", "a#0", field="location", new_value="Mosul")
    (event,) = records(merged([untold], change), "draft_events")
    assert event.notes is not None and " in Mosul" in event.notes and "Casualties unknown." in event.notes


def test_a_day_given_by_a_reviewer_makes_a_held_event_complete() -> None:
    unknown = {"event_date": None, "year": None, "time_precision": None, "date_start": None, "date_end": None,
               "date_basis": None, "notes": None}  # fmt: skip
    changes = [
        correction(1, "change", "a#0", field="event_date", new_value="2024-02-05"),
        correction(2, "accept", "a#0"),
    ]
    (event,) = records(merged([held("a", reasons=("DATE_UNRESOLVED",), **unknown)], *changes), "draft_events")
    assert (event.status, event.time_precision, event.date_basis) == ("published", 1, "explicit")
    assert event.notes is not None and event.notes.startswith("On 5 February 2024, ")


def test_rebuilding_with_the_same_decisions_changes_nothing() -> None:
    decided = correction(1, "change", "a#0", field="fatalities", new_value="7")
    before = merged([coded("a")], decided)
    after = merged([coded("a")], decided, before=before)
    assert after["draft_events"].equals(before["draft_events"])
    assert not records(after, "revisions")


def test_a_held_event_is_published_and_a_published_one_held() -> None:
    tables = merged([held("a"), coded("b", **MOSUL)], correction(1, "accept", "a#0"),
                    correction(2, "reject", "b#0", new_value="NOT_REALIS_RUMOUR"))  # fmt: skip
    assert [(row.status, row.reasons) for row in records(tables, "draft_events")] == [
        ("published", ()), ("held", ("NOT_REALIS_RUMOUR",)),
    ]  # fmt: skip


def test_a_correction_of_an_event_that_is_gone_says_so_and_comes_back_with_it() -> None:
    decided = correction(1, "change", "a#0", field="fatalities", new_value="7")
    (outcome,) = records(merged([coded("b", **MOSUL)], decided), "correction_outcomes")
    assert (outcome.is_applied, outcome.detail) == (False, "no report of the event is left")
    (event,) = records(merged([coded("a")], decided), "draft_events")
    assert event.fatalities == 7


@pytest.mark.parametrize(
    ("field", "text"),
    [("event_date", "last week"), ("fatalities", "many"), ("sub_event_type", "Battle"), ("country", "Atlantis")],
)
def test_a_value_that_cannot_be_is_refused(field: str, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        parse(field, text)


# ----------------------------------------------------------------------------------------------- the commands


def stored(folder: Path, *events: CodedEvent) -> Path:
    """A dataset of some coded events, merged."""
    inputs = merge_inputs(list(events))
    made = run_stage(MERGE, inputs, RUN).tables
    with Store(folder).writing("test") as writer:
        articles = [screened(one.article_id, published=one.published) for one in events]
        writer.put("screened", contract.from_records("screened", articles))
        for name in (MERGE.reads[0], *MERGE.writes):
            writer.put(name, {**inputs, **made}[name])
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A dataset of one published event and one held one."""
    return stored(tmp_path / "data", coded("a"), held("h", **MOSUL, notes="On 7 February 2024, a drone hit Mosul."))


def rows(data: Path) -> list[dict[str, str]]:
    shown = CliRunner().invoke(cli, ["review", "export", "-d", str(data)])
    assert shown.exit_code == 0, shown.output
    return list(csv.DictReader(io.StringIO(shown.stdout)))


def decide(data: Path, *decisions: dict[str, str]) -> Result:
    path = data.parent / "decisions.csv"
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, (*SHOWN, *FILLED_IN), restval="")
        writer.writeheader()
        writer.writerows(WHO | one for one in decisions)
    return casus("review", "import", path, "-d", data)


def test_export_shows_held_events_with_their_reasons_and_words(data: Path) -> None:
    (row,) = rows(data)
    assert (row["event_id_cnty"], row["status"], row["held_because"]) == ("IRQ2", "held", "DATE_UNRESOLVED")
    assert row["words"] == "fatalities: three"
    assert row["action"] == row["reviewer"] == ""


def test_export_shows_two_events_that_nearly_became_one(tmp_path: Path) -> None:
    shared, words = ("alder", "birch", "cedar"), ("basalt", "chalk", "flint", "slate", "marble")
    later = coded("b", event_date=date(2024, 2, 8), published=date(2024, 2, 9), terms=(*shared, *words))
    data = stored(tmp_path / "data", coded("a", terms=(*shared, "elm", "fir", "hazel", "larch", "yew")), later)
    (row,) = rows(data)
    assert (row["event_id_cnty"], row["other_event_id"], row["status"]) == ("IRQ1", "IRQ2", "published")
    assert int(row["points"]) < 0
    assert row["other_event"].startswith("2024-02-08, Baghdad, Air/drone strike, ")
    shown = decide(data, {"event_id_cnty": "IRQ1", "other_event_id": "IRQ2", "action": "merge"})
    assert shown.exit_code == 0, shown.output
    assert not rows(data)
    assert {row["event_id_cnty"] for row in Store(data).read("event_members").to_pylist()} == {"IRQ1"}


def test_history_says_who_decided_what_and_why(data: Path) -> None:
    decide(data, {"event_id_cnty": "IRQ1", "action": "change", "field": "fatalities", "new_value": "4"})
    shown = casus("history", "IRQ1", "-d", data)
    assert "fatalities: 3 -> 4" in shown.output
    assert "2024-03-01  A. Reviewer decided: change fatalities to 4: The ministry said so." in shown.output
    (told,) = json.loads(casus("history", "IRQ1", "-d", data, "--json").output)["corrections"]
    assert (told["number"], told["reviewer"], told["is_applied"]) == (1, "A. Reviewer", True)


def test_what_fails_its_gate_is_not_released_and_is_told(tmp_path: Path) -> None:
    days = [date(2023, 9, 1) + timedelta(7 * n) for n in range(20)]
    right = [coded(f"a{n:02}", event_date=day, published=day, terms=(f"village{n}",)) for n, day in enumerate(days)]
    wrong = [replace(one, notes="No day at the start.") for one in right[:5]]
    data = stored(tmp_path / "data", *wrong, *right[5:])
    shown = decide(data, {"event_id_cnty": "IRQ20", "action": "change", "field": "fatalities", "new_value": "4"})
    assert shown.exit_code == 1, shown.output
    assert "T02" in shown.output
    assert not list((data / "releases").glob("*"))
    assert "T02" in (data / "validation/report.html").read_text()


def test_decisions_come_back_into_the_dataset_and_its_release(data: Path) -> None:
    shown = decide(
        data,
        {"event_id_cnty": "IRQ1", "action": "change", "field": "fatalities", "new_value": "4"},
        {"event_id_cnty": "IRQ2", "action": "accept"},
    )
    assert shown.exit_code == 0, shown.output
    assert "2 decisions taken in" in shown.output
    release = releases.newest(data / "releases")
    assert release is not None and release.name == "2024.03.01"
    assert dict(zip(*(releases.read(release, "release_events")[c].to_pylist() for c in ("event_id_cnty", "fatalities")),
                    strict=True)) == {"IRQ1": 4, "IRQ2": 3}  # fmt: skip
    assert rows_left(data) == 0
    again = decide_again(data)
    assert "0 decisions taken in, 2 known already" in again.output and "nothing has changed" in again.output


def test_an_event_that_a_rule_keeps_out_all_the_same_is_told(data: Path) -> None:
    shown = decide(
        data,
        {"event_id_cnty": "IRQ2", "action": "accept"},
        {"event_id_cnty": "IRQ2", "action": "change", "field": "notes", "new_value": "No day at the start."},
    )
    assert shown.exit_code == 0
    assert "IRQ2 is kept out by rule R" in shown.output


def rows_left(data: Path) -> int:
    return len([row for row in Store(data).read("draft_events").to_pylist() if row["status"] == "held"])


def decide_again(data: Path) -> Result:
    return casus("review", "import", data.parent / "decisions.csv", "-d", data)


@pytest.mark.parametrize(
    ("decision", "message"),
    [
        ({"event_id_cnty": "SYR9", "action": "accept"}, "line 2: SYR9 is no event of this dataset."),
        ({"event_id_cnty": "IRQ1", "action": "approve"}, "is none of accept, change, merge, reject, split."),
        ({"event_id_cnty": "IRQ1", "action": "change", "field": "region"}, "field 'region' cannot be changed"),
        ({"event_id_cnty": "IRQ1", "action": "change", "field": "fatalities", "new_value": "x"}, "'x' is no value"),
        ({"event_id_cnty": "IRQ1", "action": "reject"}, "a rejection needs a reason code"),
        ({"event_id_cnty": "IRQ1", "action": "merge"}, "a merge needs other_event_id"),
        ({"event_id_cnty": "IRQ1", "other_event_id": "IRQ2", "action": "accept"}, "merged and nothing else"),
        ({"event_id_cnty": "IRQ1", "action": "split", "new_value": "a#0"}, "some, not all, of the reports"),
        ({"event_id_cnty": "IRQ1", "action": "accept", "reviewer": ""}, "reviewer must be filled in"),
        ({"event_id_cnty": "IRQ1", "action": "accept", "decided_on": "1 March"}, "is no ISO day"),
    ],
)
def test_a_file_with_a_mistake_is_refused_as_a_whole(decision: dict[str, str], message: str, data: Path) -> None:
    shown = decide(data, decision, {"event_id_cnty": "IRQ2", "action": "accept"})
    assert shown.exit_code == 2
    assert "nothing was taken in" in shown.output and message in shown.output
    assert Store(data).read("corrections").num_rows == 0


def test_a_file_of_another_kind_and_a_folder_without_a_store_are_told(data: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    assert "has no column event_id_cnty" in casus("review", "import", other, "-d", data).output
    assert "is no dataset" in casus("review", "export", "-d", tmp_path).output


def test_a_correction_that_no_longer_applies_is_told_by_the_next_run(data: Path) -> None:
    decide(data, {"event_id_cnty": "IRQ2", "action": "accept"})
    store = Store(data)
    with store.writing("test") as writer:
        writer.put("coded_events", contract.from_records("coded_events", [coded("a")]))
        gone = [ChangedArticle(article_id="h", months=("2024-02",))]
        writer.put("changed_articles", contract.from_records("changed_articles", gone))
    job.merge(store)
    from pipeline.commands.review import void

    assert void(store) == ["correction 1, accept IRQ2, no longer applies: no report of the event is left"]
