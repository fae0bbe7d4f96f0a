"""What a bare name in a headline means where the text tells that it is a division: "Blast in Arauca", and then "in
Tame, in the department of Arauca"."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.records import PlaceName
from pipeline.resolve.places import ResolvedPlace

#: Kinds of division that a text names.
_DIVISIONS = frozenset({"province", "district"})


def as_divisions(
    names: Sequence[PlaceName], places: Sequence[ResolvedPlace | None], headline_end: int
) -> list[ResolvedPlace | None]:
    """The places, where a town named in the headline alone is the division of its name that the text tells.

    Args:
        names: The place names of the article.
        places: What each means.
        headline_end: Offset of the first code point after the headline.
    """
    out = list(places)
    for index, (name, place) in enumerate(zip(names, places, strict=True)):
        if name.start >= headline_end or name.feature is not None or place is None or place.feature != "city":
            continue
        again = [
            (other, told)
            for other, told in zip(names, places, strict=True)
            if other.start >= headline_end and other.text.casefold() == name.text.casefold()
        ]
        if again and all(other.feature in _DIVISIONS for other, _ in again) and again[0][1] is not None:
            out[index] = again[0][1]
    return out
