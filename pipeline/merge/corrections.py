"""What reviewers decided, applied again on every rebuild.

A correction names its event by the coded events that it had when the decision was made, so that it finds the event
again whatever becomes of ids. Corrections count in the order of their numbers: a later one overrides an earlier one.
None of them is lost when the reports change; one that finds nothing to apply to any more says so.

    merge    two events are one
    split    some of the reports of an event are another event
    accept   a held event is published
    reject   an event is held, with a reason of `quarantine_reason`
    change   a column has another value, and the columns that follow from it have theirs
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pipeline import contract
from pipeline.contract import derive
from pipeline.language import notes
from pipeline.merge.settle import PUBLISHED, with_differences
from pipeline.records import Correction, CorrectionOutcome
from pipeline.reference.actors import table

HELD = "held"
MERGE, SPLIT, ACCEPT, REJECT, CHANGE = "merge", "split", "accept", "reject", "change"
#: Columns that a reviewer may change; all others follow from them or tell of the row itself.
CHANGEABLE = (
    "event_date", "time_precision", "sub_event_type", "actor1", "inter1", "assoc_actor_1", "actor2", "inter2",
    "assoc_actor_2", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision",
    "notes", "fatalities", "injured", "captured", "tags", "weapon",
)  # fmt: skip

#: Columns that are told in the notes, which are written anew when one of them is changed.
_TOLD_IN_NOTES = frozenset({
    "event_date", "time_precision", "sub_event_type", "actor1", "actor2", "admin1", "location", "geo_precision",
    "fatalities", "injured",
})  # fmt: skip
#: A reviewer who gives a day knows it.
_DAY = 1
#: Sides of an event, and where the type of each stands.
_SIDES = {"actor1": "inter1", "actor2": "inter2"}

Groups = list[frozenset[str]]


def regroup(groups: Iterable[Iterable[str]], corrections: Sequence[Correction]) -> tuple[Groups, dict[int, str]]:
    """Groups of coded_id after the merges and splits that reviewers decided.

    Args:
        groups: Every coded_id in exactly one.
        corrections: All of them, in any order; those of other kinds are passed over.

    Returns:
        The groups, and for each merge and split that changed nothing, by its number, why.
    """
    found: Groups = [frozenset(group) for group in groups]
    void: dict[int, str] = {}
    for one in sorted(corrections, key=lambda correction: correction.number):
        if one.action == MERGE:
            sides = [_home(ids, found) for ids in (one.coded_ids, one.other_coded_ids)]
            if None in sides:
                void[one.number] = "no report of one of the two events is left"
            elif sides[0] != sides[1]:
                first, second = (side for side in sides if side is not None)
                found[first] |= found[second]
                del found[second]
        elif one.action == SPLIT:
            taken = frozenset(one.coded_ids)
            parts = [(group & taken, group - taken) for group in found]
            if not any(group & taken for group in found):
                void[one.number] = "none of the reports to take out is left"
            found = [part for pair in parts for part in pair if part]
    return sorted(found, key=min), void


def correct(values: Mapping[str, Any], corrections: Sequence[Correction]) -> dict[str, Any]:
    """The columns of an event after the decisions about it.

    Args:
        values: Columns as the reports settle them, with `status` and `reasons`.
        corrections: Those that apply to it, as `applying` finds them.
    """
    changed = dict(values)
    for one in sorted(corrections, key=lambda correction: correction.number):
        if one.action == ACCEPT:
            changed |= {"status": PUBLISHED, "reasons": ()}
        elif one.action == REJECT:
            changed |= {"status": HELD, "reasons": (one.new_value,)}
        elif one.action == CHANGE and one.field is not None:
            changed[one.field] = parse(one.field, one.new_value)
            changed |= _following(one.field, changed)
    fields = {one.field for one in corrections if one.action == CHANGE}
    if "notes" not in fields and (changed["notes"] is None or fields & _TOLD_IN_NOTES):
        changed["notes"] = _notes(changed, are_deaths_given="fatalities" in fields)
    return changed


def applying(
    groups: Sequence[frozenset[str]], corrections: Sequence[Correction]
) -> tuple[dict[int, list[Correction]], dict[int, str]]:
    """Which decisions about values are about which event.

    Returns:
        Corrections by the index of the group that holds most of their coded events, and for each one that finds none,
        by its number, why.
    """
    found: dict[int, list[Correction]] = {}
    void: dict[int, str] = {}
    for one in sorted(corrections, key=lambda correction: correction.number):
        if one.action in (ACCEPT, REJECT, CHANGE):
            home = _home(one.coded_ids, groups)
            if home is None:
                void[one.number] = "no report of the event is left"
            else:
                found.setdefault(home, []).append(one)
    return found, void


def outcomes(
    corrections: Iterable[Correction], groups: Sequence[frozenset[str]], ids: Sequence[str], void: Mapping[int, str]
) -> list[CorrectionOutcome]:
    """What became of each correction, by number."""
    rows = []
    for one in sorted(corrections, key=lambda correction: correction.number):
        home = _home(one.coded_ids, groups)
        rows.append(
            CorrectionOutcome(
                number=one.number,
                is_applied=one.number not in void,
                event_id_cnty=ids[home] if home is not None and one.number not in void else None,
                detail=void.get(one.number),
            )
        )
    return rows


def parse(field: str, text: str | None) -> Any:
    """The value of a column from what a reviewer wrote; None for an empty cell.

    Raises:
        ValueError: If it is no value of that column; says why.
    """
    if text is None or not text.strip():
        return None
    spec = next(column for column in contract.table("draft_events").columns if column.name == field).field
    text, kind = text.strip(), spec.type.scalar
    try:
        value: Any = text
        if kind == "date":
            value = date.fromisoformat(text)
        elif kind == "float64":
            value = float(text)
        elif kind is not None and kind.startswith("int"):
            value = int(text)
    except ValueError:
        raise ValueError(f"{text!r} is no value of {field}, which is of type {kind}") from None
    allowed = contract.default_spec().allowed(spec)
    if allowed is not None and value not in allowed:
        raise ValueError(f"{text!r} is not in the closed list of {field}")
    return value


def _following(field: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that follow from a column that was changed."""
    if field == "event_date":
        day = values["event_date"]
        told = {"year": day.year if day else None, "date_start": day, "date_end": day}
        if day and values["time_precision"] is None:
            told |= {"time_precision": _DAY, "date_basis": "explicit"}
        return told
    if field == "country":
        country = values["country"]
        return {
            "iso": derive.iso(country) if country else None,
            "region": derive.region(country) if country else None,
        }
    if field == "fatalities":
        deaths = values["fatalities"]
        none = None if deaths is None else 0
        sides = dict.fromkeys(("fatalities_actor1", "fatalities_actor2", "fatalities_civilians"), none)
        return sides | dict.fromkeys(("fatalities_unknown", "fatalities_low", "fatalities_high"), deaths)
    if field in _SIDES:
        kind = _kind(values[field], values["country"], values["event_date"])
        known = {_SIDES[field]: kind} if kind is not None or values[field] is None else {}
        return known | _type_and_sides(dict(values) | known)
    if field in ("sub_event_type", *_SIDES.values()):
        return _type_and_sides(values)
    return {}


