"""The codebook of the documentation, `docs/codebook/`: columns, codes with examples, rules, from `schemas/`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.contract.dictionary import field_facts
from pipeline.contract.examples import NOTHING, PUBLISHED, Examples, Pair, examples, published, without
from pipeline.contract.markdown import grid, names
from pipeline.contract.rules import columns_of
from pipeline.contract.spec import CodeRow, ColumnSpec, Spec

_HEAD = "<!-- Generated from schemas/ by `python -m pipeline.contract.codegen`; do not edit. -->"
_EVENTS = "release_events"
#: Columns of an event that other datasets of this model have too; those after them are ours.
_MODELLED = 31
_LONG_LIST = 30  # a code list with more rows is not printed, but named
_OTHER, _RULES = "other_codes.md", "rules.md"


def codebook_pages(spec: Spec) -> dict[str, str]:
    """Each page's name and text; the same `schemas/` give the same bytes."""
    lists = examples(spec)
    pages = {"index.md": _index(spec, lists)}
    pages |= {_page(found.codes): _list(spec, found) for found in lists}
    pages |= {_OTHER: _others(spec, {found.codes for found in lists}), _RULES: _rules(spec)}
    return {name: "\n".join([_HEAD, "", *lines]) + "\n" for name, lines in pages.items()}


def _page(codes: str) -> str:
    return f"{codes}.md"


def _index(spec: Spec, lists: Sequence[Examples]) -> Iterator[str]:
    yield from ("# Codebook", "")
    yield (
        f"What each column of an event means and how its value is decided, in schema version {spec.version}. One row "
        "of `events` is one event: one day, one place, one kind of act, one pair of sides."
    )
    yield from ("", "```{toctree}", ":maxdepth: 1", "")
    yield from [*(_page(found.codes) for found in lists), _OTHER, _RULES]
    yield from ("```", "")
    yield "An empty cell is null: not stated, not known or not applicable, never zero."
    yield "Days are local, instants are UTC."
    pages = {column: _page(found.codes) for found in lists for column in found.columns}
    columns = spec.table(_EVENTS).columns
    yield from ("", "## The 31 ACLED-modelled columns", "")
    yield from _columns(columns[:_MODELLED], pages)
    yield from ("", "## Columns of our own", "")
    yield from _columns(columns[_MODELLED:], pages)


def _columns(columns: Sequence[ColumnSpec], pages: dict[str, str]) -> Iterator[str]:
    for column in columns:
        field = column.field
        facts = [str(field.type), "may be null" if column.nullable else "", field.unit or ""]
        if field.codes:
            page = pages.get(column.name, f"{_OTHER}#{_anchor(field.codes[0])}")
            facts.append(f"codes [{field.codes[0]}]({page})")
        elif column.name in pages:
            facts.append(f"[codes]({pages[column.name]})")
        told = ", ".join(fact for fact in facts if fact)
        yield from ("", f"### `{column.name}`", "", f"*{told}.* {field.description}")
        yield from field_facts(field)


def _anchor(codes: str) -> str:
    return f"codes-{codes}".replace("_", "-")


def _list(spec: Spec, found: Examples) -> Iterator[str]:
    yield from (f"# {found.title}", "", f"{found.intro} Columns: {names(found.columns)}.", "")
    day = published(spec)
    yield (
        f"The sentences are invented and came out on {day:%A}, {day.day} {day:%B %Y}. `casus code` codes each as it "
        "stands here (tested), but where it says otherwise."
    )
    rows = {value: row for row in spec.codes(found.codes) for value in (row.label, row.code)}
    for code, pair in found.pairs.items():
        row = rows[code]
        yield from ("", f"## {_title(row)}", "", row.definition, "")
        yield from _sentences(pair)
        if found.codes == "sub_event_type":
            yield from ("", *_sub_event(spec, row))
    shown = {rows[code].code for code in found.pairs}
    rest = [row for row in spec.codes(found.codes) if row.code not in shown]
    if rest:
        yield from ("", "## Other codes of the list", "")
        if found.rest:
            yield from (found.rest, "")
        yield from _codes(rest)


def _title(row: CodeRow) -> str:
    return row.label if row.code.lower() == row.label.lower() else f"{row.code}: {row.label}"


def _sub_event(spec: Spec, row: CodeRow) -> Iterator[str]:
    """What follows from a sub-event type, and what it asks for."""
    labels = {inter.code: inter.label for inter in spec.codes("inter")}
    first, second = (
        ", ".join(labels[code] for code in row.values(name)) for name in ("inter1_allowed", "inter2_allowed")
    )
    told = {
        "event_type, disorder_type": f"{row.parent}; {row['disorder_type']}",
        "rank": f"{row['rank']} of 25",
        "actor1 may be": first,
        f"actor2 ({row['actor2']}) may be": second,
        "deaths": _told(spec, "fatalities_rule", row),
        "civilian_targeting": _told(spec, "civilian_targeting_rule", row),
    }
    yield from grid(("", ""), list(told.items()))


def _told(spec: Spec, codes: str, row: CodeRow) -> str:
    """The code that a row has of a list, and what it means."""
    found = next(found for found in spec.codes(codes) if found.code == row[codes])
    return found.definition if found.definition.startswith(found.label) else f"{found.label}. {found.definition}"


def _sentences(pair: Pair) -> Iterator[str]:
    undated = "" if pair.is_dated else " Neither has a known day of publication."
    kept = f" *Held: `{pair.held}`.*" if pair.held else " *Refused: no event.*" if pair.is_refused else ""
    yield f"- **Yes:** {pair.example}{kept}{_open(pair, 'example')}"
    instead = {PUBLISHED: "published", NOTHING: "not coded"}.get(pair.instead, f"`{pair.instead}`")
    yield f"- **No** ({instead}): {pair.counter}{_open(pair, 'counter')} *{pair.why}{undated}*"


def _open(pair: Pair, sentence: str) -> str:
    return " *(casus does not code this one so yet.)*" if pair.open == sentence else ""


def _others(spec: Spec, shown: set[str]) -> Iterator[str]:
    released = [column for table in spec.tables.values() if table.release for column in table.columns]
    used = sorted({column.field.codes[0] for column in released if column.field.codes} - shown)
    yield from ("# Other code lists", "", "The remaining closed lists of the tables of a release.")
    reasons = without(spec)
    for name in used:
        rows = spec.codes(name)
        yield from ("", f"## Codes {name}", "")
        if name in reasons:
            yield from (f"No sentences: {reasons[name]}", "")
        if len(rows) > _LONG_LIST:
            yield f"{len(rows)} codes, in `schemas/codes/{name}.csv`."
        else:
            yield from _codes(rows)


def _codes(rows: Sequence[CodeRow]) -> Iterator[str]:
    yield from grid(("code", "label", "definition"), [(row.code, row.label, row.definition) for row in rows])


def _rules(spec: Spec) -> Iterator[str]:
    yield from ("# Rules", "")
    yield (
        "What every row is checked against. A row that breaks a rule of severity E is refused and stands in "
        "`rejects`; one that breaks a rule of severity W is published with the rule's id in `qa_flags`."
    )
    yield ""
    yield from grid(
        ("rule", "severity", "demands", "looks at"),
        [(rule.id, rule.severity, rule.description, names(columns_of(rule, spec))) for rule in spec.rules.values()],
    )
