"""The named sets of words of this stage (`patterns/word_sets.csv`)."""

from __future__ import annotations

from pipeline.language import word_sets


def word_set(name: str) -> frozenset[str]:
    """The words of one set, e.g. "hypothetical_marks".

    Raises:
        KeyError: If the file has no such set.
    """
    return word_sets.word_set("pipeline.extract", name, "patterns/word_sets.csv")
