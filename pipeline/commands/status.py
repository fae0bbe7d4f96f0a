"""`casus status`: in one screen, what the last run brought and took, what is released, what waits, who is at work."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from pipeline import provenance, run_log, source_health
from pipeline.commands.review import void
from pipeline.commands.run import Contents, counted, told_of
from pipeline.commands.terminal import columns, echo, heading, line
from pipeline.errors import SettingError
from pipeline.location import Holder
from pipeline.publish import releases
from pipeline.run_log import Record
from pipeline.source_health import Health
from pipeline.store import State, Store

if TYPE_CHECKING:
    from rich.console import RenderableType

#: Releases that are told, and states.
NEWEST_RELEASES, NEWEST_STATES = 3, 3
#: Records of steps that are looked at: some weeks of nights.
NEWEST_RECORDS = 1_000
#: Of what decides the dataset: the file of places.
GAZETTEER = "gazetteer/gazetteer.arrow"
_SHORT_HASH = 12
#: Width of the words that say what a part of the screen is about.
_LABEL = 9


@dataclass(frozen=True, slots=True)
class Gate:
    """A release and what its checks found.

    Attributes:
        name: Of the release.
        events, candidates: Rows published and held.
        failed: Ids of the checks that did not hold, by severity: E kept rows back, W published them with a flag.
            None if the report in the release cannot be read.
    """

    name: str
    events: int | None
    candidates: int | None
    failed: dict[str, list[str]] | None


@dataclass(frozen=True, slots=True)
class LastRun:
    """What the newest articles brought.

    Attributes:
        at: Logical time at which they came in.
        batches: Their batches.
        contents: What they are and came to.
    """

    at: datetime
    batches: list[str]
    contents: Contents


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits: for a person, or for the next step of a run.

    Attributes:
        held: Events held.
        proposals: Pairs of events that may be one.
        void: Corrections that no longer apply, a line each.
        articles: Articles whose events are not merged yet.
    """

    held: int
    proposals: int
    void: list[str]
    articles: int


@dataclass(frozen=True, slots=True)
class Made:
    """What made the newest release, and whether the casus that is asked would make it with the same.

    Attributes:
        version, commit: Of the code.
        schema: Version of the schema.
        models: sha256 of each model, by name and version.
        gazetteer: sha256 of the file of places; None if it had none.
        differing: Models and reference data that are others here, by name.
    """

    version: str
    commit: str | None
    schema: str
    models: dict[str, str]
    gazetteer: str | None
    differing: list[str]


@dataclass(frozen=True, slots=True)
class Status:
    """How a dataset stands."""

    dataset: str
    states: list[State]
    oldest: int
    last_run: LastRun | None
    contents: Contents
    releases: list[Gate]
    all_releases: int
    waiting: Waiting
    at_work: list[Holder]
    work_folders: list[str]
    made: Made | None
    steps: list[Record]
    sources: list[Health]


def status(folder: str, *, work: str | None = None, as_json: bool = False) -> None:
    """Print how a dataset stands.

    Args:
        folder: Where it lies.
        work: Folder for runs in progress; None for the usual one.
        as_json: Print everything that is known, not a screen.

    Raises:
        SettingError: If there is none.
    """
    found = status_of(Store(folder, work=work))
    if as_json:
        told = asdict(found)
        shown = ("number", "at", "purpose", "release")
        told["states"] = [{name: state[name] for name in shown} for state in told["states"]]
        click.echo(json.dumps(told, ensure_ascii=False, indent=1, default=_plain))
        return
    echo(_told(found))


def status_of(store: Store) -> Status:
    """How the dataset of a store stands.

    Raises:
        SettingError: If nothing was written to it and nobody is about to.
    """
    at_work, folders = store.holders(), store.works()
    if not store.is_written and not at_work and not folders:
        raise SettingError(f"{store.location.name}: is no dataset; give what casus run -d was given.")
    states, names = store.states(), store.releases()
    contents = counted(store)
    waiting = Waiting(
        held=contents.held,
        proposals=store.read("merge_proposals", columns=["event_id_cnty", "other_event_id"]).num_rows,
        void=void(store),
        articles=len(set(store.read("changed_articles").column("article_id").to_pylist())),
    )
    records = run_log.records(store, newest=NEWEST_RECORDS)
    return Status(
        dataset=store.location.name,
        states=states[-NEWEST_STATES:],
        oldest=states[0].number if states else 0,
        last_run=_last_run(store),
        contents=contents,
        releases=[_gate(store, name) for name in names[-NEWEST_RELEASES:]],
        all_releases=len(names),
        waiting=waiting,
        at_work=at_work,
        work_folders=folders,
        made=_made(store, names[-1]) if names else None,
        steps=run_log.newest_run(records, source_health.READING),
        sources=source_health.health(store, records),
    )


def _last_run(store: Store) -> LastRun | None:
    rows = store.read("articles", columns=["article_id", "first_seen_at", "batch"]).to_pylist()
    if not rows:
        return None
    at = max(row["first_seen_at"] for row in rows)
    batches = sorted({row["batch"] for row in rows if row["first_seen_at"] == at})
    return LastRun(at, batches, counted(store, since=at))


def _gate(store: Store, name: str) -> Gate:
    events = candidates = failed = None
    with contextlib.suppress(ValueError, KeyError, TypeError):
        tables = json.loads(store.released(name, releases.MANIFEST) or b"{}")["tables"]
        events, candidates = int(tables["events"]), int(tables["candidates"])
    with contextlib.suppress(ValueError, KeyError, TypeError):
        checks = json.loads(store.released(name, "validation/report.json") or b"{}")["checks"]
        broken = sorted((check["severity"], check["check_id"]) for check in checks if not check["is_passed"])
        failed = {severity: [one for other, one in broken if other == severity] for severity, _ in broken}
    return Gate(name, events, candidates, failed)


