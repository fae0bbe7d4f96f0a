"""The explorer of a release, as people use it: from disk, in a browser, with the network cut."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from click.testing import CliRunner

from benchmarks import explorer_release
from pipeline import contract
from pipeline.cli import cli
from pipeline.commands.review import NEEDED
from pipeline.contract.examples import examples
from pipeline.publish import diff, releases
from pipeline.publish.explorer import site
from tests.integration.browser import PICTURES, SIZES, launched, opened

pytestmark = [pytest.mark.integration, pytest.mark.slow, pytest.mark.xdist_group("explorer")]

LARGE = 100_000
VIEWS = {
    "overview": "#view=overview",
    "map": "#view=map",
    "timeline": "#view=timeline",
    "table": "#view=table&status=all",
    "codebook": "#view=codebook",
    "codes": "#view=codebook&list=sub_event_type",
}
#: Runs script if it is taken for markup, ends a string or script if it is not escaped, starts a formula in a sheet.
HOSTILE = '=HYPERLINK("x")</script><script>hit()</script><img src=x onerror=hit()>\'\\\u2028\u202e{{7*7}}${7*7}'


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as found:
        yield found


@pytest.fixture(scope="module")
def seeds(seeds_release: Path) -> Path:
    return seeds_release


@pytest.fixture(scope="module")
def index(seeds: Path) -> Path:
    return seeds / site.FOLDER / "index.html"


@pytest.fixture(scope="module")
def large(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first page of a release of 100,000 events."""
    return explorer_release.write(LARGE, tmp_path_factory.mktemp("large"))


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of the pages go."""
    folder = Path(os.environ.get(PICTURES) or tmp_path_factory.mktemp("pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def an_event(release: Path) -> dict[str, Any]:
    """An event of the release with two or more passages for its toll or place."""
    evidence = releases.read(release, "evidence_rows").to_pylist()
    ids = {row["event_id_cnty"] for row in evidence if row["field"] == "fatalities"}
    return next(row for row in releases.read(release, "release_events").to_pylist() if row["event_id_cnty"] in ids)


def test_the_release_can_be_looked_at_from_disk_without_a_network(browser: Any, seeds: Path, index: Path) -> None:
    with opened(browser, index) as shown:
        page = shown.go()
        told = releases.manifest(seeds)["tables"]
        assert page.locator("h1").inner_text() == f"Release {seeds.name}"
        assert "It is not ACLED data" in page.locator("main").inner_text()
        assert f"release {seeds.name}. content_sha256" in page.locator("dl.facts").inner_text()
        figures = page.locator("dl.figures dd").all_inner_texts()
        assert [int(figures[0]), int(figures[4])] == [told["events"], told["candidates"]]
        for address in VIEWS.values():
            shown.go(address)
        shown.go("#view=table&status=all")
        assert page.locator(".found strong").inner_text() == f"{told['events'] + told['candidates']} events"
        assert len(shown.requests) > 20
        assert shown.faults == []


def test_filters_choose_events_and_stand_in_the_address(browser: Any, seeds: Path, index: Path) -> None:
    wanted = [row for row in releases.read(seeds, "release_events").to_pylist() if row["country"] == "Kenya"]
    assert wanted
    with opened(browser, index) as shown:
        page = shown.go("#view=table")
        page.locator("summary", has_text="Country").click()
        page.get_by_role("checkbox", name="Kenya").click()
        shown.settled()
        assert "country=Kenya" in page.url
        assert page.locator(".space .row").count() == len(wanted)
        page.get_by_role("spinbutton", name="Deaths, at least").fill("1")
        page.keyboard.press("Enter")
        shown.until("location.hash.includes('deaths=1')")
        shown.settled()
        assert page.locator(".space .row").count() == sum(row["fatalities"] > 0 for row in wanted)
        address = page.url.partition("#")[2]
    with opened(browser, index) as shown:  # another person, with the link
        page = shown.go(f"#{address}")
        assert page.locator(".space .row").count() == sum(row["fatalities"] > 0 for row in wanted)
        page.get_by_role("button", name="Remove all").click()
        shown.settled()
        assert page.locator(".space .row").count() > len(wanted)
        assert shown.faults == []


def test_an_event_shows_each_value_with_its_meaning_and_the_marked_words_behind_it(
    browser: Any, seeds: Path, index: Path
) -> None:
    event = an_event(seeds)
    passages = [
        row
        for row in releases.read(seeds, "evidence_rows").to_pylist()
        if row["event_id_cnty"] == event["event_id_cnty"] and row["field"] == "fatalities"
    ]
    with opened(browser, index) as shown:
        page = shown.go(f"#view=table&q={event['event_id_cnty']}")  # only rows in sight are in the page
        page.get_by_role("link", name=event["event_id_cnty"], exact=True).click()
        shown.settled()
        assert page.locator("h1").inner_text().startswith(event["event_id_cnty"])
        value = page.locator(".value", has=page.locator("dt", has_text=re.compile("^fatalities$")))
        assert value.locator(".given").inner_text() == str(event["fatalities"])
        assert contract.default_spec().fields["fatalities"].description in value.locator(".means").inner_text()
        assert passages[0]["quote"].strip() in [text.strip() for text in value.locator("mark").all_inner_texts()]
        sentence = value.locator("blockquote").first.inner_text()
        assert len(sentence) > len(passages[0]["quote"])  # the words stand in their sentence
        at_once = page.get_by_role("region", name="What the articles say")
        assert {"fatalities", "event_date", "location"} <= {
            text.strip() for text in at_once.locator(".field").all_inner_texts()
        }
        assert passages[0]["quote"].strip() in [text.strip() for text in at_once.locator("mark").all_inner_texts()]
        quoted = at_once.locator("blockquote").all_inner_texts()
        assert len(quoted) == len(set(quoted))
        value.get_by_role("button", name="Article 1").first.click()
        assert page.evaluate("document.activeElement.id") == "article-1"
        empty = [name for name in contract.table("held_events").column_names if event.get(name, "") in (None, [])]
        shown_columns = page.locator(".value dt").all_inner_texts() + page.locator(".empties dt").all_text_contents()
        assert {*contract.table("held_events").column_names} <= {text.strip() for text in shown_columns}
        assert empty
        assert shown.faults == []


def test_a_value_leads_to_its_place_in_the_codebook(browser: Any, seeds: Path, index: Path) -> None:
    event = an_event(seeds)
    pair = next(found for found in examples(contract.default_spec()) if found.codes == "sub_event_type").pairs[
        event["sub_event_type"]
    ]
    with opened(browser, index) as shown:
        page = shown.go(f"#event={event['event_id_cnty']}")
        page.get_by_role("link", name=event["sub_event_type"], exact=True).click()
        shown.settled()
        shown.until("document.activeElement.classList.contains('code')")
        told = page.evaluate("document.activeElement.textContent")
        assert event["sub_event_type"] in told
        assert pair.example in told
        assert pair.counter in told
        page.get_by_role("link", name="Codebook", exact=True).first.click()
        shown.settled()
        described = page.locator(".value dt").all_inner_texts()
        assert [text.strip() for text in described] == list(contract.table("held_events").column_names)
        page.get_by_role("link", name="Rules", exact=True).click()
        shown.settled()
        assert page.locator("tbody tr").count() == len(contract.default_spec().rules)
        assert shown.faults == []


def test_a_held_event_says_why(browser: Any, seeds: Path, index: Path) -> None:
    row = releases.read(seeds, "held_events").to_pylist()[0]
    labels = {code.code: code.definition for code in contract.codes("quarantine_reason")}
    with opened(browser, index) as shown:
        page = shown.go(f"#event={row['event_id_cnty']}")
        told = page.locator("section.held").inner_text()
        assert all(labels[reason] in told for reason in row["reasons"])
        assert shown.faults == []


@pytest.mark.parametrize(
    ("precision", "drawn", "caption"), [(1, ".dot.here", "exact"), (2, ".near", "circle"), (3, ".area", "region")]
)
def test_an_event_has_a_small_map_that_says_how_exactly_the_place_is_known(
    browser: Any, index: Path, precision: int, drawn: str, caption: str
) -> None:
    with opened(browser, index) as shown:
        page = shown.go("#view=table&status=all")
        row = page.evaluate("events.all.place.findIndex((place) => events.all.names.places.latitude[place] !== null)")
        page.evaluate(f"events.all.names.places.precision[events.all.place[{row}]] = {precision}")
        page = shown.go(f"#event={page.evaluate(f'events.id({row})')}")
        shown.until("document.querySelector('#sketch').dataset.drawn !== undefined")
        assert page.locator(f"#sketch {drawn}").count() == 1
        assert caption in page.locator("figure.where figcaption").inner_text()
        assert page.locator("#sketch [tabindex]").count() == 0
        assert shown.faults == []


def test_held_events_are_saved_as_a_review_file_that_casus_takes_in(
    browser: Any, seeds: Path, index: Path, tmp_path: Path
) -> None:
    held = {row["event_id_cnty"] for row in releases.read(seeds, "held_events").to_pylist()}
    with opened(browser, index) as shown:
        page = shown.go("#view=table&status=all")
        with page.expect_download() as saved:
            page.get_by_role("button", name="Save held ones for review").click()
        saved.value.save_as(tmp_path / "review.csv")
        assert shown.faults == []
    with (tmp_path / "review.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["event_id_cnty"] for row in rows} == held
    assert {*NEEDED} <= rows[0].keys()
    rows[0] |= {
        "action": "reject",
        "new_value": "NOT_POLITICAL",
        "reviewer": "R. Reader",
        "decided_on": "2024-06-23",
        "reason": "a feud",
    }
    with (tmp_path / "review.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    shutil.copytree(seeds.parents[1], tmp_path / "data")
    taken = CliRunner().invoke(cli, ["review", "import", str(tmp_path / "review.csv"), "-d", str(tmp_path / "data")])
    assert taken.exit_code == 0, taken.output
    assert "1 decisions taken in, 0 known already" in taken.stderr


@pytest.mark.parametrize("view", [*VIEWS, "event", "report"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_nothing_serious_stands_in_the_way_of_those_who_cannot_see(
    browser: Any, seeds: Path, index: Path, pictures: Path, view: str, dark: bool, size: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    width, height = SIZES[size]
    with opened(browser, index, width=width, height=height, dark=dark) as shown:
        if view == "report":
            page = shown.page
            page.goto((seeds / "validation/report.html").as_uri())
        else:
            page = shown.go(VIEWS.get(view) or f"#event={an_event(seeds)['event_id_cnty']}")
        page.screenshot(path=pictures / f"{view}-{size}-{'dark' if dark else 'light'}.png")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "wider than the window"
        # Without `preload` it would fetch the style sheets, which nothing may do here.
        found = Axe().run(page, options={"preload": False}).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")] == []
        assert shown.faults == []


def test_the_keyboard_reaches_an_event_and_comes_back(browser: Any, index: Path) -> None:
    with opened(browser, index) as shown:
        page = shown.go("#view=table")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.locator(".space .row a").first.focus()
        first = page.evaluate("document.activeElement.textContent")
        page.keyboard.press("Tab")
        second = page.evaluate("document.activeElement.textContent")
        assert second != first
        page.keyboard.press("Enter")
        shown.settled()
        assert page.locator("h1").inner_text().startswith(second)
        page.go_back()
        shown.settled()
        assert page.locator(".grid").is_visible()
        assert shown.faults == []


def test_a_printed_table_has_its_rows(browser: Any, seeds: Path, index: Path) -> None:
    with opened(browser, index) as shown:
        page = shown.go("#view=table")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        assert page.locator(".paper tbody tr").count() == releases.manifest(seeds)["tables"]["events"]
        assert not page.locator(".filters").is_visible()


def test_a_hundred_thousand_events_are_filtered_scrolled_and_opened(browser: Any, large: Path) -> None:
    with opened(browser, large) as shown:
        page = shown.go("#view=table&status=all")
        assert page.locator(".found strong").inner_text() == f"{LARGE:,} events"
        assert page.locator(".space .row").count() < 100  # only those in sight
        page.locator(".grid").evaluate("grid => { grid.scrollTop = grid.scrollHeight; }")
        shown.until(f"document.querySelector('.space .row:last-child').ariaRowIndex === '{LARGE + 1}'")
        shown.go("#view=table&type=Armed+clash&deaths=10&sort=-deaths")
        deaths = [int(text) for text in page.locator(".space .cell.deaths").all_inner_texts()[:20]]
        assert deaths == sorted(deaths, reverse=True)
        assert deaths[-1] >= 10
        page.locator(".space .row a").first.click()
        shown.settled()
        assert page.locator("mark").count() > 2
        shown.go("#view=map")
        assert page.locator(".dot").count() > 10
        shown.go("#view=map&at=35,38,6")  # what is known to a region or near a place is an area
        assert page.locator("path.area").count() > 5
        shown.go("#view=map&at=35,38,8")
        assert page.locator("path.near").count() > 2
        shown.go("#view=timeline")
        assert page.locator("svg.columns a").count() > 20
        assert shown.faults == []


def test_what_an_article_says_is_text_and_never_script(browser: Any, tmp_path: Path) -> None:
    tables = explorer_release.tables(30)
    spec = contract.default_spec()
    for name in ("release_events", "held_events", "event_sources", "revisions"):
        for column in spec.table(name).columns:
            free = column.type.scalar == "string" and not column.field.codes and not column.name.endswith("_id_cnty")
            if free and column.name not in ("article_id", "because_article_id", "sha256"):
                at = tables[name].schema.get_field_index(column.name)
                wild = pa.array([HOSTILE] * tables[name].num_rows, pa.string())
                tables[name] = tables[name].set_column(at, tables[name].schema.field(at), wild)
    at = tables["event_sources"].schema.get_field_index("url")
    script = pa.array(["javascript:hit()"] * tables["event_sources"].num_rows, pa.string())
    tables["event_sources"] = tables["event_sources"].set_column(at, tables["event_sources"].schema.field(at), script)
    texts = [HOSTILE + text for text in tables["readings"]["text"].to_pylist()]
    at = tables["readings"].schema.get_field_index("text")
    tables["readings"] = tables["readings"].set_column(at, tables["readings"].schema.field(at), pa.array(texts))
    shown_tables = {name: table for name, table in tables.items() if name not in ("readings", "checks")}
    found = diff.compare({}, {name: tables[name] for name in ("release_events", "held_events")})
    site.write(
        tmp_path / "r", "2025.01.01", None, shown_tables, tables["readings"], tables["checks"], found, {"x": HOSTILE}
    )
    event = tables["release_events"]["event_id_cnty"][0].as_py()
    with opened(browser, tmp_path / "r" / site.FOLDER / "index.html") as shown:
        shown.page.add_init_script("window.hits = 0; window.hit = () => { window.hits += 1; };")
        for address in (*VIEWS.values(), f"#event={event}", "#view=map&at=35,38,6&status=all"):
            page = shown.go(address)
            assert page.evaluate("window.hits") == 0
            assert page.evaluate("document.querySelectorAll('img').length") == 0
        page = shown.go(f"#event={event}")
        body = page.locator("main").text_content()
        assert body.count(HOSTILE) > 5
        assert page.locator("a[href^='javascript']").count() == 0
        assert "javascript:hit()" in body
        page = shown.go("#view=table&status=all")
        sheet = list(csv.reader(io.StringIO(page.evaluate("table.file(address.read())"))))
        assert len(sheet) == 1 + 30
        assert {len(row) for row in sheet} == {len(sheet[0])}
        assert [cell for row in sheet for cell in row if re.match(r"[=+@\t\r]|-(?![0-9.]+$)", cell)] == []
        assert "'" + HOSTILE in sheet[1]
        page = shown.go(f"#view=table&q={'%3Cimg%20onerror%3Dhit()%3E'}&country=%3Cscript%3Ehit()%3C/script%3E")
        assert page.evaluate("window.hits") == 0
        assert shown.faults == []


@pytest.mark.parametrize(
    ("path", "cut", "told"),
    [
        ("data/release.js", None, "data/release.js is missing"),
        ("data/release.js", 40, "This page is not whole"),
        ("js/words.js", None, "js/words.js is missing"),
        ("data/names.js", None, "data/names.js is missing"),
        ("data/names.js", 40, "data/names.js is damaged"),
        ("data/events/0.js", 40, "data/events/0.js is damaged"),
    ],
)
def test_a_file_that_is_missing_or_damaged_is_said_on_the_page(
    browser: Any, index: Path, tmp_path: Path, path: str, cut: int | None, told: str
) -> None:
    folder = tmp_path / site.FOLDER
    shutil.copytree(index.parent, folder)
    (folder / path).chmod(0o644)
    if cut is None:
        (folder / path).unlink()
    else:
        (folder / path).write_bytes((folder / path).read_bytes()[:cut])
    with opened(browser, folder / "index.html") as shown:
        shown.page.goto(f"{shown.index.as_uri()}#view=table")
        shown.until("document.documentElement.dataset.failed")
        said = shown.page.locator("main .error").all_inner_texts()
        assert any(told in text for text in said), said
        assert not shown.page.locator("#wait").count()


def test_a_fault_while_a_reader_acts_is_said_on_the_page(browser: Any, index: Path) -> None:
    with opened(browser, index) as shown:
        page = shown.go("#view=table")
        page.evaluate("(() => { URL.createObjectURL = () => { throw new Error('the disk is full'); }; })()")
        page.get_by_role("button", name="Save as CSV").click()
        shown.until("document.documentElement.dataset.failed")
        assert page.locator("main .error").is_visible()
        assert page.locator(".grid").is_visible()
