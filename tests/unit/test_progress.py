"""The bar of long work: with a rate where somebody looks, nothing where nobody does."""

from __future__ import annotations

import io
import sys

import pytest

from pipeline.commands.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal in the place of standard error; to be made in the test itself, where pytest has put its own."""
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    return shown


def work(**options: object) -> None:
    with Progress("reading", total=4, **options) as progress:  # type: ignore[arg-type]
        progress.advance(1)
        progress.advance(3)


def test_a_terminal_shows_how_much_is_done_and_how_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = terminal(monkeypatch)
    work()
    shown = screen.getvalue()
    assert "reading" in shown and "4/4" in shown and "/s" in shown


def test_nothing_is_shown_when_asked_to_be_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = terminal(monkeypatch)
    work(quiet=True)
    assert screen.getvalue() == ""


def test_nothing_is_shown_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    work()
    assert capsys.readouterr().err == ""
