"""The words of an event as they stand in the article, where that was read in another case than it is written in."""

from __future__ import annotations

from dataclasses import replace

from pipeline.records import CodedEvent, Reading


def as_written(event: CodedEvent, reading: Reading | None) -> CodedEvent:
    """An event whose quotes, participants and place have the letters of the article: "AL SHABAAB" in wire copy in
    capitals."""
    written = None if reading is None else reading.written
    if written is None:
        return event
    evidence = tuple(replace(e, quote=_there(written, e.start, e.quote)) for e in event.evidence)
    named = {e.quote.casefold(): e.quote for e in evidence if e.field == "location"}
    place = event.reported_place
    return replace(
        event,
        evidence=evidence,
        reported_place=None if place is None else named.get(place.casefold(), place),
        participants=tuple(
            replace(
                p,
                text=_there(written, p.start, p.text),
                # The phrase begins before the text: "two of his guards" before "guards".
                phrase=None if p.phrase is None else _there(written, p.start - max(p.phrase.find(p.text), 0), p.phrase),
            )
            for p in event.participants
        ),
    )


def _there(written: str, start: int, words: str) -> str:
    """What stands at a place of the article, if it is these words; quotes may be shortened, and lists joined anew."""
    found = written[start : start + len(words)]
    return found if found.casefold() == words.casefold() else words
