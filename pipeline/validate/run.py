"""Validate draft events: every declared rule, through Great Expectations.

validate(tables, run) -> Result
    reads   draft_events, deletions
    writes  events   published rows that passed every rule of severity E (`qa_flags` names the W ones that they
                     break, and the checks H07 and H08), and
                     held rows that passed the rules that hold without a complete row (`HELD_RULES`)
            checks   one row a rule, one for each check of the table as a whole (severity T), and one for each check
                     of what is new against what was there before (`pipeline/validate/batch.py`)
    rejects          a row that breaks a rule of severity E: reason = id of the rule, key = event_id_cnty; one for
    each rule
A check of severity T that failed stops the publication: `pipeline/publish` refuses to release. It stops nothing
here, so that its report can be read. `pipeline/contract/report.py` renders the table `checks`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline import contract
from pipeline.contract.expectations import Answer, evaluate
from pipeline.contract.rules import columns_of
from pipeline.records import Check, Reject
from pipeline.stage import Result, Run
from pipeline.validate import batch

#: Rules that also a row must keep that is held back because something about it is not known.
HELD_RULES = ("R01", "R03", "R04", "R05", "R13", "R20", "R21", "R22")

#: A run in which more of the published rows break a rule is broken itself; a few rows say nothing.
MOST_REFUSED, FEWEST_ROWS = 0.2, 20

#: The rule that says which days the dataset covers.
SPAN_RULE = "R02"

#: Ids of failing rows that a check names.
MOST_EXAMPLES = 20
_DETAIL_LENGTH = 300

ERROR, WARNING, TABLE = "E", "W", "T"

#: All columns that a rule or a check of the batch looks at.
_OF_RULES = (name for rule in contract.default_spec().rules.values() for name in columns_of(rule))
_LOOKED_AT = tuple(dict.fromkeys((*batch.COLUMNS, *_OF_RULES)))


def validate(tables: Mapping[str, pa.Table], run: Run) -> Result:
    """Stage function: see the module."""
    drafts = tables["draft_events"].combine_chunks()
    is_published = pc.equal(drafts["status"], "published")
    # A million events fill the memory: of each of them only what is looked at stands there twice.
    looked_at = drafts.select(_LOOKED_AT)
    published, held = looked_at.filter(is_published), looked_at.filter(pc.invert(is_published))
    answers, held_answers = evaluate(published), evaluate(held, HELD_RULES)

    broken = pa.concat_tables([_broken(published, answers, ERROR), _broken(held, held_answers, ERROR)])
    batch_checks, batch_flags = batch.checks(published)
    flags = pa.concat_tables([_broken(published, answers, WARNING), batch_flags])
    checks = [
        *(_rule_check(answer, published, held_answers.get(name), held) for name, answer in answers.items()),
        *_table_checks(drafts, published, broken, tables["deletions"]),
        *batch_checks,
    ]
    del looked_at, published, held  # before the events stand there a second time
    is_broken = pc.is_in(drafts["event_id_cnty"], broken["event_id_cnty"].combine_chunks())
    kept = drafts.filter(pc.invert(is_broken)) if broken.num_rows else drafts
    return Result(
        {"events": _flagged(kept, flags), "checks": contract.from_records("checks", checks)},
        contract.from_records("rejects", _rejects(drafts, broken, run.batch)),
    )


def _broken(rows: pa.Table, answers: Mapping[str, Answer], severity: str) -> pa.Table:
    """What breaks rules of a severity: `event_id_cnty` and `rule`, each pair once, in the order of the rules."""
    ids = rows["event_id_cnty"]
    found = [
        pa.table({"event_id_cnty": failing, "rule": pa.repeat(name, len(failing))})
        for name, answer in answers.items()
        if answer.rule.severity == severity
        for failing in [pc.unique(ids.take(answer.failing))]
    ]
    nothing = pa.schema([("event_id_cnty", pa.string()), ("rule", pa.string())]).empty_table()
    return pa.concat_tables([nothing, *found])


def _rejects(drafts: pa.Table, broken: pa.Table, batch: str) -> list[Reject]:
    """One row for each rule that an event breaks, saying with which values."""
    rules = contract.default_spec().rules
    rules_of: dict[str, list[str]] = {}
    for event_id, name in zip(*(broken[column].to_pylist() for column in broken.column_names), strict=True):
        rules_of.setdefault(event_id, []).append(name)
    found = []
    for row in drafts.filter(pc.is_in(drafts["event_id_cnty"], pa.array(sorted(rules_of), pa.string()))).to_pylist():
        for name in rules_of[row["event_id_cnty"]]:
            shown = (column for column in columns_of(rules[name]) if column != "event_id_cnty")
            if name == "R00":
                detail = "empty: " + ", ".join(column for column in shown if row[column] is None)
            else:
                detail = "; ".join(f"{column}={row[column]}" for column in shown)
            members = row["members"]
            found.append(
                Reject(
                    stage="validate", key=row["event_id_cnty"],
                    article_id=members[0]["article_id"] if members else None, reason=name,
                    detail=detail[:_DETAIL_LENGTH], batch=batch,
                )
            )  # fmt: skip
    return sorted(set(found), key=lambda reject: (reject.key, reject.reason, reject.detail))


def _flagged(rows: pa.Table, flags: pa.Table) -> pa.Table:
    """The rows as table `events`, with the rules of severity W that they break among their `qa_flags`."""
    schema = contract.arrow_schema("events")
    own = rows["qa_flags"].combine_chunks()
    places = pc.index_in(flags["event_id_cnty"], rows["event_id_cnty"].combine_chunks())
    given = pa.table({"row": pc.cast(places, pa.int64()), "flag": flags["rule"]}).filter(pc.is_valid(places))
    known = pa.table({"row": pc.list_parent_indices(own), "flag": pc.list_flatten(own)})
    each = pa.concat_tables([known, given]).group_by(["row", "flag"]).aggregate([])
    each = each.sort_by([("row", "ascending"), ("flag", "ascending")]).combine_chunks()
    offsets = np.searchsorted(each["row"].to_numpy(), np.arange(rows.num_rows + 1))
    columns = {name: rows[name] for name in schema.names}
    columns["qa_flags"] = pa.ListArray.from_arrays(
        pa.array(offsets, pa.int32()), each["flag"].combine_chunks(), type=schema.field("qa_flags").type
    )
    return pa.Table.from_arrays([columns[name] for name in schema.names], schema=schema)


def _rule_check(answer: Answer, published: pa.Table, held_answer: Answer | None, held: pa.Table) -> Check:
    """What became of one rule, over published rows and, where it holds for them, held ones."""
    ids = published["event_id_cnty"].take(answer.failing)
    rows, results = published.num_rows, {"published": answer.results}
    if held_answer is not None:
        ids = pa.chunked_array([*ids.chunks, *held["event_id_cnty"].take(held_answer.failing).chunks], pa.string())
        rows, results = rows + held.num_rows, results | {"held": held_answer.results}
    return Check(
        check_id=answer.rule.id,
        severity=answer.rule.severity,
        description=answer.rule.description,
        rows_checked=rows,
        rows_failed=len(ids),
        examples=_examples(ids),
        is_passed=not len(ids),
        result=json.dumps(results, ensure_ascii=False, sort_keys=True),
    )


def _table_checks(drafts: pa.Table, published: pa.Table, broken: pa.Table, deletions: pa.Table) -> Iterable[Check]:
    """Checks of the table as a whole; one that fails stops the publication."""
    ids = drafts["event_id_cnty"]
    risen = ids.filter(pc.is_in(ids, deletions["event_id_cnty"].combine_chunks()))
    yield _table_check("T01", "No id of a deleted event is in use again.", len(ids), risen, has_failed=bool(len(risen)))
    judged = published["event_id_cnty"]
    judged = judged.filter(pc.invert(pc.is_in(judged, _before_the_dataset(published, broken))))
    refused = judged.filter(pc.is_in(judged, broken["event_id_cnty"].combine_chunks()))
    is_broken = len(judged) >= FEWEST_ROWS and len(refused) > MOST_REFUSED * len(judged)
    description = (
        f"At most {MOST_REFUSED:.0%} of the published rows break a rule of severity E, where there are {FEWEST_ROWS}; "
        "rows that are only older than the dataset are not counted."
    )
    yield _table_check("T02", description, len(judged), refused, has_failed=is_broken)
    without = ids.filter(pc.equal(pc.list_value_length(drafts["members"]), 0))
    description = "Every event is told by at least one article."
    yield _table_check("T03", description, len(ids), without, has_failed=bool(len(without)))


def _before_the_dataset(published: pa.Table, broken: pa.Table) -> pa.Array:
    """Ids of rows refused only since they are older than the dataset.

    An archive of older news is no defect of the run: its rows stand in `rejects`, and the newer ones are released.
    """
    (first_day,) = (
        check.params["minimum"]
        for check in contract.default_spec().rules[SPAN_RULE].checks
        if "minimum" in check.params
    )
    is_older = pc.fill_null(pc.less(published["event_date"], pa.scalar(first_day, pa.date32())), False)
    older = published["event_id_cnty"].filter(is_older)
    of_span, of_others = (
        broken["event_id_cnty"].filter(is_it).combine_chunks()
        for is_it in (pc.equal(broken["rule"], SPAN_RULE), pc.not_equal(broken["rule"], SPAN_RULE))
    )
    only = pc.and_(pc.is_in(older, of_span), pc.invert(pc.is_in(older, of_others)))
    return older.filter(only).combine_chunks()


def _table_check(name: str, description: str, rows: int, ids: pa.ChunkedArray, *, has_failed: bool) -> Check:
    return Check(
        check_id=name,
        severity=TABLE,
        description=description,
        rows_checked=rows,
        rows_failed=len(ids),
        examples=_examples(ids),
        is_passed=not has_failed,
    )


def _examples(ids: pa.ChunkedArray) -> tuple[str, ...]:
    """The first ones in the order of text."""
    distinct = pc.unique(ids)
    return tuple(distinct.take(pc.sort_indices(distinct)[:MOST_EXAMPLES]).to_pylist())
