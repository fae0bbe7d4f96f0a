"""Sentences that show what a code means, from `schemas/examples.yaml`; that file's head says what each key is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.contract.spec import Spec, read_yaml, require_keys
from pipeline.errors import SpecError

#: What stands in `instead` when the event of a counter-example is published, and when there is none.
PUBLISHED, NOTHING = "published", "nothing"
_FILE = "examples.yaml"
_SENTENCES = ("example", "counter")
_NEEDED = frozenset({*_SENTENCES, "instead", "why"})


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence that has a code, and one that looks like it and has not.

    Attributes:
        example, counter: The sentences.
        instead: What the event of `counter` has: a code of the list, a reason for holding it, PUBLISHED or NOTHING.
        why: What decides between the two.
        is_dated: Whether their day of publication is known.
        held: Why the event of `example` is held; None when it is published.
        is_refused: Whether what `example` tells becomes no event and stands in `rejects` with the code.
        open: "example" or "counter" when casus does not code that one so yet; else None.
    """

    example: str
    counter: str
    instead: str
    why: str
    is_dated: bool
    held: str | None
    is_refused: bool
    open: str | None


@dataclass(frozen=True, slots=True)
class Examples:
    """The pairs of one code list, by code, with the heading they stand under and the columns that hold the codes.

    Attributes:
        rest: What the codes are that have no pair; None where each has one.
    """

    codes: str
    title: str
    intro: str
    columns: tuple[str, ...]
    rest: str | None
    pairs: Mapping[str, Pair]


def published(spec: Spec) -> date:
    """The day on which all sentences came out, but for those without one."""
    day = read_yaml(spec.folder / _FILE)["published"]
    if not isinstance(day, date):
        raise SpecError(f"{_FILE}: published: {day!r} is no day. Write it as 2024-02-08.")
    return day


def examples(spec: Spec) -> tuple[Examples, ...]:
    """All lists with examples, in the order of the codebook.

    Raises:
        SpecError: If a code is in no list, or a key is unknown or missing.
    """
    document = read_yaml(spec.folder / _FILE)
    keys = {"published", "without", "lists"}
    require_keys(document, keys, _FILE, needed=keys)
    return tuple(_examples(name, entry, spec) for name, entry in document["lists"].items())


def without(spec: Spec) -> Mapping[str, str]:
    """Why no sentence shows the codes of a list, by list: the lists of a release that `examples` has not."""
    return {name: str(reason) for name, reason in read_yaml(spec.folder / _FILE)["without"].items()}


def _examples(name: str, entry: Mapping[str, Any], spec: Spec) -> Examples:
    keys = {"title", "intro", "columns", "codes"}
    require_keys(entry, keys | {"rest"}, f"{_FILE}: {name}", needed=keys)
    known = {value for row in spec.codes(name) for value in (row.code, row.label)}
    reasons = {row.code for row in spec.codes("reject_reason")}
    pairs = {}
    for code, pair in entry["codes"].items():
        where = f"{_FILE}: {name}: {code}"
        require_keys(pair, _NEEDED | {"undated", "held", "refused", "open"}, where, needed=_NEEDED)
        instead = str(pair["instead"])
        if str(code) not in known or instead not in known | reasons | {PUBLISHED, NOTHING}:
            raise SpecError(f"{where}: the code or {instead!r} is not in codes/{name}.csv. Correct it or add the code.")
        if pair.get("held", min(reasons)) not in reasons:
            raise SpecError(f"{where}: held: {pair['held']!r} is not in codes/reject_reason.csv.")
        if pair.get("open", "example") not in _SENTENCES:
            raise SpecError(f"{where}: open: {pair['open']!r} is none of {', '.join(_SENTENCES)}.")
        pairs[str(code)] = Pair(
            example=pair["example"], counter=pair["counter"], instead=instead, why=pair["why"],
            is_dated=not pair.get("undated"), held=pair.get("held"), is_refused=bool(pair.get("refused")),
            open=pair.get("open"),
        )  # fmt: skip
    return Examples(name, entry["title"], entry["intro"], tuple(entry["columns"]), entry.get("rest"), pairs)
