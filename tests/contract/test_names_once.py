"""No name of a module or a class is given twice: the second would take the place of the first without a word."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import pipeline

ROOT = Path(pipeline.__file__).parent
MODULES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py"))


def _given(statement: ast.stmt) -> Iterator[str]:
    """Names that a statement gives; a decorated function may well give one again ("@property", "@overload")."""
    if isinstance(statement, ast.ClassDef) or (isinstance(statement, ast.FunctionDef) and not statement.decorator_list):
        yield statement.name
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    if isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    for target in targets:
        yield from (
            name.id for name in ast.walk(target) if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
        )


def given_twice(source: str) -> list[str]:
    """Names that the module, or one of its classes, gives in two statements of its own body."""
    tree = ast.parse(source)
    twice: list[str] = []
    for scope in (tree, *(node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))):
        seen: set[str] = set()
        for name in (name for statement in scope.body for name in _given(statement)):
            twice += [name] if name in seen else []
            seen.add(name)
    return twice


def test_what_is_given_twice_is_found() -> None:
    assert given_twice("a = 1\nb, c = 2, 3\na: int = 4\nclass d:\n    c = 1\n    c = 2\ndef b(): ...\n") == [
        "a",
        "b",
        "c",
    ]


@pytest.mark.parametrize("module", MODULES)
def test_no_name_is_given_twice(module: str) -> None:
    assert given_twice((ROOT / module).read_text(encoding="utf-8")) == []
