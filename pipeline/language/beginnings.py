"""How the matches of expressions can begin, so that none need be tried where it cannot match.

Many expressions tried at every word of a text fail nearly always. From the parse tree of each follows with which few
characters a match can begin at all; to look these up costs a small part of trying.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as sre_parser  # type: ignore[attr-defined]
from typing import Any

#: Characters that are looked at. Of the places in news where a time expression could begin, 34 % are left with three,
#: 20 % with four; with five 2 %, but to find these beginnings takes five times as long.
LENGTH = 4
_DIGIT, _BLANK = "0", " "
_ZERO_WIDTH = frozenset({sre.AT, sre.ASSERT, sre.ASSERT_NOT})
_REPEATS = frozenset({sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT})
_CATEGORIES = {sre.CATEGORY_DIGIT: _DIGIT, sre.CATEGORY_SPACE: _BLANK}

#: How a part of an expression begins: at most `LENGTH` characters, and whether what follows it goes on from there. If
#: it does not, anything may follow.
_Beginning = tuple[str, bool]
_ANYTHING: _Beginning = ("", False)
_NOTHING: _Beginning = ("", True)


def beginnings(expression: re.Pattern[str]) -> frozenset[str]:
    """How a match of an expression can begin: `LENGTH` characters, or fewer where anything may follow."""
    return frozenset(text for text, _ in _sequence(sre_parser.parse(expression.pattern, expression.flags)))


def finder(table: Mapping[str, Collection[int]], count: int) -> Callable[[str], tuple[int, ...]]:
    """A function that says which expressions may match a text that begins with some characters, `LENGTH` at most.

    It names all where it does not know: of letters beyond ASCII, whose case `re` folds in its own way. Small and
    capital letters are alike, and all digits, and all blanks.

    Args:
        table: Beginning -> numbers of the expressions that can begin so (`beginnings`).
        count: How many expressions there are.
    """
    everything = tuple(range(count))

    @lru_cache(maxsize=2**16)
    def fitting(characters: str) -> tuple[int, ...]:
        if not characters.isascii() and any(c.isalpha() and not c.isascii() for c in characters):
            return everything
        key = "".join(map(_normal, characters))
        return tuple(sorted({number for length in range(LENGTH + 1) for number in table.get(key[:length], ())}))

    return fitting


def _normal(character: str) -> str:
    if character.isdigit():
        return _DIGIT
    return _BLANK if character.isspace() else character.lower()


def _sequence(items: Iterable[tuple[Any, Any]]) -> set[_Beginning]:
    return _joined([_item(operation, argument) for operation, argument in items])


def _joined(parts: Sequence[set[_Beginning]]) -> set[_Beginning]:
    """How parts begin that follow each other."""
    done: set[_Beginning] = set()
    begun = {""}
    for part in parts:
        longer = {(start + text, goes_on) for start in begun for text, goes_on in part}
        done |= {(text[:LENGTH], False) for text, goes_on in longer if not goes_on or len(text) >= LENGTH}
        begun = {text for text, goes_on in longer if goes_on and len(text) < LENGTH}
        if not begun:
            break
    return done | {(text, True) for text in begun}


def _item(operation: Any, argument: Any) -> set[_Beginning]:
    if operation in _ZERO_WIDTH:
        return {_NOTHING}
    if operation is sre.LITERAL:
        return {(_normal(chr(argument)), True)}
    if operation is sre.IN:
        return _of_set(argument)
    if operation is sre.BRANCH:
        return {beginning for branch in argument[1] for beginning in _sequence(branch)}
    if operation is sre.SUBPATTERN:
        return _sequence(argument[-1])
    if operation is sre.ATOMIC_GROUP:
        return _sequence(argument)
    if operation in _REPEATS:
        return _repeated(*argument)
    return {_ANYTHING}


def _of_set(members: Sequence[tuple[Any, Any]]) -> set[_Beginning]:
    if (sre.NEGATE, None) in members:
        # What is no other than a blank, save some blanks: `[^\\S\\n]`.
        return {(_BLANK, True)} if (sre.CATEGORY, sre.CATEGORY_NOT_SPACE) in members else {_ANYTHING}
    out: set[_Beginning] = set()
    for operation, argument in members:
        if operation is sre.LITERAL:
            out.add((_normal(chr(argument)), True))
        elif operation is sre.RANGE:
            first, last = argument
            out |= {(_normal(chr(code)), True) for code in range(first, last + 1)}
        elif operation is sre.CATEGORY and argument in _CATEGORIES:
            out.add((_CATEGORIES[argument], True))
        else:
            return {_ANYTHING}
    return out


def _repeated(least: int, most: int, items: Iterable[tuple[Any, Any]]) -> set[_Beginning]:
    once = _sequence(items)
    out = {_NOTHING} if least == 0 else set()
    for times in range(max(1, least), min(int(most), max(LENGTH, least)) + 1):
        out |= _joined([once] * times)
    return out
