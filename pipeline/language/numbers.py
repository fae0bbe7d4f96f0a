"""How English says how many: number words, figures, and the words around them that make a number less than exact.

The words stand in `number_words.csv`: `class` says what a word does (unit, teen, ten, hundred, scale, group: parts of a
number; vague, plural, unknown, set, none: a quantity of its own; before, after: a word of degree beside a number), and
`value` is its number or its quantifier. What each vague word is worth follows from the coding rules, 5.4.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from importlib import resources

#: Larger figures than this are no counts of anything that news reports.
MAX_NUMBER = 10**15
_VULGAR = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3)}
_TOKEN = re.compile(r"[\w½¼¾⅓⅔]+|[><~≈+]")
_SIGNS = {">": "at_least", "+": "at_least", "<": "at_most", "~": "about", "≈": "about"}
_NUMERIC = frozenset("0123456789½¼¾⅓⅔><~≈+")
#: What numbers a thing, and counts nothing: "flight number 752", "a man aged 27".
_LABELS = ("aged", "article", "chapter", "flight", "no.", "number", "ranked", "room", "route", "section")
_NO_LABEL = "".join(rf"(?<!\b{re.escape(word)} )" for word in _LABELS)
_FRACTION_WORDS = {"half": Fraction(1, 2), "quarter": Fraction(1, 4)}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as said.

    Attributes:
        low: Lowest figure; None when the words give none ("several", "up to 40").
        high: Highest figure; None when open.
        quantifier: exact, at_least, at_most, about, range, unknown_plural or unknown (codes/quantifier.csv).
        phrase: The words.
    """

    low: int | None
    high: int | None
    quantifier: str
    phrase: str


@dataclass(frozen=True, slots=True)
class _Grammar:
    values: dict[str, int]
    scales: frozenset[str]
    before: dict[str, str]
    after: dict[str, str]
    whole: dict[str, tuple[str, str]]
    cardinals: frozenset[str]
    starts: frozenset[str]
    number: re.Pattern[str]
    quantity: re.Pattern[str]


def _words(rows: list[dict[str, str]], *classes: str) -> str:
    """Alternatives of a regular expression, longest first, for the words of some classes."""
    found = sorted((row["words"] for row in rows if row["class"] in classes), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in found)


