"""Does a dateline before a text leave its rows as they are?

    python benchmarks/datelines.py

Each golden article (`tests/golden/`) whose events lie in one country is coded as it is, and once with a dateline of the
capital of that country before it, "NAIROBI, May 2 (Example Wire) -- ", of the day on which it was published. Articles
with a title, a dateline of their own or no day are left out. Right is a text of which all events, published and held,
have the same sub-event, day, place, country, actors, toll and status. Some are rightly otherwise: of "two died at the
market, police said" the dateline tells the place. Printed are the texts that are otherwise with their rows, then how
many are.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
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

Rows = list[tuple[Any, ...]]


def articles() -> Iterator[tuple[str, str, date]]:
    """Name, text and day of the golden articles that may stand behind a dateline."""
    for folder in sorted(path for path in GOLDEN.iterdir() if (path / "expect.yaml").is_file()):
        expected = yaml.safe_load((folder / "expect.yaml").read_text(encoding="utf-8"))
        text = (folder / "article.txt").read_text(encoding="utf-8")
        if expected.get("published") and not expected.get("title") and not _HEADED.match(text):
            yield folder.name, text, date.fromisoformat(str(expected["published"])[:10])


def coded(texts: Sequence[tuple[str, str, date]]) -> list[tuple[Rows, set[str]]]:
    """The rows of each text, and the countries of its events."""
    lines = [json.dumps({"id": name, "text": text, "published": str(day)}).encode() for name, text, day in texts]
    out = []
    for answer in code(lines):
        events = answer.body.get("events") or []
        rows = [tuple(event.get(column) for column in COLUMNS) for event in events]
        out.append((rows, {event["country"] for event in events if event.get("country")}))
    return out


def dateline(country: str, day: date) -> str | None:
    """ "NAIROBI, May 2 (Example Wire) -- " for a country under its name in the data; None for one without a capital."""
    codes = {row.label: row.code for row in contract.default_spec().codes("country")}
    town = capital_of(gazetteer.load(), codes[country], day) if country in codes else None
    return None if town is None else f"{town.name.upper()}, {day:%b} {day.day} (Example Wire) -- "


def main() -> None:
    """See the module."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    told = list(articles())
    behind, alone = [], []
    for (name, text, day), (rows, countries) in zip(told, coded(told), strict=True):
        head = dateline(next(iter(countries)), day) if len(countries) == 1 else None
        if head is not None:
            behind.append((name, head + text, day))
            alone.append(rows)
    otherwise = 0
    for (name, text, _), before, (after, _) in zip(behind, alone, coded(behind), strict=True):
        if before != after:
            otherwise += 1
            print(f"{name}: {' '.join(text.split())}")
            print(*(f"    - {row}" for row in before if row not in after), sep="\n")
            print(*(f"    + {row}" for row in after if row not in before), sep="\n")
    print(f"{len(behind) - otherwise} of {len(behind)} texts have the same rows behind a dateline")


if __name__ == "__main__":
    main()
