"""The pages that casus writes beside a release, as people look at them: from disk, on a desk and a phone."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.cli import cli
from tests.integration.browser import PICTURES, launched, opened_site

pytestmark = [pytest.mark.integration, pytest.mark.slow, pytest.mark.xdist_group("explorer")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as found:
        yield found


def casus(*arguments: object) -> None:
    shown = CliRunner().invoke(cli, [str(argument) for argument in arguments], catch_exceptions=False)
    assert shown.exit_code == 0, shown.output


@pytest.fixture(scope="module")
def pages(seeds_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the pages: a comparison with a coder who often thinks otherwise, a difference, a batch."""
    folder = tmp_path_factory.mktemp("pages")
    theirs = folder / "theirs.csv"
    casus("export", seeds_release, "--format", "acled-csv", "-o", theirs)
    with theirs.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows[::3]:
        row |= {"fatalities": str(int(row["fatalities"]) + 2), "event_type": "Battles"}
    for row in rows[::4]:
        row |= {"event_date": "2020-01-01"}
    with theirs.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    casus("compare", seeds_release, theirs, "--format", "html", "-o", folder / "compare.html")
    casus("diff", seeds_release, seeds_release, "--format", "html", "-o", folder / "diff.html")
    casus("report", "-d", seeds_release.parents[1], "--format", "html", "-o", folder / "batch.html")
    return folder


@pytest.mark.parametrize("name", ["compare", "diff", "batch"])
@pytest.mark.parametrize(("size", "dark"), [("wide", False), ("wide", True), ("phone", False), ("phone", True)])
def test_a_page_reads_well_from_disk_without_a_network(
    browser: Any, pages: Path, tmp_path: Path, name: str, size: str, dark: bool
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    pictures = Path(os.environ.get(PICTURES) or tmp_path)
    pictures.mkdir(parents=True, exist_ok=True)
    with opened_site(browser, pages / f"{name}.html", size, dark=dark) as shown:
        page = shown.page
        assert page.locator("h1").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "wider than the window"
        page.screenshot(path=pictures / f"{name}-{size}-{'dark' if dark else 'light'}.png", full_page=True)
        found = Axe().run(page, options={"preload": False}).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")] == []
        assert shown.requests == [(pages / f"{name}.html").as_uri()]
        assert shown.faults == []
