"""Does a page hold several stories? Then a word such as Monday, or a place that is said once, is of one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.clean.markup import TAG

#: Words of the paragraphs of an article element from which it is a story and no teaser.
MIN_STORY_WORDS = 80
#: Words of a paragraph by which it is found again.
_MARK_WORDS = 12

_ARTICLE = re.compile(r"<(/?)article\b([^<>]*)>", re.IGNORECASE)
#: What article elements are for as well.
_OTHER_USES = re.compile(r"comment|reply|review|tweet|post-card|teaser|related", re.IGNORECASE)
#: A story has a headline of its own; a post in a forum has none.
_HEADING = re.compile(r"<h[1-3]\b", re.IGNORECASE)
_PARAGRAPH = re.compile(r"<p\b[^<>]*>", re.IGNORECASE)
_END = re.compile(r"</?(?:p|div|article|section|h[1-6]|ul|ol|table)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")


def stories_in(page: str, text: str) -> int:
    """How many elements of a page that are stories by themselves went into a text that was cut out of it.

    Args:
        page: The page without scripts.
        text: The text.
    """
    stories = list(_stories(page))
    if len(stories) < 2:
        return len(stories)
    words = f" {' '.join(_WORD.findall(text.casefold()))} "
    return sum(any(f" {mark} " in words for mark in marks) for marks in stories)


def _stories(page: str) -> Iterator[list[str]]:
    """The beginnings of the longer paragraphs of each article element that lies in no other and is a story."""
    depth, start, uses = 0, 0, ""
    for match in _ARTICLE.finditer(page):
        if not match[1]:
            if depth == 0:
                start, uses = match.end(), match[2]
            depth += 1
        elif depth:
            depth -= 1
            part = page[start : match.start()]
            if depth == 0 and _HEADING.search(part) and not _OTHER_USES.search(uses):
                paragraphs = [_WORD.findall(text.casefold()) for text in _paragraphs(part)]
                if sum(map(len, paragraphs)) >= MIN_STORY_WORDS:
                    yield [" ".join(words[:_MARK_WORDS]) for words in paragraphs if len(words) >= _MARK_WORDS]


def _paragraphs(part: str) -> Iterator[str]:
    at = 0
    while opening := _PARAGRAPH.search(part, at):
        closing = _END.search(part, opening.end())
        at = closing.start() if closing else len(part)
        yield TAG.sub(" ", part[opening.end() : at])
