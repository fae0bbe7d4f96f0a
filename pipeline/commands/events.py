"""`casus show` and `casus history`: one event, as it is and as it came to be."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from pipeline import contract
from pipeline.commands.release import found
from pipeline.commands.terminal import columns, echo, heading, line
from pipeline.errors import SettingError
from pipeline.merge.points import COLUMNS, POINT
from pipeline.publish import releases
from pipeline.store import Store

if TYPE_CHECKING:
    import pyarrow as pa
    from rich.console import RenderableType

#: Columns that reports may differ on, and that are worth telling.
COMPARED = (
    "event_date", "time_precision", "country", "admin1", "location", "sub_event_type", "actor1", "actor2", "fatalities",
    "injured", "captured",
)  # fmt: skip
#: Characters of the longest name of a column, and of a release with a number.
_NAME_WIDTH, _RELEASE_WIDTH = 22, 14
#: Tables that tell of events, in a store and in a release.
_OF_STORE = (
    "events", "event_sources", "event_members", "coded_events", "revisions", "deletions", "corrections",
    "correction_outcomes",
)  # fmt: skip
_OF_RELEASE = ("release_events", "held_events", "event_sources", "evidence_rows", "revisions", "deletions")
#: Columns of a row that are shown elsewhere.
_ELSEWHERE = frozenset({"event_id_cnty", "members", "status", "reasons", "revision", "timestamp"})


@dataclass(frozen=True, slots=True)
class Dataset:
    """What is known of events: the store of a dataset, or one release.

    Attributes:
        name: Its path.
        tables: The tables that are there, by name.
    """

    name: str
    tables: Mapping[str, pa.Table]

    def rows(self, table: str, event_id: str) -> list[dict[str, Any]]:
        """The rows of a table about an event; none where the table is not there."""
        import pyarrow.compute as pc

        if table not in self.tables:
            return []
        rows = self.tables[table]
        return list(rows.filter(pc.equal(rows["event_id_cnty"], event_id)).to_pylist())


def dataset(folder: str, as_of: str | None = None) -> Dataset:
    """The store of a dataset; where there is none, the release that the folder is or holds.

    Args:
        folder: Where the dataset or the release lies.
        as_of: Which state of the store; None for the newest one.

    Raises:
        SettingError: If the folder is neither, or has no such state.
    """
    store = Store(folder)
    if store.is_written or as_of is not None:
        shown = store if as_of is None else store.at(as_of)
        return Dataset(folder, {name: shown.read(name) for name in _OF_STORE})
    with found(folder) as release:
        return Dataset(release.name, {name: releases.read(release.path, name) for name in _OF_RELEASE})


def states(folder: str, *, as_json: bool = False) -> None:
    """Print what states of a dataset can be read: number, when, what was done, which release was the newest one.

    Raises:
        SettingError: If it is no dataset.
    """
    store = Store(folder)
    if not store.is_written:
        raise SettingError(f"{folder}: is no dataset; give what casus run -d was given, or the id of an event.")
    known = store.states()
    if as_json:
        told = [{"number": one.number, "at": one.at, "purpose": one.purpose, "release": one.release} for one in known]
        click.echo(json.dumps(told, ensure_ascii=False, indent=1, default=_plain))
        return
    rows = [
        (str(one.number), f"{one.at:%Y-%m-%dT%H:%M:%SZ}" if one.at else "-", one.release or "-", one.purpose)
        for one in known
    ]
    echo([columns(rows, [0, 0, _RELEASE_WIDTH], indent=0)])


def compact(folder: str, keep: int) -> None:
    """Join small files of a store and take away what only states older than `keep` days need."""
    store = Store(folder)
    if not store.is_written:
        raise SettingError(f"{folder}: is no dataset; give what casus run -d was given.")
    done = store.compact(timedelta(days=keep))
    click.echo(
        f"{folder}: files of {done.tables} tables joined; {done.states} old states and {done.files} files taken away; "
        f"the oldest state is number {done.oldest}"
    )


def show(event_id: str, folder: str, *, as_of: str | None = None, as_json: bool = False) -> None:
    """Print an event: its values, its sources, what its reports differ on, and the words behind it."""
    data = dataset(folder, as_of)
    known = _known(event_id, data)
    if as_json:
        click.echo(json.dumps(known, ensure_ascii=False, indent=1, default=_plain))
        return
    echo(_shown(event_id, known))


def history(event_id: str, folder: str, *, as_of: str | None = None, as_json: bool = False) -> None:
    """Print every change of an event: what, from, to, when, because of which article."""
    data = dataset(folder, as_of)
    revisions, deletions = data.rows("revisions", event_id), data.rows("deletions", event_id)
    if not revisions and not deletions:
        raise _unknown(event_id, data)
    decided = _decided(event_id, data)
    if as_json:
        told = {"event_id_cnty": event_id, "revisions": revisions, "deletions": deletions, "corrections": decided}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1, default=_plain))
        return
    echo([heading(event_id), *map(line, (*_changes(revisions), *_ends(deletions), *map(_decision, decided)))])


def _decided(event_id: str, data: Dataset) -> list[dict[str, Any]]:
    """What reviewers decided about an event, in the order of the decisions; none where only a release is there."""
    outcomes = {row["number"]: row for row in data.rows("correction_outcomes", event_id)}
    if not outcomes:
        return []
    numbers = sorted(outcomes)
    rows = {row["number"]: row for row in data.tables["corrections"].to_pylist()}
    return [rows[number] | {"is_applied": outcomes[number]["is_applied"]} for number in numbers]


def _decision(row: Mapping[str, Any]) -> str:
    what = {
        "change": f"change {row['field']} to {row['new_value'] or 'nothing'}",
        "merge": f"merge with {row['other_event_id']}",
        "split": f"split off {', '.join(row['coded_ids'])}",
        "reject": f"reject as {row['new_value']}",
    }.get(row["action"], row["action"])
    no_more = "" if row["is_applied"] else " (no longer applies)"
    return f"  {row['decided_on']}  {row['reviewer']} decided: {what}{no_more}: {row['reason']}"


def _known(event_id: str, data: Dataset) -> dict[str, Any]:
    rows = [row for table in ("events", "release_events", "held_events") for row in data.rows(table, event_id)]
    deletions = data.rows("deletions", event_id)
    if not rows and not deletions:
        raise _unknown(event_id, data)
    reports = _reports(event_id, data)
    return {
        "event": {"status": "published", "reasons": []} | rows[0] if rows else None,
        "sources": data.rows("event_sources", event_id),
        "reports": [{name: report[name] for name in ("coded_id", *COMPARED)} for report in reports],
        "agreement": [
            {name: row[name] for name in ("coded_id", "score", "points", *COLUMNS.values())}
            for row in sorted(data.rows("event_members", event_id), key=lambda row: str(row["coded_id"]))
        ],
        "evidence": data.rows("evidence_rows", event_id) or _evidence(reports),
        "deletions": deletions,
    }


def _reports(event_id: str, data: Dataset) -> list[dict[str, Any]]:
    """The coded events that an event is made of, in the order of coded_id; none where only a release is there."""
    if "coded_events" not in data.tables:
        return []
    import pyarrow
    import pyarrow.compute as pc

    ids = [row["coded_id"] for row in data.rows("event_members", event_id)]
    coded = data.tables["coded_events"]
    rows = coded.filter(pc.is_in(coded["coded_id"], pyarrow.array(ids, pyarrow.string()))).to_pylist()
    return sorted(rows, key=lambda row: str(row["coded_id"]))


def _evidence(reports: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"article_id": report["article_id"], **{name: passage[name] for name in ("field", "quote", "rule")}}
        for report in reports
        for passage in report["evidence"]
    ]


def _shown(event_id: str, known: Mapping[str, Any]) -> Iterable[RenderableType]:
    event = known["event"]
    if event is None:
        yield heading(event_id)
        yield from map(line, _ends(known["deletions"]))
        return
    reasons = f" ({', '.join(event['reasons'])})" if event["reasons"] else ""
    since = datetime.fromtimestamp(event["timestamp"], UTC).date() if event["timestamp"] is not None else "no day"
    yield heading(f"{event_id}  {event['status']}{reasons}, revision {event['revision']} of {since}")
    given = [(name, value) for name, value in event.items() if name not in _ELSEWHERE and value not in (None, [])]
    yield columns([(name, _text(value)) for name, value in given], [_NAME_WIDTH])
    yield heading("sources")
    yield columns(map(_source, known["sources"]), [0])
    agreed = [row for row in known["agreement"] if row["points"] is not None]
    if agreed:
        yield heading("what its reports agree on (points; at 0 and above two are one event)")
        yield columns([(row["coded_id"], _agreement(row)) for row in agreed], [0])
    differing = [name for name in COMPARED if len({_text(report[name]) for report in known["reports"]}) > 1]
    if differing:
        yield heading("what its reports differ on")
        yield columns(_differences(event, known["reports"], differing), [_NAME_WIDTH])
    if known["evidence"]:
        yield heading("the words behind it")
        rows = [(one["field"], f"{one['quote']!r}  ({one['article_id']}, {one['rule']})") for one in known["evidence"]]
        yield columns(rows, [_NAME_WIDTH])


def _source(source: Mapping[str, Any]) -> tuple[str, str]:
    told = [source["publisher"] or "publisher unknown", str(source["published"] or "undated")]
    told += [source["url"]] if source["url"] else []
    return source["article_id"], f" score {source['score']}  {', '.join(told)}"


def _agreement(row: Mapping[str, Any]) -> str:
    """The mean agreement of a report with the others, and its parts other than 0: "3.2 = text 1.5, day 2.0, ..."."""
    parts = [f"{name.removesuffix('_points')} {row[name] / POINT:.1f}" for name in COLUMNS.values() if row[name]]
    return f" {row['points'] / POINT:.1f} = {', '.join(parts)}"


def _differences(
    event: Mapping[str, Any], reports: Sequence[Mapping[str, Any]], differing: Sequence[str]
) -> Iterable[tuple[str, str]]:
    """What stands, and under it what single reports say."""
    for name in differing:
        yield name, _text(event[name]) or "-"
        for report in reports:
            if report[name] != event[name]:
                yield "", f"  {_text(report[name]) or '-'}  ({report['coded_id']})"


def _changes(revisions: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    ordered = sorted(revisions, key=lambda row: (row["revision"], row["field"]))
    labels = {row.code: row.label for row in contract.codes("revision_reason")}
    for number, group in groupby(ordered, key=lambda row: row["revision"]):
        rows = list(group)
        first = rows[0]
        because = f", because of article {first['because_article_id']}" if first["because_article_id"] else ""
        yield f"  {first['changed_at'].date()}  revision {number}: {labels[first['reason']].lower()}{because}"
        for row in rows:
            if row["field"] != "event_id_cnty":
                yield f"    {row['field']}: {row['old_value'] or '-'} -> {row['new_value'] or '-'}"


def _ends(deletions: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    labels = {row.code: row.label for row in contract.codes("deletion_reason")}
    for row in deletions:
        day = datetime.fromtimestamp(row["deleted_timestamp"], UTC).date()
        into = f" into {row['merged_into']}" if row["merged_into"] else ""
        because = f", because of article {row['because_article_id']}" if row["because_article_id"] else ""
        yield f"  {day}  deleted: {labels[row['reason']].lower()}{into}{because}"


def _unknown(event_id: str, data: Dataset) -> SettingError:
    return SettingError(
        f"{event_id}: {data.name} knows no event of this id. Ids are three capital letters and a number, such as "
        "IRQ12; casus export lists the published ones."
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
