"""Figures told day by day in one breath: "killed 20 people on Saturday and 28 on Sunday".

Each day is an incident of its own with its own dead (CODING_RULES 4.1). The second figure stands without its verb, and
often without its noun, so that no parse names it: it is read from the order of the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.language.numbers import Quantity, find_quantities
from pipeline.records import Casualty, Mention, Reading

#: What may stand between the first day and the figure of the next one, and between a figure and its day.
_TO_FIGURE = re.compile(r"\s*(?:,|,?\s*and|;)\s+(?:(?:another|a further|some|at least|about)\s+)*", re.I)
_TO_DAY = re.compile(
    r"(?:\s+(?:more|others|people|civilians|dead|died|deaths)){0,2}\s+(?:on\s+|early on\s+|late on\s+)?", re.I
)


def by_day(reading: Reading, mention: Mention) -> list[Mention]:
    """A mention for each day that has a figure of its own; [] where not two days have one."""
    killed = [casualty for casualty in mention.casualties if casualty.effect == "killed" and casualty.low is not None]
    days = list(_days(reading, mention))
    if not killed or len(days) < 2:
        return []
    first = next((c for c in reversed(killed) if c.end <= reading.time_expressions[days[0]].start), None)
    if first is None:
        return []
    figures = [first]
    for before, after in zip(days, days[1:], strict=False):
        figure = _between(reading, before, after)
        if figure is None:
            break
        start, quantity = figure
        text = reading.text[start : start + len(quantity.phrase)]
        figures.append(_figure(first, start, text, quantity))
    if len(figures) < 2:
        return []
    others = tuple(casualty for casualty in mention.casualties if casualty.effect != "killed")
    return [
        replace(
            mention,
            time_ref=day,
            time_scope="clause",
            casualties=(figure, *(others if number == 0 else ())),
            incident_count=None,
        )
        for number, (day, figure) in enumerate(zip(days, figures, strict=False))
    ]


def _days(reading: Reading, mention: Mention) -> Iterator[int]:
    """The days that the sentence of a mention names, in text order."""
    for index, time in enumerate(reading.time_expressions):
        if time.sentence == mention.sentence and time.type == "DATE":
            yield index


def _between(reading: Reading, before: int, after: int) -> tuple[int, Quantity] | None:
    """The lone figure between two days, and where it begins."""
    begin, end = reading.time_expressions[before].end, reading.time_expressions[after].start
    text = reading.text[begin:end]
    for start, stop, quantity in find_quantities(text):
        if quantity.low is not None and _TO_FIGURE.fullmatch(text, 0, start) and _TO_DAY.fullmatch(text, stop):
            return begin + start, quantity
    return None


def _figure(model: Casualty, start: int, text: str, quantity: Quantity) -> Casualty:
    """A figure without a noun as one of those whom the first day counts."""
    return replace(
        model,
        start=start,
        end=start + len(text),
        text=text,
        low=quantity.low,
        high=quantity.high,
        quantifier=quantity.quantifier,
        series=None,
    )
