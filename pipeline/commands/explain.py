"""`casus explain`: one article with the words that gave each value, and why each event is held or was not coded."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import contract
from pipeline.commands.answers import Answer, given_id
from pipeline.commands.coding import event
from pipeline.commands.lines import read_lines
from pipeline.commands.questions import RUN, alone, asked
from pipeline.commands.terminal import printable
from pipeline.errors import SettingError, cause_of
from pipeline.ingest.articles import Refused
from pipeline.ingest.descriptions import SUFFIX, read_description
from pipeline.records import Article
from pipeline.runner import REJECTS, run_articles

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

#: Key of an article line for the body of a file, by the ending of its name.
_BODY = {".txt": "text", ".html": "html", ".htm": "html"}
#: Values shown for an event, in this order, where they are not null.
_FIELDS = (
    "event_date time_precision sub_event_type actor1 assoc_actor_1 actor2 assoc_actor_2 civilian_targeting country "
    "admin1 location geo_precision geo_resolution fatalities fatalities_low fatalities_high injured captured weapon "
    "attribution tags notes"
).split()
#: Fields that share the evidence of another one.
_SHARES = {
    "time_precision": "event_date",
    "geo_precision": "location",
    "geo_resolution": "location",
    "admin1": "location",
    "country": "location",
    "fatalities_low": "fatalities",
    "fatalities_high": "fatalities",
}
#: Colours of marked words; a field that is not listed is marked in the last one.
_COLOURS = {
    "event": "bold",
    "event_date": "cyan",
    "location": "green",
    "country": "green",
    "actor1": "red",
    "actor2": "blue",
    "fatalities": "magenta",
    "injured": "magenta",
    "captured": "magenta",
    "weapon": "yellow",
}
_OTHER_COLOUR = "white"
#: Columns of a print that goes into a pipe or a file, where no terminal says how wide it is.
_PIPE_WIDTH = 160


@dataclass(frozen=True, slots=True)
class Explained:
    """What became of one article.

    Attributes:
        article_id: Its id.
        text: Its cleaned text; empty when it was refused before.
        refused: (stage, reason, detail) of the refusal of the article as a whole; None when events were looked for.
        relevance: 0..1; None when it was refused before.
        events: Coded events as `casus code` tells them, in the order in which the article first tells them.
        dropped: (reason, detail) of each mention that became no event.
    """

    article_id: str
    text: str
    refused: tuple[str, str, str] | None
    relevance: float | None
    events: Sequence[Mapping[str, Any]]
    dropped: Sequence[tuple[str, str]]


def explain(source: str, *, name: str | None = None, published: str | None = None, width: int | None = None) -> None:
    """Read one article and print it with its reasons.

    Args:
        source: A .txt or .html file (a .meta.yaml beside it is read), or article lines; "-" is standard input.
        name: Id of the article among the lines; None for the first one.
        published: Day of publication, in the place of what the article says.
        width: Columns of the print; None for those of the terminal.
    """
    from rich.console import Console

    console = Console(highlight=False, width=width)
    if width is None and not console.is_terminal:
        console.width = max(console.width, _PIPE_WIDTH)
    for part in _told(explained(read_one(source, name=name, published=published))):
        console.print(part)


def read_one(source: str, *, name: str | None = None, published: str | None = None) -> bytes:
    """The article line of one article.

    Raises:
        SettingError: If there is no such file or no such line.
    """
    path = Path(source)
    if path.suffix.lower() in _BODY:
        row = _row_of_file(path)
    else:
        lines = (line for line in read_lines(source) if name is None or given_id(line) == name)
        line = next(lines, None)
        if line is None:
            raise SettingError(f"{source}: no line with the id {name!r}." if name else f"{source}: holds no line.")
        try:
            row = json.loads(line)
        except ValueError:
            return line
    if published is not None and isinstance(row, dict):
        row["published"] = published
    return json.dumps(row).encode()


def _row_of_file(path: Path) -> dict[str, Any]:
    try:
        body = path.read_bytes().decode("utf-8")
        beside = next((p for p in (path.with_name(path.name + SUFFIX), path.with_suffix(SUFFIX)) if p.is_file()), None)
        description = read_description(beside.read_bytes()) if beside else {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{path}: cannot be read: {cause_of(error)}.") from error
    except Refused as error:
        raise SettingError(f"{path}: its description cannot be used: {error}.") from error
    told = {key: description[key] for key in ("title", "published", "url", "language") if description.get(key)}
    return {
        "id": description.get("id") or path.stem,
        "source": description.get("publisher"),
        **told,
        _BODY[path.suffix.lower()]: body,
    }


def explained(line: bytes) -> Explained:
    """Run the stages over one article line and keep what they say about it."""
    question = asked([line])[0]
    if isinstance(question, Answer):
        reason = question.body["reasons"][0]
        return Explained(question.id or "", "", ("ingest", reason, question.body.get("detail", "")), None, (), ())
    return _explained(question)


def _explained(article: Article) -> Explained:
    made = run_articles(alone([article]), RUN).tables
    rejects = made[REJECTS].to_pylist()
    whole = next((row for row in rejects if row["key"] == article.article_id), None)
    documents = made["documents"].select(["text"]).to_pylist()
    screened = made["screened"].select(["relevance"]).to_pylist()
    rows = sorted(made["coded_events"].to_pylist(), key=lambda row: row["event_index"])
    return Explained(
        article_id=article.article_id,
        text=documents[0]["text"] if documents else "",
        refused=(whole["stage"], whole["reason"], whole["detail"] or "") if whole and not rows else None,
        relevance=screened[0]["relevance"] if screened else None,
        events=[event(row) for row in rows],
        dropped=[(row["reason"], row["detail"] or "") for row in rejects if row["key"] != article.article_id],
    )


def _told(found: Explained) -> Iterable[RenderableType]:
    """The parts of the print: what became of the article, each event, what became no event, the marked text."""
    from rich.text import Text

    relevance = "" if found.relevance is None else f", relevance {found.relevance:.2f}"
    states = [entry["status"] for entry in found.events]
    count = f"{states.count('published')} published, {states.count('held')} held, {len(found.dropped)} not coded"
    yield Text(f"{printable(found.article_id)}: {count}{relevance}", style="bold")
    if found.refused is not None:
        stage, reason, detail = found.refused
        yield Text(f"refused by {stage}: {reason}: {_meaning(reason)} {printable(detail)}".rstrip())
    for number, entry in enumerate(found.events, start=1):
        yield from _event(number, entry)
    if found.dropped:
        yield Text("\nnot coded", style="bold")
        for reason, detail in found.dropped:
            yield Text(f"  {reason}: {_meaning(reason)} ({printable(detail)})")
    if found.text:
        yield Text("\ntext", style="bold")
        yield _marked(found.text, found.events)


def _event(number: int, entry: Mapping[str, Any]) -> Iterable[RenderableType]:
    from rich.table import Table
    from rich.text import Text

    background = ", background" if entry.get("is_background") else ""
    title = f"\nevent {number}: {entry['status']}, confidence {entry['confidence']:.2f}{background}"
    yield Text(title, style="bold")
    for reason in entry["reasons"]:
        yield Text(f"  held for {reason}: {_meaning(reason)}")
    for flag in entry.get("qa_flags") or ():
        yield Text(f"  flagged {flag}: {_meaning(flag)}")
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("field", "value", "words", "rule"):
        table.add_column(heading, overflow="fold")
    for name in _FIELDS:
        value = entry.get(name)
        if value is None:
            continue
        named = {name, _SHARES.get(name, name)}
        spans = [e for e in entry["evidence"] if e["field"] in named]
        words = " | ".join(dict.fromkeys(f"{printable(e['quote'])} [{e['start']}-{e['end']}]" for e in spans))
        rules = ", ".join(dict.fromkeys(e["rule"] for e in spans))
        table.add_row(*(Text(cell) for cell in (name, printable(_shown(value)), words, rules)))
    yield table


def _shown(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _marked(text: str, events: Sequence[Mapping[str, Any]]) -> Text:
    """The text with the words that gave values in colour, each with the event and the field behind it."""
    from rich.text import Text

    spans = sorted(
        {
            (e["start"], e["end"], number, e["field"])
            for number, entry in enumerate(events, start=1)
            for e in entry["evidence"]
            if e["field"] != "event"
        }
    )
    labels: dict[int, list[str]] = {}
    for _, end, number, field in spans:
        labels.setdefault(end, []).append(f"{number}.{field}")
    out = Text()
    edges = sorted({0, len(text), *(s for s, *_ in spans), *(e for _, e, *_ in spans)})
    for start, end in zip(edges, edges[1:], strict=False):
        field = next((f for s, e, _, f in spans if s <= start and end <= e), None)
        style = "" if field is None else f"{_COLOURS.get(field, _OTHER_COLOUR)} underline"
        out.append(printable(text[start:end]), style=style)
        if end in labels:
            out.append(f"[{', '.join(dict.fromkeys(labels[end]))}]", style="dim")
    return out


def _meaning(code: str) -> str:
    """What a reason or flag means, from its code list; empty for one that no list has."""
    for name in ("quarantine_reason", "reject_reason", "qa_flag"):
        for row in contract.codes(name):
            if row.code == code:
                return str(row["definition"])
    return ""
