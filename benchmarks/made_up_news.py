"""Articles that look like news and are made up, from a fixed seed: what the other benchmarks of operation read.

    python benchmarks/made_up_news.py FOLDER --articles 3000 --days 30

writes FOLDER/<day>.jsonl for each day. Of 100 articles about 40 tell of an event, 35 of something else, 8 are copies of
an article of the day or the day before, 8 tell of an earlier event again with another toll, 4 are web pages, and the
rest is bad: lines that are no JSON, no text, a byte that is no UTF-8, a page of a thousand nested tags.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

SEED = 20240208
FIRST_DAY = date(2024, 2, 1)
PLACES = (
    ("Mosul", "Iraq"), ("Kirkuk", "Iraq"), ("Idlib", "Syria"), ("Aleppo", "Syria"), ("Kandahar", "Afghanistan"),
    ("Peshawar", "Pakistan"), ("Quetta", "Pakistan"), ("Maiduguri", "Nigeria"), ("Kaduna", "Nigeria"), ("Gao", "Mali"),
    ("Mopti", "Mali"), ("Goma", "Democratic Republic of Congo"), ("Bunia", "Democratic Republic of Congo"),
    ("Mogadishu", "Somalia"), ("Kismayo", "Somalia"), ("Kharkiv", "Ukraine"), ("Kherson", "Ukraine"),
    ("Nairobi", "Kenya"), ("Kisumu", "Kenya"), ("Lima", "Peru"), ("Bogota", "Colombia"), ("Cali", "Colombia"),
    ("Karachi", "Pakistan"), ("Taiz", "Yemen"), ("Hodeidah", "Yemen"), ("El Fasher", "Sudan"), ("Nyala", "Sudan"),
)  # fmt: skip
NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
EVENTS = (
    "A roadside bomb killed {n} soldiers near {place}, {country}, on {day}, the army said.",
    "Gunmen attacked a village near {place}, {country}, on {day} and killed {n} farmers, a local official said.",
    "An air strike killed {n} civilians in {place}, {country}, on {day}, residents said.",
    "Hundreds of teachers marched peacefully through {place}, {country}, on {day} to demand higher pay.",
    "Soldiers and rebels clashed outside {place}, {country}, on {day}; {n} rebels were killed, the army said.",
    "Police arrested {n} protesters in {place}, {country}, on {day}, a lawyer said.",
    "Rioters burned shops in {place}, {country}, on {day} and {n} people were hurt, police said.",
    "Shelling killed {n} people in {place}, {country}, on {day}, a doctor said.",
)
MORE = (
    "The road was closed for hours and reopened in the evening.", "Nobody claimed responsibility.",
    "A spokesman declined to comment.", "Residents said they had heard shouting before dawn.",
    "The governor called for calm and promised an inquiry.", "Schools stayed shut the next morning.",
    "Aid groups said that roads in the district had been unsafe for months.",
    "The market, which opens twice a week, was almost empty.", "Officials gave no further details.",
    "Prices of flour have doubled since the summer, traders said.",
)  # fmt: skip
OTHER = (
    "The home side won the cup final in {place} after the striker scored twice in the second half.",
    "The central bank of {country} kept its rate unchanged, as analysts had expected.",
    "A new bridge near {place} will open in spring, the ministry of transport of {country} said.",
    "Farmers around {place} expect a good harvest after a wet winter.",
    "The film festival of {place} opened with a comedy about two brothers and a goat.",
    "A study in {country} found that children who read at home do better at school.",
)
SENTENCES = 8
COPY, AGAIN, PAGE, BAD, OFF_TOPIC = 0.08, 0.16, 0.20, 0.25, 0.60
BAD_LINES = (b"not json", b'{"text": "An article without a name."}', b'{"id": "%s", "text": ""}', b"\xff\xfe{}")


def lines(articles: int, days: int) -> Iterator[tuple[date, list[bytes]]]:
    """The article lines of each day."""
    chance = random.Random(SEED)
    told: list[tuple[str, str, str, date]] = []
    texts: list[str] = []
    number = 0
    for index in range(days):
        day = FIRST_DAY + timedelta(index)
        found: list[bytes] = []
        for _ in range(articles * (index + 1) // days - articles * index // days):
            number += 1
            found.append(_line(chance, f"made-up-{number:07}", day, told, texts))
        texts = texts[-articles // days :]
        told = told[-articles // days :]
        yield day, found


def _line(
    chance: random.Random, name: str, day: date, told: list[tuple[str, str, str, date]], texts: list[str]
) -> bytes:
    kind = chance.random()
    more = " ".join(chance.sample(MORE, chance.randrange(3, SENTENCES)))
    if PAGE <= kind < BAD and chance.random() < 0.8:
        bad = chance.choice((*BAD_LINES, b'{"id": "%s", "html": "' + b"<div>" * 1_000 + b'"}'))
        return bad.replace(b"%s", name.encode())
    if kind < COPY and texts:
        text = chance.choice(texts)
    elif kind < AGAIN and told:
        template, place, country, when = chance.choice(told)
        text = template.format(n=chance.choice(NUMBERS), place=place, country=country, day=f"{when:%A}") + " " + more
    elif kind < OFF_TOPIC or kind < BAD:
        template, (place, country) = chance.choice(EVENTS), chance.choice(PLACES)
        when = day - timedelta(chance.choice((0, 0, 0, 1, 2)))
        told.append((template, place, country, when))
        text = template.format(n=chance.choice(NUMBERS), place=place, country=country, day=f"{when:%A}") + " " + more
    else:
        place, country = chance.choice(PLACES)
        text = chance.choice(OTHER).format(place=place, country=country) + " " + more
    texts.append(text)
    body = {"html": f"<html><body><nav>Home</nav><article><p>{text}</p></article></body></html>"}
    row = {"id": name, "published": str(day), "source": f"Wire {chance.randrange(20)}"}
    return json.dumps(row | (body if AGAIN <= kind < PAGE else {"text": text})).encode()


def write(folder: Path, articles: int, days: int) -> list[tuple[date, Path]]:
    """A file a day; gives the days with their files."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for day, rows in lines(articles, days):
        path = folder / f"{day}.jsonl"
        path.write_bytes(b"".join(row + b"\n" for row in rows))
        found.append((day, path))
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=3_000, help="of all days together")
    parser.add_argument("--days", type=int, default=30)
    given = parser.parse_args()
    write(given.folder, given.articles, given.days)
