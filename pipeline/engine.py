"""Spread work over workers: the only module that knows how.

`spread(work, chunks)` gives back what `work` makes of each chunk, in the order of the chunks, whatever the number of
workers. Workers are processes of their own: each loads its model once and takes chunks until none is left. A worker
that dies or hangs costs its chunk's time only: the chunk is run again, and a chunk that ends two workers is halved down
to the one item that is to blame, which comes back as a failure while the rest comes back as results.

Under Airflow each mapped task calls `spread` with its share of the articles: one poisoned article cannot end the task.
"""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import signal
import socket
import subprocess
import sys
import time
import traceback
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from pipeline.errors import CasusError, EngineError, SchemaMismatch, SpecError, StageError

log = logging.getLogger(__name__)

Item = TypeVar("Item")
Answer = TypeVar("Answer")

#: Items a chunk. The model is loaded once a worker, so small chunks cost little and share the work out evenly.
CHUNK_ITEMS = 32
#: Seconds after which a worker is taken to hang: for its start, and for each item on top. Generous, because a machine
#: that is slow for a while must not change the data.
START_LIMIT_S = 300.0
ITEM_LIMIT_S = 30.0
#: So many failures with no success before them mean that the program is broken and not the articles.
HOPELESS_FAILURES = 10
#: Chunks read ahead of the one that is to be given back next, for each worker: bounds the memory of what waits.
AHEAD = 4

