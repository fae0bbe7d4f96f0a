"""Which report of a digest a sentence belongs to: "BAGHDAD - A bomb ... KIRKUK - Gunmen ..." is several under one head.

What the reports tell are other events, and no report takes a day or a place from another.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from pipeline.records import Reading

#: Places of datelines that make a digest; several releases from one desk may tell one event again and again.
_SEVERAL = 2


def reports(reading: Reading) -> Sequence[int]:
    """The number of its report for each sentence, from 1 on; 0 for what stands before all, and in any other article."""
    opening: dict[int, str] = {}
    for name in reading.place_names:
        if name.relation == "dateline" and not reading.sentences[name.sentence].is_headline:
            opening.setdefault(name.sentence, name.text.casefold())
    if len(set(opening.values())) < _SEVERAL:
        return [0] * len(reading.sentences)
    return list(accumulate(int(index in opening) for index in range(len(reading.sentences))))
