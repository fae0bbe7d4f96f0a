"""A whole Airflow on loopback: scheduler, API server and DAG processor, with a home and ports of their own."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: Of a machine that has other things to do as well.
BOOT_S, RUN_S, STOP_S = 120, 240, 30
_LOOK_S = 0.5
COMPONENTS = ("api-server", "scheduler", "dag-processor")
#: Folder for the pictures of the pages, for those who want to look at them.
PICTURES = "AIRFLOW_PICTURES"
FINISHED = ("success", "failed")


@dataclass(frozen=True, slots=True)
class Running:
    """An Airflow that runs.

    Attributes:
        url: Where its pages are.
        home: Its folder, with the output of every component in `<component>.out`.
        processes: The components, each the first of a session of its own.
        environment: What to call the command `airflow` with.
        tokens: The one that the API wants, once it was asked for.
    """

    url: str
    home: Path
    processes: Mapping[str, subprocess.Popen[bytes]]
    environment: Mapping[str, str]
    tokens: list[str] = field(default_factory=list)

    def ask(self, path: str, body: Any = None, method: str | None = None) -> Any:
        """What the REST API answers, below /api/v2."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._token()}"}
        request = urllib.request.Request(f"{self.url}/api/v2{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def _token(self) -> str:
        if not self.tokens:
            with urllib.request.urlopen(f"{self.url}/auth/token", timeout=30) as answer:
                self.tokens.append(json.loads(answer.read())["access_token"])
        return self.tokens[0]

    def pause(self, dag: str) -> None:
        """Let a DAG start no run."""
        self.ask(f"/dags/{dag}", {"is_paused": True}, "PATCH")

    def unpause(self, *dags: str) -> None:
        """Let DAGs run."""
        for dag in dags:
            self.ask(f"/dags/{dag}", {"is_paused": False}, "PATCH")

    def trigger(self, dag: str, run: str, conf: Mapping[str, Any]) -> None:
        """Start a run by hand."""
        self.ask(f"/dags/{dag}/dagRuns", {"dag_run_id": run, "logical_date": None, "conf": dict(conf)})

    def runs(self, dag: str) -> list[dict[str, Any]]:
        """Runs of a DAG, oldest first."""
        return self.ask(f"/dags/{dag}/dagRuns?order_by=id&limit=100")["dag_runs"]

    def tasks(self, dag: str, run: str) -> dict[str, str | None]:
        """State of each task of a run; of mapped ones, of the last."""
        found = self.ask(f"/dags/{dag}/dagRuns/{urllib.parse.quote(run)}/taskInstances?limit=100")["task_instances"]
        return {task["task_id"]: task["state"] for task in found}

    def until(self, what: str, holds: Any, *, within_s: float = RUN_S, look_s: float = _LOOK_S) -> Any:
        """Wait for something, looking every `look_s` seconds; gives the first thing that is not empty."""
        end = time.monotonic() + within_s
        while time.monotonic() < end:
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                if found := holds():
                    return found
            dead = [name for name, process in self.processes.items() if process.poll() is not None]
            assert not dead, f"{dead} ended: {self.said(dead[0])}"
            time.sleep(look_s)
        raise AssertionError(
            f"not within {within_s} s: {what}\n" + "\n".join(self.said(name) for name in self.processes)
        )

    def finished(
        self, dag: str, count: int = 1, *, within_s: float = RUN_S, look_s: float = _LOOK_S
    ) -> list[dict[str, Any]]:
        """Wait for so many runs of a DAG to end; gives all its runs."""
        return self.until(
            f"{count} runs of {dag}",
            lambda: len(found := [run for run in self.runs(dag) if run["state"] in FINISHED]) >= count and found,
            within_s=within_s,
            look_s=look_s,
        )

    def said(self, component: str, size: int = 3_000) -> str:
        """The end of what a component printed."""
        text = (self.home / f"{component}.out").read_text(encoding="utf-8", errors="replace")
        return f"--- {component}\n{text[-size:]}"

    def command(self, *arguments: str) -> str:
        """Standard output of the command `airflow`."""
        done = subprocess.run(
            [*_AIRFLOW, *arguments], env=self.environment, capture_output=True, text=True, check=False, timeout=BOOT_S
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        return done.stdout

    def start(self, component: str, *command: str) -> None:
        """Start a component that was stopped, or never ran; its command is its name unless it is given."""
        assert isinstance(self.processes, dict)
        with (self.home / f"{component}.out").open("ab") as out:
            self.processes[component] = subprocess.Popen(
                [*_AIRFLOW, *(command or (component,))],
                env=self.environment, stdout=out, stderr=out, start_new_session=True,
            )  # fmt: skip

    def stop(self, component: str, kind: signal.Signals = signal.SIGINT) -> None:
        """Stop a component by its own handle, and whatever it started and left."""
        process = self.processes[component]
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(kind)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=STOP_S)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=STOP_S)


_AIRFLOW = (sys.executable, "-m", "airflow")


@contextlib.contextmanager
def running(root: Path, home: Path, settings: Mapping[str, str]) -> Iterator[Running]:
    """An Airflow with the DAGs of the repository, for the time of a block.

    Args:
        root: Top of the repository.
        home: A folder of its own.
        settings: Environment variables on top of those that it takes to be alone.
    """
    api, logs = free_port(), free_port()
    url = f"http://127.0.0.1:{api}"
    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(root / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "2",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(api),
        "AIRFLOW__API__BASE_URL": url,
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_hex(32),
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(logs),
        "AIRFLOW__SCHEDULER__ENABLE_HEALTH_CHECK": "False",
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.5",
        "AIRFLOW__SCHEDULER__USE_JOB_SCHEDULE": "True",
        "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "60",  # as deploy/ sets it
        "PYTHONPATH": str(root),
        "PYTHONWARNINGS": "ignore",
        **settings,
    }
    server = Running(url, home, {}, environment)
    server.command("db", "migrate")
    server.command("pools", "import", str(root / "dags/pools.json"))
    try:
        for component in COMPONENTS:
            server.start(component)
        server.until("the DAGs are there", lambda: len(server.ask("/dags")["dags"]) >= 4, within_s=BOOT_S)
        yield server
    finally:
        for component in reversed([*server.processes]):
            server.stop(component)
    left = [name for name, process in server.processes.items() if _has_processes(process.pid)]
    assert not left, f"processes are left of {left}"


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _has_processes(group: int) -> bool:
    """Whether a process of this group or session is alive."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            told = path.read_text().rpartition(")")[2].split()
            if told[0] != "Z" and group in (int(told[2]), int(told[3])):
                return True
    return False


def picture(page: Any, name: str, folder: Path) -> Path:
    """Keep a picture of a page."""
    where = Path(os.environ.get(PICTURES) or folder)
    where.mkdir(parents=True, exist_ok=True)
    path = where / f"{name}.png"
    page.screenshot(path=path)
    return path
