"""How plain text lays out news: its paragraphs, the lines that are only wrapped, the datelines."""

from __future__ import annotations

import re

#: Empty lines.
PARAGRAPH = re.compile(r"\n[ \t\u00a0]*(?:\n[ \t\u00a0]*)+")
#: Not behind an abbreviation, "the U.S.".
_SENTENCE_END = re.compile(r"(?:(?<![A-Z]\.[A-Z])\.|[!?:;\"”’')\]])\s*$")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DAY = rf"(?:{_MONTH}\s\d{{1,2}}(?:,\s\d{{4}})?|\d{{1,2}}\s{_MONTH}(?:\s\d{{4}})?)"
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
#: A line shorter than this ends on purpose (a heading, an item of a list); a longer one may be wrapped.
_WRAP_COLUMN = 50


def without_wraps(text: str) -> str:
    """The text with a space for each newline that only wraps a line: as long, and phrases are found across lines."""
    edges = [(m.start(), m.end()) for m in PARAGRAPH.finditer(text)] + [(len(text), len(text))]
    characters = list(text)
    position = 0
    for end, following in edges:
        for newline in line_breaks(text, position, end)[1]:
            characters[newline] = " "
        position = following
    return "".join(characters)


def line_breaks(text: str, start: int, end: int) -> tuple[list[int], list[int]]:
    """Split the newlines of one paragraph into those that end a line on purpose and those that only wrap it."""
    real: list[int] = []
    wrapped: list[int] = []
    position = start
    while (newline := text.find("\n", position, end)) >= 0:
        line = text[position:newline]
        following = text[newline + 1 : newline + 40].lstrip()
        is_wrapped = (
            len(line.rstrip()) >= _WRAP_COLUMN
            and bool(following)
            and following[0] not in "-*•·"
            and (not _SENTENCE_END.search(line) or len(line.rstrip()) >= 66)
            and len(line) < 100
            and not (_SENTENCE_END.search(line) and DATELINE.match(text, newline + 1, min(end, newline + 121)))
        )
        (wrapped if is_wrapped else real).append(newline)
        position = newline + 1
    return real, wrapped