def _made(store: Store, name: str) -> Made | None:
    with contextlib.suppress(ValueError, KeyError, TypeError):
        told = json.loads(store.released(name, releases.MANIFEST) or b"{}")
        then = {**told["models"], **told["references"]}
        now = {**provenance.models(), **provenance.references()}
        return Made(
            version=told["code"]["version"],
            commit=told["code"]["commit"],
            schema=str(told["schema_version"]),
            models=told["models"],
            gazetteer=told["references"].get(GAZETTEER),
            differing=sorted(key for key in then.keys() | now.keys() if then.get(key) != now.get(key)),
        )
    return None


def _told(found: Status) -> Iterable[RenderableType]:
    yield _line("dataset", found.dataset)
    yield from _states(found)
    if found.last_run:
        at, batches = found.last_run.at, ", ".join(found.last_run.batches)
        yield _line("last run", f"{_second(at)}, batch {batches}, brought")
        yield columns(told_of(found.last_run.contents), [_LABEL])
    yield heading("now")
    yield columns(told_of(found.contents), [_LABEL])
    yield _line("releases", str(found.all_releases))
    yield columns([(gate.name, _rows(gate), _outcome(gate)) for gate in reversed(found.releases)], [0, 0])
    yield from _waiting(found.waiting)
    yield from _at_work(found)
    yield from _steps(found.steps)
    yield from _sources(found.sources)
    if found.made:
        yield from _making(found.made)


def _line(label: str, told: str) -> RenderableType:
    """What a part of the screen is about, and what can be said of it in one line."""
    return columns([(label, told)], [_LABEL], indent=0)


def _second(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _states(found: Status) -> Iterable[RenderableType]:
    rows = [
        (str(state.number), _second(state.at) if state.at else "-", state.purpose) for state in reversed(found.states)
    ]
    if rows:
        yield heading("states")
        yield columns(rows, [0, 0])
    if len(found.states) == NEWEST_STATES and found.oldest < found.states[0].number:
        yield line(f"  and others, back to {found.oldest}: casus history -d {found.dataset}")


def _rows(gate: Gate) -> str:
    return "" if gate.events is None else f"{gate.events} published, {gate.candidates} held;"


def _outcome(gate: Gate) -> str:
    if gate.failed is None:
        return "its report cannot be read; look with casus release verify"
    if not gate.failed:
        return "every check passed"
    kept = {"E": "rows kept back by", "W": "rows flagged by"}
    said = [f"{kept.get(severity, severity)} {', '.join(ids)}" for severity, ids in gate.failed.items()]
    return f"released with {'; '.join(said)}"


def _waiting(waiting: Waiting) -> Iterable[RenderableType]:
    yield _line(
        "waits",
        f"{waiting.held} held events, {waiting.proposals} merge proposals (casus review export), "
        f"{len(waiting.void)} corrections that no longer apply",
    )
    yield from (line(f"  {told}") for told in waiting.void)
    if waiting.articles:
        yield line(f"  {waiting.articles} articles are read and not merged yet: the next run does it")


def _at_work(found: Status) -> Iterable[RenderableType]:
    if not found.at_work and not found.work_folders:
        yield _line("at work", "nobody")
    for holder in found.at_work:
        told = f"{holder.purpose} ({holder.who})"
        if holder.is_working:
            yield _line("at work", told)
        else:
            yield _line("ended", f"{told} did not come to its end; run again, nothing is lost")
    if found.work_folders:
        still = "" if any(holder.is_working for holder in found.at_work) else "; it may be run again at any time"
        yield _line("half done", f"run {', '.join(found.work_folders)}{still}")


def _steps(steps: Sequence[Record]) -> Iterable[RenderableType]:
    """What the newest run did, a row a step; shares of one step are added up."""
    if not steps:
        return
    yield _line("steps", f"of the run that began {steps[0].at[:19]}Z")
    rows = []
    for name in dict.fromkeys(record.step for record in steps):
        own = [record for record in steps if record.step == name]
        seconds, taken = sum(record.seconds for record in own), sum(record.work.rows_in for record in own)
        rate = (f"{taken} in", f"{taken / seconds:.1f} a second") if taken and seconds else ("", "")
        failure = f"failed: {own[-1].error}" if own[-1].outcome == run_log.FAILED else ""
        rows.append((name, f"{seconds:.1f} s", *rate, failure))
    yield columns(rows, [0, 0, 0, 0], right=(1, 2, 3))


def _sources(sources: Sequence[Health]) -> Iterable[RenderableType]:
    odd = [(source.name, told) for source in sources for told in source.odd]
    if sources:
        yield _line("sources", f"{len(sources)}, {len({name for name, _ in odd})} of them not as usual")
    if odd:
        yield columns(odd, [0])


def _making(made: Made) -> Iterable[RenderableType]:
    commit = f", commit {made.commit[:_SHORT_HASH]}" if made.commit else ""
    yield _line("made by", f"casus {made.version}{commit}, schema {made.schema}")
    parts = (*made.models.items(), ("gazetteer", made.gazetteer))
    yield columns([(name, digest[:_SHORT_HASH] if digest else "none") for name, digest in parts], [0])
    if made.differing:
        yield line(f"  other here than when it was released: {', '.join(made.differing)}")


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
