"""Does a text that is written otherwise, and tells the same, have the same rows?

    python benchmarks/rewritings.py WAY...        all ways without a WAY

Each golden article (`tests/golden/`) with a day of publication and without a title is coded as it is, and once written
otherwise; one that has a dateline or a heading is left out where something is put before it, and of round-ups:

- `dateline`: a dateline of the capital of its country before it, "NAIROBI, May 2 (Example Wire) -- ";
- `agency`: "(Example Wire) - " before it;
- `paragraph`: a line before it that tells nothing, in a paragraph of its own;
- `capitals`: all letters are capitals;
- `wrapped`: lines of 72 columns;
- `weekday`: "Monday" for "on Monday", as American papers write;
- `short-weekday`: "Mon." for "Monday";
- `figures`: "3" for "three";
- `round-up`: three short ones of three countries, a paragraph each, chosen in a fixed order; those that write a date or
  a year are left out, since all stand under one day then;
- `round-up-at-home`: the same of one country, and of places that differ.

Right is a text of which all events, published and held, have the same sub-event, day, place, country, actors, toll and
status as without. Some are rightly otherwise: of "two died at the market, police said" a dateline tells the place.
Printed are the texts that are otherwise with their rows, then how many are, by way.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from pipeline import contract
from pipeline.commands.coding import code
from pipeline.reference import gazetteer
from pipeline.resolve.capitals import capital_of

GOLDEN = Path(__file__).parents[1] / "tests" / "golden"
COLUMNS = "sub_event_type event_date location country actor1 actor2 fatalities injured captured status".split()
#: A text that begins with a dateline or a heading in capitals.
_HEADED = re.compile(r"\s*[A-Z][A-Z' .,-]{2,}.{0,40}(?:--|-|—|–|:)")
_ON_A_WEEKDAY = re.compile(r"\bon ((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b")
#: Not at the end of a sentence, where two stops would stand.
_WEEKDAY = re.compile(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*day\b(?!\.)")
_NUMBERS = {
    word: str(number)
    for number, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)
}
_NUMBER = re.compile(rf"\b(?:{'|'.join(_NUMBERS)})\b")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
#: A year, "3 May", "May 3".
_DATED = re.compile(rf"\b(?:19|20)\d\d\b|\b\d{{1,2}} {_MONTH}|\b{_MONTH} \d")
#: Articles of a round-up, words of each at most, the day of them all, and the seed of their order.
_PARTS, _WORDS, _DAY, _SEED = 3, 70, date(2016, 5, 11), 1

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its day and the rows that it has."""

    name: str
    text: str
    day: date
    rows: Rows = field(default_factory=list)
    countries: frozenset[str] = frozenset()


def articles() -> Iterator[Text]:
    """The golden articles that may be written otherwise."""
    for folder in sorted(path for path in GOLDEN.iterdir() if (path / "expect.yaml").is_file()):
        expected = yaml.safe_load((folder / "expect.yaml").read_text(encoding="utf-8"))
        text = (folder / "article.txt").read_text(encoding="utf-8").strip()
        if expected.get("published") and not expected.get("title"):
            yield Text(folder.name, text, date.fromisoformat(str(expected["published"])[:10]))


def coded(texts: Sequence[Text]) -> list[Text]:
    """The texts with their rows and the countries of these."""
    lines = [json.dumps({"id": one.name, "text": one.text, "published": str(one.day)}).encode() for one in texts]
    out = []
    for one, answer in zip(texts, code(lines), strict=True):
        events = answer.body.get("events") or []
        rows = [tuple(event.get(column) for column in COLUMNS) for event in events]
        out.append(Text(one.name, one.text, one.day, rows, frozenset(e["country"] for e in events if e["country"])))
    return out


def with_dateline(one: Text) -> str | None:
    """Behind "NAIROBI, May 2 (Example Wire) -- "; None for one of several countries, or with a dateline of its own."""
    if len(one.countries) != 1 or _HEADED.match(one.text):
        return None
    codes = {row.label: row.code for row in contract.default_spec().codes("country")}
    (country,) = one.countries
    town = capital_of(gazetteer.load(), codes[country], one.day) if country in codes else None
    return None if town is None else f"{town.name.upper()}, {one.day:%b} {one.day.day} (Example Wire) -- {one.text}"


