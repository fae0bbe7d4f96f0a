"""The first sentence of an article, or of a paragraph, that is one."""

from __future__ import annotations

from pipeline.records import Reading

#: Spaces in the shortest sentence: "Mar. 18:" is none.
_FEWEST_SPACES = 4
#: What may stand behind the full stop of a sentence.
_CLOSING = " \n\r\t\xa0\"'”’)]"


def lead(reading: Reading) -> int:
    """Index of the first sentence that ends as one, behind the headline, a dateline that is cut off and lines like "For
    immediate release"; 0 where none does."""
    return next((index for index in range(len(reading.sentences)) if is_full(reading, index)), 0)


def is_full(reading: Reading, index: int) -> bool:
    """Does a sentence end as one?"""
    sentence = reading.sentences[index]
    text = reading.text[sentence.start : sentence.end].rstrip(_CLOSING)
    return text.endswith((".", "!", "?")) and text.count(" ") >= _FEWEST_SPACES
