"""The documentation: its site is built without a warning, no link in it is dead, and what it says to type works."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt

from tests.conftest import ROOT
from tests.documentation import Block, Reader, blocks, lacking, pages, same, tell, working_copy
from tests.integration.browser import PICTURES, launched, opened_site

pytestmark = [pytest.mark.integration, pytest.mark.slow, pytest.mark.xdist_group("documentation")]

PAGES = pages()
WITH_BLOCKS = [page for page in PAGES if blocks(page)]
#: What a page of the site may load: nothing from elsewhere.
_LOADS = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.fixture(scope="session")
def site(root: Path, seeds_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site; its notebooks have read the release of the sample articles."""
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-n", "-q", "-d", str(out / "tmp")]
    done = subprocess.run(
        [*command, str(root / "docs"), str(out / "html")], cwd=root, capture_output=True, text=True, check=False,
        env=os.environ | {"RELEASE": str(seeds_release), "PYTHONPATH": str(root)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return out / "html"


class Page(HTMLParser):
    """Links, ids and loaded addresses of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.loaded: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        self.ids.update(value for key, value in given.items() if key in ("id", "name"))
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if (address := given.get(_LOADS.get(tag, ""))) is not None and given.get("rel") != "canonical":
            self.loaded.append(address)


def test_site_has_no_dead_link_and_loads_nothing_from_elsewhere(site: Path) -> None:
    pages = {path: Page(path) for path in site.rglob("*.html")}
    dead, foreign, count = [], [], 0
    for path, page in pages.items():
        foreign += [f"{path.name}: {address}" for address in page.loaded if urlsplit(address).netloc]
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            count += 1
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            known = pages.get(target)
            if not target.exists() or (parts.fragment and known and unquote(parts.fragment) not in known.ids):
                dead.append(f"{path.relative_to(site)}: {link}")
    assert len(pages) > 20
    assert count > 200
    assert dead == []
    assert foreign == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_files_that_a_page_links_to_are_there(page: Path) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8"))
    links = [
        str(child.attrs["href"])
        for token in tokens
        for child in token.children or ()
        if child.type == "link_open"
    ]  # fmt: skip
    missing = [
        link for link in links
        if not urlsplit(link).scheme and (path := urlsplit(link).path) and not (page.parent / path).exists()
    ]  # fmt: skip
    assert missing == []


@pytest.fixture(scope="module")
def folder(seeds_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working copy as `make run` leaves it, and a file of article lines beside it."""
    return working_copy(tmp_path_factory.mktemp("reader"), seeds_release)


@pytest.fixture(scope="module")
def printed(folder: Path) -> Callable[[Path], list[str | None]]:
    """What the blocks of a page print, typed one after the other; None for one that this machine cannot run."""

    @cache
    def typed(page: Path) -> list[str | None]:
        reader = Reader(folder)
        return [reader.run(block) for block in blocks(page)]

    return typed


@pytest.mark.parametrize("page", WITH_BLOCKS, ids=name)
def test_what_a_page_says_to_type_works_and_prints_what_it_says(
    page: Path, printed: Callable[[Path], list[str | None]]
) -> None:
    for block, found in zip(blocks(page), printed(page), strict=True):
        if found is not None and block.printed is not None:
            assert same(found, block.printed), (
                f"{tell(block, name(page))} prints the following; `python -m tests.documentation` writes it:\n{found}"
            )


@pytest.mark.parametrize(
    ("page", "block"),
    [
        pytest.param(page, block, id=tell(block, name(page)))
        for page in WITH_BLOCKS
        for block in blocks(page)
        if block.language == "r"
    ],
)
def test_block_in_r_was_run_with_its_page(
    page: Path, block: Block, printed: Callable[[Path], list[str | None]]
) -> None:
    """What was left out is told one by one: a page whose other blocks ran must not hide it."""
    missing = lacking(block)
    if missing is not None:
        pytest.skip(f"{tell(block, name(page))} was not run: {missing}")
    assert (printed(page)[blocks(page).index(block)] or "").strip()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as found:
        yield found


@pytest.mark.parametrize(("size", "dark"), [("wide", False), ("phone", True)])
def test_site_reads_well_from_disk_without_a_network(
    browser: Any, site: Path, tmp_path: Path, size: str, dark: bool
) -> None:
    pictures = Path(os.environ.get(PICTURES) or tmp_path)
    for path in ("index", "start", "codebook/sub_event_type", "cookbook/network", "limits"):
        with opened_site(browser, site / f"{path}.html", size, dark=dark) as shown:
            assert shown.page.locator("h1").count() == 1
            width = shown.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            assert width[0] <= width[1]
            pictures.mkdir(parents=True, exist_ok=True)
            shown.page.screenshot(path=pictures / f"docs-{path.replace('/', '-')}-{size}.png", full_page=True)
            assert shown.faults == []
