"""The article commands against the contract: keys, spans, order, bad lines, the same bytes for any workers."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import cli
from tests.integration import sample

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("articles")]

COMMANDS = ("code", "clean", "screen", "geoparse", "timetag")
KEYS = {
    "code": {"id", "status", "reasons", "text", "relevance", "events"},
    "clean": {"id", "status", "text", "title", "published", "author", "language", "boilerplate_only"},
    "screen": {"id", "status", "relevant", "relevance", "language", "duplicate_of", "similarity"},
    "geoparse": {"id", "status", "places"},
    "timetag": {"id", "status", "times"},
}
PLACE = set("start end text latitude longitude geonameid country admin1 feature confidence reason".split())
TIME = {"start", "end", "text", "type", "value", "date_start", "date_end"}
ACLED = """event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 actor2
    assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location latitude
    longitude geo_precision source source_scale notes fatalities tags""".split()
EXTENSION = """status reasons confidence date_start date_end geo_resolution geonameid fatalities_low fatalities_high
    injured captured attribution is_background weapon participants evidence""".split()

Answers = Callable[[str], list[dict[str, Any]]]


def casus(*arguments: object) -> Result:
    """Run the program in this process; its workers are processes of their own as ever."""
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], catch_exceptions=False)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """What each command answers to the sample lines; asked once a command."""
    folder = tmp_path_factory.mktemp("answers")
    given = sample.write(folder / "in.jsonl")
    found: dict[str, list[dict[str, Any]]] = {}

    def ask(command: str) -> list[dict[str, Any]]:
        if command not in found:
            target = folder / f"{command}.jsonl"
            done = casus(command, given, "-o", target, "--workers", "1")
            assert done.exit_code == 0, done.output
            found[command] = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
        return found[command]

    return ask


def good(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in rows if row["status"] != "rejected"}


@pytest.mark.parametrize("command", COMMANDS)
def test_lines_in_are_lines_out_in_order(command: str, answers: Answers) -> None:
    rows = answers(command)
    assert len(rows) == len(sample.lines())
    assert [row["id"] for row in rows[: len(sample.ARTICLES)]] == [row["id"] for row in sample.ARTICLES]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_bad_line_is_answered_with_its_reason(command: str, answers: Answers) -> None:
    rows = answers(command)[len(sample.ARTICLES) :]
    assert [(row["status"], row["reasons"]) for row in rows] == [
        ("rejected", [reason]) for _, reason in sample.BAD_LINES
    ]
    assert [row["id"] for row in rows] == [None, None, None, None, "empty", "nothing", "latin", "blast"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_answer_has_the_keys_of_the_contract(command: str, answers: Answers) -> None:
    rows = good(answers(command))
    assert len(rows) >= 7
    for row in rows.values():
        assert KEYS[command] <= set(row)


def test_spans_are_where_they_say(answers: Answers) -> None:
    texts = {row["id"]: row.get("text") for row in sample.ARTICLES}
    spans = 0
    for command, name, keys in (("geoparse", "places", PLACE), ("timetag", "times", TIME)):
        for row in good(answers(command)).values():
            for span in row[name]:
                assert set(span) == keys
                assert texts[row["id"]][span["start"] : span["end"]] == span["text"]
                spans += 1
    for row in good(answers("code")).values():
        for event in row["events"]:
            for span in [*event["participants"], *event["evidence"]]:
                assert row["text"][span["start"] : span["end"]].startswith(span.get("text") or span["quote"][:20])
                spans += 1
    assert spans > 20


def test_a_place_without_coordinates_says_why(tmp_path: Path) -> None:
    lines, found = tmp_path / "lines.jsonl", tmp_path / "places.jsonl"
    lines.write_text(json.dumps({"id": "a", "text": "Shells hit Xyzzyville, a suburb of Karachi."}) + "\n")
    assert casus("geoparse", lines, "-o", found).exit_code == 0
    told = {place["text"]: place for place in json.loads(found.read_text())["places"]}
    assert (told["Xyzzyville"]["latitude"], told["Xyzzyville"]["reason"]) == (None, "NOT_IN_GAZETTEER")
    assert told["Karachi"]["latitude"] is not None and told["Karachi"]["reason"] is None


def test_places_and_times_need_text(answers: Answers) -> None:
    for command in ("geoparse", "timetag"):
        page = next(row for row in answers(command) if row["id"] == "page")
        assert (page["status"], page["reasons"]) == ("rejected", ["NO_TEXT"])


def test_an_event_has_every_column_and_nothing_of_the_store(answers: Answers) -> None:
    events = [event for row in good(answers("code")).values() for event in row["events"]]
    assert len(events) >= 3
    for event in events:
        assert set(ACLED + EXTENSION) <= set(event)
        assert not {"coded_id", "article_id", "batch"} & set(event)
        assert event["status"] in ("published", "held") and bool(event["reasons"]) == (event["status"] == "held")


def test_the_samples_are_coded_as_they_read(answers: Answers) -> None:
    rows = good(answers("code"))
    assert rows["match"]["status"] == "off_topic" and rows["match"]["relevance"] < 0.5
    blast = rows["blast"]["events"][0]
    assert (blast["event_date"], blast["country"], blast["fatalities"]) == ("2024-02-06", "Iraq", 4)
    assert rows["protest"]["events"][0]["sub_event_type"] == "Peaceful protest"
    assert rows["protest"]["events"][0]["event_date"] == "2024-02-07"


def test_nothing_stands_in_for_a_missing_day(answers: Answers) -> None:
    undated = good(answers("code"))["undated"]
    assert undated["events"]
    assert all(event["event_date"] is None and event["status"] == "held" for event in undated["events"])


def test_a_copy_names_the_first_article_of_the_input(answers: Answers) -> None:
    rows = good(answers("screen"))
    assert (rows["shelling-again"]["duplicate_of"], rows["shelling"]["duplicate_of"]) == ("shelling", None)
    assert rows["shelling-again"]["similarity"] > 0.9
    assert not rows["match"]["relevant"] and rows["blast"]["relevant"]


def test_the_first_of_the_input_is_the_original_though_it_is_younger(tmp_path: Path) -> None:
    rows = [{**sample.ARTICLES[3], "id": "z"}, {**sample.ARTICLES[2], "id": "a"}]
    given = tmp_path / "in.jsonl"
    given.write_text("".join(json.dumps(row) + "\n" for row in rows))
    shown = casus("screen", given, "-q")
    assert [json.loads(line)["duplicate_of"] for line in shown.stdout.splitlines()] == [None, "z"]


@pytest.mark.parametrize("command", COMMANDS)
def test_any_number_of_workers_gives_the_same_bytes(
    command: str, answers: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in answers(command))
    given, target = sample.write(tmp_path / "in.jsonl"), tmp_path / "out.jsonl"
    monkeypatch.setattr("pipeline.commands.articles.CHUNK_ITEMS", 3)
    assert casus(command, given, "-o", target, "--workers", "4").exit_code == 0
    assert target.read_text(encoding="utf-8") == one


def test_merging_puts_every_coded_event_into_one_event(answers: Answers, tmp_path: Path) -> None:
    coded = tmp_path / "coded.jsonl"
    coded.write_text("".join(json.dumps(row) + "\n" for row in answers("code")))
    shown = casus("merge", coded, "-q")
    assert shown.exit_code == 0
    events = [json.loads(line) for line in shown.stdout.splitlines()]
    told = sorted((article["id"], article["event"]) for event in events for article in event["articles"])
    assert told == sorted((row["id"], n) for row in good(answers("code")).values() for n in range(len(row["events"])))
    shelling = next(event for event in events if "shelling" in [article["id"] for article in event["articles"]])
    assert {"shelling", "shelling-again"} <= {article["id"] for article in shelling["articles"]}


def test_strict_ends_with_status_1_and_still_answers_every_line(tmp_path: Path) -> None:
    given, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    given.write_bytes(b"nonsense\n")
    assert casus("timetag", given, "-o", target).exit_code == 0
    shown = casus("timetag", given, "-o", target, "--strict")
    assert shown.exit_code == 1
    assert shown.stderr == "casus timetag: 1 line: 1 rejected (UNREADABLE_LINE 1)\n"
    assert len(target.read_text().splitlines()) == 1


def test_no_lines_no_answers(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").touch()
    shown = casus("timetag", tmp_path / "in.jsonl")
    assert (shown.exit_code, shown.stdout, shown.stderr) == (0, "", "casus timetag: 0 lines\n")


def test_the_installed_program_reads_and_writes_pipes_and_gz(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("casus")
    line = json.dumps(sample.ARTICLES[0]).encode() + b"\n"
    piped = subprocess.run([program, "timetag", "-"], input=line, capture_output=True, check=True)
    assert json.loads(piped.stdout)["times"][0]["date_start"] == "2024-02-06"
    assert piped.stderr == b"casus timetag: 1 line: 1 tagged\n"
    packed, target = tmp_path / "in.jsonl.gz", tmp_path / "out.jsonl.gz"
    packed.write_bytes(gzip.compress(line))
    subprocess.run([program, "timetag", packed, "-o", target], check=True, capture_output=True)
    assert gzip.decompress(target.read_bytes()) == piped.stdout


def test_a_reader_that_has_enough_is_no_error(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("casus")
    given = tmp_path / "in.jsonl"
    given.write_text("".join(json.dumps({**sample.ARTICLES[0], "id": str(n)}) + "\n" for n in range(2000)))
    done = subprocess.run(
        ["bash", "-c", '"$0" timetag "$1" -q | head -n 1', program, given],
        capture_output=True,
        text=True,
        env=os.environ,
    )
    assert json.loads(done.stdout)["id"] == "0"
    assert done.stderr == ""


@pytest.mark.faults
def test_a_full_disk_is_one_clear_line_and_leaves_nothing(small_disk: Path, tmp_path: Path) -> None:
    given = tmp_path / "in.jsonl"
    given.write_text("".join(json.dumps({"id": str(n), "text": "x " * 40_000}) + "\n" for n in range(60)))
    shown = casus("clean", given, "-o", small_disk / "out.jsonl")
    assert shown.exit_code == 1
    assert "no space left on the disk" in shown.stderr and len(shown.stderr.splitlines()) == 1
    assert not list(small_disk.iterdir())
