"""What an engine costs: the same articles by `casus run`, by Airflow on one machine, and by Celery with two workers.

    python benchmarks/airflow_run.py FOLDER [--articles 400] [--chunk 100] [--as-long-as-news]
                                     [--result benchmarks/airflow_run.json]

Needs the packages of `deploy/requirements.cluster.lock`, pytest and moto[server], redis-server, and PostgreSQL's own
programs.

    run      `casus run` with two worker processes, the dataset on a disk
    local    LocalExecutor, PostgreSQL for Airflow itself, two chunks at once with a process each, on a disk
    celery   CeleryExecutor, Redis and PostgreSQL, two workers with a process each, the dataset in object storage (moto)
    faults   the same again, and one of the two workers is killed (kill -9) while it reads a chunk, and the scheduler is
             stopped and started again; the lost task is noticed after 30 seconds

The articles are made up (`made_up_news.py`), half of them shorter than 65 words, or with `--as-long-as-news` than 240.
Processor time is of all processes together, those of Airflow from its start to its end too, in seconds. All four end in
a release of the same content, or this fails.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import resource
import secrets
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
import made_up_news  # noqa: E402 - see above

from pipeline.store import Store  # noqa: E402 - see above
from tests.integration import s3_server  # noqa: E402 - see above
from tests.integration.airflow_server import Running, free_port, running  # noqa: E402 - see above

POSTGRES = Path("/usr/lib/postgresql")
WORKERS = 2
AT = "2024-02-02T00:00:00+00:00"
#: How long a DAG may take, and how often it is asked for: each answer costs processor time that is measured.
LONGEST_S, LOOK_S = 3_600, 3
DAGS = ("ingest_articles", "build_events", "publish_release")


def casus_run(sources: Path, data: Path) -> None:
    """The job without Airflow."""
    options = ["--at", AT, "--workers", str(WORKERS), "-q"]
    command = [sys.executable, "-m", "pipeline.cli", "run", str(sources), "-d", str(data), *options]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True, capture_output=True)


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL of its own; gives the address of an empty database, without the scheme."""
    programs = max(POSTGRES.iterdir()) / "bin"
    port, data = free_port(), folder / "postgres"
    data.mkdir(parents=True)
    as_user: list[str] = []
    if os.geteuid() == 0:  # it refuses to run as root
        subprocess.run(["chown", "postgres", str(data)], check=True)
        for parent in data.parents:
            if parent.stat().st_uid == os.geteuid() and str(parent).startswith(str(folder)):
                parent.chmod(0o755)
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    subprocess.run([*as_user, programs / "initdb", "-D", data, "-U", "airflow", "-A", "trust"], check=True,
                   capture_output=True, cwd="/")  # fmt: skip
    server = subprocess.Popen(
        [*as_user, programs / "postgres", "-D", data, "-p", str(port), "-c", "listen_addresses=127.0.0.1", "-k", data],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
    )  # fmt: skip
    try:
        until = time.monotonic() + 60
        create = [programs / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "airflow", "airflow"]
        while subprocess.run(create, capture_output=True, check=False).returncode and time.monotonic() < until:
            time.sleep(0.5)
        yield f"airflow@127.0.0.1:{port}/airflow"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=60)


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """A Redis of its own, without a disk; gives its address."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(timeout=60)


@contextlib.contextmanager
def airflow(
    folder: Path, data: str, chunk: int, *, has_celery: bool, more: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """An Airflow on PostgreSQL, with two slots for chunks; with more settings where they are given."""
    with contextlib.ExitStack() as stack:
        database = stack.enter_context(postgres(folder))
        settings = {
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"postgresql+psycopg2://{database}",
            "AIRFLOW__CORE__FERNET_KEY": "",
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "30",
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
            "CASUS_DATA": data,
            "CASUS_WORK": str(folder / "work"),
            "CASUS_WORKERS": "1",
            "CASUS_CHUNK": str(chunk),
            "CASUS_SCHEDULE": "0 0 29 2 *",  # by hand alone
            "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "300",  # as deploy/ sets it
            **(more or {}),
        }
        if has_celery:
            settings |= {
                "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
                "AIRFLOW__CELERY__BROKER_URL": stack.enter_context(redis()),
                "AIRFLOW__CELERY__RESULT_BACKEND": f"db+postgresql://{database}",
                "AIRFLOW__API__SECRET_KEY": secrets.token_hex(16),
            }
        home = folder / "airflow"
        home.mkdir(parents=True)
        server = stack.enter_context(running(ROOT, home, settings))
        server.command("pools", "set", "casus_work", str(WORKERS), "chunks")
        if has_celery:
            for number in range(1, WORKERS + 1):
                start_worker(server, number)
        yield server


def start_worker(server: Running, number: int) -> None:
    """A worker of Celery that runs one task at a time."""
    options = ("--concurrency", "1", "--celery-hostname", f"worker-{number}@%h", "--skip-serve-logs")
    server.start(f"worker-{number}", "celery", "worker", *options)


def chain(server: Running, sources: Path, *, faults: bool = False) -> float:
    """Run the three DAGs; gives the seconds they took."""
    server.unpause(*DAGS)
    start = time.perf_counter()
    server.trigger("ingest_articles", "by-hand", {"sources": str(sources), "at": AT})
    if faults:
        run = server.until("a run that builds", lambda: server.runs("build_events"))[0]["dag_run_id"]
        server.until("a chunk that is read", lambda: server.tasks("build_events", run).get("code") == "running")
        server.stop("worker-1", signal.SIGKILL)
        server.stop("scheduler")
        server.start("scheduler")
        start_worker(server, 1)
    for dag in DAGS:
        for run in server.finished(dag, within_s=LONGEST_S, look_s=LOOK_S):
            if run["state"] != "success":
                raise RuntimeError(f"{dag}: {run['state']}: {server.tasks(dag, run['dag_run_id'])}")
    return time.perf_counter() - start


def content(data: str | Path) -> str:
    """Hash of the content of the newest release."""
    store = Store(data)
    return str(json.loads(store.released(store.releases()[-1], "manifest.json") or b"{}")["content_sha256"])


def _with_text(sources: Path) -> Iterator[bytes]:
    """The lines of articles that are no web pages, and not bad."""
    yield from (line for line in sources.read_bytes().splitlines() if b'"published"' in line and b'"text"' in line)


def processor_s() -> float:
    """Processor time of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(folder: Path, articles: int, chunk: int, sentences: int, engines: Sequence[str]) -> dict[str, Any]:
    """Some engines, `run` among them; gives the figures."""
    ((_, sources),) = made_up_news.write(folder / "news", articles, 1, sentences)
    words = statistics.median(len(json.loads(line)["text"].split()) for line in _with_text(sources))
    found: dict[str, Any] = {
        "day": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "articles": articles,
        "words": words,
        "chunk": chunk,
    }
    contents = set()

    def measured(name: str, act: Any) -> None:
        before, start = processor_s(), time.perf_counter()
        chain_s = act()
        found[name] = {
            "processor_s": round(processor_s() - before, 1),
            "seconds": round(time.perf_counter() - start, 1),
            "load": round(os.getloadavg()[0], 1),
        }
        if chain_s is not None:
            found[name]["chain_s"] = round(chain_s, 1)
        print(name, found[name], flush=True)

    measured("run", lambda: casus_run(sources, folder / "run"))
    contents.add(content(folder / "run"))

    def local() -> float:
        with airflow(folder / "local", str(folder / "local/data"), chunk, has_celery=False) as server:
            return chain(server, sources)

    if "local" in engines:
        measured("local", local)
        contents.add(content(folder / "local/data"))
    with s3_server.serving():
        for name in [name for name in ("celery", "faults") if name in engines]:
            data = f"s3://{s3_server.BUCKET}/{name}"

            def celery(name: str = name, data: str = data) -> float:
                with airflow(folder / name, data, chunk, has_celery=True) as server:
                    return chain(server, sources, faults=name == "faults")

            measured(name, celery)
            contents.add(content(data))
    if len(contents) != 1:
        raise RuntimeError(f"the releases differ: {contents}")
    return found | {"same release": True}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--chunk", type=int, default=100)
    parser.add_argument("--as-long-as-news", action="store_true", help="half of the articles over 240 words")
    parser.add_argument("--engines", nargs="*", default=["local", "celery", "faults"], help="beside `run`")
    parser.add_argument("--result", type=Path)
    given = parser.parse_args()
    length = made_up_news.SENTENCES_AS_IN_NEWS if given.as_long_as_news else made_up_news.SENTENCES
    figures = main(given.folder.resolve(), given.articles, given.chunk, length, given.engines)
    print(json.dumps(figures, indent=1))
    if given.result:
        given.result.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
