"""Figures told place by place in one breath: "killed 12 people in Khan Younis, five in Rafah and one each in A and B".

Each place is an incident of its own with its own figure (CODING_RULES 4.2, 5.5). The second figure stands without its
verb, and often without its noun, so that no parse names it: it is read from the order of the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.language.numbers import Quantity, find_quantities
from pipeline.records import Casualty, Mention, Participant, PlaceName, Reading
from pipeline.reference import countries
from pipeline.reference.actors import role_of

#: What stands before the figure of a place other than the first, and what stands between the figure and the name.
_SEPARATED = re.compile(
    r"(?:[,;:(\u2013\u2014]|\b(?:and|while|with|plus))\s*(?:(?:and|while|another|also|the)\s+)*$", re.I
)
_TO_NAME = re.compile(
    r"(?P<who>(?:\s+[\w'\u2019-]+){0,4}?)(?:\s+(?:were|was)\s+killed|\s+(?:died|dead|deaths))?(?P<each>\s+each)?"
    r"\s+(?:in|at|near|outside|around|inside)(?:\s+[a-z-]+){0,5}\s*"
)
#: The same between the figure of a part and the name, and before that figure.
_PART_TO_NAME = re.compile(
    r"(?:\s+(?:people|others))?(?P<them>\s+of\s+(?:them|those|whom))?(?:\s+(?:were|was)(?:\s+killed)?)?"
    r"\s+(?:in|near)(?:\s+(?:an?|the))?(?:\s+[A-Z][\w-]+)?(?:\s+(?:city|district|province|town|village)\s+of)?\s*",
    re.I,
)
_PART_LED = re.compile(r"[,;\u2013\u2014(]\s*(?P<including>including\s+)?(?:at least\s+)?$", re.I)
#: Between two names of places that share a figure, or that a figure "each" goes to.
_NEXT_NAME = re.compile(r"\s*(?:,|,?\s*and)\s+(?:(?:in|at|near)\s+)?(?:the\s+)?", re.I)
_ARTICLE = re.compile(r"\ban?\b(?! (?:dozen|hundred|few|further|total|couple|number|half)\b)")
#: Words that stand for people told before: "three others", "two more".
_OTHERS = frozenset({"", "more", "others", "other people", "people", "persons"})
_AT = frozenset({"in", "near", "none", "direction"})
_EFFECTS = frozenset({"killed", "injured", "captured"})


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure beside the name of a place: where it begins, its words up to its end, and who it counts."""

    start: int
    end: int
    quantity: Quantity
    who: str
    is_each: bool

    @property
    def is_bare(self) -> bool:
        """Without a noun of its own: "five", "three others"."""
        return self.who.strip().casefold() in _OTHERS


def by_share(reading: Reading, mention: Mention) -> list[Mention]:
    """A mention for each place that has a figure of its own; [] where not every place of the mention has one."""
    counted = [casualty for casualty in mention.casualties if casualty.effect in _EFFECTS]
    refs = _scenes(reading, mention)
    towns = [ref for ref in refs if countries.find_country(reading.place_names[ref].text) is None]
    if len(towns) == 1 and counted and (part := _part_of_total(reading, mention, counted, towns[0])) is not None:
        return [part]
    if not counted or len(refs) < 2:
        return []
    figures = _figures(reading, mention, refs)
    if len(figures) < 2:
        return []
    effect = next((c.effect for c in counted if c.end > figures[0][1].start), counted[0].effect)
    model = next(c for c in counted if c.effect == effect)
    bounds = [figure.start for _, figure in figures]
    shared = [ref for ref in mention.place_refs if ref not in refs]
    last = reading.place_names[figures[-1][0]].end
    behind = [c for c in counted if c.start >= last and c.effect != effect]
    out = []
    for number, (ref, figure) in enumerate(figures):
        start = min(bounds[0], mention.trigger.start) if number == 0 else figure.start
        later = [bound for bound in bounds if bound > figure.start]
        end = min(later, default=last)
        # The words of the figure itself count nobody else: of "four in A, and 30 were wounded" the four died.
        others = [c for c in counted if c.effect != effect and not figure.start <= c.start < figure.end]
        own = [c for c in others if start <= c.start < end]
        people = [t for t in mention.targets if figure.start <= t.start < reading.place_names[ref].start]
        out.append(
            replace(
                mention,
                place_refs=(ref, *shared),
                # "... and 30 were wounded" behind the last place is of all of them (5.5).
                casualties=(_casualty(reading, model, figure), *own, *share(behind, number, len(figures))),
                targets=tuple(people) or _alike(mention, figure),
                incident_count=None,
            )
        )
    return out


