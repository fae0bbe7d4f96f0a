"""The files of deploy/: what they name is there and is described."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

FILES = ("Containerfile", "compose.yaml", "helm-values.yaml")


@pytest.mark.parametrize("name", FILES)
def test_every_setting_is_described_for_operators(name: str, root: Path) -> None:
    described = (root / "docs/operations.md").read_text()
    # Those that compose asks whoever starts it for stand in its first lines.
    text = (root / "deploy" / name).read_text()
    used = set(re.findall(r"(?<!\{)\bCASUS_[A-Z_]+(?=[=:])", text))
    assert used <= set(re.findall(r"CASUS_[A-Z_]+", described + text.partition("\nname:")[0])), name


def test_the_image_is_built_of_files_that_are_there(root: Path) -> None:
    copied = re.findall(r"^COPY (.+) \./$", (root / "deploy/Containerfile").read_text(), re.MULTILINE)
    assert copied and all((root / path).is_file() for path in copied[0].split())


def test_the_parts_of_airflow_wait_until_its_database_is_prepared(root: Path) -> None:
    services = yaml.safe_load((root / "deploy/compose.yaml").read_text())["services"]
    for name in ("api-server", "scheduler", "dag-processor"):
        assert services[name]["command"] == ["airflow", name]
        assert services[name]["depends_on"] == {"prepare": {"condition": "service_completed_successfully"}}
    assert "dags/pools.json" in services["prepare"]["command"][-1]


def test_the_cluster_has_the_versions_of_everybody(root: Path) -> None:
    pinned = [
        dict(re.findall(r"^([a-z0-9._-]+)==([^ ;]+)", (root / path).read_text(), re.MULTILINE))
        for path in ("requirements.lock", "deploy/requirements.cluster.lock")
    ]
    ours, cluster = pinned
    assert len(ours) > 100 and {name: cluster.get(name) for name in ours} == ours
    assert {"apache-airflow-providers-celery", "asyncpg", "psycopg2-binary"} <= set(cluster)
