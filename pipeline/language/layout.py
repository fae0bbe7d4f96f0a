"""How plain text lays out news: its paragraphs, the lines that are only wrapped, the datelines."""

from __future__ import annotations

import re
from collections.abc import Iterator

_EMPTY_LINES = re.compile(r"\n[ \t\u00a0]*(?:\n[ \t\u00a0]*)+")
#: Not behind an abbreviation, "the U.S.".
_SENTENCE_END = re.compile(r"(?:(?<![A-Z]\.[A-Z])\.|[!?:;\"”’')\]])\s*$")
#: A month in words, whole or short.
MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DAY = rf"(?:{MONTH}\s\d{{1,2}}(?:,\s\d{{4}})?|\d{{1,2}}\s{MONTH}(?:\s\d{{4}})?)"
#: Where and when a report was written: "BUNIA, Democratic Republic of Congo (Wire) -", "MANILA, Dec 3 -", "April 12 -",
#: "(Wire) -".
DATELINE = re.compile(
    r"[\s(]*(?:"
    r"[A-Z\u00c0-\u00dd][A-Z\u00c0-\u00dd'\u2019./-]+(?:\s[A-Z\u00c0-\u00dd'\u2019./-]{2,}){0,4}"
    rf"(?:,\s[A-Z][\w'\u2019. ]{{1,40}}?)?(?:,?\s{_DAY})?(?:\s?\([^()\n]{{2,40}}\))*"
    rf"|[A-Z][\w'\u2019-]+(?:,?\s[A-Z][\w'\u2019.-]+){{0,4}}(?:,?\s{_DAY})?\s?\([A-Z][\w/ .&]{{1,20}}\)"
    rf"|{_DAY}(?:\s?\([^()\n]{{2,40}}\))?"
    r"|(?<=\()[A-Z][\w/ .&]{1,30}\)"
    r")\s?(?:--|[-\u2013\u2014:])\s+(?=[\"'\u2018\u201c(]?[A-Z\u00c0-\u00dd0-9])"
)
#: A line shorter than this ends on purpose (a heading, an item of a list); a longer one may be wrapped (code points).
_SHORTEST_WRAPPED = 50
#: A line that ends as a sentence does is only wrapped if it is as long as lines of mail and wires are; chosen by hand.
_SHORTEST_WRAPPED_SENTENCE = 66
#: No longer line is wrapped: it is a paragraph in one line.
_TOO_LONG_TO_WRAP = 100
#: So far into a line its dateline ends.
DATELINE_REACH = 120
#: The next line begins with a word, and not with the mark of an item of a list.
_GOES_ON = re.compile(r"\s*[^\s*•·-]")


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Where each paragraph of a text begins and ends: what stands between empty lines."""
    gaps = [match.span() for match in _EMPTY_LINES.finditer(text)]
    return list(zip([0, *(end for _, end in gaps)], [*(start for start, _ in gaps), len(text)], strict=True))


def has_wraps(text: str) -> bool:
    """Whether the lines of a text may be wrapped: most of it does not stand in paragraphs of one line each."""
    in_one_line = sum(len(line) for line in text.split("\n") if len(line) > _TOO_LONG_TO_WRAP)
    return 2 * in_one_line <= len(text)


def without_wraps(text: str) -> str:
    """The text with a space for each newline that only wraps a line: as long, and phrases are found across lines."""
    characters = list(text)
    for start, end in paragraphs(text):
        for newline in _wraps(text, start, end):
            characters[newline] = " "
    return "".join(characters)


def _wraps(text: str, start: int, end: int) -> Iterator[int]:
    """Where the newlines of one paragraph stand that only wrap a line, and end none on purpose."""
    position = start
    while (newline := text.find("\n", position, end)) >= 0:
        line = text[position:newline]
        is_sentence = _SENTENCE_END.search(line) is not None
        if (
            len(line.rstrip()) >= (_SHORTEST_WRAPPED_SENTENCE if is_sentence else _SHORTEST_WRAPPED)
            and len(line) < _TOO_LONG_TO_WRAP
            and _GOES_ON.match(text, newline + 1, end) is not None
            and not (is_sentence and dateline_at(text, newline + 1, end))
        ):
            yield newline
        position = newline + 1


def dateline_at(text: str, start: int, end: int) -> re.Match[str] | None:
    """The dateline with which a line begins that stands between two offsets."""
    return DATELINE.match(text, start, min(end, start + DATELINE_REACH))
