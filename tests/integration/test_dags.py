"""The DAGs: what importing them costs, their shape, and a real run of all three."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from pipeline.publish import releases
from tests.integration import sample

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("airflow")]

CHAIN = ("ingest_articles", "build_events", "publish_release")
DAGS = (*CHAIN, "reprocess_articles")
HEAVY = ("spacy", "great_expectations", "pandas", "pyarrow")

SHAPES = """
    import json
    from airflow.dag_processing.dagbag import DagBag
    bag = DagBag("dags", bundle_name="dags-folder")
    told = {"errors": {str(path): error for path, error in bag.import_errors.items()}, "dags": {}}
    for name, dag in bag.dags.items():
        condition = getattr(dag.timetable, "asset_condition", None)
        told["dags"][name] = {
            "tasks": {task.task_id: sorted(task.downstream_task_ids) for task in dag.tasks},
            "mapped": sorted(task.task_id for task in dag.tasks if task.is_mapped),
            "outlets": {task.task_id: [asset.name for asset in task.outlets] for task in dag.tasks if task.outlets},
            "starts": [asset.name for asset in condition.objects] if condition else [],
            "tags": sorted(dag.tags), "doc": dag.doc_md, "active": dag.max_active_runs,
            "retries": {task.task_id: task.retries for task in dag.tasks},
            "waits": all(task.retry_exponential_backoff for task in dag.tasks),
            "pools": {task.task_id: task.pool for task in dag.tasks},
            "owners": sorted({task.owner for task in dag.tasks}),
            "reports": all(task.on_failure_callback for task in dag.tasks) and bool(dag.on_failure_callback),
            "timeouts": bool(dag.dagrun_timeout) and all(
                task.execution_timeout or getattr(task, "response_timeout", None) for task in dag.tasks
            ),
            "described": all(dag.params.get_param(key).description for key in dag.params),
        }
    print("SHAPES" + json.dumps(told))
