"""`casus geoparse` and `casus timetag`: the places and the times of a text as it is given, without cleaning it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.commands.answers import Answer, refusal
from pipeline.commands.questions import asked
from pipeline.ingest.articles import TEXT
from pipeline.language.instants import read_stamp
from pipeline.language.layout import without_wraps

if TYPE_CHECKING:
    from pipeline.records import PlaceName
    from pipeline.resolve.places import ResolvedPlace


def geoparse(lines: Sequence[bytes]) -> list[Answer]:
    """One answer a line, in their order."""
    return _tagged(lines, "places", _places)


def timetag(lines: Sequence[bytes]) -> list[Answer]:
    """One answer a line, in their order."""
    return _tagged(lines, "times", _times)


def _tagged(lines: Sequence[bytes], name: str, find: Callable[[str, str | None], list[dict[str, Any]]]) -> list[Answer]:
    answers = []
    for question in asked(lines):
        if isinstance(question, Answer):
            answers.append(question)
        elif question.media_type != TEXT:
            answers.append(refusal(question.article_id, "NO_TEXT", "only html: places and times are found in text"))
        else:
            found = find(question.body.decode(), question.published)
            body = {"id": question.article_id, "status": "tagged", name: found}
            answers.append(Answer(question.article_id, body))
    return answers


def _places(text: str, published: str | None) -> list[dict[str, Any]]:
    from pipeline.extract.reading import read
    from pipeline.extract.toponyms import find_place_names
    from pipeline.resolve.places import resolve_places

    doc, _ = read(without_wraps(text))
    names = find_place_names(doc)
    stamp = read_stamp(published) if published else None
    resolved = resolve_places(text, names, stamp.day if stamp is not None else None)
    return [_place(name, place) for name, place in zip(names, resolved, strict=True) if name.kind != "capital"]


def _place(name: PlaceName, place: ResolvedPlace | None) -> dict[str, Any]:
    return {
        "start": name.start,
        "end": name.end,
        "text": name.text,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "geonameid": place.geonameid if place else None,
        "country": place.iso3 if place else None,
        "admin1": place.admin1 if place else None,
        "feature": place.feature if place else None,
        "confidence": place.confidence if place else None,
        "reason": None if place else _why_not(name),
    }


def _why_not(name: PlaceName) -> str:
    """Why a name has no place: no place of that name is known, or none of those that are fits the text."""
    from pipeline.reference import gazetteer
    from pipeline.resolve.place_candidates import candidates

    return "NONE_FITS" if candidates(gazetteer.load(), name) else "NOT_IN_GAZETTEER"


def _times(text: str, published: str | None) -> list[dict[str, Any]]:
    from pipeline.extract.times import find_times
    from pipeline.resolve.dates import resolve_times

    times = find_times(text)
    stamp = read_stamp(published) if published else None
    resolved = resolve_times(times, published=stamp.day if stamp else None, text=text)
    return [
        {
            "start": time.start,
            "end": time.end,
            "text": time.text,
            "type": meaning.type,
            "value": meaning.value,
            "date_start": meaning.date_start.isoformat() if meaning.date_start else None,
            "date_end": meaning.date_end.isoformat() if meaning.date_end else None,
        }
        for time, meaning in zip(times, resolved, strict=True)
    ]
