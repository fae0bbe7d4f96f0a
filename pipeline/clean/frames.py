"""Is what is left of a page an article, or only what stands around articles: a notice of the site, a list of links?

An article has at least one paragraph of news: a line of many words, or of a few up to a full stop, that does not speak
to the reader about the site, with words of sites (`site_words.txt`) and by "you", "we" or an order
(`site_orders.txt`). Where there is none, a text is no article if something in it or beside it is of the site, or if it
is a page of several lines. A headline that stands alone is an article.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

#: Words of a paragraph at least.
MIN_WORDS = 8
#: A paragraph speaks of the site if it has so many words of sites, or one and speaks to the reader ("you", "we"), and
#: if so large a share of all its words are of these; or if two words of sites make up this share of it alone.
MIN_SITE_WORDS, MIN_SITE_SHARE, MOSTLY_SITE = 3, 0.12, 0.25
#: So many times a paragraph says "you" or "your" that speaks to the reader without a word of sites.
MIN_TO_READER = 2
#: Words of a paragraph of news that names nobody and nothing, at least.
MIN_NAMELESS_WORDS = 20
#: Lines from which a page without a paragraph is a list or a notice, and words of a line without a stop that is no
#: paragraph, at most.
MIN_NOTICE_LINES, MAX_LIST_WORDS = 2, 12
#: Words of a text from which it is an article whatever it says of a site.
MAX_WORDS = 400

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_STOP = re.compile(r"[.!?…][\"”’')\]]*(?=\s|\Z)")
_SPEAKERS = frozenset({"you", "your", "yours", "we", "our", "please", "sorry", "oops"})
_READER = frozenset({"you", "your", "yours"})
#: A capital inside a sentence, or a figure.
_NAME = re.compile(r"[\w,] +[A-Z][^\W_]|\d")
_QUOTES = ('"', "“", "”", "‘", "«")


def is_frame(text: str, *, is_page: bool, has_furniture: bool) -> bool:
    """Whether a text holds no paragraph of news but what stands around articles.

    Args:
        text: The text without its lines of furniture.
        is_page: Whether it was cut out of a page.
        has_furniture: Whether lines of furniture were taken away.
    """
    if len(text) > MAX_WORDS * 10:
        return False
    lines = [(line, _WORD.findall(line.lower())) for line in _paragraphs(text)]
    if sum(len(words) for _, words in lines) > MAX_WORDS:
        return False
    if not (is_page or has_furniture or any(_SPEAKERS.intersection(words) for _, words in lines)):
        return False  # a text that came by itself and speaks to nobody: some words of sites are words of news
    rest = [(line, words) for line, words in lines if not speaks_of_site(line, words)]
    is_of_site = has_furniture or len(rest) < len(lines)
    is_notice = is_page and len(lines) >= MIN_NOTICE_LINES
    if any(_is_news(line, words, needs_name=is_of_site or is_notice) for line, words in rest):
        return False
    return is_of_site or is_notice


def _is_news(line: str, words: list[str], *, needs_name: bool) -> bool:
    """Whether a line is a paragraph of news; beside what is of the site a short one must name somebody or something."""
    is_paragraph = len(words) > MAX_LIST_WORDS or (len(words) >= MIN_WORDS and _STOP.search(line) is not None)
    return is_paragraph and (not needs_name or len(words) >= MIN_NAMELESS_WORDS or _NAME.search(line) is not None)


def speaks_of_site(line: str, words: list[str]) -> bool:
    """Whether a line speaks to its reader about the site and not of the news."""
    if not words or any(mark in line for mark in _QUOTES):
        return False
    found = [word for word in words if word in _words("site_words.txt")]
    spoken = [word for word in words if word in _SPEAKERS] + _orders(line)
    if len(set(found)) >= 2 and len(found) >= MOSTLY_SITE * len(words):
        return True
    to_reader = [word for word in spoken if word in _READER]
    is_enough = len(set(found)) >= (1 if spoken else MIN_SITE_WORDS) or len(to_reader) >= MIN_TO_READER
    return is_enough and len(found) + len(spoken) >= MIN_SITE_SHARE * len(words)


def _orders(line: str) -> list[str]:
    """The first words of sentences that tell a reader what to do: "Choose a plan." """
    first = (_WORD.match(sentence) for sentence in re.split(_STOP.pattern + r"\s*", line))
    return [found.group().lower() for found in first if found and found.group().lower() in _words("site_orders.txt")]


def _paragraphs(text: str) -> list[str]:
    """Blocks of lines, those of a block on one line: a paragraph may be broken anywhere."""
    return [" ".join(block.split()) for block in re.split(r"\n[ \t]*\n", text) if block.strip()]


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(resources.files("pipeline.clean").joinpath(name).read_text(encoding="utf-8").split())
