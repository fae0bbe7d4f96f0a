"""The named sets of words of this stage (`word_sets.csv`)."""

from __future__ import annotations

from pipeline.language import word_sets


def word_set(name: str) -> frozenset[str]:
    """The words of one set, e.g. "anaphoric".

    Raises:
        KeyError: If the file has no such set.
    """
    return word_sets.word_set("pipeline.resolve", name)