def _unless_headed(before: str) -> Callable[[Text], str | None]:
    return lambda one: None if _HEADED.match(one.text) else before + one.text


def _wrapped(one: Text) -> str:
    return "\n".join("\n".join(textwrap.wrap(line, 72, break_on_hyphens=False)) for line in one.text.split("\n"))


#: Way -> the text written so; None for one that cannot be.
WAYS: dict[str, Callable[[Text], str | None]] = {
    "dateline": with_dateline,
    "agency": _unless_headed("(Example Wire) - "),
    "paragraph": _unless_headed("The following report was sent on the same day.\n\n"),
    "capitals": lambda one: one.text.upper(),
    "wrapped": _wrapped,
    "weekday": lambda one: _ON_A_WEEKDAY.sub(r"\1", one.text),
    "short-weekday": lambda one: _WEEKDAY.sub(r"\1.", one.text),
    "figures": lambda one: _NUMBER.sub(lambda match: _NUMBERS[match.group()], one.text),
}
#: Way -> are the articles of a round-up of one country?
_ROUND_UPS = {"round-up": False, "round-up-at-home": True}


def rewritten(way: str, alone: Sequence[Text]) -> list[Text]:
    """The texts written in a way that changes them, with the rows that they have alone."""
    out = []
    for one in alone:
        text = WAYS[way](one)
        if text is not None and text != one.text:
            out.append(Text(one.name, text, one.day, one.rows, one.countries))
    return out


def round_ups(articles: Sequence[Text], *, at_home: bool) -> list[Text]:
    """Three articles under one day, with the rows that they have alone on it: of three countries, or of one country and
    of places that differ."""
    short = [one for one in articles if len(one.text.split()) <= _WORDS and not _DATED.search(one.text)]
    left = [
        one
        for one in coded([Text(one.name, one.text, _DAY) for one in short if not _HEADED.match(one.text)])
        if len(one.countries) == 1
        and all(row[-1] == "published" and row[COLUMNS.index("location")] for row in one.rows)
    ]
    random.Random(_SEED).shuffle(left)
    out: list[Text] = []
    while left:
        chosen = [left[0]]
        for one in left[1:]:
            if len(chosen) < _PARTS and all(_may_stand_beside(one, other, at_home) for other in chosen):
                chosen.append(one)
        left = [one for one in left[1:] if one not in chosen]
        if len(chosen) == _PARTS:
            text, rows = "\n\n".join(one.text for one in chosen), [row for one in chosen for row in one.rows]
            out.append(Text(" + ".join(one.name for one in chosen), text, _DAY, rows))
    return out


def _may_stand_beside(one: Text, other: Text, at_home: bool) -> bool:
    places = [{row[COLUMNS.index("location")] for row in text.rows} for text in (one, other)]
    return (one.countries == other.countries) == at_home and places[0].isdisjoint(places[1])


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ways", metavar="WAY", nargs="*", help="as above", default=[*WAYS, *_ROUND_UPS])
    ways = parser.parse_args().ways
    if unknown := sorted(set(ways) - {*WAYS, *_ROUND_UPS}):
        parser.error(f"no such WAY: {', '.join(unknown)}; choose from {', '.join([*WAYS, *_ROUND_UPS])}")
    alone = coded(list(articles()))
    for way in ways:
        is_round_up = way in _ROUND_UPS
        texts = round_ups(alone, at_home=_ROUND_UPS[way]) if is_round_up else rewritten(way, alone)
        otherwise = 0
        for before, after in zip(texts, coded(texts), strict=True):
            if sorted(before.rows, key=str) == sorted(after.rows, key=str):
                continue
            otherwise += 1
            print(f"{before.name}: {' '.join(before.text.split())}")
            print(*(f"    - {row}" for row in before.rows if row not in after.rows), sep="\n")
            print(*(f"    + {row}" for row in after.rows if row not in before.rows), sep="\n")
        print(f"{way}: {len(texts) - otherwise} of {len(texts)} texts have the same rows")


if __name__ == "__main__":
    main()
