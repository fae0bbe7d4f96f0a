"""The tables of a store with so many made-up events that keep the rules: for the benchmarks of what looks at them all.

A block of 20,000 events (`explorer_release.py`) stands over and over under ids of its own: each copy is a week earlier
and lies a little further north-east, so that there are as many days and places as in news. Of those that broke a rule
of severity E one in a thousand is left in.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

sys.path.insert(0, str(Path(__file__).parent))
import explorer_release

from pipeline import contract
from pipeline.contract import derive, rules

BLOCK = 20_000
APART, DEGREES_APART = timedelta(days=7), 0.0007
KEPT_BROKEN = 1_000
_DAYS = ("event_date", "date_start", "date_end", "published")
_ARTICLES = ("article_id", "coded_id", "because_article_id", "url")


def block(events: int = BLOCK) -> dict[str, pa.Table]:
    """The tables of a store with about so many events."""
    made = explorer_release.tables(events)
    drafts = _drafts(made)
    broken = pa.repeat(pa.scalar(False), drafts.num_rows)
    is_published = pc.equal(drafts["status"], "published")
    for name, rule in contract.default_spec().rules.items():
        if rule.severity == "E":
            broken = pc.or_(broken, rules.evaluate(name, drafts))
    stays = pc.or_(pc.invert(pc.and_(broken, is_published)), pa.array(np.arange(drafts.num_rows) % KEPT_BROKEN == 0))
    drafts = drafts.filter(stays)
    ids = drafts["event_id_cnty"].combine_chunks()
    of_them = {
        name: made[name].filter(pc.is_in(made[name]["event_id_cnty"], ids))
        for name in ("event_sources", "evidence_rows", "revisions")
    }
    articles = of_them["event_sources"]["article_id"].combine_chunks()
    readings = made["readings"].filter(pc.is_in(made["readings"]["article_id"], articles))
    evidence = of_them.pop("evidence_rows")
    return {"draft_events": drafts, **of_them, "coded_events": _coded(evidence), "readings": readings}


def copies(table: pa.Table, events: int) -> pa.Table:
    """A table of a block as that of so many events."""
    highest = max(int(one[3:]) for one in table["event_id_cnty"].to_pylist()) if "event_id_cnty" in _names(table) else 0
    return pa.concat_tables([_copy(table, number, highest) for number in range(-(-events // BLOCK))]).combine_chunks()


def _names(table: pa.Table) -> list[str]:
    return list(table.schema.names)


def _drafts(made: dict[str, pa.Table]) -> pa.Table:
    members: dict[str, list[dict[str, Any]]] = {}
    for row in made["event_sources"].to_pylist():
        members.setdefault(row["event_id_cnty"], []).append(
            {
                "coded_id": f"{row['article_id']}#0",
                **{name: row[name] for name in ("article_id", "event_index", "publisher", "published", "score")},
            }
        )
    rows = []
    for name in ("release_events", "held_events"):
        for row in made[name].to_pylist():
            sub, deaths = row["sub_event_type"], row["fatalities"]
            if derive.sub_event(sub)["fatalities_rule"] in ("zero_error", "zero_warn"):
                deaths = 0
            crowd = "crowd size=no report" if row["event_type"] in ("Protests", "Riots") else None
            published = {"status": "published", "reasons": []} if name == "release_events" else {}
            told = {"fatalities": deaths, "tags": crowd, "members": members[row["event_id_cnty"]]}
            rows.append(row | told | published)
    table = pa.Table.from_pylist(rows, schema=contract.arrow_schema("draft_events"))
    return _with_notes(table)


def _with_notes(table: pa.Table) -> pa.Table:
    """The notes open as the day and its precision demand."""
    day, precision = table["event_date"].combine_chunks(), table["time_precision"].combine_chunks()
    exact = pc.equal(precision, 1)
    opening = pc.binary_join_element_wise(
        pc.if_else(exact, "On", "Around"), rules.spoken_day(day), pc.if_else(exact, "", "(week of)"), " "
    )
    rest = pc.replace_substring_regex(table["notes"].combine_chunks(), r"^[^,]*,", "")
    notes = pc.binary_join_element_wise(pc.utf8_trim(opening, " "), rest, ",")
    place = table.schema.get_field_index("notes")
    return table.set_column(place, table.schema.field(place), notes)


def _coded(evidence: pa.Table) -> pa.Table:
    """Coded events that hold this evidence; of the rest of their columns only what publishing reads."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in evidence.to_pylist():
        passage = {name: row[name] for name in ("field", "start", "end", "quote", "rule")}
        found.setdefault(row["article_id"], []).append(passage)
    schema = contract.arrow_schema("coded_events")
    wanted = pa.schema([schema.field(name) for name in ("coded_id", "article_id", "confidence", "evidence")])
    rows = [
        {"coded_id": f"{article}#0", "article_id": article, "confidence": 0.8, "evidence": passages}
        for article, passages in found.items()
    ]
    return pa.Table.from_pylist(rows, schema=wanted)


def _copy(table: pa.Table, number: int, highest: int) -> pa.Table:
    if not number:
        return table
    for place, field in enumerate(table.schema):
        column = table[field.name].combine_chunks()
        if field.name in _DAYS:
            days = pc.subtract(pc.cast(column, pa.int32()), pa.scalar(number * APART.days, pa.int32()))
            made = pc.cast(days, pa.date32())
        elif field.name in ("latitude", "longitude"):
            # Of numpy: pyarrow multiplies by 0.0001, so that what it rounds may not be the nearest number.
            moved = np.round(column.to_numpy(zero_copy_only=False) + number * DEGREES_APART, 4)
            made = pa.array(moved, from_pandas=True)
        elif field.name == "event_id_cnty":
            later = pc.add(pc.cast(pc.utf8_slice_codeunits(column, 3), pa.int64()), number * highest)
            made = pc.binary_join_element_wise(pc.utf8_slice_codeunits(column, 0, 3), pc.cast(later, pa.string()), "")
        elif field.name in _ARTICLES:
            made = pc.replace_substring_regex(column, r"\ba(\d)", rf"c{number}a\1")
        elif field.name == "members":
            made = _other_members(column, number)
        else:
            continue
        table = table.set_column(place, field, made)
    if "year" in table.column_names:
        place = table.schema.get_field_index("year")
        field = table.schema.field(place)
        table = table.set_column(place, field, pc.cast(pc.year(table["event_date"]), field.type))
        table = _with_notes(table)
    return table


def _other_members(members: pa.ListArray, number: int) -> pa.ListArray:
    flat = members.flatten()
    names = [flat.type.field(place).name for place in range(flat.type.num_fields)]
    values = [flat.field(name) for name in names]
    values = [
        pc.replace_substring_regex(value, r"\ba(\d)", rf"c{number}a\1") if name in _ARTICLES else value
        for name, value in zip(names, values, strict=True)
    ]
    made = pa.StructArray.from_arrays(values, fields=list(flat.type))
    return pa.ListArray.from_arrays(members.offsets, made, type=members.type)
