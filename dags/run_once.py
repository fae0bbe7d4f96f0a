"""Run the three DAGs once, for real, without a scheduler: `make run` does this.

    python dags/run_once.py [SOURCES]

The dataset goes to CASUS_DATA (data/), what Airflow keeps for itself to AIRFLOW_HOME (.airflow/).

Airflow's own messages go to a log file; what is shown here is progress and the summary that `casus run` ends with too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any, TextIO

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    """Run the job over the sources given; gives the exit status."""
    from pipeline.errors import CasusError

    home = Path(os.environ.get("AIRFLOW_HOME") or ROOT / ".airflow").resolve()
    home.mkdir(parents=True, exist_ok=True)
    _configure(home)
    log = home / "run_once.log"
    console = _silence(log)
    try:
        return _run(arguments[0] if arguments else None, os.environ.get("CASUS_DATA") or "data", home, log, console)
    except CasusError as error:
        print(f"casus: {error}", file=console)
        return error.exit_status


def _run(sources: str | None, data: str, home: Path, log: Path, console: TextIO) -> int:
    from pipeline import job
    from pipeline.commands.run import logical_time, summary
    from pipeline.publish.run import Release
    from pipeline.store import Store

    store = Store(data)  # a dataset that cannot be used is told before Airflow is started
    before = store.releases()
    at = logical_time(job.sources(sources))
    _migrate(home, console)
    from airflow.dag_processing.dagbag import DagBag
    from airflow.models.pool import Pool

    for name, pool in json.loads((ROOT / "dags/pools.json").read_text(encoding="utf-8")).items():
        Pool.create_or_update_pool(name, **pool)
    bag = DagBag(str(ROOT / "dags"), bundle_name="dags-folder")
    if bag.import_errors:
        print(f"casus: a DAG cannot be loaded: {bag.import_errors}", file=console)
        return 1
    said = {"sources": sources or job.DEFAULT_SOURCES, "data": data, "at": at.isoformat()}
    for dag_id, names in (("ingest_articles", said.keys()), ("build_events", ["data"]), ("publish_release", ["data"])):
        start = time.monotonic()
        print(f"{dag_id} ...", end=" ", file=console, flush=True)
        run = bag.get_dag(dag_id).test(run_conf={name: said[name] for name in names})
        print(f"{run.state} in {time.monotonic() - start:.0f} s", file=console, flush=True)
        if run.state != "success":
            print(f"casus: {dag_id} failed: {_reason(run, log)}. All of it: {log}", file=console)
            return 1
    store = Store(data)
    name = store.state.release
    if name is None:
        print(f"casus: no release in {data}. All that was said: {log}", file=console)
        return 1
    release = Release(name, store.location.address(f"releases/{name}"), name not in before)
    for line in ["", *summary(store, release)]:
        print(line, file=console)
    return 0


def _configure(home: Path) -> None:
    """Settings of Airflow, before it is imported: the embedded default, nothing to start, nothing to sign in to."""
    os.environ |= {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "PYTHONWARNINGS": "ignore",
    }


def _silence(log: Path) -> TextIO:
    """Send what this process, and all it starts, prints to a file; gives the way to the terminal."""
    sys.stdout.flush()
    console = os.fdopen(os.dup(1), "w")
    with log.open("wb") as sink:
        os.dup2(sink.fileno(), 1)
        os.dup2(sink.fileno(), 2)
    return console


def _migrate(home: Path, console: TextIO) -> None:
    """Bring Airflow's database to the installed version; nothing to do the second time."""
    done = home / f"migrated-{version('apache-airflow-core')}"
    if done.exists() and (home / "airflow.db").exists():
        return
    print("setting up: Airflow's own database (some seconds, once)", file=console, flush=True)
    subprocess.run([Path(sys.executable).with_name("airflow"), "db", "migrate"], check=True)
    done.touch()


def _reason(run: Any, log: Path) -> str:
    """Which tasks failed, and the last line of the log that names an error."""
    failed = sorted({task.task_id for task in run.get_task_instances() if task.state == "failed"})
    lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines()]
    errors = [line for line in lines if "Error: " in line]
    return f"{', '.join(failed)}: {errors[-1] if errors else 'no reason was given'}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
