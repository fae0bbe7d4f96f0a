"""Where the datelines of a text stand: the place that a report comes from, before its first words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from pipeline.extract.texts import text_of
from pipeline.language.layout import MONTH, paragraphs

if TYPE_CHECKING:
    from spacy.tokens import Doc

#: A place, a day and a dash, with the name of the agency among them.
_DATELINE = re.compile(
    r"^[\s(\[]*(?:\([A-Z]+\)\s*)?(?P<place>[A-Z][\w'’. -]{1,40}?(?:,\s*[A-Z][\w'’. -]{1,30})?)\s*"
    r"(?:\([A-Z][A-Za-z. ]{2,30}\)(?=,))?"  # "MANAGUA (NICARAGUA), 2 Nov"
    r"(?:,\s*(?:[A-Za-z]{3,9}\.?\s*\d{1,2}|\d{1,2}\s+[A-Za-z]{3,9}\.?)[^-—–\n]{0,25})?\s*"
    r"(?:(?:\([^)]{2,40}\)\s*)*(?:--|—|–| - )|"
    rf"\({MONTH} \d{{1,2}}(?:, \d{{4}})?\))",
    re.M,
)
#: A day and a place at the head of an entry: "Jan. 24, Quetta: Gunmen shot dead a policeman".
_ENTRY = re.compile(
    r"[ \t*\u2022-]*(?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8}\.?)(?:,? \d{4})?(?:,| [-\u2013\u2014]) "
    r"(?P<place>[A-Z][\w'’. -]{1,40}?)(?:, [A-Z][\w' ]{2,30})?: (?=[A-Z\d])"
)
#: A place in capitals and a colon: "KARACHI: A policeman ...", "RAWALPINDI, 14 March 2023: On 13 March".
_COLON = re.compile(
    r"[\s(\[]*(?P<place>[A-Z][A-Z'’. -]{2,40}(?:,\s[A-Z][\w'’. -]{1,30}?)?)"
    rf"(?:,?\s(?:{MONTH}\s\d{{1,2}}|\d{{1,2}}\s{MONTH})(?:,?\s\d{{4}})?)?:\s+(?=[\"'‘“]?[A-Z0-9])"
)
#: A town in small letters and a colon: "Srinagar: Gunmen ...". Who speaks and what is told of stand before one too.
_TOWN = re.compile(r"(?P<place>[A-Z][a-z'’]+(?:[ -][A-Z]?[a-z'’]+){0,3}): (?=[A-Z\d])")
#: So far into a paragraph its dateline ends (code points), so many words has the place, and so many paragraphs of one
#: text have one; chosen by hand.
_REACH, _LONGEST_PLACE, _MOST = 140, 6, 3
#: An item of a digest, and how many make one.
_ITEM = re.compile(
    r"(?:^|\n)[ \t*\u2022-]*(?P<place>[A-Z][A-Z'. -]{2,40}?)(?:, [A-Z][\w' ]{2,30})? (?:--|[-\u2013\u2014]) "
    r"(?=[A-Z\u00c0-\u00dd\d])"
)
_SEVERAL_ITEMS = 3


def datelines_of(doc: Doc, is_town: Callable[[str], bool]) -> list[tuple[int, int]]:
    """Offsets of datelines: the place at the head of a text ("NAIROBI, March 3 (Example Wire) --"), and those of the
    items of a digest ("* KIRKUK - A bomb ...").

    Args:
        doc: A whole text.
        is_town: Whether a name is that of a town that readers know, which alone may stand in small letters before a
            colon.
    """
    text, out = text_of(doc), []
    for start, _ in paragraphs(text):
        head = text[start : start + _REACH]
        town = _TOWN.match(head)
        match = _DATELINE.match(head) or _COLON.match(head) or _ENTRY.match(head)
        match = match or (town if town and is_town(town.group("place")) else None)
        if match and len(match.group("place").split()) <= _LONGEST_PLACE:
            out.append((start + match.start("place"), start + match.end()))
        if len(out) >= _MOST:
            break
    items = [(match.start("place"), match.end()) for match in _ITEM.finditer(text)]
    return sorted({*out, *items}) if len(items) >= _SEVERAL_ITEMS else out
