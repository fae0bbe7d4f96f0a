"""`casus review`: held events and merge proposals out as CSV, a reviewer's decisions back in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from pipeline import contract, job
from pipeline.commands.lines import writing_lines
from pipeline.commands.opening import dataset
from pipeline.commands.progress import say
from pipeline.errors import SettingError, cause_of
from pipeline.merge import corrections
from pipeline.merge.settle import PUBLISHED, split
from pipeline.publish.exports import cell
from pipeline.records import Correction, DraftEvent
from pipeline.store import Store

#: What a reviewer reads, and what a reviewer fills in.
SHOWN = (
    "event_id_cnty", "other_event_id", "points", "status", "held_because", "event_date", "country", "admin1",
    "location", "sub_event_type", "actor1", "actor2", "fatalities", "notes", "words", "other_event",
)  # fmt: skip
FILLED_IN = ("action", "field", "new_value", "reviewer", "decided_on", "reason")
#: Columns that a file of decisions must have; the others are for the eye.
NEEDED = ("event_id_cnty", "other_event_id", *FILLED_IN)
#: Mistakes of a file that are told at once.
MOST_TOLD = 5
_WORDS_SEPARATOR = " | "


def export(folder: str, target: str) -> None:
    """Write the held events and the merge proposals of a dataset as CSV, with empty columns for decisions.

    Args:
        folder: Folder of the dataset.
        target: Path of the file, or "-".
    """
    store = dataset(folder)
    drafts = {row.event_id_cnty: row for row in contract.to_records(store.read("draft_events"), "draft_events")}
    words = _words(store)
    rows = [_row(event, words) for event in drafts.values() if event.status != PUBLISHED]
    proposals = store.read("merge_proposals").to_pylist()
    for pair in sorted(proposals, key=lambda row: (-row["points"], row["event_id_cnty"], row["other_event_id"])):
        one, other = drafts[pair["event_id_cnty"]], drafts[pair["other_event_id"]]
        about = {"other_event_id": other.event_id_cnty, "points": pair["points"], "other_event": _summary(other)}
        rows.append(_row(one, words) | about)
    stream = io.StringIO()
    writer = csv.DictWriter(stream, (*SHOWN, *FILLED_IN), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: cell(value) for name, value in row.items()} for row in rows)
    with writing_lines(target) as write:
        write(stream.getvalue().removesuffix("\n").encode())
    say(
        f"{len(rows) - len(proposals)} held events and {len(proposals)} merge proposals; fill in {', '.join(FILLED_IN)}"
    )


def take_in(path: str, folder: str) -> None:
    """Take in the decisions of a file, all or none, and build the dataset again with them.

    Args:
        path: CSV with the columns `NEEDED`; rows without an action are passed over.
        folder: Folder of the dataset.

    Raises:
        SettingError: If the file cannot be used; names the lines.
    """
    store = dataset(folder)
    lines = _lines(path)
    with store.exclusive("casus review import"):
        known: list[Correction] = contract.to_records(store.read("corrections"), "corrections")
        given = _checked(lines, store, path)
        seen = {replace(one, number=0) for one in known}
        new = [one for one in dict.fromkeys(given) if one not in seen]
        first = max((one.number for one in known), default=0) + 1
        rows = [replace(one, number=number) for number, one in enumerate(new, first)]
        with store.writing("decisions of reviewers") as writer:
            writer.append("corrections", contract.from_records("corrections", rows))
        say(f"{len(rows)} decisions taken in, {len(given) - len(rows)} known already")
        job.merge(store)
        job.validate(store)
        release = job.release(store)
    for line in (*void(store), *_refused(store)):
        say(line)
    click.echo(f"release   {release.path}" + ("" if release.is_new else "  (as it was: nothing has changed)"))


def void(store: Store) -> list[str]:
    """A line for each correction that no longer applies."""
    said = {row["number"]: row for row in store.read("corrections").to_pylist()}
    gone = [row for row in store.read("correction_outcomes").to_pylist() if not row["is_applied"]]
    return [
        f"correction {row['number']}, {said[row['number']]['action']} {said[row['number']]['event_id_cnty']}, "
        f"no longer applies: {row['detail']}"
        for row in gone
    ]


def _refused(store: Store) -> list[str]:
    """A line for each corrected event that a rule keeps out of the dataset."""
    corrected = {row["event_id_cnty"] for row in store.read("correction_outcomes").to_pylist() if row["is_applied"]}
    return [
        f"{row['key']} is kept out by rule {row['reason']}: {row['detail']}. Change it too, or reject it"
        for row in store.read("rejects").to_pylist()
        if row["stage"] == "validate" and row["key"] in corrected
    ]


def _words(store: Store) -> dict[str, list[str]]:
    """The passages behind each event, by its id."""
    event_of = {row["coded_id"]: row["event_id_cnty"] for row in store.read("event_members").to_pylist()}
    found: dict[str, list[str]] = {}
    for row in store.read("coded_events", columns=["coded_id", "evidence"]).to_pylist():
        if row["coded_id"] in event_of:
            quotes = [f"{passage['field']}: {' '.join(passage['quote'].split())}" for passage in row["evidence"]]
            found.setdefault(event_of[row["coded_id"]], []).extend(quotes)
    return found


def _row(event: DraftEvent, words: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    row = {name: getattr(event, name) for name in SHOWN if hasattr(event, name)}
    row["held_because"] = "; ".join(event.reasons)
    row["words"] = _WORDS_SEPARATOR.join(dict.fromkeys(words.get(event.event_id_cnty, ())))
    return row


def _summary(event: DraftEvent) -> str:
    told = (event.event_date, event.location or event.country, event.sub_event_type, event.actor1, event.notes)
    return ", ".join(str(value) for value in told if value is not None)


def _lines(path: str) -> list[tuple[int, dict[str, str]]]:
    """Rows with an action, with the number of their line."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{path}: cannot be read: {cause_of(error)}. Give a CSV file in UTF-8.") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise SettingError(f"{path}: line {reader.line_num} is no CSV ({error}).") from error
    missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        raise SettingError(
            f"{path}: has no column {', '.join(missing)}. Begin with the file that casus review export writes."
        )
    filled = [(number, {name: (row[name] or "").strip() for name in NEEDED}) for number, row in rows]
    return [(number, row) for number, row in filled if row["action"]]


