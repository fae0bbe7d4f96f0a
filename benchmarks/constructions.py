"""How many plain sentences are coded right in every column (`constructions.yaml`: constructions with gaps, our words).

    python benchmarks/constructions.py [--fillings N] [--all]

Each construction is filled N times, the gaps taken in turn, so that the same N gives the same sentences. An answer is
right when one event is published or held as ordinary crime (NOT_POLITICAL) and its sub-event, toll, actors, day and
place are those expected. Printed are the constructions that are not right each time with what is wrong (`--all`: every
sentence of theirs), then the share of sentences right and the columns that were wrong. The rules were made with these
sentences in view: the figure shows gaps, it is no measure of how well new text is coded.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pipeline.commands.coding import code

#: Steps by which the gaps are filled; they share no divisor with most lists, so that the fillings mix.
_STEPS = {"place": 3, "time": 5, "order": 7, "doer": 2, "victim": 5, "crowd": 1}


@dataclass(frozen=True)
class Case:
    """A sentence, the construction that it fills, and the values that its event must have."""

    construction: str
    text: str
    expected: Mapping[str, Any]


def cases(given: Mapping[str, Any], fillings: int) -> Iterator[Case]:
    """The sentences, in the order of the file."""
    number = 0
    for family in given["families"]:
        for construction in family["constructions"]:
            for _ in range(fillings):
                yield _filled(given, family["expect"], construction, number)
                number += 1


def _filled(given: Mapping[str, Any], expect: Mapping[str, Any], construction: str, number: int) -> Case:
    def of(name: str) -> Any:
        found: Sequence[Any] = given[f"{name}s"]
        return found[(number * _STEPS[name] + number // len(found)) % len(found)]

    (place, location), (time, day) = of("place"), of("time")
    (doer, actor1), (victim, count, actor2) = of("doer"), of("victim")
    were = "were" if count > 1 else "was"
    deed = construction.format(doer=doer, victim=victim, were=were, crowd=of("crowd"))
    text = of("order").format(deed=deed, place=place, time=time)
    expected = {"event_date": str(day), "location": location}
    if "{doer}" in construction:
        expected["actor1"] = actor1
    if "{victim}" in construction:
        expected["actor2"] = actor2
    expected |= {key: value for key, value in expect.items() if key != "toll"}
    if "toll" in expect:
        expected[expect["toll"]] = count
    if expected["sub_event_type"] == "Suicide bomb":
        expected["fatalities"] = [count, count + 1]  # with the bomber or without
    return Case(construction, f"{text[0].upper()}{text[1:]} {given['home']}", expected)


def wrong(expected: Mapping[str, Any], events: Sequence[Mapping[str, Any]]) -> list[str]:
    """The columns in which the answer differs; "none" or "several" where not one event is told."""
    told = [event for event in events if event["status"] == "published" or event["reasons"] == ["NOT_POLITICAL"]]
    if len(told) != 1:
        return ["several" if told else "none"]
    return [f"{column} {told[0][column]}" for column, value in expected.items() if not _fits(told[0][column], value)]


def _fits(found: Any, value: Any) -> bool:
    if isinstance(value, list):
        return any(_fits(found, one) for one in value)
    return str(found or "").startswith(value) if isinstance(value, str) else (found or 0) == value


def main(fillings: int, show_all: bool) -> None:
    """Code every sentence and print what differs."""
    given = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    asked = list(cases(given, fillings))
    lines = [
        json.dumps({"id": str(index), "text": case.text, "published": str(given["published"])}).encode()
        for index, case in enumerate(asked)
    ]
    columns: Counter[str] = Counter()
    bad: dict[str, list[tuple[str, list[str]]]] = {}
    for case, answer in zip(asked, code(lines), strict=True):
        differs = wrong(case.expected, answer.body.get("events", []))
        columns.update(one.partition(" ")[0] for one in differs)
        if differs:
            bad.setdefault(case.construction, []).append((case.text, differs))
    for construction, found in sorted(bad.items(), key=lambda item: (-len(item[1]), item[0])):
        print(f"{fillings - len(found)} of {fillings}  {construction}")
        for text, differs in found if show_all else found[:1]:
            print(f"        {text}  <-  {'; '.join(differs)}")
    right = len(asked) - sum(map(len, bad.values()))
    print(f"{right} of {len(asked)} right; wrong columns: {dict(sorted(columns.items()))}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--fillings", type=int, default=6, metavar="N", help="sentences for each construction (default 6)"
    )
    parser.add_argument("--all", action="store_true", help="print every sentence that is coded otherwise")
    options = parser.parse_args()
    main(options.fillings, options.all)
