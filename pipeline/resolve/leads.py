"""Where the news of an article begins: behind its dateline, and behind paragraphs that tell nothing of conflict."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.records import Mention, Reading

#: Spaces in the shortest sentence: "Mar. 18:" is none.
_FEWEST_SPACES = 4
#: What may stand behind the full stop of a sentence.
_CLOSING = " \n\r\t\xa0\"'”’)]"


def first_of_news(reading: Reading, mentions: Sequence[Mention]) -> int:
    """Index of the first sentence of the first paragraph behind the headline that tells of an event; 0 where that is
    the first one, or none does: "This report was updated", in a paragraph of its own, stands before the news."""
    sentences = reading.sentences
    telling = {sentences[m.sentence].paragraph for m in mentions if not sentences[m.sentence].is_headline}
    body = [index for index, sentence in enumerate(sentences) if not sentence.is_headline]
    begins = next((index for index in body if sentences[index].paragraph in telling), 0)
    return 0 if body and begins == body[0] else begins


def lead_of(reading: Reading, mentions: Sequence[Mention]) -> int:
    """Index of the first sentence of the news that is no dateline: "KABUL (Example Wire) -" and "(Example Wire) -" are
    cut off what they stand before."""
    begins = first_of_news(reading, mentions)
    is_written = any(name.sentence == begins and name.relation == "dateline" for name in reading.place_names)
    is_cut = is_written or reading.text.startswith("(", reading.sentences[begins].start)
    is_last = begins + 1 == len(reading.sentences)
    return begins + 1 if is_cut and not is_last and not _ends_with_a_stop(reading, begins) else begins


def first_full(reading: Reading, begins: int) -> int:
    """Index of the first sentence from one on that ends as one, behind the headline and lines like "For immediate
    release"; that one itself where none does."""
    return next((index for index in range(begins, len(reading.sentences)) if is_full(reading, index)), begins)


def first_of_paragraph(reading: Reading, paragraph: int) -> int:
    """Index of the first full sentence of a paragraph; of its first one where none is full."""
    begins = next(index for index, sentence in enumerate(reading.sentences) if sentence.paragraph == paragraph)
    full = first_full(reading, begins)
    return full if reading.sentences[full].paragraph == paragraph else begins


def begins_paragraph(reading: Reading, index: int) -> bool:
    """Is a sentence the first one of its paragraph?"""
    sentences = reading.sentences
    return index == 0 or sentences[index - 1].paragraph != sentences[index].paragraph


def is_full(reading: Reading, index: int) -> bool:
    """Does a sentence end as one, and not after a word or two?"""
    sentence = reading.sentences[index]
    return _ends_with_a_stop(reading, index) and reading.text.count(" ", sentence.start, sentence.end) >= _FEWEST_SPACES


def _ends_with_a_stop(reading: Reading, index: int) -> bool:
    sentence = reading.sentences[index]
    return reading.text[sentence.start : sentence.end].rstrip(_CLOSING).endswith((".", "!", "?"))