#: One thread a worker: more of them fight over the same cores, and sums in another order are other bytes.
_ONE_THREAD = {
    "BLIS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


#: Kind of a failure -> its code in codes/reject_reason.csv.
LOST = {"died": "WORKER_LOST", "hung": "WORKER_LOST", "raised": "READING_FAILED"}


@dataclass(frozen=True, slots=True)
class Named:
    """A function by its name, "package.module:function": imported where it is called, by the worker alone."""

    name: str

    def __call__(self, items: Sequence[Any]) -> Any:
        module, _, function = self.name.partition(":")
        return getattr(import_module(module), function)(items)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an item could not be worked on.

    Attributes:
        kind: "died" (the worker ended), "hung" (it ran out of time) or "raised" (an exception).
        detail: One line: what happened, and in which stage where that is known.
    """

    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class Piece(Generic[Item, Answer]):
    """What became of neighbouring items of one chunk; the pieces of a chunk hold each of its items once, in order.

    Attributes:
        items: The items, as given.
        answer: What `work` made of them; None when `failure` is set.
        failure: Set when the one item of this piece cannot be worked on.
    """

    items: Sequence[Item]
    answer: Answer | None
    failure: Failure | None


def default_workers() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def chunked(items: Iterable[Item], size: int = CHUNK_ITEMS) -> Iterator[list[Item]]:
    """Cut items into lists of `size`, the last one shorter."""
    chunk: list[Item] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def spread(
    work: Callable[[Sequence[Item]], Answer],
    chunks: Iterable[Sequence[Item]],
    *,
    workers: int | None = None,
    item_limit_s: float = ITEM_LIMIT_S,
) -> Iterator[Piece[Item, Answer]]:
    """Work on chunks of items in several processes; the pieces come back in order.

    Args:
        work: Called with a list of items. Pickled for the workers: a function of a module, or an object of a class.
        chunks: Lists of items; taken one by one, a few ahead of what is given back.
        workers: Processes; by default the cores. 0 works in this process: then nothing survives a crash.
        item_limit_s: Seconds allowed for each item of a chunk before its worker is taken to hang.

    Raises:
        EngineError: If no worker can be started, or if everything fails from the first item on.
        CasusError: As raised by `work`, when it is about the installation and not about one article.
    """
    count = default_workers() if workers is None else workers
    pieces = _inline(work, chunks) if count == 0 else _Pool(work, chunks, count, item_limit_s).pieces()
    return _unless_hopeless(pieces)


def _unless_hopeless(pieces: Iterator[Piece[Item, Answer]]) -> Iterator[Piece[Item, Answer]]:
    failures = 0
    for piece in pieces:
        if failures >= 0:
            failures = failures + 1 if piece.failure else -1
        if failures >= HOPELESS_FAILURES and piece.failure:
            raise EngineError(
                f"the first {failures} articles all failed, so the fault is not theirs: {piece.failure.detail}"
            )
        yield piece


def _is_about_the_article(error: BaseException) -> bool:
    """True if another article may well pass; False for a missing file or module, which fails every article alike."""
    if isinstance(error, CasusError):
        # A code list that lacks a word may concern this article alone; one that is broken fails all, which is noticed.
        return isinstance(error, SchemaMismatch | SpecError | StageError)
    return not isinstance(error, ImportError)


def _one_line(error: BaseException) -> str:
    text = " ".join(str(error).split())[:500]
    return text if isinstance(error, CasusError) else f"{type(error).__name__}: {text}"


def _inline(
    work: Callable[[Sequence[Item]], Answer], chunks: Iterable[Sequence[Item]]
) -> Iterator[Piece[Item, Answer]]:
    for chunk in chunks:
        todo: deque[Sequence[Item]] = deque([chunk])
        while todo:
            items = todo.popleft()
            try:
                answer = work(items)
            except Exception as error:  # noqa: BLE001 - whatever an article breaks, the others go on; see Failure
                if not _is_about_the_article(error):
                    raise
                if len(items) > 1:
                    todo.extendleft(reversed(_singles(items)))
                else:
                    log.debug("%s", traceback.format_exc())
                    yield Piece(items, None, Failure("raised", _one_line(error)))
            else:
                yield Piece(items, answer, None)


def _singles(items: Sequence[Item]) -> list[Sequence[Item]]:
    return [items[index : index + 1] for index in range(len(items))]


@dataclass(slots=True)
class _Part:
    """A chunk, or what is left of one that was halved, on its way through the pool.

    Attributes:
        place: Sorts parts into the order of their items: the chunk's number, then the index in each splitting.
        items: Its items.
        deaths: How many workers have died or hung on it, or on the part it was split from.
    """

    place: tuple[int, ...]
    items: Sequence[Any]
    deaths: int = 0

    def split(self, parts: int) -> list[_Part]:
        """This part in `parts` parts, or in as many as it has items."""
        size = -(-len(self.items) // parts)
        cuts = range(0, len(self.items), size)
        return [_Part((*self.place, n), self.items[cut : cut + size], self.deaths) for n, cut in enumerate(cuts)]


class _Worker:
    """A process that works on one part at a time; it ends when the pool lets go of its connection."""

    def __init__(self, work: Callable[[Sequence[Any]], Any]) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            environment = {**os.environ, **_ONE_THREAD}
            command = [sys.executable, "-c", f"from pipeline.engine import _serve; _serve({theirs.fileno()})"]
            # -c puts the working directory first on the path, which need not be where this program lies.
            here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
            environment["PYTHONPATH"] = os.pathsep.join(p for p in (here, environment.get("PYTHONPATH", "")) if p)
            try:
                # What a library prints must not end up among the answers.
                out = sys.stderr.fileno() if _has_descriptor(sys.stderr) else subprocess.DEVNULL
                self.process = subprocess.Popen(
                    command, env=environment, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=out
                )
            except OSError as error:
                ours.close()
                raise EngineError(f"a worker cannot start: {error}. Try fewer workers.") from error
        self.connection = Connection(ours.detach())
        self.part: _Part | None = None
        self.deadline = 0.0
        self.is_new = True
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # died at once: seen when it is asked
            self.connection.send((list(sys.path), logging.getLogger("pipeline").getEffectiveLevel()))
            self.connection.send_bytes(pickle.dumps(work))

    def give(self, part: _Part, item_limit_s: float) -> None:
        self.part = part
        start_s = START_LIMIT_S if self.is_new else item_limit_s
        self.deadline = time.monotonic() + start_s + item_limit_s * len(part.items)
        self.is_new = False
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.connection.send(part.items)

    def end(self) -> None:
        self.connection.close()
        self.process.kill()
        self.process.wait()


def _has_descriptor(stream: Any) -> bool:
    try:
        stream.fileno()
    except (AttributeError, OSError, ValueError):
        return False
    return True


class _Pool:
    """Workers, the parts they work on, and the pieces that wait for their turn."""

    def __init__(
        self, work: Callable[[Sequence[Any]], Any], chunks: Iterable[Sequence[Any]], workers: int, item_limit_s: float
    ) -> None:
        self.work = work
        self.chunks = enumerate(chunks)
        self.limit = workers
        self.item_limit_s = item_limit_s
        self.workers: list[_Worker] = []
        self.again: deque[_Part] = deque()
        self.open: dict[int, int] = {}  # chunk number -> items of it that are not answered yet
        self.done: dict[int, list[tuple[tuple[int, ...], Piece[Any, Any]]]] = {}
        self.next_number = 0  # of the chunk that is to be given back next
        self.is_exhausted = False

    def pieces(self) -> Iterator[Piece[Any, Any]]:
        try:
            while True:
                self._hand_out()
                while self.next_number in self.open and not self.open[self.next_number]:
                    del self.open[self.next_number]
                    finished = sorted(self.done.pop(self.next_number, []), key=lambda entry: entry[0])
                    self.next_number += 1
                    for _, piece in finished:
                        yield piece
                    self._hand_out()
                if not any(worker.part for worker in self.workers):
                    return
                self._collect()
        finally:
            for worker in self.workers:
                worker.end()

    def _next_part(self) -> _Part | None:
        if self.again:
            return self.again.popleft()
        if self.is_exhausted or len(self.open) > self.limit * AHEAD:
            return None
        for number, items in self.chunks:
            self.open[number] = len(items)
            if items:
                return _Part((number,), items)
        self.is_exhausted = True
        return None

    def _hand_out(self) -> None:
        idle = [worker for worker in self.workers if worker.part is None]
        while idle or len(self.workers) < self.limit:
            part = self._next_part()
            if part is None:
                return
            if idle:
                worker = idle.pop()
            else:
                worker = _Worker(self.work)
                self.workers.append(worker)
            worker.give(part, self.item_limit_s)

    def _collect(self) -> None:
        busy = {worker.connection: worker for worker in self.workers if worker.part}
        patience = min(worker.deadline for worker in busy.values()) - time.monotonic()
        ready = wait(list(busy), timeout=max(0.0, patience))
        for connection in ready:
            self._receive(busy[connection])  # type: ignore[index]
        if not ready:
            now = time.monotonic()
            for worker in [w for w in busy.values() if w.deadline <= now]:
                self._bury(worker, "hung", f"no answer within {self.item_limit_s:.0f} s an article")

    def _receive(self, worker: _Worker) -> None:
        part = worker.part
        if part is None:
            return
        try:
            outcome, value = worker.connection.recv()
        except (EOFError, ConnectionResetError, pickle.UnpicklingError):
            worker.process.wait()
            self._bury(worker, "died", f"its worker ended with status {worker.process.returncode}")
            return
        worker.part = None
        if outcome == "answer":
            self._finish(part, Piece(part.items, value, None))
        elif outcome == "stop":
            raise value
        elif len(part.items) > 1:
            # One by one: that costs the chunk's time once more, however many of its items are to blame.
            self.again.extendleft(reversed(part.split(len(part.items))))
        else:
            self._finish(part, Piece(part.items, None, Failure("raised", value)))

    def _bury(self, worker: _Worker, kind: str, detail: str) -> None:
        part = worker.part
        worker.end()
        self.workers.remove(worker)
        if part is None:
            return
        part.deaths += 1
        log.warning("worker %s on a chunk of %d, time %d: %s", kind, len(part.items), part.deaths, detail)
        if part.deaths == 1:
            self.again.appendleft(part)
        elif len(part.items) > 1:
            self.again.extendleft(reversed(part.split(2)))  # few deaths: each costs the start of a worker
        else:
            self._finish(part, Piece(part.items, None, Failure(kind, detail)))

    def _finish(self, part: _Part, piece: Piece[Any, Any]) -> None:
        number = part.place[0]
        self.open[number] -= len(part.items)
        self.done.setdefault(number, []).append((part.place, piece))


class _NoPandas:
    """Tells Arrow that there is no pandas.

    Arrow would import it to ask of each list whether it is one of its own, which takes a tenth of a worker's start; no
    work of ours uses it.
    """

    def find_spec(self, name: str, *_: Any) -> None:
        if name == "pandas":
            raise ModuleNotFoundError("a worker does without pandas", name=name)


def _serve(descriptor: int) -> None:
    """What a worker process does: answer parts until the pool closes the connection."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the pool's business; it ends its workers
    connection = Connection(descriptor)
    try:
        path, level = connection.recv()
        sys.path[:] = path
        logging.basicConfig(level=logging.ERROR, stream=sys.stderr, format="%(message)s")
        logging.getLogger("pipeline").setLevel(level)
        warnings.simplefilter("ignore")  # of libraries, about each other
        sys.meta_path.insert(0, _NoPandas())
        work = None
        packed = connection.recv_bytes()
        while True:
            items = connection.recv()
            try:
                if work is None:
                    work = pickle.loads(packed)  # imports the work's module: here, so that a failure has a way back
                answer = ("answer", work(items))
            except Exception as error:  # noqa: BLE001 - whatever an article breaks, the pool must hear of it; see Failure
                if _is_about_the_article(error):
                    logging.getLogger(__name__).debug("%s", traceback.format_exc())
                    answer = ("raised", _one_line(error))
                else:
                    answer = ("stop", error)
            connection.send(answer)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
