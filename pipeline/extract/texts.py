"""The text of a Doc, put together once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

_KEY = "casus.text"


def text_of(doc: Doc) -> str:
    """What `doc.text` gives, which joins all words anew each time: a third of the reading went into that."""
    text: str | None = doc.user_data.get(_KEY)
    if text is None:
        text = doc.user_data[_KEY] = doc.text
    return text
