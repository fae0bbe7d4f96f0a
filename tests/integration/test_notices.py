"""What is told when something fails, and that telling it harms nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from pipeline import failures
from pipeline.errors import SettingError, StoreError
from pipeline.store import Store
from tests.integration import notified
from tests.integration.airflow_server import free_port

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("airflow")]

SEND = """
    import logging, sys
    sys.path.insert(0, "dags")
    logging.basicConfig(level=logging.WARNING, stream=sys.stdout)
    import casus_notices
    casus_notices.send("casus: <b>build_events</b> failed", "No space left.\\n<script>", "http://own.example/dags/1")
    print("SENT")
"""


def sent(root: Path, home: Path, connections: dict[str, str]) -> str:
    """Standard output of a process that sends a notice."""
    environment = {**os.environ, "AIRFLOW_HOME": str(home), "PYTHONPATH": str(root), "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(SEND)],
        cwd=root, env=environment | connections, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.mark.slow
def test_a_notice_comes_by_mail_and_by_webhook(root: Path, tmp_path: Path) -> None:
    with notified.listening() as told:
        assert "SENT" in sent(root, tmp_path, told.connections)
    (mail,) = told.mails
    assert mail["Subject"] == "casus: <b>build_events</b> failed"
    assert mail["To"] == "night@own.example, day@own.example"
    page = mail.get_body(("html",)).get_content()
    assert "No space left." in page and "&lt;script&gt;" in page and "<script>" not in page
    ((body, authorization),) = told.posts
    assert body["subject"] == mail["Subject"] and body["address"] == "http://own.example/dags/1"
    assert "No space left." in body["text"]
    assert authorization == f"Bearer {notified.TOKEN}"


@pytest.mark.slow
def test_who_cannot_be_told_fails_nothing_and_keeps_nobody_else_from_being_told(root: Path, tmp_path: Path) -> None:
    with notified.listening() as told:
        nobody = notified.connections(free_port(), 1)
        broken_mail = told.connections | {"AIRFLOW_CONN_CASUS_MAIL": nobody["AIRFLOW_CONN_CASUS_MAIL"]}
        out = sent(root, tmp_path, broken_mail)
    assert "a notice could not be given" in out and "SENT" in out
    assert len(told.posts) == 1


def failed(error: BaseException | str | None, **changed: object) -> failures.FailedTask:
    """A task that failed."""
    told = {"dag": "build_events", "run": "manual__2024-02-09T00:00:00+00:00", "task": "code", "share": 3, "tries": 3}
    return failures.FailedTask(
        **{**told, "params": {"data": "data", "work": None}, "given": {"chunk": {"number": 3}}, **changed},
        error=error,
        log="http://own.example/log",
    )


def raised(error: BaseException, cause: BaseException | None = None) -> BaseException:
    """An error with a place where it was raised."""
    try:
        raise error from cause
    except type(error) as caught:
        return caught


def test_a_report_says_what_failed_with_what_and_what_to_do() -> None:
    told = failures.as_text(failed(raised(RuntimeError("no"), raised(StoreError("data: no space left on the disk.")))))
    assert told.splitlines()[0] == "build_events / code [3] failed."
    assert "error    data: no space left on the disk." in told
    assert "may pass by itself" in told and "clear the task" in told
    assert "manual__2024-02-09T00:00:00+00:00, 3 tries" in told
    assert "chunk={'number': 3}" in told and "data=data" in told and "work=" not in told
    assert "http://own.example/log" in told
    assert "Traceback" in told and "test_notices.py" in told


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (SettingError("data: is a file."), "Trying again changes nothing"),
        (KeyError("x"), "This was not foreseen"),
        ("killed", "This was not foreseen"),
        (None, "none was told"),
    ],
    ids=["setting", "bug", "killed", "unknown"],
)
def test_the_advice_depends_on_the_error(error: BaseException | str | None, said: str) -> None:
    assert said in failures.as_text(failed(error))


def test_reports_are_kept_by_run_and_replaced_when_a_task_fails_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    place = failures.keep(store, failed("first"))
    assert place == failures.keep(store, failed("second"))
    failures.keep(store, failed("other", share=None, task="merge"))
    failures.keep(store, failed("elsewhere", run="another"))
    kept = failures.kept(store, "build_events", "manual__2024-02-09T00:00:00+00:00")
    assert [Path(path).name for path in kept] == ["code-00003.txt", "merge.txt"]
    assert "second" in Path(place).read_text() and "first" not in Path(place).read_text()
