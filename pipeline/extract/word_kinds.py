"""The words of a Doc that have a tag, a part of speech or a dependency, found in one array instead of word by word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


def tagged(doc: Doc, *tags: str) -> list[Token]:
    """The words that have one of some tags at this moment, in text order."""
    return _having(doc, "TAG", tags)


def depending(doc: Doc, *dependencies: str, tag: str | None = None) -> list[Token]:
    """The words that hang on others in one of some ways at this moment, in text order; those of one tag, or all."""
    found = _having(doc, "DEP", dependencies)
    return found if tag is None else [token for token in found if token.tag_ == tag]


def with_pos(doc: Doc, *parts: str) -> list[Token]:
    """The words that have one of some parts of speech at this moment, in text order."""
    return _having(doc, "POS", parts)


def _having(doc: Doc, attribute: str, names: tuple[str, ...]) -> list[Token]:
    values = doc.to_array(attribute)
    strings = doc.vocab.strings
    found = values == strings[names[0]]
    for name in names[1:]:
        found |= values == strings[name]
    return [doc[i] for i in np.flatnonzero(found).tolist()]