def _checked(lines: Iterable[tuple[int, dict[str, str]]], store: Store, path: str) -> list[Correction]:
    """The decisions, numbered 0."""
    drafts: dict[str, DraftEvent] = {
        row.event_id_cnty: row for row in contract.to_records(store.read("draft_events"), "draft_events")
    }
    gone = {row["event_id_cnty"]: row["merged_into"] for row in store.read("deletions").to_pylist()}
    found, problems = [], []
    for number, row in lines:
        problem = _problem(row, drafts, gone)
        if problem:
            problems.append(f"line {number}: {problem}")
            continue
        event = drafts[row["event_id_cnty"]]
        members = tuple(sorted(member.coded_id for member in event.members))
        other = drafts.get(row["other_event_id"])
        is_split = row["action"] == corrections.SPLIT
        found.append(
            Correction(
                number=0,
                action=row["action"],
                event_id_cnty=event.event_id_cnty,
                other_event_id=other.event_id_cnty if other else None,
                coded_ids=tuple(sorted(split(row["new_value"]))) if is_split else members,
                other_coded_ids=tuple(sorted(member.coded_id for member in other.members)) if other else (),
                field=row["field"] or None,
                new_value=row["new_value"] or None,
                reviewer=row["reviewer"],
                decided_on=date.fromisoformat(row["decided_on"]),
                reason=row["reason"],
            )
        )
    if problems:
        more = f" And {len(problems) - MOST_TOLD} more." if len(problems) > MOST_TOLD else ""
        raise SettingError(f"{path}: nothing was taken in. {' '.join(problems[:MOST_TOLD])}{more}")
    return found


def _problem(row: Mapping[str, str], drafts: Mapping[str, DraftEvent], gone: Mapping[str, str | None]) -> str:
    """What keeps a row from being a decision; empty when it is one."""
    actions = [code.code for code in contract.codes("review_action")]
    if row["action"] not in actions:
        return f"action {row['action']!r} is none of {', '.join(actions)}."
    for name in ("event_id_cnty", "other_event_id"):
        if row[name] and row[name] not in drafts:
            heir = gone.get(row[name])
            return f"{row[name]} is no event" + (f"; it was merged into {heir}." if heir else " of this dataset.")
    if not row["event_id_cnty"]:
        return "names no event."
    if (row["action"] == corrections.MERGE) != bool(row["other_event_id"]):
        return "a pair of events can be merged and nothing else, and a merge needs other_event_id."
    if row["event_id_cnty"] == row["other_event_id"]:
        return f"{row['event_id_cnty']} cannot be merged with itself."
    missing = [name for name in ("reviewer", "decided_on", "reason") if not row[name]]
    if missing:
        return f"{', '.join(missing)} must be filled in."
    try:
        date.fromisoformat(row["decided_on"])
    except ValueError:
        return f"decided_on {row['decided_on']!r} is no ISO day, such as 2024-03-01."
    return _problem_of_action(row, drafts[row["event_id_cnty"]])


def _problem_of_action(row: Mapping[str, str], event: DraftEvent) -> str:
    if row["action"] == corrections.REJECT:
        reasons = [code.code for code in contract.codes("quarantine_reason")]
        if row["new_value"] not in reasons:
            return f"a rejection needs a reason code in new_value, one of {', '.join(reasons)}."
    if row["action"] == corrections.CHANGE:
        if row["field"] not in corrections.CHANGEABLE:
            return f"field {row['field']!r} cannot be changed; one of {', '.join(corrections.CHANGEABLE)}."
        try:
            corrections.parse(row["field"], row["new_value"])
        except ValueError as error:
            return f"{error}."
    if row["action"] == corrections.SPLIT:
        members = {member.coded_id for member in event.members}
        taken = set(split(row["new_value"]))
        if not taken or not taken < members:
            return (
                f"a split needs in new_value some, not all, of the reports of {event.event_id_cnty}: "
                f"{'; '.join(sorted(members))}."
            )
    return ""
