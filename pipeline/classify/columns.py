"""Write the columns of an event: who stands where, the deaths, the notes, what supports it, published or held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.classify import actors, deaths, judge, verifier
from pipeline.classify.deaths import Deaths
from pipeline.classify.tags import tags
from pipeline.contract import derive
from pipeline.language import notes
from pipeline.records import Candidate, CodedEvent, Evidence
from pipeline.reference.publishers import source_scale


def code(
    candidate: Candidate, sub: str, rule: str, *, index: int, chance: float | None = None, text: str = ""
) -> CodedEvent:
    """Write the columns of one event.

    Args:
        candidate: The event.
        sub: Its sub-event type.
        rule: What decided the type.
        index: Its number in the article.
        chance: How surely a coder would write it down, 0..1; None where the verifier does not judge the type.
        text: The article; empty where it is not at hand.
    """
    dead = deaths.deaths_of(candidate, sub)
    if dead.best:
        sub, rule = _deadly(sub, rule)
    cast = actors.cast(candidate, sub)
    held, confidence = _judged(candidate, sub, cast, chance, text)
    ones, twos = deaths.by_column(candidate, cast)
    civilians = candidate.fatalities_civilians or 0
    event_type = derive.event_type(sub)
    placed = candidate.geo_resolution not in (None, "country")
    return CodedEvent(
        coded_id=f"{candidate.article_id}#{index}",
        article_id=candidate.article_id,
        event_index=index,
        status="held" if held else "published",
        reasons=held,
        confidence=confidence,
        event_date=candidate.event_date,
        year=candidate.event_date.year if candidate.event_date else None,
        time_precision=candidate.time_precision if candidate.event_date else None,
        disorder_type=derive.disorder_type(sub),
        event_type=event_type,
        sub_event_type=sub,
        actor1=cast.actor1,
        assoc_actor_1=_joined(cast.assoc1),
        inter1=derive.inter_label(cast.inter1) if cast.inter1 else None,
        actor2=cast.actor2,
        assoc_actor_2=_joined(cast.assoc2),
        inter2=derive.inter_label(cast.inter2) if cast.inter2 else None,
        interaction=derive.interaction(cast.inter1, cast.inter2)[1] if cast.inter1 is not None else None,
        civilian_targeting=derive.civilian_targeting(sub, cast.actor2),
        iso=derive.iso(candidate.country) if candidate.country else None,
        region=derive.region(candidate.country) if candidate.country else None,
        country=derive.country_row(candidate.country).label if candidate.country else None,
        admin1=candidate.admin1,
        admin2=candidate.admin2,
        admin3=candidate.admin3,
        location=candidate.location if placed else None,
        latitude=candidate.latitude if placed else None,
        longitude=candidate.longitude if placed else None,
        geo_precision=candidate.geo_precision if placed else None,
        source=candidate.publisher or derive.UNDISCLOSED_SOURCE,
        source_scale=source_scale(candidate.publisher, candidate.country),
        notes=_notes(candidate, sub, cast, dead) if placed else None,
        fatalities=dead.best,
        tags=tags(candidate, sub),
        date_start=candidate.date_start,
        date_end=candidate.date_end,
        date_basis=candidate.date_basis,
        geo_resolution=candidate.geo_resolution,
        geonameid=candidate.geonameid if placed else None,
        fatalities_low=dead.low,
        fatalities_high=dead.high,
        fatalities_actor1=ones,
        fatalities_actor2=twos,
        fatalities_civilians=civilians,
        fatalities_unknown=max(0, dead.best - ones - twos - civilians),
        injured=candidate.injured,
        captured=candidate.captured,
        attribution=_attribution(candidate),
        is_background=candidate.is_background,
        weapon=candidate.weapon,
        reported_incident_count=candidate.incident_count,
        qa_flags=_flags(candidate),
        reported_place=candidate.reported_place,
        participants=candidate.cast,
        evidence=_evidence(candidate, cast, rule),
        terms=candidate.terms,
        published=candidate.published,
        url=candidate.url,
        publisher=candidate.publisher,
        batch=candidate.batch,
    )


def _deadly(sub: str, rule: str) -> tuple[str, str]:
    """The sub-event, and its rule, of what cannot have that type because somebody died."""
    if sub == "Abduction/forced disappearance":
        return "Attack", "classify.killed_captive.v1"
    if sub in ("Peaceful protest", "Protest with intervention"):
        return "Excessive force against protesters", "classify.killed_protester.v1"
    return sub, rule


def _judged(
    candidate: Candidate, sub: str, cast: actors.Cast, chance: float | None, text: str
) -> tuple[tuple[str, ...], float]:
    """Why the event is held, empty when it is published, and its confidence."""
    held = judge.reasons(candidate, sub, cast, text)
    if chance is None:
        confidence, least = judge.confidence(candidate, sub, bool(held)), judge.MIN_CONFIDENCE
    else:
        confidence, least = round(chance, 4), verifier.HELD_BELOW
    if not held and confidence < least:
        held = ("LOW_CONFIDENCE",)
    return held, confidence


def _joined(names: tuple[str, ...]) -> str | None:
    return "; ".join(names) or None


def _notes(candidate: Candidate, sub: str, cast: actors.Cast, dead: Deaths) -> str | None:
    """The notes; None where a day, an actor or a place is missing, without which they would say nothing."""
    if not (candidate.event_date and candidate.time_precision and cast.actor1 and candidate.location):
        return None
    no_dead = 0 if derive.event_type(sub) in derive.CROWD_TYPES else None
    return notes.write(
        day=candidate.event_date,
        precision=candidate.time_precision,
        basis=candidate.date_basis,
        start=candidate.date_start,
        end=candidate.date_end,
        sub=sub,
        actor1=cast.actor1,
        actor2=cast.actor2,
        location=candidate.location,
        admin1=candidate.admin1,
        fatalities=dead.best if dead.is_told else no_dead,
        injured=candidate.injured,
        attribution=candidate.attribution,
        coded_to=candidate.location if candidate.geo_precision != 1 else None,
    )


def _evidence(candidate: Candidate, cast: actors.Cast, rule: str) -> tuple[Evidence, ...]:
    """The evidence of a candidate, and that of its type: the first words that tell it.

    They stand for an actor, too, whom nothing names: that it is an unidentified group follows from what was done.
    """
    found = list(_under_their_columns(candidate, cast))
    first = next((e for e in candidate.evidence if e.field == "event"), None)
    if first is not None:
        found.append(replace(first, field="sub_event_type", rule=rule))
        named = {one.field for one in found}
        unnamed = [c for c, actor in (("actor1", cast.actor1), ("actor2", cast.actor2)) if actor and c not in named]
        found.extend(replace(first, field=column, rule="classify.actor_unnamed.v1") for column in unnamed)
    return tuple(found)


def _under_their_columns(candidate: Candidate, cast: actors.Cast) -> Iterable[Evidence]:
    """The evidence of a candidate, that of each party under the column in which the party came to stand.

    Who is actor1 depends on the type of event, so the sides of a candidate may change places: the police who break up a
    protest are actor2.
    """
    columns = dict.fromkeys(cast.assoc2, "assoc_actor_2") | dict.fromkeys(cast.assoc1, "assoc_actor_1")
    columns |= {name: column for name, column in ((cast.actor2, "actor2"), (cast.actor1, "actor1")) if name}
    names = {side.start: side.name for side in (*candidate.side2, *candidate.side1)}
    for one in candidate.evidence:
        if one.field in ("actor1", "actor2") and (column := columns.get(names.get(one.start) or "")):
            yield replace(one, field=column)
        else:
            yield one


def _flags(candidate: Candidate) -> tuple[str, ...]:
    """What a reviewer may want to look at, sorted."""
    sides = (*candidate.side1, *candidate.side2)
    flags = set(candidate.flags)
    if any(side.is_generic for side in sides):
        flags.add("ACTOR_GENERIC")
    if candidate.country is None and any(side.is_generic for side in sides):
        flags.add("ACTOR_COUNTRY_UNKNOWN")
    if any(not side.is_known and not side.is_generic for side in sides):
        flags.add("ACTOR_UNKNOWN")
    return tuple(sorted(flags))


def _attribution(candidate: Candidate) -> str:
    """How the article vouches for the event, and by whom."""
    attribution = candidate.attribution or "stated"
    if candidate.attribution_text:
        # The words of a source may run over the end of a line.
        attribution = f"{attribution}: {' '.join(candidate.attribution_text.text.split())}"
    return attribution
