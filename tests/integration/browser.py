"""A browser for the tests of pages: Debian's Chromium, driven by Playwright, with the network cut."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

#: Set by .ci/run where a browser is there: then the tests may not be skipped.
REQUIRED = "EXPLORER_BROWSER_REQUIRED"
#: Folder for the pictures of the pages, for those who want to look at them.
PICTURES = "EXPLORER_PICTURES"
_NAMES = ("chromium", "chromium-browser", "google-chrome")
#: How long a page may take: a machine at other work makes a second into half a minute.
_WAIT_MS = 120_000
_STEP_MS = 25


def is_there() -> bool:
    """Whether there is a browser, or has to be."""
    return bool(os.environ.get(REQUIRED)) or any(shutil.which(name) for name in _NAMES)


@contextmanager
def launched() -> Iterator[Any]:
    """A running browser; the test is skipped where there is none."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        reason = "no browser: install Debian's package chromium to test the explorer"
        pytest.fail(reason) if os.environ.get(REQUIRED) else pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Chromium refuses to sandbox for root, which containers run as.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


class Opened:
    """A page of the explorer, and everything it did that it should not.

    Attributes:
        page: Playwright's page.
        faults: Messages of the console, errors, dialogs, requests to anywhere but the disk.
        requests: Addresses that were asked for.
    """

    def __init__(self, page: Any, index: Path) -> None:
        self.page, self.index = page, index
        self.faults: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.faults.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("request", lambda request: self._asked(request.url))
        page.on("requestfailed", lambda request: self.faults.append(f"missing: {request.url}"))
        page.on("dialog", lambda dialog: (self.faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def _asked(self, url: str) -> None:
        self.requests.append(url)
        if not url.startswith("file://"):
            self.faults.append(f"request: {url}")

    def go(self, address: str = "#view=overview") -> Any:
        """Open an address of the explorer and wait until it is drawn and all events are read."""
        self.page.goto(f"{self.index.as_uri()}{address}")
        self.until("document.documentElement.dataset.ready && document.documentElement.dataset.drawn !== undefined")
        return self.settled()

    def settled(self) -> Any:
        """Wait until what the address says is drawn."""
        self.until(
            "document.documentElement.dataset.failed"
            " || (document.documentElement.dataset.drawn || '').replace(/&at=[^&]*/, '')"
            " === address.write(address.read()).replace(/&at=[^&]*/, '')"
        )
        return self.page

    def until(self, expression: str) -> None:
        """Wait until an expression holds. Playwright's own way needs `eval`, which the page forbids."""
        for _ in range(_WAIT_MS // _STEP_MS):
            if self.page.evaluate(f"Boolean({expression})"):
                return
            self.page.wait_for_timeout(_STEP_MS)
        raise AssertionError(f"never so: {expression}; {self.faults}")


#: Windows: a screen on a desk, and a phone.
SIZES = {"wide": (1366, 850), "phone": (390, 844)}


@contextmanager
def opened_site(browser: Any, page: Path, size: str, *, dark: bool) -> Iterator[Opened]:
    """A window of the browser with a page of the documentation, without network."""
    width, height = SIZES[size]
    with opened(browser, page, width=width, height=height, dark=dark) as shown:
        shown.page.goto(page.as_uri())
        yield shown


@contextmanager
def opened(browser: Any, index: Path, *, width: int = 1366, height: int = 850, dark: bool = False) -> Iterator[Opened]:
    """A window of the browser for one explorer, without network."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", offline=True
    )
    context.set_default_timeout(_WAIT_MS)
    try:
        yield Opened(context.new_page(), index)
    finally:
        context.close()
