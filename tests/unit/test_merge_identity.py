"""Which id an event has."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.merge.identity import Claim, Identified, Known, id_order, id_prefix, identify

DAY = date(2024, 2, 7)


def claim(*members: str, prefix: str = "IRQ", day: date | None = DAY) -> Claim:
    return Claim(members=frozenset(members), prefix=prefix, day=day)


def known(published: tuple[str, ...] = (), used: tuple[str, ...] = (), **event_of: str) -> Known:
    return Known(event_of, frozenset(published), frozenset((*used, *event_of.values())))


def test_new_events_are_numbered_by_day_then_id_in_each_country() -> None:
    claims = [claim("c"), claim("b", day=date(2024, 2, 6)), claim("a"), claim("d", prefix="SYR"), claim("e", day=None)]
    assert identify(claims, known()).ids == ("IRQ3", "IRQ1", "IRQ2", "SYR1", "IRQ4")


def test_an_id_stays_with_its_reports() -> None:
    assert identify([claim("z"), claim("a", "b")], known(a="IRQ7")).ids == ("IRQ8", "IRQ7")


def test_a_number_is_never_used_again() -> None:
    assert identify([claim("a")], known(used=("IRQ12",))).ids == ("IRQ13",)


def test_merged_events_keep_the_smallest_id_by_number() -> None:
    found = identify([claim("a", "b")], known(a="IRQ10", b="IRQ9"))
    assert found == Identified(("IRQ9",), {"IRQ10": "IRQ9"})


def test_merged_events_keep_the_published_id() -> None:
    found = identify([claim("a", "b")], known(published=("IRQ10",), a="IRQ10", b="IRQ9"))
    assert found == Identified(("IRQ10",), {"IRQ9": "IRQ10"})


def test_a_split_event_leaves_its_id_to_the_greater_part() -> None:
    found = identify([claim("a"), claim("b", "c")], known(a="IRQ1", b="IRQ1", c="IRQ1"))
    assert found == Identified(("IRQ2", "IRQ1"), {})


def test_of_equal_parts_the_one_with_the_smallest_report_keeps_the_id() -> None:
    assert identify([claim("b"), claim("a")], known(a="IRQ1", b="IRQ1")).ids == ("IRQ2", "IRQ1")


def test_an_event_that_gets_a_country_gets_an_id_of_it() -> None:
    assert identify([claim("a")], known(a="XXX4")) == Identified(("IRQ1",), {"XXX4": "IRQ1"})


def test_a_published_id_stays_when_another_country_is_read() -> None:
    assert identify([claim("a", prefix="SYR")], known(published=("IRQ4",), a="IRQ4")) == Identified(("IRQ4",), {})


def test_an_id_without_reports_is_gone() -> None:
    assert identify([claim("a")], known(a="IRQ1", b="IRQ2")) == Identified(("IRQ1",), {"IRQ2": None})


def test_prefixes_are_of_three_letters_also_for_kosovo_and_for_no_country() -> None:
    assert [id_prefix(name) for name in ("Iraq", "Kosovo", None)] == ["IRQ", "XKX", "XXX"]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sets(st.integers(0, 9), min_size=1, max_size=4), max_size=6),
    st.dictionaries(st.integers(0, 12), st.integers(1, 5)),
    st.sets(st.integers(1, 5)),
)
def test_ids_are_unique_kept_or_new(groups: list[set[int]], before: dict[int, int], published: set[int]) -> None:
    taken: set[int] = set()
    claims = []
    for group in groups:
        if members := group - taken:
            claims.append(claim(*(f"r{number:02}" for number in members)))
            taken |= members
    event_of = {f"r{number:02}": f"IRQ{event}" for number, event in before.items()}
    state = Known(event_of, frozenset(f"IRQ{n}" for n in published), frozenset(event_of.values()))
    found = identify(claims, state)
    assert len(set(found.ids)) == len(claims)
    assert set(event_of.values()) <= {*found.ids, *found.gone}
    assert not set(found.ids) & set(found.gone)
    for one, event_id in zip(claims, found.ids, strict=True):
        held_before = {event_of[member] for member in one.members if member in event_of}
        assert event_id in held_before or event_id not in state.used
    assert list(found.gone) == sorted(found.gone, key=id_order)
