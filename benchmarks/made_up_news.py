"""Articles that look like news and are made up, from a fixed seed: what the other benchmarks of operation read.

    python benchmarks/made_up_news.py FOLDER --articles 3000 --days 30 [--stream]

writes FOLDER/<day>.jsonl for each day. Of 100 articles about 40 tell of an event, 35 of something else, 8 are copies of
an article of the day or the day before, 8 tell of an earlier event again with another toll, 4 are web pages, and the
rest is bad: lines that are no JSON, no text, a byte that is no UTF-8, a page of a thousand nested tags.

What happens is of `conflict_news.yaml`. With `--stream` they are mixed as in whole feeds of news: one in ten is about
conflict, the rest is sport, politics and business (`ordinary_news.yaml`).
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from pipeline.reference import gazetteer

SEED = 20240208
CONFLICT_NEWS = Path(__file__).with_name("conflict_news.yaml")
ORDINARY = Path(__file__).with_name("ordinary_news.yaml")
#: Sentences of such an article: some 60 to 110 words; of fewer screening refuses next to none.
ORDINARY_SENTENCES = (6, 9)
_SLOT = re.compile(r"\{(\w+)\}")
FIRST_DAY = date(2024, 2, 1)
#: Where it happens: the towns below, and the divisions of these countries that the gazetteer knows.
TOWNS = (
    ("Mosul", "Iraq"), ("Kirkuk", "Iraq"), ("Idlib", "Syria"), ("Aleppo", "Syria"), ("Kandahar", "Afghanistan"),
    ("Peshawar", "Pakistan"), ("Quetta", "Pakistan"), ("Maiduguri", "Nigeria"), ("Kaduna", "Nigeria"), ("Gao", "Mali"),
    ("Mopti", "Mali"), ("Goma", "Democratic Republic of Congo"), ("Bunia", "Democratic Republic of Congo"),
    ("Mogadishu", "Somalia"), ("Kismayo", "Somalia"), ("Kharkiv", "Ukraine"), ("Kherson", "Ukraine"),
    ("Nairobi", "Kenya"), ("Kisumu", "Kenya"), ("Lima", "Peru"), ("Bogota", "Colombia"), ("Cali", "Colombia"),
    ("Karachi", "Pakistan"), ("Taiz", "Yemen"), ("Hodeidah", "Yemen"), ("El Fasher", "Sudan"), ("Nyala", "Sudan"),
)  # fmt: skip
COUNTRIES = {
    "AFG": "Afghanistan", "COL": "Colombia", "IRQ": "Iraq", "KEN": "Kenya", "MLI": "Mali", "NGA": "Nigeria",
    "PAK": "Pakistan", "PER": "Peru", "SDN": "Sudan", "SOM": "Somalia", "SYR": "Syria", "UKR": "Ukraine",
    "YEM": "Yemen",
}  # fmt: skip
NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
#: 10,000 names of persons: in the news, too, two articles on two events seldom quote the same one.
_SYLLABLES = ("ba", "da", "ko", "lu", "ma", "ne", "qui", "ro", "sha", "ti")
NAMES = tuple(
    f"{first} {''.join(last).title()}{end}"
    for first in ("Amina", "Yusuf", "Maria", "Ivan", "Grace", "Omar", "Leila", "Pedro", "Oksana", "Daniel")
    for last in product(_SYLLABLES, repeat=2)
    for end in ("d", "ko", "l", "m", "n", "r", "s", "va", "we", "z")
)
OTHER = (
    "The home side won the cup final in {place} after the striker scored twice in the second half.",
    "The central bank of {country} kept its rate unchanged, as analysts had expected.",
    "A new bridge near {place} will open in spring, the ministry of transport of {country} said.",
    "Farmers around {place} expect a good harvest after a wet winter.",
    "The film festival of {place} opened with a comedy about two brothers and a goat.",
    "A study in {country} found that children who read at home do better at school.",
)
#: Sentences that follow the first one, at most, if nothing else is asked for.
SENTENCES = 7
#: As many that half of the articles have over 240 words, as of reports in MUC-4 (255), the Gun Violence Archive (234)
#: or local newspapers (LGL, 245).
SENTENCES_AS_IN_NEWS = 36


@dataclass(frozen=True, slots=True)
class Mix:
    """Which share of the articles is of a kind of before it: each kind ends where the next one begins, in 0..1.

    Attributes:
        copies: Copies of an earlier article.
        again: An earlier event again.
        pages: Web pages that tell of an event.
        bad: Bad lines; one in five is an event after all.
        events: Tell of an event. What is beyond tells of none.
        is_ordinary: Whether what tells of no event is of `ordinary_news.yaml`, all sentences of one topic.
    """

    copies: float
    again: float
    pages: float
    bad: float
    events: float
    is_ordinary: bool = False


CONFLICT = Mix(copies=0.08, again=0.16, pages=0.20, bad=0.25, events=0.60)
STREAM = Mix(copies=0.05, again=0.06, pages=0.07, bad=0.08, events=0.15, is_ordinary=True)
BAD_LINES = (b"not json", b'{"text": "An article without a name."}', b'{"id": "%s", "text": ""}', b"\xff\xfe{}")


@cache
def places() -> tuple[tuple[str, str], ...]:
    """Names of places with their countries."""
    with (Path(gazetteer.__file__).with_name("divisions.csv")).open(encoding="utf-8") as rows:
        found = [(row["name"], COUNTRIES[row["iso3"]]) for row in csv.DictReader(rows) if row["iso3"] in COUNTRIES]
    return (*TOWNS, *found)


@cache
def conflict() -> Any:
    """`conflict_news.yaml`."""
    return yaml.safe_load(CONFLICT_NEWS.read_text(encoding="utf-8"))


@cache
def ordinary() -> Any:
    """`ordinary_news.yaml`."""
    return yaml.safe_load(ORDINARY.read_text(encoding="utf-8"))


def lines(
    articles: int, days: int, sentences: int = SENTENCES, mix: Mix = CONFLICT
) -> Iterator[tuple[date, list[bytes]]]:
    """The article lines of each day; texts of at most so many sentences after the first."""
    chance = random.Random(SEED)
    told: list[tuple[str, str, str, date]] = []
    texts: list[str] = []
    number = 0
    for index in range(days):
        day = FIRST_DAY + timedelta(index)
        found: list[bytes] = []
        for _ in range(articles * (index + 1) // days - articles * index // days):
            number += 1
            found.append(_line(chance, f"made-up-{number:07}", day, told, texts, sentences, mix))
        texts = texts[-articles // days :]
        told = told[-articles // days :]
        yield day, found


def _line(
    chance: random.Random,
    name: str,
    day: date,
    told: list[tuple[str, str, str, date]],
    texts: list[str],
    sentences: int,
    mix: Mix,
) -> bytes:
    kind = chance.random()
    if mix.pages <= kind < mix.bad and chance.random() < 0.8:
        bad = chance.choice((*BAD_LINES, b'{"id": "%s", "html": "' + b"<div>" * 1_000 + b'"}'))
        return bad.replace(b"%s", name.encode())
    if kind < mix.copies and texts:
        text = chance.choice(texts)
    elif kind < mix.again and told:
        text = _report(chance, *chance.choice(told), _more(chance, sentences))
    elif kind < mix.events:
        told.append((_event(chance), *chance.choice(places()), day - timedelta(chance.choice((0, 0, 0, 1, 2)))))
        text = _report(chance, *told[-1], _more(chance, sentences))
    elif mix.is_ordinary:
        text = _ordinary(chance)
    else:
        place, country = chance.choice(places())
        text = f"{chance.choice(OTHER).format(place=place, country=country)} {_more(chance, sentences)}"
    texts.append(text)
    body = {"html": f"<html><body><nav>Home</nav><article><p>{text}</p></article></body></html>"}
    row = {"id": name, "published": str(day), "source": f"Wire {chance.randrange(20)}"}
    return json.dumps(row | (body if mix.again <= kind < mix.pages else {"text": text})).encode()


def _event(chance: random.Random) -> str:
    """A first sentence; its toll, place and day are still open."""
    return _filled(chance, chance.choice(conflict()["patterns"]))


def _filled(chance: random.Random, pattern: str) -> str:
    """A pattern of `conflict_news.yaml` with words from its lists; what has no list is still open."""
    words = conflict()["words"]

    def put(slot: re.Match[str]) -> str:
        return str(chance.choice(words[slot[1]])) if slot[1] in words else slot[0]

    return _SLOT.sub(put, pattern)


def _report(chance: random.Random, template: str, place: str, country: str, when: date, more: str) -> str:
    said = template.format(n=chance.choice(NUMBERS), place=place, country=country, day=f"{when:%A}")
    return f"{said} {more}"


def _ordinary(chance: random.Random) -> str:
    """Sentences of one topic."""
    known = ordinary()
    words = {**known, **chance.choice(list(known["topics"].values())), "many": NUMBERS}
    place, country = chance.choice(known["places"])

    def put(slot: re.Match[str]) -> str:
        fixed = {"place": place, "country": country}
        return fixed.get(slot[1]) or str(chance.choice(words[slot[1]]))

    told = (_SLOT.sub(put, chance.choice(known["patterns"])) for _ in range(chance.randint(*ORDINARY_SENTENCES)))
    return " ".join(sentence[0].upper() + sentence[1:] for sentence in told)


def _more(chance: random.Random, sentences: int) -> str:
    """One sentence to so many, no two of one pattern before there was one of each."""
    known, count = conflict()["more"], chance.randint(1, sentences)
    patterns = [
        pattern for left in range(count, 0, -len(known)) for pattern in chance.sample(known, min(left, len(known)))
    ]
    return " ".join(_more_of(chance, pattern) for pattern in patterns)


def _more_of(chance: random.Random, pattern: str) -> str:
    told = _filled(chance, pattern)
    for slot, choices in (("n", NUMBERS), ("name", NAMES)):
        while f"{{{slot}}}" in told:
            told = told.replace(f"{{{slot}}}", chance.choice(choices), 1)
    told = told.replace("{place}", chance.choice(places())[0])
    return told[0].upper() + told[1:]


def write(
    folder: Path, articles: int, days: int, sentences: int = SENTENCES, mix: Mix = CONFLICT
) -> list[tuple[date, Path]]:
    """A file a day; gives the days with their files."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for day, rows in lines(articles, days, sentences, mix):
        path = folder / f"{day}.jsonl"
        path.write_bytes(b"".join(row + b"\n" for row in rows))
        found.append((day, path))
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=3_000, help="of all days together")
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--stream", action="store_true", help="one article in ten about conflict")
    given = parser.parse_args()
    write(given.folder, given.articles, given.days, mix=STREAM if given.stream else CONFLICT)
