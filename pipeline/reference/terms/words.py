"""Words and two-word names of a text, as they are counted and compared."""

from __future__ import annotations

import re
from collections.abc import Iterator

_WORD = re.compile(r"[^\W_](?:[\w'-]*\w)?")
_APOSTROPHES = str.maketrans("’‘ʼ", "'''")


def words(text: str, *, has_case: bool = True) -> Iterator[str]:
    """Every word of a text in small letters, and after it the name that it ends, if any, in text order.

    A name is two neighbouring capitalised words: "Pierce County" gives "pierce", "county", "pierce county". A
    possessive 's is cut off; a hyphenated word is one word ("13-year-old"); single letters and digits are left out.

    Args:
        text: Any text.
        has_case: Whether a capital letter is a sign of a name; if not, no names are given.
    """
    text = text.translate(_APOSTROPHES)
    name_start, name_end = "", -1
    for match in _WORD.finditer(text):
        shown = match.group().removesuffix("'s").removesuffix("'S")
        word = shown.lower()
        if len(word) < 2:
            name_start = ""
            continue
        yield word
        is_name = has_case and shown[0].isupper()
        if is_name and name_start and text[name_end : match.start()].isspace():
            yield f"{name_start} {word}"
        name_start, name_end = (word if is_name else ""), match.end()
