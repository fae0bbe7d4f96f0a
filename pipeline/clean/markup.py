"""What a page says of itself, read from its markup without building a tree.

Everything here takes time in proportion to the length of the page, whatever the page holds: it is called before any
parser, to say whether a parser may be called at all.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

#: Elements inside each other. Real pages stay under 100; parsers take quadratic time on deep ones, or overflow.
MAX_DEPTH = 500
#: Objects of one block of JSON-LD that are looked at.
_MOST_OBJECTS = 200

#: Elements that have no end tag, or whose end may be left out: they do not nest.
_UNNESTED = "area base br col embed hr img input link meta param source track wbr p li dt dd option tr td th".split()
_NESTED = re.compile(rf"<(/?)(?!(?:{'|'.join(_UNNESTED)})\b)[a-z][^<>]*>", re.IGNORECASE)
_META = re.compile(r"<meta\b([^<>]*)>", re.IGNORECASE)
_TIME = re.compile(r"<time\b([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Markup:
    """What was found; texts have their entities resolved and blanks folded.

    Attributes:
        depth: Greatest number of elements inside each other; counting ends soon after MAX_DEPTH.
        title: Text of the title element.
        metas: Content of the meta elements by property, name or itemprop, in lower case; the first of each counts.
        headings: Texts of the h1 elements.
        times: Values of the datetime attributes of time elements.
        linked_data: The objects of JSON-LD blocks, those in lists and graphs too.
        bare: The page without comments, scripts and styles.
    """

    depth: int
    title: str | None
    metas: dict[str, str]
    headings: tuple[str, ...]
    times: tuple[str, ...]
    linked_data: tuple[dict[str, Any], ...]
    bare: str


def read_markup(page: str) -> Markup:
    """Read the markup of a page."""
    bare, blocks = _without_scripts(page)
    metas: dict[str, str] = {}
    for rest in _META.findall(bare):
        _add_meta(metas, rest)
    return Markup(
        depth=_depth(bare),
        title=next(iter(_texts(bare, "title")), None),
        metas=metas,
        headings=tuple(_texts(bare, "h1")),
        times=tuple(value for rest in _TIME.findall(bare) for key, value in _attributes(rest) if key == "datetime"),
        linked_data=tuple(item for block in blocks for item in _objects(block)),
        bare=bare,
    )


def _depth(page: str) -> int:
    """Greatest number of elements inside each other; counting ends soon after MAX_DEPTH."""
    level = deepest = 0
    for match in _NESTED.finditer(page):
        if match[1]:
            level = level - 1 if level else 0
        elif page[match.end() - 2] != "/":
            level += 1
            if level > deepest:
                deepest = level
                if deepest > MAX_DEPTH:
                    break
    return deepest


def plain(value: Any) -> str | None:
    """Text without entities, blanks folded; None for anything else and for what is empty."""
    return " ".join(html.unescape(value).split()) or None if isinstance(value, str) else None


def _without_scripts(page: str) -> tuple[str, list[str]]:
    """The page without comments, scripts and styles, and the contents of its JSON-LD scripts."""
    lower = page.lower()
    if len(lower) != len(page):  # a few letters, such as İ, are longer in lower case
        lower = "".join(c.lower() if c.isascii() else c for c in page)
    kept: list[str] = []
    blocks: list[str] = []
    at = 0
    for match in re.finditer(r"<!--|<(script|style)\b", lower):
        if match.start() < at:
            continue
        kept.append(page[at : match.start()])
        end_mark = "-->" if match.group(1) is None else f"</{match.group(1)}"
        end = lower.find(end_mark, match.end())
        if end < 0:
            return "".join(kept), blocks
        if match.group(1) == "script":
            opening_end = lower.find(">", match.end(), end)
            if opening_end >= 0 and "ld+json" in lower[match.end() : opening_end]:
                blocks.append(page[opening_end + 1 : end])
        at = end + len(end_mark)
    kept.append(page[at:])
    return "".join(kept), blocks


def _texts(page: str, name: str) -> Iterator[str]:
    """Texts of the elements of a name."""
    at = 0
    lower_open, lower_close = re.compile(rf"<{name}\b[^<>]*>", re.IGNORECASE), re.compile(rf"</{name}\b", re.IGNORECASE)
    while opening := lower_open.search(page, at):
        closing = lower_close.search(page, opening.end())
        if closing is None:
            return
        at = closing.end()
        text = plain(TAG.sub(" ", page[opening.end() : closing.start()]))
        if text:
            yield text


def _attributes(rest: str) -> Iterator[tuple[str, str]]:
    for match in _ATTRIBUTE.finditer(rest):
        yield match.group(1).lower(), next(value for value in (*match.groups()[1:], "") if value is not None)


def _add_meta(metas: dict[str, str], rest: str) -> None:
    attributes = dict(_attributes(rest))
    content = plain(attributes.get("content"))
    name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
    if name and content:
        metas.setdefault(name.lower(), content)


def _objects(block: str) -> Iterator[dict[str, Any]]:
    try:
        waiting = [json.loads(block.strip(), strict=False)]
    except (ValueError, RecursionError):
        return
    for _ in range(_MOST_OBJECTS):
        if not waiting:
            return
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting.extend(item[:_MOST_OBJECTS])
        elif isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            waiting.extend(graph[:_MOST_OBJECTS] if isinstance(graph, list) else [])
