"""`casus refused`: articles that screening refused, listed, and drawn back by a reader who knows better."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date

import click
import pyarrow.compute as pc

from pipeline import contract
from pipeline.commands.lines import writing_lines
from pipeline.commands.opening import dataset
from pipeline.commands.progress import say
from pipeline.commands.run import read_and_release
from pipeline.errors import SettingError
from pipeline.records import Admission
from pipeline.store import is_among

STAGE = "screen"


def listed(folder: str, target: str) -> None:
    """Write one JSON object an article that screening refused, by its id; say how many there are for which reason."""
    store = dataset(folder)
    rejects = {row["article_id"]: row for row in store.read("rejects", where=pc.field("stage") == STAGE).to_pylist()}
    columns = ["article_id", "title", "published", "url", "publisher"]
    documents = store.read("documents", columns=columns).to_pylist()
    with writing_lines(target) as write:
        for row in documents:
            if (refused := rejects.get(row["article_id"])) is not None:
                told = {"id": row["article_id"], "reason": refused["reason"], "detail": refused["detail"]}
                told |= {name: row[name] for name in columns[1:]}
                write(json.dumps(told, ensure_ascii=False, default=str).encode())
    counts = Counter(row["reason"] for row in rejects.values())
    say(", ".join(f"{reason} {count}" for reason, count in counts.most_common()) or "screening refused nothing")


def admit(ids: Sequence[str], folder: str, *, reviewer: str, reason: str, on: date, workers: int | None = None) -> None:
    """Draw refused articles back, read them, and publish what they tell.

    Args:
        ids: The articles, all or none of them.
        folder: Folder of the dataset.
        reviewer: Who decided so.
        reason: Why.
        on: When.
        workers: Processes; None for the cores.

    Raises:
        SettingError: If screening has not refused one of them.
    """
    store = dataset(folder)
    with store.exclusive("casus refused admit"):
        asked = (pc.field("stage") == STAGE) & is_among("article_id", ids)
        rejects = store.find("rejects", asked, columns=["article_id"])
        known = {*rejects.column("article_id").to_pylist(), *store.read("admissions").column("article_id").to_pylist()}
        strange = [name for name in ids if name not in known]
        if strange:
            raise SettingError(f"{strange[0]}: is none that screening refused; casus refused list shows those.")
        rows = [
            Admission(article_id=name, reviewer=reviewer, decided_on=on, reason=reason) for name in dict.fromkeys(ids)
        ]
        with store.writing("articles drawn back") as writer:
            writer.append("admissions", contract.from_records("admissions", rows))
        release = read_and_release(store, (), workers=workers)
    click.echo(f"release   {release.path}" + ("" if release.is_new else "  (as it was: nothing has changed)"))
