"""`casus report`: the page of a batch; the charts that all report pages share."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pipeline import contract
from pipeline.contract import charts
from pipeline.records import Article, Reject
from pipeline.store import Store
from tests.unit.coded_rows import AT, coded, held
from tests.unit.test_dataset_commands import WORDS, casus, tables

HOSTILE = "<script>hit()</script>"


def article(name: str, batch: str, at: datetime) -> Article:
    return Article(
        article_id=name, source_name="s", source_kind="folder", origin=name, media_type="text/plain", body=b"x",
        sha256="0" * 64, first_seen_at=at, batch=batch,
    )  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two batches: the older one of an event and an article without, the newer one of a held event and a bad line."""
    made = tables([coded("a", terms=WORDS), held("h", location=None, latitude=None, longitude=None, admin1=None)])
    articles = [article("a", "monday", AT), article("n", "monday", AT)]
    articles.append(article("h", "tuesday", AT + timedelta(days=1)))
    rejects = [
        Reject(stage="extract", key="n", article_id="n", reason="NO_EVENT_MENTION", detail="", batch="monday"),
        Reject(stage="ingest", key="line 3", reason="NO_TEXT", detail=HOSTILE, batch="tuesday"),
    ]
    with Store(tmp_path).writing("test") as writer:
        for name in ("events", "event_members", "coded_events", "checks"):
            writer.put(name, made[name])
        writer.put("articles", contract.from_records("articles", articles))
        writer.put("rejects", contract.from_records("rejects", rejects))
    return tmp_path


def report(data: Path, *options: str) -> str:
    shown = casus("report", "-d", data, *options)
    assert shown.exit_code == 0, shown.output
    return str(shown.stdout)


def test_report_tells_what_the_newest_batch_brought_and_what_was_checked(data: Path) -> None:
    lines = report(data).splitlines()
    assert lines[0] == "batch     tuesday"
    assert lines[1] == "articles  2 in: 1 with events, 1 without (NO_TEXT 1)"
    assert lines[2].startswith("events    0 published, 1 held")
    assert re.fullmatch(r"\d+ checks passed, \d+ failed", lines[4])


def test_report_tells_of_an_older_batch_when_asked(data: Path) -> None:
    lines = report(data, "--batch", "monday").splitlines()
    assert lines[1] == "articles  2 in: 1 with events, 1 without (NO_EVENT_MENTION 1)"
    assert lines[2] == "events    1 published, 0 held"


def test_report_for_programs_has_the_batches_up_to_this_one(data: Path) -> None:
    told = json.loads(report(data, "--format", "json"))
    assert [row["name"] for row in told["batches"]] == ["monday", "tuesday"]
    assert told["batches"][0] == {"name": "monday", "articles": 2, "coded": 1, "published": 1, "held": 0}
    assert told["summary"]["passed"] == sum(check["is_passed"] for check in told["checks"])
    assert len(json.loads(report(data, "--format", "json", "--batch", "monday"))["batches"]) == 1


def test_page_shows_examples_and_a_chart_and_escapes_what_articles_say(data: Path) -> None:
    page = report(data, "--format", "html")
    assert "<h1>Validation: Batch tuesday</h1>" in page
    assert HOSTILE not in page and "&lt;script&gt;hit()" in page
    assert "Air/drone strike" in page
    assert page.count("<svg ") == 4
    assert not re.search(r"(src|href)=.http", page)


def test_page_of_the_first_batch_has_no_chart(data: Path) -> None:
    assert "<svg" not in report(data, "--format", "html", "--batch", "monday")


@pytest.mark.parametrize(
    ("options", "told"),
    [(("--batch", "friday"), "has no batch 'friday'. The newest are: monday, tuesday."), (("--as-of", "9"), "9")],
)
def test_report_of_what_is_not_there_is_one_clear_line(data: Path, options: tuple[str, ...], told: str) -> None:
    shown = casus("report", "-d", data, *options)
    assert shown.exit_code == 2
    assert told in shown.stderr and shown.stderr.count("\n") == 1


def test_report_of_no_dataset_is_one_clear_line(tmp_path: Path) -> None:
    shown = casus("report", "-d", tmp_path / "none")
    assert shown.exit_code == 2
    assert "no events were checked" in shown.stderr


@pytest.mark.parametrize("counts", [[0], [3], [0, 0], [1, 5, 2], list(range(12))])
def test_chart_has_a_bar_for_each_count_and_is_the_same_every_time(counts: list[int]) -> None:
    values = [(f"batch {place} <&\"'>", count) for place, count in enumerate(counts)]
    drawn = charts.bars("Held", values)
    tree = ElementTree.fromstring(drawn)
    bars = tree.findall(".//*[@class='series columns']/{*}rect")
    assert len(bars) == len(counts)
    assert [bar.get("fill") for bar in bars] == [*["#8c8c8c"] * (len(counts) - 1), "currentColor"]
    assert "script" not in drawn
    assert charts.bars("Held", values) == drawn
    assert tree.get("aria-label") == f"Held: {counts[0]} in {values[0][0]}, {counts[-1]} in {values[-1][0]}"


def test_only_the_first_and_the_last_of_many_names_are_written() -> None:
    day = datetime(2024, 2, 1, tzinfo=UTC)
    names = [f"{day + timedelta(days=number):%Y-%m-%d}" for number in range(9)]
    drawn = charts.bars("Held", [(name, 1) for name in names])
    assert [name for name in names if f">{name}<" in drawn] == [names[0], names[-1]]
