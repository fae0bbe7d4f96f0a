"""What a line of articles is answered, and how one is refused: all that the process which writes them must know."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What one line is answered.

    Attributes:
        id: The id of the line; None when it has none that can be used.
        body: The JSON object that is written.
        matter: What a later step of the command needs to know about it; None when there is none.
    """

    id: str | None
    body: dict[str, Any]
    matter: Any = None


def refusal(name: Any, reason: str, detail: str = "") -> Answer:
    """The answer to a line that cannot be used."""
    known = name if isinstance(name, str) and name else None
    body = {"id": known, "status": "rejected", "reasons": [reason], **({"detail": detail} if detail else {})}
    return Answer(known, body)


def rejected(line: bytes, reason: str, detail: str = "") -> Answer:
    """The answer to a line whose work failed."""
    return refusal(given_id(line), reason, detail)


def given_id(line: bytes) -> Any:
    """The id that a line gives itself, usable or not; None when there is none to be seen."""
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row.get("id") if isinstance(row, dict) else None
