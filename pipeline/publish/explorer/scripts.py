"""Data as scripts: the one form that a page opened from disk may load."""

from __future__ import annotations

import json
from typing import Any


def script(name: str, value: Any) -> str:
    """A classic script that hands a value to the page: `casus.take(name, text)`, the text being JSON.

    JSON inside a string is read faster than the same as a literal, and nothing in it can run. `<` is escaped so that
    the script is safe inside a page as well; everything outside ASCII is escaped by JSON itself, U+2028 with it.

    Args:
        name: What the page knows it by, such as "events/0".
        value: Anything that JSON can say; no NaN.
    """
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    quoted = text.replace("\\", "\\\\").replace("'", "\\'").replace("<", "\\x3c")
    return f"casus.take({json.dumps(name)}, '{quoted}');\n"


def utf16(text: str, offset: int) -> int:
    """An offset in code points as one in UTF-16 units, which is what a browser counts in."""
    return offset if text.isascii() else len(text[:offset].encode("utf-16-le")) // 2
