"""How fast a release of 100,000 events opens: `python benchmarks/explorer.py [EVENTS]`.

Chromium without a window, the site read from disk, the median of seven. "First page" is the overview drawn, from the
start of the navigation; "events read" is when every view can be opened; the others are from the change of the address
until the page is drawn again, filters, counts and all.

Results, with day and machine, stand in benchmarks/explorer.csv.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import statistics
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import explorer_release
from playwright.sync_api import sync_playwright

REPEATS = 7
EVENTS = 100_000
WIDTH, HEIGHT = 1366, 850
WAIT_MS, STEP_MS = 60_000, 5
#: What is done, and the address before and after.
STEPS = (
    ("table opened", "#view=overview", "#view=table"),
    ("filter by type", "#view=table", "#view=table&type=Armed+clash"),
    ("filter by country, day, deaths", "#view=table", "#view=table&country=Syria&from=2020-01-01&deaths=1"),
    ("filter by words", "#view=table", "#view=table&q=market"),
    ("sort by place", "#view=table", "#view=table&sort=place"),
    ("timeline", "#view=table", "#view=timeline"),
    ("map, first time", "#view=table", "#view=map"),
    ("event", "#view=table", "#event=SYR10"),
)


def until(page: Any, expression: str) -> None:
    for _ in range(WAIT_MS // STEP_MS):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(STEP_MS)
    raise SystemExit(f"never so: {expression}")


def opened(browser: Any, index: Path, address: str) -> Any:
    page = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, offline=True).new_page()
    page.goto(f"{index.as_uri()}{address}")
    until(page, "document.documentElement.dataset.ready === 'yes'")
    return page


def mark(page: Any, name: str) -> float:
    return float(page.evaluate(f"performance.getEntriesByName('{name}').at(-1).startTime"))


def drawn_again(page: Any, address: str) -> float:
    """Milliseconds from a change of the address until the page is drawn."""
    before = page.evaluate("performance.getEntriesByName('drawn').length")
    started = page.evaluate(f"(() => {{ const now = performance.now(); location.hash = {address!r}; return now; }})()")
    until(page, f"performance.getEntriesByName('drawn').length > {before}")
    return mark(page, "drawn") - float(started)


def main(events: int) -> None:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        raise SystemExit("no browser: install Debian's package chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        index = explorer_release.write(events, Path(folder))
        paths = [path for path in index.parent.rglob("*") if path.is_file()]
        start = [path for path in paths if "details" not in path.parts and path.name != "map.js"]
        sizes = {
            "events": events,
            "files": len(paths),
            "mb": round(sum(path.stat().st_size for path in paths) / 1e6),
            "mb_at_the_start": round(sum(path.stat().st_size for path in start) / 1e6, 1),
        }
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        times: dict[str, list[float]] = {}
        for _ in range(REPEATS):
            page = opened(browser, index, "#view=overview")
            times.setdefault("first page", []).append(
                float(page.evaluate("performance.getEntriesByName('drawn')[0].startTime"))
            )
            times.setdefault("events read", []).append(mark(page, "ready"))
            page.context.close()
            for name, before, after in STEPS:
                page = opened(browser, index, before)
                times.setdefault(name, []).append(drawn_again(page, after))
                page.context.close()
        load = f"{os.getloadavg()[0]:.1f}"
        machine = f"{os.cpu_count()} cores, Chromium {browser.version}"
        browser.close()
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([*sizes, "what", "ms", "lowest", "highest", "load", "day", "machine"])
    for name, values in times.items():
        told = (round(found) for found in (statistics.median(values), min(values), max(values)))
        writer.writerow([*sizes.values(), name, *told, load, datetime.now(UTC).date().isoformat(), machine])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("events", type=int, nargs="?", default=EVENTS)
    main(parser.parse_args().events)