"""


def python(script: str, root: Path, home: Path) -> str:
    """Standard output of a script run at the top of the repository, with an Airflow home of its own."""
    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "PYTHONWARNINGS": "ignore",
    }
    environment |= {"AIRFLOW__CORE__DAGS_FOLDER": str(root / "dags")}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def shapes(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict:
    """What Airflow makes of the folder dags/."""
    out = python(SHAPES, root, tmp_path_factory.mktemp("airflow"))
    return json.loads(out.split("SHAPES")[1])


@pytest.mark.parametrize("name", DAGS)
def test_importing_a_dag_loads_nothing_heavy(name: str, root: Path, tmp_path: Path) -> None:
    script = f"""
        import sys
        sys.path.insert(0, "dags")
        import {name}
        print("LOADED", [heavy for heavy in {HEAVY!r} if heavy in sys.modules])
    """
    assert "LOADED []" in python(script, root, tmp_path)


@pytest.mark.parametrize("name", DAGS)
def test_a_dag_fits_on_a_page(name: str, root: Path) -> None:
    assert len((root / "dags" / f"{name}.py").read_text().splitlines()) < 70


def test_airflow_loads_these_dags_and_nothing_else(shapes: dict) -> None:
    assert shapes["errors"] == {}
    assert sorted(shapes["dags"]) == sorted(DAGS)


def test_the_dags_are_joined_by_assets(shapes: dict) -> None:
    dags = shapes["dags"]
    assert dags["ingest_articles"]["outlets"] == {"announce": ["casus_articles"]}
    assert dags["build_events"]["starts"] == ["casus_articles"]
    assert dags["build_events"]["outlets"] == {"merge": ["casus_events"]}
    assert dags["publish_release"]["starts"] == ["casus_events"]
    assert dags["publish_release"]["outlets"] == {"publish": ["casus_release"]}
    assert dags["reprocess_articles"]["outlets"] == {"announce": ["casus_articles"]}


def test_no_asset_leads_back_to_itself_and_none_is_waited_for_in_vain(shapes: dict) -> None:
    dags = shapes["dags"].values()
    made = {asset for dag in dags for assets in dag["outlets"].values() for asset in assets}
    assert {asset for dag in dags for asset in dag["starts"]} <= made
    leads_to = {asset: set() for asset in made}
    for dag in dags:
        for asset in dag["starts"]:
            leads_to[asset].update(*dag["outlets"].values())
    assert len(list(TopologicalSorter(leads_to).static_order())) == len(made) == 3  # raises CycleError


def test_the_tasks_are_in_order_and_mapped_over_sources_and_chunks(shapes: dict) -> None:
    dags = shapes["dags"]
    assert dags["ingest_articles"]["tasks"] == {
        "list_sources": ["take_in"],
        "take_in": ["announce", "every_source"],
        "announce": [],
        "every_source": [],
    }
    assert dags["ingest_articles"]["mapped"] == ["take_in"]
    assert dags["build_events"]["tasks"] == {
        "which_batches": ["plan"],
        "plan": ["clean"],
        "clean": ["index"],
        "index": ["code"],
        "code": ["collect"],
        "collect": ["merge"],
        "merge": [],
    }
    assert dags["build_events"]["mapped"] == ["clean", "code"]
    assert dags["publish_release"]["tasks"] == {
        "validate": ["approve", "publish"],
        "approve": ["publish"],
        "publish": [],
    }


def test_every_dag_is_documented_bounded_and_tries_again(shapes: dict) -> None:
    assert len(shapes["dags"]) == len(DAGS)
    for dag in shapes["dags"].values():
        assert dag["tags"] == ["casus"]
        assert len(dag["doc"]) > 100
        assert dag["owners"] == ["casus"]
        assert set(dag["retries"].values()) <= {2, 4} and dag["waits"]
        assert dag["timeouts"] and dag["described"] and dag["reports"]
        assert dag["active"] == 1
    assert shapes["dags"]["ingest_articles"]["retries"]["take_in"] == 4


def test_the_pools_of_the_tasks_are_those_of_the_file(shapes: dict, root: Path) -> None:
    told = {name: dag["pools"] for name, dag in shapes["dags"].items()}
    assert told["ingest_articles"]["take_in"] == "casus_sources"
    assert {told["build_events"][task] for task in ("clean", "code")} == {"casus_work"}
    assert {told["build_events"]["merge"], told["publish_release"]["publish"]} == {"casus_store"}
    used = {pool for pools in told.values() for pool in pools.values()} - {"default_pool"}
    assert used == set(json.loads((root / "dags/pools.json").read_text()))


def test_without_an_approver_a_release_with_flags_is_not_asked_about(root: Path, tmp_path: Path) -> None:
    script = """
        import sys
        from types import SimpleNamespace
        sys.path.append("dags")
        from airflow.sdk.exceptions import AirflowSkipException
        from casus_approval import ReleaseApproval
        for flags, approvers in ((["R18"], None), (["R18"], " , "), ([], "*")):
            task = SimpleNamespace(xcom_pull=lambda task_ids: {"flags": flags})
            try:
                ReleaseApproval(task_id="approve").execute({"ti": task, "params": {"approvers": approvers}})
            except AirflowSkipException as error:
                print(f"SAID {error}")
    """
    said = [line for line in python(script, root, tmp_path).splitlines() if line.startswith("SAID")]
    assert said == [*["SAID no approver is named: released with flags"] * 2, "SAID no flags"]


@pytest.fixture(scope="module")
def ran(root: Path, tmp_path_factory: pytest.TempPathFactory) -> list[subprocess.CompletedProcess[str]]:
    """The three DAGs run for real over the samples, twice, as `make run` does."""
    folder = tmp_path_factory.mktemp("once")
    sources = sample.write(folder / "own.jsonl")
    environment = {**os.environ, "AIRFLOW_HOME": str(folder / "airflow"), "CASUS_DATA": str(folder / "data")}
    command = [sys.executable, "dags/run_once.py", str(sources)]
    return [
        subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
        for _ in range(2)
    ]


@pytest.mark.slow
def test_the_dags_really_run_and_end_with_a_release(ran: list[subprocess.CompletedProcess[str]]) -> None:
    first, again = ran
    assert first.returncode == 0, first.stdout + first.stderr
    assert first.stderr == ""
    said = first.stdout.splitlines()
    assert [line.split()[0] for line in said[1:4]] == list(CHAIN)
    assert all("success" in line for line in said[1:4])
    release = Path(next(line for line in said if line.startswith("release")).split()[1])
    assert releases.verify(release) == []
    assert "R         arrow::open_dataset" in said[-1]
    assert again.returncode == 0, again.stdout + again.stderr
    assert "nothing has changed" in again.stdout


@pytest.mark.slow
def test_the_dags_make_the_same_release_as_casus_run(
    ran: list[subprocess.CompletedProcess[str]], root: Path, tmp_path: Path
) -> None:
    told = next(line for line in ran[0].stdout.splitlines() if line.startswith("release")).split()[1]
    sources, program = Path(told).parents[2] / "own.jsonl", Path(sys.executable).with_name("casus")
    done = subprocess.run(
        [program, "run", sources, "-d", tmp_path / "data", "-q"], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    ours = releases.newest(tmp_path / "data" / "releases")
    assert ours is not None
    assert releases.manifest(ours)["content_sha256"] == releases.manifest(Path(told))["content_sha256"]
    assert releases.manifest(ours)["files"] == releases.manifest(Path(told))["files"]
