"""An installed casus finds `schemas/` inside itself."""

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
READS_SCHEMAS = """
from pipeline import contract
from pathlib import Path
import pipeline
assert contract.schemas_folder() == Path(pipeline.__file__).parent / "schemas"
contract.check("release_events", contract.empty("release_events"))
print(contract.default_spec().version, len(contract.codes("sub_event_type")))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """A wheel of the parts that matter here."""
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        if (REPOSITORY / name).exists():
            shutil.copy(REPOSITORY / name, source)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(REPOSITORY / "schemas", source / "schemas", ignore=ignored)
    shutil.copytree(REPOSITORY / "pipeline" / "contract", source / "pipeline" / "contract", ignore=ignored)
    explorer = REPOSITORY / "pipeline" / "publish" / "explorer"
    shutil.copytree(explorer, source / "pipeline" / "publish" / "explorer", ignore=ignored)
    shutil.copy(explorer.parent / "__init__.py", source / "pipeline" / "publish")
    for path in (REPOSITORY / "pipeline").glob("*.py"):
        shutil.copy(path, source / "pipeline")
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-c", f"from setuptools import build_meta; build_meta.build_wheel({str(target)!r})"]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return next(target.glob("*.whl"))


def test_wheel_holds_every_file_of_schemas(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    files = [path.relative_to(REPOSITORY) for path in (REPOSITORY / "schemas").rglob("*") if path.is_file()]
    assert len(files) > 50
    assert {f"pipeline/{path.as_posix()}" for path in files} <= inside


def test_wheel_holds_every_page_and_script_of_the_explorer(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    site = REPOSITORY / "pipeline" / "publish" / "explorer" / "site"
    files = [path.relative_to(REPOSITORY).as_posix() for path in site.rglob("*") if path.is_file()]
    assert len(files) > 15
    assert set(files) <= inside


def test_wheel_reads_its_own_schemas(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", READS_SCHEMAS],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[1] == "25"


def test_wheel_installs_the_program(wheel):
    with zipfile.ZipFile(wheel) as archive:
        entry = next(name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert "casus = pipeline.cli:main" in archive.read(entry).decode("utf-8")


def test_every_folder_with_modules_is_a_package():
    folders = {path.parent for path in (REPOSITORY / "pipeline").rglob("*.py")}
    assert [folder for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def locked(name: str) -> dict[str, str]:
    """Versions by package in a lock."""
    lines = (REPOSITORY / name).read_text("utf-8").splitlines()
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", line)[0] for line in lines if re.match(r"[\w.-]+==", line))


def names(wanted: list[str]) -> set[str]:
    return {re.split(r"[<>=\[]", name)[0].lower() for name in wanted}


def test_every_dependency_is_locked():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    extras = dict(project["optional-dependencies"])
    tests = names(extras.pop("dev"))
    users = names([*project["dependencies"], *(name for extra in extras.values() for name in extra)])
    assert len(users) > 20
    assert users <= locked("requirements.lock").keys()
    assert tests <= locked("requirements.tests.lock").keys()


def test_tests_run_with_the_versions_that_users_have():
    users, tests = locked("requirements.lock"), locked("requirements.tests.lock")
    assert len(users) > 100
    assert {name: tests.get(name) for name in users} == users


def test_what_only_tests_need_is_not_installed_with_casus():
    # botocore asks for a dateutil that casus does not run with: with it, the lock cannot be installed elsewhere.
    assert not {"botocore", "moto", "pytest", "playwright"} & locked("requirements.lock").keys()
