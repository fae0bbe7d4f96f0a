"""What changed since the run before: revisions and deletions, appended and never edited."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Any

from pipeline.records import Deletion, DraftEvent, Revision

#: Columns that tell of the row itself and not of the event.
_ABOUT_THE_ROW = frozenset({"event_id_cnty", "timestamp", "revision", "members"})
COMPARED = tuple(field.name for field in fields(DraftEvent) if field.name not in _ABOUT_THE_ROW)
#: The column that stands for the whole row when an event is new.
WHOLE_ROW = "event_id_cnty"


@dataclass(frozen=True, slots=True)
class Change:
    """Why an event may have changed.

    Attributes:
        absorbed: Whether another id was merged into it.
        corrected: Whether a reviewer decided about its values.
        new_articles: Articles that tell it now and did not before, sorted.
        changed_articles: Articles that told it before and came again with other words; some may tell it no more.
        gone_articles: Articles that told it before and were withdrawn.
    """

    absorbed: bool
    corrected: bool
    new_articles: tuple[str, ...]
    changed_articles: tuple[str, ...]
    gone_articles: tuple[str, ...]

    @property
    def reason(self) -> str:
        """The code of `revision_reason`."""
        if self.absorbed:
            return "EVENTS_MERGED"
        if self.new_articles:
            return "NEW_ARTICLE"
        if self.changed_articles:
            return "ARTICLE_CHANGED"
        if self.gone_articles:
            return "ARTICLE_WITHDRAWN"
        return "CORRECTED" if self.corrected else "RECODED"

    @property
    def because(self) -> str | None:
        """The one article that brought the change, if it is one."""
        articles = self.new_articles or self.changed_articles or self.gone_articles
        return articles[0] if len(articles) == 1 else None


def revisions(new: DraftEvent, old: DraftEvent | None, change: Change, at: datetime) -> list[Revision]:
    """One row for each column that differs; one for the whole row when the event is new; none when nothing changed."""
    if old is None:
        first = new.members[0].article_id if len({member.article_id for member in new.members}) == 1 else None
        return [
            Revision(
                event_id_cnty=new.event_id_cnty, revision=new.revision, changed_at=at, field=WHOLE_ROW,
                new_value=new.event_id_cnty, because_article_id=first, reason="CREATED",
            )
        ]  # fmt: skip
    return [
        Revision(
            event_id_cnty=new.event_id_cnty, revision=new.revision, changed_at=at, field=column,
            old_value=_text(getattr(old, column)), new_value=_text(getattr(new, column)),
            because_article_id=change.because, reason=change.reason,
        )
        for column in changed_columns(new, old)
    ]  # fmt: skip


def changed_columns(new: DraftEvent, old: DraftEvent) -> list[str]:
    """Columns in which two states of an event differ."""
    return [column for column in COMPARED if getattr(new, column) != getattr(old, column)]


def deletions(
    gone: Mapping[str, str | None], told: Mapping[str, Collection[str]], there: Container[str], at: datetime
) -> list[Deletion]:
    """One row for each id that is gone.

    Args:
        gone: Ids that no event has any more, with the id that their reports went to.
        told: The articles that told each event before.
        there: The articles that are still there.
        at: Logical time of the run.
    """
    rows = []
    for event_id, merged_into in gone.items():
        articles = told.get(event_id, ())
        withdrawn = [name for name in articles if name not in there]
        unsupported = "SOURCE_WITHDRAWN" if len(withdrawn) == len(articles) else "UNSUPPORTED"
        because = withdrawn if unsupported == "SOURCE_WITHDRAWN" else articles
        rows.append(
            Deletion(
                event_id_cnty=event_id,
                deleted_timestamp=seconds(at),
                reason="MERGED" if merged_into else unsupported,
                merged_into=merged_into,
                because_article_id=min(because) if len(because) == 1 and not merged_into else None,
            )
        )
    return rows


def seconds(at: datetime) -> int:
    """An instant as seconds since 1970-01-01 UTC."""
    return int(at.astimezone(UTC).timestamp())


def _text(value: Any) -> str | None:
    """A value as it stands in a revision: ISO days, lists joined by "; ", null for null and for an empty list."""
    if value is None or value == ():
        return None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    return "; ".join(value) if isinstance(value, tuple) else str(value)
