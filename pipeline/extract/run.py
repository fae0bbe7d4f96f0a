"""Read each screened article with spaCy and write down the events it tells, where it tells them.

extract(tables, run) -> Result
    reads   screened
    writes  readings   one row an article that tells of at least one event
            mentions   one row an event told once
An article without a mention is refused (NO_EVENT_MENTION); a copy too (DUPLICATE_OF): its original is read instead.
What an article tells that can be no event (talk of violence in general, harm that is none of conflict) is refused by
itself, with the reason and where it stands.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from pipeline import contract
from pipeline.extract.articles import read_article, refuse
from pipeline.records import Mention, Reading, Reject
from pipeline.stage import Result, Run


def extract(tables: Mapping[str, pa.Table], run: Run) -> Result:
    """Stage function: see the module."""
    readings: list[Reading] = []
    found: list[Mention] = []
    rejected: list[Reject] = []
    for document in contract.to_records(tables["screened"], "screened"):
        if document.duplicate_of is not None:
            rejected.append(refuse(document, "DUPLICATE_OF", document.duplicate_of))
            continue
        reading, own, refused = read_article(document)
        rejected.extend(refused)
        if own:
            readings.append(reading)
            found.extend(own)
        else:
            told = ", ".join(sorted({part.reason for part in refused}))
            detail = f"all that it tells is refused: {told}" if told else "no word that signals an event"
            rejected.append(refuse(document, "NO_EVENT_MENTION", detail))
    return Result(
        {"readings": contract.from_records("readings", readings), "mentions": contract.from_records("mentions", found)},
        contract.from_records("rejects", rejected),
    )
