"""The commands that answer each article line with one line: code, clean, screen, geoparse, timetag.

Lines in = lines out, in the order of the input. What a line is answered with depends on that line alone (and, for
`screen`, on the lines before it), so any number of workers gives the same bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.commands.answers import Answer, rejected
from pipeline.commands.lines import packed, read_lines, writing_lines
from pipeline.commands.progress import Progress, say
from pipeline.engine import CHUNK_ITEMS, LOST, Named, Piece, chunked, spread

#: Where the work of each command is: called with lines, gives one `Answer` a line.
WORK = {
    "code": "pipeline.commands.coding:code",
    "clean": "pipeline.commands.screening:clean",
    "screen": "pipeline.commands.screening:assess",  # copies are looked for when all lines are cleaned
    "geoparse": "pipeline.commands.tagging:geoparse",
    "timetag": "pipeline.commands.tagging:timetag",
}


def answer(command: str, source: str, target: str, *, workers: int | None = None, quiet: bool = False) -> int:
    """Answer every line of a file of articles.

    Args:
        command: One of `WORK`.
        source: Path of the input, or "-".
        target: Path of the output, or "-".
        workers: Processes; None for the cores.
        quiet: Neither a progress bar nor a summary.

    Returns:
        The number of lines that were rejected.
    """
    work: Callable[[Sequence[bytes]], list[Answer]] = Named(WORK[command])
    tally = Tally()
    with Progress(command, source, quiet=quiet) as progress, writing_lines(target) as write:
        pieces = spread(work, chunked(read_lines(source), CHUNK_ITEMS), workers=workers)
        answers = _unrepeated(_answers(pieces, progress))
        if command == "screen":
            from pipeline.commands.screening import with_copies

            answers = with_copies(answers)
        for found in answers:
            tally.add(found)
            write(packed(found.body))
    if not quiet:
        say(f"casus {command}: {tally}")
    return tally.statuses["rejected"]


def _answers(pieces: Iterable[Piece[bytes, list[Answer]]], progress: Progress) -> Iterator[Answer]:
    for piece in pieces:
        if piece.failure:
            yield rejected(piece.items[0], LOST[piece.failure.kind], piece.failure.detail)
        else:
            yield from piece.answer or []
        progress.advance(len(piece.items), sum(len(line) + 1 for line in piece.items))


def _unrepeated(answers: Iterable[Answer]) -> Iterator[Answer]:
    """The same answers; the second and later ones to an id say that it is repeated."""
    seen: set[str] = set()
    for found in answers:
        if found.id is None:
            yield found
        elif found.id in seen:
            yield Answer(found.id, {"id": found.id, "status": "rejected", "reasons": ["REPEATED_ID"]})
        else:
            seen.add(found.id)
            yield found


@dataclass(slots=True)
class Tally:
    """How many lines got which answer."""

    statuses: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, found: Answer) -> None:
        """Count one answer."""
        self.statuses[found.body["status"]] += 1
        if found.body["status"] == "rejected":
            self.reasons.update(found.body["reasons"])

    def __str__(self) -> str:
        lines = sum(self.statuses.values())
        parts = [f"{count} {status.replace('_', ' ')}" for status, count in sorted(self.statuses.items())]
        text = f"{lines} line{'' if lines == 1 else 's'}" + (": " + ", ".join(parts) if parts else "")
        if self.reasons:
            text += " (" + ", ".join(f"{reason} {count}" for reason, count in self.reasons.most_common()) + ")"
        return text