def _part_of_total(reading: Reading, mention: Mention, counted: Sequence[Casualty], ref: int) -> Mention | None:
    """A mention with what the only town that it names has of a total: three, of "killed nine people, three of them in
    Tikrit"; None where the town has no part of its own. Where the others were is not told."""
    start = reading.sentences[mention.sentence].start
    text = reading.text[start : reading.place_names[ref].start]
    for begin, stop, quantity in find_quantities(text):
        beside, leading = _PART_TO_NAME.fullmatch(text, stop), _PART_LED.search(text, 0, begin)
        if beside is None or leading is None or not (beside["them"] or leading["including"]):
            continue
        figure = _Figure(start + begin, start + stop, quantity, "", is_each=False)
        models = [c for c in counted if c.end <= figure.start and (c.low or 0) > (quantity.low or 0)]
        if models:
            others = tuple(c for c in mention.casualties if c.effect != models[-1].effect)
            return replace(mention, place_refs=(ref,), casualties=(_casualty(reading, models[-1], figure), *others))
    return None


def _alike(mention: Mention, figure: _Figure) -> tuple[Participant, ...]:
    """Those whom a figure without a noun counts: the people told before it."""
    return mention.targets[:1] if figure.is_bare else ()


def _casualty(reading: Reading, model: Casualty, figure: _Figure) -> Casualty:
    """A figure as one of the mention's casualties, of the effect that another of its figures has."""
    end = figure.end + len(figure.who)
    is_bare = figure.is_bare
    return replace(
        model,
        start=figure.start,
        end=figure.end,
        text=reading.text[figure.start : figure.end],
        low=figure.quantity.low,
        high=figure.quantity.high,
        quantifier=figure.quantity.quantifier,
        group_start=model.group_start if is_bare else figure.start,
        group_end=model.group_end if is_bare else end,
        group_text=model.group_text if is_bare else reading.text[figure.start : end],
        series=None,
    )


def _scenes(reading: Reading, mention: Mention) -> list[int]:
    """The place names of a mention in text order, those left out that others lie in: of "Gwoza, Borno" the town."""
    names = reading.place_names
    refs = sorted(set(mention.place_refs), key=lambda ref: names[ref].start)
    outers = {names[ref].parent for ref in refs}
    sentence = reading.sentences[mention.sentence]
    return [
        ref
        for ref in refs
        if ref not in outers and names[ref].relation in _AT and sentence.start <= names[ref].start < sentence.end
    ]


def _figures(reading: Reading, mention: Mention, refs: Sequence[int]) -> list[tuple[int, _Figure]]:
    """The figure of each place name; [] where one has none of its own."""
    out: list[tuple[int, _Figure]] = []
    before: PlaceName | None = None
    for ref in refs:
        name = reading.place_names[ref]
        begin = reading.sentences[mention.sentence].start if before is None else before.end
        figure = _figure(reading, mention, begin, name.start, is_first=before is None)
        if figure is None and before is not None and _NEXT_NAME.fullmatch(reading.text[before.end : name.start]):
            last = out[-1][1]
            figure = last if last.is_each else None
        if figure is None:
            return []
        out.append((ref, figure))
        before = name
    return out


def _figure(reading: Reading, mention: Mention, begin: int, end: int, *, is_first: bool) -> _Figure | None:
    """The figure that the words up to a name tell of it."""
    text = reading.text[begin:end]
    for start, stop, quantity in reversed([*_articles(text), *find_quantities(text)]):
        beside = _TO_NAME.fullmatch(text, stop)
        at, after = begin + start, begin + stop
        if beside is None or any(time.start < after and at < time.end for time in reading.time_expressions):
            continue
        is_told = any(c.start <= at < c.end or at <= c.start < after for c in mention.casualties)
        is_apart = _SEPARATED.search(text, 0, start) is not None
        who = beside["who"].strip().casefold()
        is_of_people = is_apart and (who in _OTHERS or role_of(who) is not None)
        if not (is_of_people or (is_told and (is_first or is_apart))):
            return None
        return _Figure(at, after, quantity, beside["who"], beside["each"] is not None)
    return None


def _articles(text: str) -> Iterator[tuple[int, int, Quantity]]:
    """Nouns in the singular as figures: "a trader"."""
    for found in _ARTICLE.finditer(text):
        yield found.start(), found.end(), Quantity(1, 1, "exact", found.group())


def share(casualties: Sequence[Casualty], index: int, parts: int) -> tuple[Casualty, ...]:
    """The share of one part: each as many, the rest one each from the first on (CODING_RULES 5.5)."""
    out = []
    for casualty in casualties:
        low, high = (
            None if value is None else value // parts + (index < value % parts)
            for value in (casualty.low, casualty.high)
        )
        if high != 0:
            out.append(replace(casualty, low=low, high=high))
    return tuple(out)
