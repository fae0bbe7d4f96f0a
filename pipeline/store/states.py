"""The states of a store: the one that counts, in HEAD.json, those before it, and how the next one comes to count."""

from __future__ import annotations

import bisect
import contextlib
import json
import logging
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from pipeline import contract
from pipeline.errors import SettingError, StoreClosed, StoreError
from pipeline.location import Changed, Location
from pipeline.store.names import HEAD, HEADS, RELEASE_NAME, release_order, state_path

log = logging.getLogger(__name__)

#: The lay-out of the store described above; a store of another one is refused. 2: states are numbered and kept.
FORMAT = 2

_HEAD_FILE = re.compile(HEADS + r"/(\d{9})\.json")
#: States that are read at once, from storage that answers slowly.
_PARALLEL = 8


@dataclass(frozen=True, slots=True)
class State:
    """The store after one finished change.

    Attributes:
        number: Counts the changes, from 1; 0 before the first one.
        at: When it was finished, by the clock of who did it, and never before the state that it follows.
        purpose: What was done.
        release: Name of the newest release then; None before the first one.
        tables: Version of each table that was ever written.
        fence: Differs where a process was shut out that had lost its turn.
    """

    number: int = 0
    at: datetime | None = None
    purpose: str = ""
    release: str | None = None
    tables: Mapping[str, int] = field(default_factory=dict)
    fence: str = ""


class States:
    """The states of the store of one dataset, as seen when it was last looked at.

    Attributes:
        current: The state that counts.
    """

    def __init__(self, location: Location) -> None:
        self._place = location
        self.current = State()
        self._mark: str | None = None
        self.look()

    @property
    def is_written(self) -> bool:
        """Whether a change was ever finished."""
        return self._mark is not None

    def look(self) -> bool:
        """See which state counts by now; True if it is still the one that was known."""
        found = self._place.read(HEAD)
        before, self._mark = self._mark, found.mark if found else None
        self.current = self._parsed(found.data, HEAD) if found else State()
        return self._mark == before

    def all(self) -> list[State]:
        """Those that can be read, oldest first."""
        from concurrent.futures import ThreadPoolExecutor

        if not self.is_written:
            return []
        with ThreadPoolExecutor(_PARALLEL) as pool:
            return list(pool.map(self._numbered, self._numbers()))

    def find(self, when: str | int | date) -> State:
        """The state that a number, a day, an instant or the name of a release stands for; see `Store.at`.

        Raises:
            SettingError: If there is no such state, or it can no longer be read.
        """
        numbers = self._numbers() if self.is_written else []
        found = self._among(_wanted(when), numbers)
        if found is None:
            oldest = f"the oldest one is {_told(self._numbered(numbers[0]))}" if numbers else "nothing was written yet"
            raise SettingError(
                f"{self._place.name}: no state {str(when)!r} can be read; {oldest}. casus history without an id "
                "lists all."
            )
        return found

    def shut_out(self) -> None:
        """Make sure that the process that lost its turn to us can no longer finish its change."""
        log.warning("%s: an earlier process ended while it wrote; its change does not count", self._place.name)
        self._set(replace(self.current, fence=uuid.uuid4().hex))

    def finish(self, versions: Mapping[str, int], release: str | None, purpose: str) -> None:
        """Make a change count, if it is one: the tables in these versions, and the newest release."""
        before = self.current
        if self.is_written and versions == before.tables and release == before.release:
            return
        now = datetime.now(UTC).replace(microsecond=0)
        at = now if before.at is None else max(now, before.at)  # a clock set back must not put states out of order
        if before.number:
            self._keep(before)
        tables = dict(sorted(versions.items()))
        self._set(State(before.number + 1, at, purpose, release, tables, before.fence))

    def _keep(self, state: State) -> None:
        """Put the state that will be replaced among those before; a killed process may have done so."""
        with contextlib.suppress(Changed):
            self._place.write(state_path(state.number), _as_json(state), over=None)

    def _set(self, state: State) -> None:
        try:
            self._mark = self._place.write(HEAD, _as_json(state), over=self._mark)
        except Changed as error:
            raise StoreError(
                f"{self._place.name}: another process changed it meanwhile. Nothing of this step was kept; run again."
            ) from error
        self.current = state

    def _numbers(self) -> list[int]:
        """Numbers of the states that can be read, in order."""
        found = (_HEAD_FILE.fullmatch(path) for path in self._place.listed(HEADS))
        kept = {int(match[1]) for match in found if match}
        return [*sorted(number for number in kept if number < self.current.number), self.current.number]

    def _numbered(self, number: int) -> State:
        if number == self.current.number:
            return self.current
        path = state_path(number)
        found = self._place.read(path)
        if found is None:
            raise StoreError(f"{self._place.address(path)}: is gone. Another process may be compacting; try again.")
        return self._parsed(found.data, path)

    def _parsed(self, data: bytes, path: str) -> State:
        try:
            told = json.loads(data)
            form, schema = told["format"], told["schema_version"]
            if form == FORMAT and schema == contract.default_spec().version:
                at = datetime.fromisoformat(told["at"]) if told["at"] else None
                tables = {str(name): int(version) for name, version in told["tables"].items()}
                return State(int(told["number"]), at, str(told["purpose"]), told["release"], tables, str(told["fence"]))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StoreError(
                f"{self._place.address(path)}: damaged ({error}). Restore the store from a copy."
            ) from error
        raise StoreClosed(
            f"{self._place.name}: its store has format {form} and schema {schema}; this casus writes format {FORMAT} "
            f"and schema {contract.default_spec().version}. Give a new one with -d, or use the casus that wrote it."
        )

    def _among(self, when: int | datetime | str, numbers: Sequence[int]) -> State | None:
        """The state that is meant, among those of these numbers; in order of number they are in order of time too."""
        if isinstance(when, int):
            return self._numbered(when) if when in numbers else None
        if isinstance(when, datetime):
            # The last one that is not later.
            place = bisect.bisect_right(numbers, when, key=lambda number: self._numbered(number).at or when)
            return self._numbered(numbers[place - 1]) if place else None
        order = release_order(when)
        place = bisect.bisect_left(numbers, order, key=lambda number: release_order(self._numbered(number).release))
        found = self._numbered(numbers[place]) if place < len(numbers) else None
        return found if found is not None and found.release == when else None


