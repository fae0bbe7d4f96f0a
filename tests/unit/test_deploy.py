"""The files of deploy/: what they name is there and is described."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

FILES = ("Containerfile", "compose.yaml", "helm-values.yaml")


def test_every_variable_and_pool_of_the_dags_is_described_with_its_default(root: Path) -> None:
    described = (root / "docs/operations.md").read_text()
    read = {name for path in (root / "dags").glob("*.py") for name in re.findall(r"\bCASUS_[A-Z]+", path.read_text())}
    assert len(read) >= 8 and read <= set(re.findall(r"`(CASUS_[A-Z]+)`", described))
    for name, pool in json.loads((root / "dags/pools.json").read_text()).items():
        assert f"| pool `{name}` | {pool['slots']} |" in described


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


@pytest.mark.parametrize("command", [("hadolint", "Containerfile"), ("compose-lint", "compose.yaml")])
def test_its_linter_finds_nothing_wrong(command: tuple[str, str], root: Path) -> None:
    program, name = command
    linter = Path(sys.executable).with_name(program)
    done = subprocess.run([linter, root / "deploy" / name], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


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


def test_values_for_the_chart_fit_their_schema(root: Path) -> None:
    values = yaml.safe_load((root / "deploy/helm-values.yaml").read_text())
    schema = json.loads((root / "deploy/helm-values.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(values, schema, cls=jsonschema.Draft202012Validator)
    assert all(set(source) == {"secretRef"} for source in yaml.safe_load(values["extraEnvFrom"]))
    volumes = {volume["name"] for volume in values["workers"]["extraVolumes"]}
    assert volumes == {mount["name"] for mount in values["workers"]["extraVolumeMounts"]}


@pytest.mark.parametrize(
    "change",
    [
        {"executor": "KubernetesExecuter"},
        {"worker": {}},
        {"env": [{"name": "CASUS_WORKERS", "value": 2}]},
        {"statsd": {"enabled": "yes"}},
        {"scheduler": {"resources": {"requests": {"memory": "1 GB"}}}},
    ],
)
def test_a_value_that_the_chart_would_not_understand_does_not_fit(root: Path, change: dict[str, Any]) -> None:
    values = yaml.safe_load((root / "deploy/helm-values.yaml").read_text())
    schema = json.loads((root / "deploy/helm-values.schema.json").read_text())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(values | change, schema, cls=jsonschema.Draft202012Validator)