@lru_cache(maxsize=1)
def _grammar() -> _Grammar:
    table = resources.files("pipeline.language").joinpath("number_words.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(table.splitlines()))
    unit, teen, ten = _words(rows, "unit"), _words(rows, "teen"), _words(rows, "ten")
    figure = r"\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?|\d{1,3}(?:\.\d{3})+(?![\d.])|\d{1,15}(?:\.\d{1,9})?"
    small = rf"(?:(?:{ten})(?:[\s-]+(?:{unit})\b(?!-?th\b))?|{teen}|{unit})"
    counted = rf"(?:{small}|an?)[\s-]+hundred\b(?:\s+(?:and\s+)?{small}\b)?|{small}|hundred"
    scale = _words(rows, "scale")
    part = r"half\s+an?|half|one\s+and\s+a\s+half|a\s+quarter\s+of\s+a"
    scaled = rf"(?:(?:{figure})[½¼¾]?|{counted}|an?|{part})[\s-]*(?:{scale})\b"
    dozens = rf"(?:{small}|half\s+a|a|half|\d{{1,3}})[\s-]+dozen\b|dozen\b"
    number = (
        rf"{scaled}(?:,?\s+(?:and\s+)?(?:{scaled}|{counted})\b)*|{dozens}|(?:{counted})\b(?!-?th\b)"
        rf"|(?:{figure})[½¼¾⅓⅔]?|[½¼¾]|an?\s+(?:hundred|{scale})\b"
    )
    before, after = _words(rows, "before"), _words(rows, "after")
    vague = _words(rows, "vague")
    several = rf"(?:several|a\s+few|few|many|a\s+couple\s+of)\s+(?:dozen|hundred|{scale})s?\b"
    vaguely = rf"{several}|(?:{vague})\b(?:\s+of\s+(?:{vague})\b)?"
    core = (
        rf"(?:(?P<between>between|from)\s+)?(?P<a>{number})(?:\s*(?P<link>[-–—]|\b(?:to|and|or)\b)\s*(?P<b>{number}))?"
        rf"|(?P<vague>{vaguely})|(?P<whole>(?:an?\s+)?(?:{_words(rows, 'set', 'none', 'plural', 'unknown')})\b)"
    )
    degree = rf"(?:\b(?P<before>{before})\s+|(?P<sign>[><~≈+])\s?)?"
    quantity = rf"{degree}(?:{core})(?:(?P<plus>\+)|[\s-]+(?P<after>{after})\b(?!\s+(?:{number})))?"
    parts = ("unit", "teen", "ten", "hundred", "scale", "group", "vague")
    wholes = ("set", "none", "plural", "unknown")
    first_words = frozenset(row["words"].split()[0] for row in rows if row["class"] != "after")
    return _Grammar(
        values={row["words"]: int(row["value"]) for row in rows if row["class"] in parts},
        scales=frozenset(row["words"] for row in rows if row["class"] == "scale"),
        before={row["words"]: row["value"] for row in rows if row["class"] == "before"},
        after={row["words"]: row["value"] for row in rows if row["class"] == "after"},
        whole={row["words"]: (row["class"], row["value"]) for row in rows if row["class"] in wholes},
        cardinals=frozenset(row["words"] for row in rows if row["class"] in ("unit", "teen", "ten")) - {"one"},
        starts=first_words | frozenset("a an between from half one".split()),
        number=re.compile(number, re.I | re.A),
        # Not inside of a name ("F-16"), a date ("1990-91"), money, a percentage, a time of day, an ordinal.
        quantity=re.compile(
            rf"(?<![\w.,$£€/:])(?<![\dA-Z][-–]){_NO_LABEL}(?:{quantity})"
            r"(?![\w%]|[.,:/]\d|-\d|\s+per\s?cent\b|-(?:first|second|third|\w{2,8}th)\b)",
            re.I | re.A,
        ),
    )


def _figure(token: str) -> Fraction | None:
    """The value of a figure: "1,200" and "1.200" are whole thousands, "1.5" is a fraction."""
    extra = _VULGAR.get(token[-1:], Fraction(0))
    digits = token[:-1] if extra else token
    if not digits:
        return extra or None
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", digits, re.A):
        return Fraction(int(digits.replace(".", ""))) + extra
    digits = digits.replace(",", "")
    return Fraction(digits) + extra if re.fullmatch(r"\d{1,20}(?:\.\d{1,20})?", digits, re.A) else None


def is_cardinal(word: str) -> bool:
    """True for a number above one that is one word: "two", "fifteen", "Ninety"."""
    return word.lower() in _grammar().cardinals


@lru_cache(maxsize=4096)
def parse_number(text: str) -> int | None:
    """The whole number that a text says: "1,200", "twenty-one", "two hundred and fifty", "half a million".

    Returns:
        None when the text is no plain whole number ("several", "a few", "1.5", "ten or so").
    """
    cleaned = text.strip().strip("().,;:").strip().lower()
    grammar = _grammar()
    if not cleaned or not grammar.number.fullmatch(cleaned):
        return None
    total, current = Fraction(0), Fraction(0)
    for token in re.findall(r"[\d.,]+[½¼¾⅓⅔]?|[½¼¾⅓⅔]|[a-z]+", cleaned):
        if token in ("and", "a", "an", "of"):
            continue
        if token in _FRACTION_WORDS:
            current += _FRACTION_WORDS[token]
        elif token in grammar.scales:
            total, current = total + (current or Fraction(1)) * grammar.values[token], Fraction(0)
        elif token in ("hundred", "dozen"):
            current = (current or Fraction(1)) * grammar.values[token]
        elif token in grammar.values:
            current += grammar.values[token]
        else:
            value = _figure(token.rstrip(".,"))
            if value is None:
                return None
            current += value
    total += current
    return int(total) if total.denominator == 1 and total <= MAX_NUMBER else None


def _ends(first: str, second: str) -> tuple[int, int] | None:
    """The two numbers of a range; "10 to 15 thousand" means ten thousand to fifteen thousand."""
    low, high = parse_number(first), parse_number(second)
    scale = _grammar().values.get(second.split()[-1].lower(), 1)
    if low is not None and scale >= 12 and low < scale <= (high or 0):
        low *= scale
    return (low, high) if low is not None and high is not None and low < high else None


def _vague(words: str) -> int:
    """The lowest figure of a vague word: "dozens" 12, "tens of thousands" 10,000, "several hundred" 100."""
    out = 1
    values = _grammar().values
    for word in words.lower().split():
        out *= values.get(word, values.get(word.rstrip("s"), 1))
    return out


def _quantity(match: re.Match[str], phrase: str) -> Quantity | None:
    """What a match of the grammar says; None when its numbers are none after all."""
    grammar = _grammar()
    before = " ".join((match["before"] or "").lower().split())
    after = " ".join((match["after"] or "").lower().split())
    degree = grammar.before.get(before) or _SIGNS.get(match["sign"] or "")
    degree = degree or ("at_least" if match["plus"] else grammar.after.get(after))
    if match["b"]:
        ends = _ends(match["a"], match["b"])
        if ends is None or (match["link"].lower() == "and" and not match["between"]):
            return None
        return Quantity(None, ends[1], "at_most", phrase) if degree == "at_most" else Quantity(*ends, "range", phrase)
    if match["vague"]:
        low = _vague(match["vague"])
        most = degree == "at_most"
        return Quantity(None, low, "at_most", phrase) if most else Quantity(low, None, "at_least", phrase)
    if match["whole"]:
        words = " ".join(match["whole"].lower().split())
        kind, value = grammar.whole.get(words) or grammar.whole.get(words.partition(" ")[2]) or ("plural", "")
        if kind == "plural":
            return Quantity(None, None, "unknown_plural", phrase)
        if kind == "unknown":
            return Quantity(None, None, "unknown", phrase)
        return Quantity(int(value), int(value), "exact", phrase)
    number = parse_number(match["a"])
    if number is None:
        return None
    if degree == "at_least":
        return Quantity(number, None, "at_least", phrase)
    if degree == "at_most":
        return Quantity(None, number, "at_most", phrase)
    return Quantity(number, number, degree or "exact", phrase)


def find_quantities(text: str) -> Iterator[tuple[int, int, Quantity]]:
    """Every quantity of a running text, with the words of degree beside it.

    Where two numbers make no range ("7 or 5"), each stands for itself.

    Yields:
        Start, end (code points, end exclusive) and quantity, in text order, without overlaps. Money, percentages,
        ordinals, times of day, and figures inside of names ("F-16") are left out.
    """
    grammar = _grammar()
    stop = 0
    for token in _TOKEN.finditer(text):
        word = token.group()
        if token.start() < stop or not (word[0] in _NUMERIC or word.lower() in grammar.starts):
            continue
        match = grammar.quantity.match(text, token.start())
        if match is None:
            continue
        end = match.end()
        quantity = _quantity(match, " ".join(match.group().split()))
        if quantity is None and match["b"]:
            alone = grammar.quantity.fullmatch(text, match.start(), match.end("a"))
            end = match.end("a")
            quantity = None if alone is None else _quantity(alone, " ".join(alone.group().split()))
        if quantity is not None:
            stop = end
            yield match.start(), end, quantity


def parse_quantity(text: str) -> Quantity | None:
    """The first quantity that a short phrase says, words of degree included; None when it says none.

    "at least 12" has no upper end, "16 to 25" has two, "several" has neither, "up to 40" only an upper one.
    `phrase` of the answer is the whole phrase.
    """
    phrase = " ".join(text.split())
    for _, _, found in find_quantities(phrase):
        return Quantity(found.low, found.high, found.quantifier, phrase)
    return None


def quantity_at(text: str, start: int) -> tuple[int, Quantity] | None:
    """The quantity that begins at an offset of a running text, with the offset where it ends; None when none begins
    there."""
    grammar = _grammar()
    word = _TOKEN.match(text, start)
    if word is None or not (word.group()[0] in _NUMERIC or word.group().lower() in grammar.starts):
        return None
    match = grammar.quantity.match(text, start)
    if match is None:
        return None
    for _, end, quantity in find_quantities(text[start : match.end()]):
        return start + end, quantity
    return None
