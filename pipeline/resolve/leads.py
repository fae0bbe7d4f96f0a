"""Where the news of an article begins: behind its dateline, and behind paragraphs that tell nothing of conflict."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.records import Mention, Reading


def first_of_news(reading: Reading, mentions: Sequence[Mention]) -> int:
    """Index of the first sentence of the first paragraph behind the headline that tells of an event; 0 where that is
    the first one, or none does: "This report was updated", in a paragraph of its own, stands before the news."""
    sentences = reading.sentences
    telling = {sentences[m.sentence].paragraph for m in mentions if not sentences[m.sentence].is_headline}
    body = [index for index, sentence in enumerate(sentences) if not sentence.is_headline]
    begins = next((index for index in body if sentences[index].paragraph in telling), 0)
    return 0 if body and begins == body[0] else begins


def lead_of(reading: Reading, mentions: Sequence[Mention]) -> int:
    """Index of the first sentence of the news that is no dateline: "KABUL (Example Wire) -" is cut off what it stands
    before."""
    begins = first_of_news(reading, mentions)
    datelines = {name.sentence for name in reading.place_names if name.relation == "dateline"}
    first = reading.sentences[begins]
    is_cut = begins in datelines and not reading.text[first.start : first.end].rstrip().endswith((".", "!", "?"))
    return begins + 1 if is_cut and begins + 1 < len(reading.sentences) else begins
