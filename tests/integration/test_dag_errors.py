"""What is wrong and stays wrong ends a task of Airflow at once, with one line that says what to do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

pytestmark = [pytest.mark.integration, pytest.mark.faults, pytest.mark.xdist_group("airflow")]

#: In the working directory: a list of sources and a store of another schema. Each case is a task, as a DAG makes it.
SAID = """
    import json, os, sys
    from types import SimpleNamespace as Event
    sys.path.append(sys.argv[1])
    import casus_joints as casus
    from airflow.sdk.exceptions import AirflowFailException
    from pipeline import job
    from pipeline.ingest.web.credentials import also_ask
    from pipeline.store import Store

    def take_in(sources, data="data"):
        also_ask(casus.connection)
        job.take_in(casus.store({"data": data}), job.sources(sources), job.run_at(job.instant("2024-02-09")))

    def asset_event(**extra):
        casus.told([Event(extra=extra)], {"data": "data"})

    def without_rights(mode):
        '''As somebody who is neither the owner of the folder nor root.'''
        os.chmod("locked", mode)
        user = os.geteuid()
        os.seteuid(65534 if user == 0 else user)
        try:
            take_in("own.jsonl", "locked/data")
        finally:
            os.seteuid(user)

    take_in("own.jsonl")  # loads all that is needed
    cases = {
        "a connection that is not there": lambda: take_in("sources.yaml"),
        "an unknown source": lambda: take_in("nowhere.yaml"),
        "a source of an unknown kind": lambda: take_in("kind.yaml"),
        "no permission to write": lambda: without_rights(0o555),
        "no permission to look": lambda: without_rights(0o500),
        "a store of another schema": lambda: take_in("own.jsonl", "old"),
        "batches that are not there": lambda: job.batches_between(Store("data"), "2023-01-01", "2023-12-31"),
        "an asset event of another dataset": lambda: asset_event(data="another", batches=[]),
        "an asset event that casus did not make": lambda: asset_event(from_rest_api=True),
    }
    said = {}
    for name, case in cases.items():
        try:
            casus.step()(case).function()
        except AirflowFailException as error:
            said[name] = str(error)
    print("SAID" + json.dumps(said))
"""
WANTED = {
    "a connection that is not there": "courier: there is neither an environment variable nor a connection of the name "
    "courier_api.",
    "an unknown source": "nowhere.yaml: no such file or folder",
    "a source of an unknown kind": "kind.yaml",
    "no permission to write": "locked/data: no permission to write or read there",
    "no permission to look": "locked/data: no permission to write or read there",
    "a store of another schema": "old: its store has format 1 and schema 0.0.1",
    "batches that are not there": "data: no batch of articles from 2023-01-01 to 2023-12-31.",
    "an asset event of another dataset": "something came into another, and this run is about data.",
    "an asset event that casus did not make": "Start this DAG by hand instead of its asset.",
}


@pytest.fixture(scope="module")
def said(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each case ends with, by its name."""
    folder = tmp_path_factory.mktemp("wrong")
    for above in (folder, *folder.parents):
        if above.stat().st_uid == os.geteuid() and above.is_relative_to(tmp_path_factory.getbasetemp().parent):
            above.chmod(0o755)
    (folder / "own.jsonl").write_text('{"id": "a", "text": "A bomb killed two people in Mosul, Iraq, on Tuesday."}\n')
    asked = {"url": "https://127.0.0.1:9/rss", "contact": "desk@example.org", "authorization_from": "courier_api"}
    for name, kind, options in (("sources", "feed", asked), ("kind", "telex", {})):
        entry = {"name": "courier", "kind": kind, "path": "spool", "options": options}
        (folder / f"{name}.yaml").write_text(json.dumps({"sources": [entry]}))
    (folder / "locked").mkdir()
    (folder / "old/store").mkdir(parents=True)
    (folder / "old/store/HEAD.json").write_text('{"format": 1, "schema_version": "0.0.1", "tables": {}}')
    environment = {**os.environ, "AIRFLOW_HOME": str(folder), "PYTHONPATH": str(root), "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(SAID), str(root / "dags")],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.rpartition("SAID")[2])


@pytest.mark.parametrize("case", WANTED)
def test_it_ends_at_once_with_one_clear_line(case: str, said: dict[str, str]) -> None:
    assert WANTED[case] in said[case]
    assert len(said[case].splitlines()) == 1