def _kind(actor: str | None, country: str | None, day: date | None) -> str | None:
    """The actor type that a name fixes, or that the actor table has for it; None if neither tells."""
    if actor is None:
        return None
    code = derive.forces_inter(actor, country) if country else None
    code = derive.fixed_inter(actor) if code is None else code
    listed = {one.inter for one in table() if one.name == actor and one.is_valid_on(day)}
    if code is None and len(listed) == 1:
        (code,) = listed
    return None if code is None else derive.inter_label(code)


def _notes(values: Mapping[str, Any], *, are_deaths_given: bool) -> str | None:
    """The notes as the corrected columns have them; as they were where a column is missing that they need."""
    if not all(values[name] for name in ("event_date", "time_precision", "sub_event_type", "actor1", "location")):
        return values["notes"]  # type: ignore[no-any-return]
    # None are coded also where no report tells of any; only the notes know the difference.
    said_none = values["notes"] is not None and notes.UNKNOWN_DEATHS not in values["notes"]
    is_told = are_deaths_given or bool(values["fatalities"]) or said_none or values["event_type"] in derive.CROWD_TYPES
    written = notes.write(
        day=values["event_date"],
        precision=values["time_precision"],
        basis=values["date_basis"],
        start=values["date_start"],
        end=values["date_end"],
        sub=values["sub_event_type"],
        actor1=values["actor1"],
        actor2=values["actor2"],
        location=values["location"],
        admin1=values["admin1"],
        fatalities=values["fatalities"] if is_told else None,
        injured=values["injured"],
        attribution=values["attribution"],
        coded_to=values["location"] if values["geo_precision"] != 1 else None,
    )
    return with_differences(written, values)


def _type_and_sides(values: Mapping[str, Any]) -> dict[str, Any]:
    sub, first, second = values["sub_event_type"], values["inter1"], values["inter2"]
    label = None
    if first is not None:
        label = derive.interaction(derive.inter_code(first), derive.inter_code(second) if second else None)[1]
    return {
        "event_type": derive.event_type(sub) if sub else None,
        "disorder_type": derive.disorder_type(sub) if sub else None,
        "civilian_targeting": derive.civilian_targeting(sub, values["actor2"]) if sub else None,
        "interaction": label,
    }


def _home(ids: Iterable[str], groups: Sequence[frozenset[str]]) -> int | None:
    """The group that holds most of some coded events; of several, the one with the smallest. None when none does."""
    wanted = frozenset(ids)
    counts = Counter({index: len(wanted & group) for index, group in enumerate(groups) if wanted & group})
    if not counts:
        return None
    return min(counts, key=lambda index: (-counts[index], min(wanted & groups[index])))
