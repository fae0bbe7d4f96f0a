"""Plain text: its line ends, its headline, the day in its dateline."""

from __future__ import annotations

import re

from pipeline.language.instants import Stamp, find_day
from pipeline.language.layout import has_wraps

#: Code points of a headline at most, and its words at least.
MAX_HEADLINE, MIN_HEADLINE_WORDS = 200, 3
#: Where a given title is looked for, in code points of the folded text: at its very top, below a kicker or a byline.
TITLE_WITHIN = 400
#: What ends a sentence, a list or a dateline, but no headline; a question mark does end one.
_NO_HEADLINE_END = tuple('.:;,"”’-–—')
#: Other characters that end a line. Each becomes one LF, so that offsets stay.
_LINE_ENDS = re.compile("[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
#: Words that an archive set off for a reader, in a text that is no page: the words found by a search, bold in exports.
_SET_OFF = re.compile(r"<(?P<tag>b|em|i|mark|strong)>(?P<words>[^<>]{1,200})</(?P=tag)>", re.IGNORECASE)
#: A road between towns, with a space behind the hyphen: "the Maiduguri- Biu road".
_ROAD = re.compile(r"\b[A-Z][a-z]+(?:- ?[A-Z][a-z]+)+(?= (?:expressway|highway|road|route)\b)")
#: The first words of a report up to a dash, with a place in them: "GAO, Feb 8, 2024 (Wire) - ", "LIMA, 4 MAY 89 --".
_DATELINE = re.compile(r"[^\n]{0,120}?(?:--|[—–]| - |\)\s)")


def with_line_feeds(text: str) -> str:
    """The text with LF for every line end, and without a byte order mark."""
    return _LINE_ENDS.sub("\n", text.removeprefix("\ufeff").replace("\r\n", "\n"))


def without_emphasis(text: str) -> str:
    """The text without the tags of words that are set off: "five were <b>killed</b>"."""
    return _SET_OFF.sub(r"\g<words>", text)


def with_whole_roads(text: str) -> str:
    """The text with the towns of a road joined: "the Maiduguri- Biu road" is "the Maiduguri-Biu road"."""
    return _ROAD.sub(lambda road: road.group().replace("- ", "-"), text)


def with_headline(body: str, title: str | None) -> tuple[str, int]:
    """The text with its headline on the first line.

    A given title that is not at the top of the text is put there. Without one, a first line that is short, ends
    without a stop and stands alone is the headline: with an empty line below it, or above paragraphs of one line each.

    Args:
        body: The text, neither beginning nor ending with an empty line.
        title: As its source or page gives it.

    Returns:
        The text, and where the body begins in it; 0 when it has no headline line.
    """
    first, _, rest = body.partition("\n")
    if title:
        wanted = " ".join(title.split())
        if _folded(first) == _folded(wanted) and rest.strip():
            return body, _body_start(first, rest)
        if _folded(wanted) not in _folded(body[: 2 * TITLE_WITHIN])[:TITLE_WITHIN]:
            return f"{wanted}\n\n{body}", len(wanted) + 2
    return body, _body_start(first, rest) if _is_headline(first, rest) else 0


def day_in_dateline(body: str) -> Stamp | None:
    """The day of publication by the text's own dateline; None unless it gives day, month and year."""
    dateline = _DATELINE.match(body)
    if dateline is None:
        return None
    found = find_day(body, 0, dateline.end())
    # Text before the day is where and by whom, in capitals: anything else is a sentence that tells of some day.
    if found is None or not body[: found[1]].strip() or re.search(r"\b[a-z]{4,}\b.*\b[a-z]{4,}\b", body[: found[1]]):
        return None
    return Stamp(found[0])


def _is_headline(first: str, rest: str) -> bool:
    head = first.strip()
    below = rest.lstrip()
    stands_alone = bool(below) and (rest.startswith("\n") or not (has_wraps(rest) or below[0].islower()))
    is_short = len(head) <= MAX_HEADLINE and len(head.split()) >= MIN_HEADLINE_WORDS
    return stands_alone and is_short and not head.endswith(_NO_HEADLINE_END)


def _body_start(first: str, rest: str) -> int:
    return len(first) + 1 + len(rest) - len(rest.lstrip("\n"))


def _folded(text: str) -> str:
    return " ".join(text.replace("’", "'").replace("‘", "'").split()).casefold()
