"""The codebook as the page reads it: each code with a sentence that has it and one that has not, and the rules."""

from __future__ import annotations

import re
from typing import Any

from pipeline import contract
from pipeline.contract.examples import Examples, Pair, examples, published, without
from pipeline.contract.rules import columns_of
from pipeline.contract.spec import CodeRow, Spec

#: Links of the documentation, whose pages the explorer has not.
_LINK = re.compile(r"\[([^]]*)\]\([^)]*\)")


def codebook() -> dict[str, Any]:
    """What stands in `schemas/` of codes, examples and rules; text between backticks is a name."""
    spec = contract.default_spec()
    return {
        "version": str(spec.version),
        "published": published(spec).isoformat(),
        "lists": [*(_with_sentences(spec, found) for found in examples(spec)), *_without_sentences(spec)],
        "rules": [
            {"id": rule.id, "severity": rule.severity, "demands": rule.description, "columns": columns_of(rule, spec)}
            for rule in spec.rules.values()
        ],
    }


def _with_sentences(spec: Spec, found: Examples) -> dict[str, Any]:
    pairs = dict(found.pairs)
    rows = {value: row for row in spec.codes(found.codes) for value in (row.label, row.code)}
    shown = [rows[code] for code in pairs]
    rest = [row for row in spec.codes(found.codes) if row not in shown]
    return {
        "codes": found.codes,
        "title": found.title,
        "intro": _plain(found.intro),
        "columns": list(found.columns),
        "rest": _plain(found.rest) if found.rest else None,
        "entries": [
            *(_code(rows[code]) | {"pair": _pair(pair)} for code, pair in pairs.items()),
            *(_code(row) for row in rest),
        ],
    }


def _without_sentences(spec: Spec) -> list[dict[str, Any]]:
    held = spec.table("held_events").columns
    return [
        {
            "codes": name,
            "title": name.replace("_", " ").capitalize(),
            "intro": _plain(reason),
            "columns": [column.name for column in held if column.field.codes and column.field.codes[0] == name],
            "rest": None,
            "entries": [_code(row) for row in spec.codes(name)],
        }
        for name, reason in without(spec).items()
    ]


def _code(row: CodeRow) -> dict[str, Any]:
    return {"code": row.code, "label": row.label, "means": row.definition}


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "yes": pair.example,
        "no": pair.counter,
        "instead": pair.instead,
        "why": pair.why,
        "isDated": pair.is_dated,
        "held": pair.held,
        "isRefused": pair.is_refused,
        "open": pair.open,
    }


def _plain(text: str) -> str:
    return _LINK.sub(r"\1", text).strip()
