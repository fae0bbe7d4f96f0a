"""A handful of article lines in our own words: what real input looks like, the bad lines too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

BLAST = (
    "A roadside bomb killed four soldiers near Mosul, Iraq, on Tuesday, the army said. The device went off as a patrol "
    "passed. Nobody claimed the attack."
)
PROTEST = (
    "Hundreds of teachers marched peacefully through Nairobi, Kenya, on Wednesday to demand higher pay. Police watched "
    "from a distance and nobody was hurt, the union said."
)
SHELLING = (
    "Shelling by the army killed two civilians in Idlib, Syria, on Monday, residents said. A school was damaged. The "
    "strikes began before dawn and lasted an hour, and three houses were hit in the east of the town."
)
MATCH = (
    "The striker scored twice in the second half and the home side won the cup final on Saturday. The coach praised "
    "his players, who had trained all summer, and the fans sang in the stadium until the evening. Tickets for the new "
    "season go on sale next week, the club said, and the price will not rise."
)

ARTICLES: tuple[dict[str, Any], ...] = (
    {"id": "blast", "text": BLAST, "title": "Bomb kills soldiers", "published": "2024-02-08", "source": "Own Wire"},
    {"id": "protest", "text": PROTEST, "published": "2024-02-08T18:00:00+03:00", "url": "https://own.example/1"},
    {"id": "shelling", "text": SHELLING, "published": "2024-02-07", "source": "Own Wire", "language": "en"},
    {"id": "shelling-again", "text": SHELLING, "published": "2024-02-08", "source": "Own Mirror"},
    {"id": "undated", "text": BLAST.replace("Mosul", "Kirkuk").replace("four", "five")},
    {"id": "match", "text": MATCH, "published": "2024-02-08"},
    {"id": "page", "html": f"<html><body><nav>Home</nav><article><p>{PROTEST}</p></article></body></html>"},
    {"id": "größer", "text": PROTEST.replace("Nairobi, Kenya", "Kampala, Uganda"), "published": "2024-02-08"},
)  # fmt: skip

#: What the bad lines must be answered with, in their order.
BAD_LINES: tuple[tuple[bytes, str], ...] = (
    (b"", "UNREADABLE_LINE"),
    (b"not json", "UNREADABLE_LINE"),
    (b"[1, 2]", "UNREADABLE_LINE"),
    (b'{"text": "An article without a name."}', "NO_ID"),
    (b'{"id": "empty", "text": ""}', "NO_TEXT"),
    (b'{"id": "nothing"}', "NO_TEXT"),
    (b'{"id": "latin", "text": "caf\xe9"}', "BAD_ENCODING"),
    (b'{"id": "blast", "text": "The same id once more."}', "REPEATED_ID"),
)


def lines() -> list[bytes]:
    """All lines: good ones first, then the bad ones."""
    return [json.dumps(row, ensure_ascii=False).encode() for row in ARTICLES] + [line for line, _ in BAD_LINES]


def write(path: Path) -> Path:
    """Write the lines to a file."""
    path.write_bytes(b"".join(line + b"\n" for line in lines()))
    return path
