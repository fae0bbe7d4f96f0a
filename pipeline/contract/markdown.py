"""Pieces of Markdown that generated pages are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def grid(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines of a table."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'|'.join(['--'] * len(head))}|"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |"


def names(columns: Sequence[str]) -> str:
    """Names as code, with commas between them."""
    return ", ".join(f"`{column}`" for column in columns)
