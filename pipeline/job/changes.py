"""Which articles merge knows something else of than before: the table `changed_articles`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from pipeline import contract
from pipeline.contract.parts import month
from pipeline.records import ChangedArticle
from pipeline.store import Writer

if TYPE_CHECKING:
    import pyarrow as pa

DATED = ("coded_id", "article_id", "published", "event_date")


def told_of(writer: Writer, ids: Collection[str]) -> dict[str, pa.Table]:
    """What merge knows articles by."""
    import pyarrow
    import pyarrow.compute as pc

    columns = {name: contract.table(name).column_names for name in ("told_articles", "coded_events")}
    ours = pc.field("article_id").isin(pyarrow.array(sorted(ids), pyarrow.string()))
    found = {}
    for name, wanted in (("screened", columns["told_articles"]), ("coded_events", columns["coded_events"])):
        found[name] = writer.find(name, ours, columns=wanted)
    return found


def mark_changed(writer: Writer, before: Mapping[str, pa.Table], after: Mapping[str, pa.Table]) -> None:
    """Have those articles merged anew of which merge knows something else than before, and those that they copy."""
    states = [_by_article(tables) for tables in (before, after)]
    changed = {name for name in states[0].keys() | states[1].keys() if states[0].get(name) != states[1].get(name)}
    found: dict[str, set[str]] = {name: set() for name in changed}
    originals: set[str] = set()
    for tables in (before, after):
        for table in tables.values():
            for name, months in months_of(table).items():
                if name in changed:
                    found[name] |= months
        told = tables["screened"]
        for name, original in zip(*(told.column(c).to_pylist() for c in ("article_id", "duplicate_of")), strict=True):
            if name in changed and original is not None:
                originals.add(original)
    mark(writer, found)
    mark(writer, _family(writer, changed, originals))


def _by_article(tables: Mapping[str, pa.Table]) -> dict[str, list[Any]]:
    """The rows of each article."""
    found: dict[str, list[Any]] = {}
    for _, table in sorted(tables.items()):
        for row in table.to_pylist():
            found.setdefault(row["article_id"], []).append(row)
    return found


def _family(writer: Writer, changed: Collection[str], originals: Collection[str]) -> dict[str, set[str]]:
    """Months of the articles that changed ones are copies of, or were, and of the copies of changed ones.

    A narrow column of the whole table is read, where something is a copy.
    """
    import pyarrow
    import pyarrow.compute as pc

    copies = writer.read(
        "screened", columns=["article_id", "duplicate_of", "published"], where=~pc.field("duplicate_of").is_null()
    )
    of = dict(zip(copies.column("article_id").to_pylist(), copies.column("duplicate_of").to_pylist(), strict=True))
    family = set(originals)
    for name in [*of]:
        chain, at = [name], of[name]
        while at is not None and at not in chain:
            chain.append(at)
            at = of.get(at)
        if not family.isdisjoint(chain) or not set(changed).isdisjoint(chain):
            family.update(chain)
    family -= set(changed)
    if not family:
        return {}
    found: dict[str, set[str]] = {}
    ours = pc.field("article_id").isin(pyarrow.array(sorted(family), pyarrow.string()))
    for name, columns in (("screened", ["article_id", "published"]), ("coded_events", [*DATED])):
        for article, months in months_of(writer.read(name, columns=columns, where=ours)).items():
            found.setdefault(article, set()).update(months)
    return found


def months_of(rows: pa.Table) -> dict[str, set[str]]:
    """The months under which rows of articles stand, and those of the days of their events."""
    found: dict[str, set[str]] = {}
    names = [name for name in ("published", "event_date") if name in rows.column_names]
    days = zip(*(rows.column(name).to_pylist() for name in names), strict=True)
    for article, told in zip(rows.column("article_id").to_pylist(), days, strict=True):
        found.setdefault(article, set()).update(month(day) for day in told)
    return found


def mark(writer: Writer, months: Mapping[str, Collection[str]]) -> None:
    """Remember that merge has to look at articles, of which something stands under these months."""
    if months:
        known: list[ChangedArticle] = contract.to_records(writer.read("changed_articles"), "changed_articles")
        joined = {row.article_id: set(row.months) for row in known}
        for name, found in months.items():
            joined.setdefault(name, set()).update(found)
        rows = [ChangedArticle(article_id=name, months=tuple(sorted(joined[name]))) for name in sorted(joined)]
        writer.put("changed_articles", contract.from_records("changed_articles", rows))
