"""How answers for people are printed: in the width of a terminal, in one line a row where nobody looks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import RenderableType

#: Columns of a pipe or a file: no value is cut or folded there, so that a line can be searched for.
_UNBOUND = 100_000


def printable(words: str) -> str:
    """Words of an article for a terminal: a hostile article must not steer it with control characters."""
    return "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in words)


def columns(
    rows: Iterable[Sequence[str]], widths: Sequence[int], *, indent: int = 2, right: Collection[int] = ()
) -> RenderableType:
    """Rows in columns, the values of the last one folded within it.

    Args:
        rows: Cells; control characters are replaced.
        widths: Least width of each column but the last.
        indent: Blanks before each row.
        right: Columns of numbers, counted from 0, that stand at the right.
    """
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 0))
    for index, width in enumerate(widths):
        table.add_column(min_width=width, no_wrap=True, justify="right" if index in right else "left")
    table.add_column(overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    return Padding(table, (0, 0, 0, indent), expand=False)


def heading(words: str) -> RenderableType:
    """A line that stands out on a terminal."""
    return line(words, style="bold")


def line(words: str, style: str = "") -> RenderableType:
    """A line of words, of which no bracket means a style."""
    from rich.text import Text

    return Text(printable(words), style=style)


def rendered(parts: Iterable[RenderableType]) -> str:
    """Some parts as text: without colours, with lines of any length, each ended by a line feed."""
    from rich.console import Console

    console = Console(highlight=False, no_color=True, force_terminal=False, width=_UNBOUND)
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    return "".join(f"{row.rstrip()}\n" for row in captured.get().splitlines())


def echo(parts: Iterable[RenderableType]) -> None:
    """Print some parts; without colours and with lines of any length where nobody looks."""
    from rich.console import Console

    console = Console(highlight=False)
    if not console.is_terminal:
        click.echo(rendered(parts), nl=False)
        return
    for part in parts:
        console.print(part)
