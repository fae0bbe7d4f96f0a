"""How English says how many: number words, figures, and the words around them that make a number less than exact."""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {word: 10 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)} | {"fourty": 40}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "dozen": 12}
#: Words that stand for a lowest figure of their own (codebook and coding rules 5.4).
_VAGUE = {"dozens": 12, "scores": 20, "tens": 10, "hundreds": 100, "thousands": 1000, "millions": 1_000_000}
_PLURAL = frozenset("several many few some numerous countless multiple various".split())
_UNKNOWN = frozenset("unknown unspecified undetermined unconfirmed".split())
_FIGURE = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_AT_LEAST = re.compile(r"\b(?:at least|more than|over|no fewer than|not fewer than|no less than|not less than|upwards of|in excess of|a minimum of|above|exceeding)\s*$", re.I)
_AT_MOST = re.compile(r"\b(?:at most|up to|as many as|no more than|not more than|under|fewer than|less than|below|a maximum of)\s*$", re.I)
_ABOUT = re.compile(r"\b(?:about|around|some|nearly|almost|close to|an estimated|estimated|approximately|roughly|approx\.?|near)\s*$", re.I)
_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?|[A-Za-z]+(?:-[A-Za-z]+)*")


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


def _word_value(words: list[str]) -> int | None:
    total, current, seen = 0, 0, False
    for position, word in enumerate(words):
        if word == "and":
            continue
        if word in ("a", "an") and position + 1 < len(words) and words[position + 1] in _SCALES:
            current, seen = 1, True
        elif word in _UNITS:
            current, seen = current + _UNITS[word], True
        elif word in _TENS:
            current, seen = current + _TENS[word], True
        elif word in _SCALES:
            scale = _SCALES[word]
            current = max(current, 1) * scale
            seen = True
            if scale >= 1000:
                total, current = total + current, 0
        elif _FIGURE.fullmatch(word):
            value = float(word.replace(",", ""))
            following = words[position + 1] if position + 1 < len(words) else ""
            if value != int(value) and following not in _SCALES:
                return None
            if following in _SCALES:
                return int(round(value * _SCALES[following])) if position + 2 >= len(words) else None
            current, seen = current + int(value), True
        else:
            return None
    return total + current if seen else None


def parse_number(text: str) -> int | None:
    """The whole number that a text says: "1,200", "twenty-one", "two hundred and fifty", "1.5 million", "half a million".

    Returns:
        None when the text is no plain number ("several", "a few", "ten or so").
    """
    cleaned = text.strip().lower().strip("().,;:")
    if not cleaned:
        return None
    if cleaned in ("half a million", "half-million", "half million"):
        return 500_000
    if cleaned in ("half a dozen", "half-dozen", "half dozen"):
        return 6
    words: list[str] = []
    for token in cleaned.split():
        if _FIGURE.fullmatch(token):
            words.append(token)
        else:
            words.extend(part for part in token.split("-") if part)
    return _word_value(words)


def parse_quantity(text: str) -> Quantity | None:
    """The quantity that a short phrase says, words of degree included; None when it says none.

    "at least 12" has no upper end, "16 to 25" has two, "several" has neither, "up to 40" only an upper one.
    """
    phrase = " ".join(text.split())
    lowered = phrase.lower()
    if not lowered:
        return None
    match = re.search(r"\b(?:between\s+)?(\S+(?:\s+(?:hundred|thousand|million))?)\s*(?:-|–|to|and|or)\s*(\S+(?:\s+(?:hundred|thousand|million))?)", lowered)
    if match and (lowered.startswith("between") or "between" in lowered or re.search(r"\d\s*(?:-|–|to|or)\s*\d|\b(?:to|or)\b", match.group())):
        first, second = parse_number(match.group(1)), parse_number(match.group(2))
        if first is not None and second is not None and first < second:
            return Quantity(first, second, "range", phrase)
    found = _first_number(lowered)
    if found is not None:
        start, end, value = found
        before, after = lowered[:start], lowered[end:].strip()
        if _AT_MOST.search(before) and not re.search(r"\bas many as\s*$", before):
            return Quantity(None, value, "at_most", phrase)
        if re.search(r"\bas many as\s*$", before):
            return Quantity(None, value, "at_most", phrase)
        if _AT_LEAST.search(before) or after.startswith("or more") or after == "+":
            return Quantity(value, None, "at_least", phrase)
        if _ABOUT.search(before) or after.startswith("or so"):
            return Quantity(value, value, "about", phrase)
        return Quantity(value, value, "exact", phrase)
    words = re.findall(r"[a-z-]+", lowered)
    for word in words:
        if word in _VAGUE:
            return Quantity(_VAGUE[word], None, "at_least", phrase)
    if "couple" in words or "both" in words or "pair" in words:
        return Quantity(2, 2, "exact", phrase)
    if words and words[0] in ("no", "none", "nobody"):
        return Quantity(0, 0, "exact", phrase)
    if any(word in _PLURAL for word in words):
        return Quantity(None, None, "unknown_plural", phrase)
    if any(word in _UNKNOWN for word in words):
        return Quantity(None, None, "unknown", phrase)
    return None


def _first_number(lowered: str) -> tuple[int, int, int] | None:
    """The longest run of number words that begins first."""
    tokens = list(_TOKEN.finditer(lowered))
    for index in range(len(tokens)):
        best: tuple[int, int, int] | None = None
        for stop in range(index + 1, min(len(tokens), index + 8) + 1):
            run = lowered[tokens[index].start() : tokens[stop - 1].end()]
            if run.endswith("and") or run.startswith("and") or run in ("a", "an"):
                continue
            value = parse_number(run)
            if value is not None:
                best = (tokens[index].start(), tokens[stop - 1].end(), value)
        if best is not None:
            return best
    return None


def find_quantities(text: str) -> list[tuple[int, int, Quantity]]:
    """Every plain number of a running text, with the words of degree before it.

    Returns:
        Start, end (code points, end exclusive) and quantity, in text order, without overlaps.
    """
    out: list[tuple[int, int, Quantity]] = []
    lowered = text.lower()
    position = 0
    while position < len(lowered):
        found = _first_number(lowered[position : position + 400])
        if found is None:
            nearest = min((i for i in (lowered.find(w, position) for w in ("several ", "many ", "dozens", "scores", "hundreds", "thousands")) if i >= 0), default=-1)
            if nearest < 0 and position + 400 >= len(lowered):
                break
            position = position + 400 if nearest < 0 else nearest + 1
            continue
        start, end, _ = found
        start, end = position + start, position + end
        lead = re.search(r"(?:\b(?:at least|more than|over|up to|as many as|about|around|nearly|almost|some|at most|no fewer than|no less than|fewer than|less than|an estimated|approximately|roughly)\s+)$", lowered[max(0, start - 25) : start])
        begin = start - len(lead.group()) if lead else start
        quantity = parse_quantity(text[begin:end])
        if quantity is not None:
            out.append((begin, end, quantity))
        position = end
    return out
