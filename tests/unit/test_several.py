"""Incidents told in one breath are taken apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.records import Participant
from pipeline.resolve.several import _by_thing
from pipeline.resolve.shares import share
from pipeline.resolve.struck import persons, things
from tests.unit.told_rows import figure, told


def _struck(text: str, kind: str, *, count: int | None = None, canonical: str | None = None) -> Participant:
    role = "target" if kind == "physical" else "victim"
    return Participant(
        role=role,
        kind=kind,
        text=text.upper(),
        start=0,
        end=len(text),
        phrase=text,
        canonical=canonical,
        count=count,
    )


def test_a_count_is_shared_among_as_many_things() -> None:
    mention = told(cast=(_struck("town hall", "physical"), _struck("bank", "physical")), incident_count=2)
    assert [[p.text for p in part.cast] for part in _by_thing(mention)] == [["TOWN HALL"], ["BANK"]]
    assert _by_thing(replace(mention, incident_count=3)) == []
    assert _by_thing(replace(mention, incident_count=None)) == []


@pytest.mark.parametrize(("total", "shares"), [(5, [3, 2]), (1, [1]), (0, [])])
def test_deaths_are_split_the_rest_from_the_first_on(total: int, shares: list[int]) -> None:
    dead = figure(total, None)
    assert [c.low for index in range(2) for c in share([dead], index, 2)] == shares


def test_only_names_tell_persons_and_things_apart() -> None:
    mention = told(
        cast=(
            _struck("Rosa Quintero", "individual", count=1),
            _struck("the three judges", "individual", count=3),
            _struck("a man", "individual", count=1),
            _struck("the National Bank", "physical"),
            _struck("public buildings", "physical"),
        )
    )
    assert persons(mention) == {"rosa quintero"}
    assert things(mention) == {"national bank"}
