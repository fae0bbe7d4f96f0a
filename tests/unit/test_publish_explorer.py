"""The explorer of a release: its data, and that it is part of the release. How it looks: tests/integration."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pipeline import contract
from pipeline.publish import files, releases
from pipeline.publish.explorer import rows, site
from pipeline.publish.explorer.scripts import script, utf16
from pipeline.publish.run import publish
from pipeline.records import Evidence, Reading, Sentence
from tests.unit.coded_rows import RUN, coded, held
from tests.unit.test_publish import FACTS, read_only, store

TEXT = "A strike hit Baghdad. It killed three people, \U0001f525 medics said. Nobody else spoke."
MOSUL = {"admin1": "Nineveh", "location": "Mosul", "latitude": 36.335, "longitude": 43.1189, "terms": ("mosul",)}
#: Pages and scripts of one release, with libraries and map: every release carries them.
LARGEST = 1_500_000


def reading(article_id: str, text: str, ends: list[int]) -> Reading:
    starts = [0, *(end + 1 for end in ends[:-1])]
    sentences = [
        Sentence(start=start, end=end, paragraph=0, is_headline=False) for start, end in zip(starts, ends, strict=True)
    ]
    return Reading(
        article_id=article_id, text=text, body_start=0, source_name="own", language="en", relevance=1.0,
        sentences=tuple(sentences), batch="test",
    )  # fmt: skip


def inputs() -> dict[str, pa.Table]:
    start = TEXT.index("three")
    told = Evidence(field="fatalities", start=start, end=start + 5, quote="three", rule="tolls.number")
    late = coded("b", event_date=date(2024, 2, 9), published=date(2024, 2, 10), **MOSUL)
    tables = store(
        [
            coded("a", evidence=(told,)),
            late,
            held(
                "c",
                country=None,
                confidence=0.3456,
                event_date=None,
                location=None,
                latitude=None,
                longitude=None,
                terms=("x",),
            ),
        ]
    )
    ends = [TEXT.index(".") + 1, TEXT.index("said.") + 5, len(TEXT)]
    return read_only({**tables, "readings": contract.from_records("readings", [reading("a", TEXT, ends)])})


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(inputs(), RUN, tmp_path_factory.mktemp("releases"), facts=FACTS).path


def value(release: Path, name: str) -> Any:
    """What a file of data says, read as the page reads it."""
    text = (release / site.FOLDER / f"data/{name}.js").read_text("utf-8")
    quoted = re.fullmatch(rf"casus\.take\(\"{name}\", '(.*)'\);\n", text, re.DOTALL)
    assert quoted is not None
    unquoted = re.sub(r"\\(x3c|.)", lambda match: "<" if match[1] == "x3c" else match[1], quoted[1])
    return json.loads(unquoted)


def test_the_explorer_is_part_of_the_release_and_stands_in_its_manifest(release: Path) -> None:
    told = releases.manifest(release)["files"]
    assert {"explorer/index.html", "explorer/map.js", "explorer/data/details/0.js"} <= told.keys()
    assert releases.verify(release) == []


def test_the_same_tables_give_the_same_explorer(release: Path, tmp_path: Path) -> None:
    chunks = {name: pa.concat_tables([table.slice(0, 1), table.slice(1)]) for name, table in inputs().items()}
    again = publish(chunks, RUN, tmp_path, facts=FACTS).path
    for path in files.listed(release):
        assert files.sha256(again / path) == files.sha256(release / path), path


def test_what_every_release_carries_stays_small(release: Path) -> None:
    folder = release / site.FOLDER
    sizes = [(folder / path).stat().st_size for path in files.listed(folder) if not path.startswith("data/")]
    assert len(sizes) > 10
    assert sum(sizes) < LARGEST


def test_the_page_asks_for_nothing_from_elsewhere(release: Path) -> None:
    folder = release / site.FOLDER
    page = (folder / "index.html").read_text("utf-8")
    asked = re.findall(r'(?:src|href)="([^"#]+)"', page)
    assert len(asked) > 10
    assert [path for path in asked if path != "data:," and not (folder / path).is_file()] == []
    for path in ("style.css", "vendor/leaflet.css"):
        assert re.findall(r"url\((?!#hatch)[^)]*\)|@import", (folder / path).read_text("utf-8")) == []


def test_newest_events_come_first_and_those_without_a_day_last(release: Path) -> None:
    names, part = value(release, "names"), value(release, "events/0")
    assert [f"{names['prefixes'][p - 1]}{n}" for p, n in zip(part["prefix"], part["number"], strict=True)] == [
        "IRQ2", "IRQ1", "XXX1",
    ]  # fmt: skip
    assert [names["reasons"][number - 1] if number else None for number in part["reason"]] == [
        None, None, ["DATE_UNRESOLVED"],
    ]  # fmt: skip
    place = part["place"][1]
    assert names["places"]["name"][place] == "Baghdad"
    assert names["countries"][names["places"]["country"][place] - 1] == "Iraq"


def test_a_value_is_shown_with_its_sentence_and_its_words(release: Path) -> None:
    part = value(release, "details/0")
    (passage,) = part["evidence"][1]
    column, article, number, start, end, rule = passage
    sentence = part["sentences"][number]
    assert (column, article, rule) == ("fatalities", "a", "tolls.number")
    assert sentence == "It killed three people, \U0001f525 medics said."
    assert sentence[start:end] == "three"
    assert part["rows"][1][part["columns"].index("fatalities")] == 3
    assert part["sources"][1][0][0] == "a"


def test_offsets_are_counted_as_a_browser_counts() -> None:
    assert utf16("a\U0001f525b", 2) == 3


@pytest.mark.parametrize(
    ("article", "start", "end", "expected"),
    [
        pytest.param("a", 10, 15, ("seven", 0, 5), id="unknown article"),
        pytest.param("known", 0, 9_999, ("seven", 0, 5), id="beyond the text"),
        pytest.param("known", 900, 905, (f"… {'x' * 300}yyyyy{'x' * 300} …", 302, 307), id="long sentence"),
    ],
)
def test_words_are_shown_with_what_is_around_them(
    article: str, start: int, end: int, expected: tuple[str, int, int]
) -> None:
    text = "x" * 900 + "yyyyy" + "x" * 900
    articles = rows.Articles(contract.from_records("readings", [reading("known", text, [len(text)])]))
    assert articles.around(article, start, end, "seven") == expected


def test_a_script_of_data_cannot_be_left_by_what_it_holds() -> None:
    text = script("x", {"a": "'); alert(1); ('</script><!--\\\u2028"})
    assert text.count("\n") == 1 and text.isascii()
    assert "<" not in text
    assert re.fullmatch(r"casus\.take\(\"x\", '(?:[^'\\\n]|\\.)*'\);\n", text)


def test_a_later_release_says_what_is_new_and_shows_the_trend(tmp_path: Path) -> None:
    first = publish(inputs(), RUN, tmp_path, facts=FACTS).path
    later = replace(RUN, at=datetime(2024, 2, 20, tzinfo=UTC))
    changed = {**inputs(), "events": inputs()["events"].slice(0, 1)}
    second = publish(changed, later, tmp_path, facts=FACTS).path
    told = value(second, "release")
    assert told["previous"] == first.name
    assert [row["name"] for row in told["history"]] == [first.name, second.name]
    assert told["new"][0]["removed"] == {"count": 1, "ids": ["IRQ2"]}
    page = (second / "validation/report.html").read_text("utf-8")
    assert f"Published events: 2 in {first.name}, 1 in {second.name}" in page
    assert '<a href="../explorer/index.html">' in page


def test_every_column_of_an_event_has_its_meaning(release: Path) -> None:
    told = value(release, "meanings")
    assert list(told["columns"]) == list(contract.table("held_events").column_names)
    assert all(entry["means"] for entry in told["columns"].values())
    assert told["codes"]["geo_precision"]["3"][0] == "Region"


def test_the_codebook_explains_every_code_that_an_event_can_have(release: Path) -> None:
    book = {found["codes"]: found for found in value(release, "codebook")["lists"]}
    told = value(release, "meanings")
    linked = [
        (entry["book"], code)
        for entry in told["columns"].values()
        if "codes" in entry
        for _, _, code in told["codes"][entry["codes"]].values()
    ]
    assert len(linked) > 100
    assert [(name, code) for name, code in linked if code not in [row["code"] for row in book[name]["entries"]]] == []
    with_pair = [row for found in book.values() for row in found["entries"] if "pair" in row]
    assert len(with_pair) > 90
    assert not any("](" in str(found[part]) for found in book.values() for part in ("intro", "rest"))


def test_every_held_event_is_in_the_figures_by_country_also_one_without(release: Path) -> None:
    told = value(release, "release")
    assert [None, 0, 0, 1] in told["countries"]
    assert sum(row[3] for row in told["countries"]) == told["counts"]["held"]


def test_confidence_is_as_exact_as_in_the_release(release: Path) -> None:
    exact = {
        row["event_id_cnty"]: row["confidence"]
        for table in ("release_events", "held_events")
        for row in releases.read(release, table).to_pylist()
    }
    names, part = value(release, "names"), value(release, "events/0")
    ids = [
        f"{names['prefixes'][prefix - 1]}{number}"
        for prefix, number in zip(part["prefix"], part["number"], strict=True)
    ]
    assert dict(zip(ids, (parts / rows.CONFIDENCE_PARTS for parts in part["confidence"]), strict=True)) == exact