def recent(states: Sequence[State], keep: timedelta) -> list[State]:
    """The states that show how it was at any time of the last `keep`, counted back from the newest one."""
    if not states or states[-1].at is None:
        return list(states)
    since = states[-1].at - keep
    older = [state for state in states if state.at is None or state.at <= since]
    return list(states[max(0, len(older) - 1) :])


def _as_json(state: State) -> bytes:
    told = {
        "format": FORMAT,
        "schema_version": contract.default_spec().version,
        "number": state.number,
        "at": state.at.isoformat() if state.at else None,
        "purpose": state.purpose,
        "release": state.release,
        "fence": state.fence,
        "tables": dict(state.tables),
    }
    return json.dumps(told, indent=1).encode() + b"\n"


def _wanted(when: str | int | date) -> int | datetime | str:
    """A number, an instant, or the name of a release."""
    if isinstance(when, str):
        if when.isdecimal():
            return int(when)
        if RELEASE_NAME.fullmatch(when):
            return when
        try:
            when = date.fromisoformat(when) if len(when) == len("2024-02-09") else datetime.fromisoformat(when)
        except ValueError:
            raise SettingError(
                f"{when!r}: is no state. Give its number, an ISO day or instant, or the name of a release."
            ) from None
    if isinstance(when, datetime):
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when
    if isinstance(when, date):
        return datetime.combine(when, time.max, UTC)
    return when


def _told(state: State) -> str:
    return f"number {state.number} of {state.at:%Y-%m-%dT%H:%M:%SZ}" if state.at else f"number {state.number}"
