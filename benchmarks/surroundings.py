"""Does what a report tells around an event leave its row as it is (`surroundings.yaml`, sentences in our own words)?

    python benchmarks/surroundings.py [--deeds N] [--all]

A deed is told once alone, and once with a sentence behind it that news tells around such deeds: the conflict and its
dead, the group and what it is known for, the wounded, the reactions, earlier attacks. Each sentence follows N deeds,
taken in turn with the countries, so that the same N gives the same texts. Right is a text of which the row of the deed
has the same sub-event, toll, actors, day and place with the sentence as without it, and in which no other event is
published, but for sentences that tell another one (`beside`). Printed are the sentences that are not right each time
with what became otherwise (`--all`: every text of theirs), then how many texts are right. The rules were made with
these sentences in view: the figure shows gaps, it is no measure of how well new text is coded.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from pipeline.commands.coding import code

COLUMNS = ("sub_event_type", "event_date", "location", "actor1", "actor2", "fatalities", "injured", "captured")
_TUESDAY = 1


@dataclass(frozen=True)
class Case:
    """A deed told alone and with a sentence behind it, and whether that sentence tells another event."""

    sentence: str
    alone: str
    told: str
    published: date
    has_other: bool


def cases(given: Mapping[str, Any], times: int) -> Iterator[Case]:
    """The texts, in the order of the file."""
    told = [
        (sentence, [deed for kind in kinds.split() for deed in given["deeds"][kind]], where == "beside")
        for where in ("around", "beside")
        for kinds, sentences in given[where].items()
        for sentence in sentences
    ]
    number = 0
    for sentence, deeds, has_other in told:
        for _ in range(times):
            yield _case(given["countries"], sentence, deeds, number, has_other=has_other)
            number += 1


def _case(
    countries: Sequence[Mapping[str, Any]], sentence: str, deeds: Sequence[str], number: int, *, has_other: bool
) -> Case:
    country = countries[number % len(countries)]
    place = country["places"][number // len(countries) % len(country["places"])]
    deed = deeds[(number + number // len(deeds)) % len(deeds)].format(place=place)
    alone = f"{deed[0].upper()}{deed[1:]}."
    told = sentence.format(group=country["group"], city=country["city"], country=country["name"])
    middle = date(country["year"], 5, 15)
    tuesday = middle + timedelta(days=(_TUESDAY - middle.weekday()) % 7)
    return Case(sentence, alone, f"{alone} {told[0].upper()}{told[1:]}", tuesday, has_other)


def told_rows(answer: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The columns of the events that are published, or held as ordinary crime."""
    return [
        tuple(event[column] for column in COLUMNS)
        for event in answer.get("events", [])
        if event["status"] == "published" or event["reasons"] == ["NOT_POLITICAL"]
    ]


def otherwise(alone: Sequence[tuple[Any, ...]], told: Sequence[tuple[Any, ...]], *, has_other: bool) -> list[str]:
    """What became otherwise; empty where nothing did."""
    if not told:
        return ["nothing is told"] if alone else []
    if not alone:
        return ["an event"]
    changed = [f"{c} {b!r} for {a!r}" for c, a, b in zip(COLUMNS, alone[0], told[0], strict=True) if a != b]
    return changed + ([] if has_other else [f"also {row[0]}" for row in told[len(alone) :]])


def main(times: int, show_all: bool) -> None:
    """Code every text and print what differs."""
    given = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    asked = list(cases(given, times))
    lines = [
        json.dumps({"id": f"{index}{how}", "text": text, "published": str(case.published)}).encode()
        for index, case in enumerate(asked)
        for how, text in (("a", case.alone), ("b", case.told))
    ]
    answers = [told_rows(answer.body) for answer in code(lines)]
    bad: dict[str, list[tuple[str, list[str]]]] = {}
    for case, alone, told in zip(asked, answers[::2], answers[1::2], strict=True):
        if differs := otherwise(alone, told, has_other=case.has_other):
            bad.setdefault(case.sentence, []).append((case.told, differs))
    for sentence, found in sorted(bad.items(), key=lambda item: (-len(item[1]), item[0])):
        print(f"{times - len(found)} of {times}  {sentence}")
        for text, differs in found if show_all else found[:1]:
            print(f"        {text}  <-  {'; '.join(differs)}")
    print(f"{len(asked) - sum(map(len, bad.values()))} of {len(asked)} right")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--deeds", type=int, default=3, metavar="N", help="deeds for each sentence (default 3)")
    parser.add_argument("--all", action="store_true", help="print every text that is coded otherwise")
    options = parser.parse_args()
    main(options.deeds, options.all)
