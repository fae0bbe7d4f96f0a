"""Articles whose every text field tries to run: what comes of them is text, in every page, sheet and answer."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import cli
from pipeline.publish import releases
from tests.integration.browser import launched, opened

pytestmark = [pytest.mark.integration, pytest.mark.slow, pytest.mark.xdist_group("explorer")]

#: Starts a formula in a sheet, runs script if it is taken for markup, ends a string, an attribute or a comment.
PAYLOAD = "=cmd|'/c calc'!A1\"'></script><script>hit()</script><img src=x onerror=hit()><!--"
#: A report of an attack; a second one gives another toll.
BLAST = (
    "A roadside bomb killed {toll} soldiers near Mosul, Iraq, on Tuesday, the army said. {payload} The device went "
    "off as a patrol of the {payload} Brigade passed. Nobody claimed the attack."
)
#: A day in no calendar, and no place: held.
UNDATED = "Gunmen of {payload} killed five villagers near the village of {payload} in Nigeria, {payload} said."
#: What a spreadsheet takes for a formula; a minus before a number is none.
_FORMULA = re.compile(r"[=+@\t\r]|-(?![0-9.]+$)")


def line(name: str, text: str, **fields: Any) -> dict[str, Any]:
    """An article line with the payload in every field that takes text."""
    wild = {"title": f"{PAYLOAD} bomb", "url": "javascript:hit()", "source": f"{PAYLOAD} {name}", "language": "en"}
    return {"id": f"{PAYLOAD}{name}", "text": text} | wild | fields


def page(text: str) -> str:
    """A web page with the payload in all that is read of one."""
    told = escape(PAYLOAD, quote=True)
    names = ("author", "og:site_name", "og:title", "article:section", "article:author", "og:url")
    head = f"<title>{told}</title>" + "".join(
        f'<meta name="{name}" property="{name}" content="{told}">' for name in names
    )
    body = f"<h1>{told}</h1>" + "".join(f"<p>{escape(sentence)}</p>" for sentence in text.split(". "))
    return f"<html lang='{told}'><head>{head}</head><body><article>{body}</article></body></html>"


def articles(*, later: bool) -> list[dict[str, Any]]:
    first = BLAST.format(toll="four", payload=PAYLOAD)
    found = [
        line("a", first, published="2024-02-08"),
        line("b", UNDATED.format(payload=PAYLOAD)),
        line("c", first, published=PAYLOAD),
        {"id": f"{PAYLOAD}d", "html": page(first.replace("Mosul", "Kirkuk")), "published": "2024-02-08"},
    ]
    second = BLAST.format(toll="three", payload=PAYLOAD)
    return [*found, line("e", second, published="2024-02-09")] if later else found


def casus(*arguments: object) -> Result:
    shown = CliRunner().invoke(cli, [str(argument) for argument in arguments], catch_exceptions=False)
    assert shown.exit_code == 0, shown.output
    return shown


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of such articles with two releases."""
    folder = tmp_path_factory.mktemp("hostile")
    for later in (False, True):
        source = folder / "own.jsonl"
        source.write_text("".join(f"{json.dumps(row)}\n" for row in articles(later=later)))
        casus("run", source, "-d", folder / "data", "--workers", "1")
    return folder / "data"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as found:
        yield found


def pages(data: Path, folder: Path) -> list[Path]:
    """Every page that casus writes."""
    before, after = releases.listed(data / "releases")
    theirs = folder / "theirs.csv"
    casus("export", after, "--format", "acled-csv", "-o", theirs)
    casus("diff", before, after, "--format", "html", "-o", folder / "diff.html")
    casus("compare", after, theirs, "--format", "html", "-o", folder / "compare.html")
    casus("report", "-d", data, "--format", "html", "-o", folder / "batch.html")
    return [*sorted(folder.glob("*.html")), after / "validation/report.html"]


def test_it_is_text_in_every_page(browser: Any, data: Path, tmp_path: Path) -> None:
    release = releases.newest(data / "releases")
    assert release is not None
    events = [row["event_id_cnty"] for row in releases.read(release, "release_events").to_pylist()]
    held = [row["event_id_cnty"] for row in releases.read(release, "held_events").to_pylist()]
    assert events
    assert held
    views = ["#view=overview", "#view=map", "#view=timeline", "#view=table&status=all", "#view=codebook"]
    with opened(browser, release / "explorer/index.html") as shown:
        shown.page.add_init_script("window.hits = 0; window.hit = () => { window.hits += 1; };")
        for address in [*views, *(f"#event={name}" for name in [*events, *held])]:
            opened_page = shown.go(address)
            assert opened_page.evaluate("window.hits") == 0
            assert opened_page.locator("img[src='x'], a[href^='javascript']").count() == 0
        assert PAYLOAD in shown.page.locator("main").text_content()
        assert shown.faults == []
    written = pages(data, tmp_path)
    assert len(written) == 4
    for path in written:
        with opened(browser, path) as shown:
            shown.page.add_init_script("window.hits = 0; window.hit = () => { window.hits += 1; };")
            shown.page.goto(path.as_uri())
            assert shown.page.evaluate("window.hits") == 0
            assert shown.page.locator("script, img, a[href^='javascript']").count() == 0
            assert shown.faults == []


def test_it_is_no_formula_in_any_sheet(data: Path, tmp_path: Path) -> None:
    casus("review", "export", "-d", data, "-o", tmp_path / "review.csv")
    for shape in ("acled-csv", "ucdp-ged-csv"):
        casus("export", data, "--format", shape, "-o", tmp_path / f"{shape}.csv")
    told = 0
    for path in tmp_path.glob("*.csv"):
        with path.open(newline="") as stream:
            rows = list(csv.reader(stream))
        assert {len(row) for row in rows} == {len(rows[0])}
        assert [cell for row in rows for cell in row if _FORMULA.match(cell)] == []
        told += sum(cell.startswith(f"'{PAYLOAD}") for row in rows for cell in row)
    assert told
