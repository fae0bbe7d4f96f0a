"""How figures told several times settle to one toll."""

from __future__ import annotations

import pytest

from pipeline.records import Casualty
from pipeline.resolve.tolls import Toll, settle, with_several
from tests.unit.told_rows import figure, told


def _settle(*tellings: list[Casualty], effect: str = "killed") -> Toll:
    """The toll of an event, given the figures of each of its mentions."""
    return settle([told(casualties=tuple(figures)) for figures in tellings], effect)


@pytest.mark.parametrize(
    ("tellings", "low"),
    [
        pytest.param([[figure(3, "three people")]], 3, id="one-figure"),
        pytest.param([[figure(1, "a commander")], [figure(3, "three")]], 3, id="the-total-holds-the-single-victim"),
        pytest.param([[figure(3, "three soldiers"), figure(2, "two farmers")]], 5, id="groups-of-one-telling-add-up"),
        pytest.param([[figure(2, "two soldiers")], [figure(4, "four rebels")]], 6, id="groups-of-two-tellings-add-up"),
        pytest.param([[figure(5, "five people"), figure(2, "two farmers")]], 5, id="a-part-is-not-added-to-the-total"),
        pytest.param([[figure(8, "eight people")], [figure(9, None)]], 9, id="the-toll-that-rose"),
        pytest.param(
            [[figure(4, "four people")], [figure(400, "400 people", is_cumulative=True)]],
            4,
            id="a-campaign-total-is-no-toll",
        ),
        pytest.param([[figure(8, "eight women", series=0), figure(1, "one child", series=0)]], 9, id="a-list-adds-up"),
        pytest.param([[figure(1, "a reporter")], [figure(1, "Hassan Ali")]], 1, id="the-name-of-one-told-before"),
        pytest.param([[figure(1, "Hassan Ali")], [figure(1, "Omar Said")]], 2, id="two-names-are-two"),
        pytest.param([[figure(3, "three people")], [figure(1, "a fourth victim")]], 4, id="a-fourth-victim"),
        pytest.param([[figure(2, "two guards")], [figure(1, "another guard")]], 3, id="another"),
        pytest.param(
            [
                [figure(1, "a commander", series=0), figure(2, "two others", series=0)],
                [figure(2, "two other men")],
            ],
            3,
            id="the-others-of-a-list-are-not-added-again",
        ),
        pytest.param([[figure(5, "five workers")], [figure(5, "five employees")]], 5, id="the-same-number-again"),
        pytest.param(
            [[figure(15, "More than 15 rebels")], [figure(10, "more than 10 rebels")]],
            15,
            id="more-than-adds-none",
        ),
        pytest.param([[figure(1, "a rebel", start=1), figure(1, "him", start=9)]], 1, id="him-is-the-one-before"),
        pytest.param([[figure(1, "him", start=9)]], 1, id="him-alone-is-one"),
        pytest.param([[figure(1, "Mr. Rubio")], [figure(1, "Rubio Sanchez")]], 1, id="an-honorific-is-no-name"),
        pytest.param(
            [[figure(1, "him", series=0, start=1), figure(2, "two brothers", series=0, start=9)]],
            3,
            id="him-in-a-list-counts",
        ),
        pytest.param(
            [[figure(4, "four rebels")], [figure(3, "three rebels")], [figure(1, "an additional rebel")]],
            4,
            id="additional-within-the-total",
        ),
        pytest.param(
            [
                [figure(4, "four rebels")],
                [figure(1, "the leader", series=0, start=1), figure(3, "three of his men", series=0, start=9)],
            ],
            4,
            id="the-leader-and-his-men-are-the-four",
        ),
    ],
)
def test_figures_settle_to_one_toll(tellings: list[list[Casualty]], low: int) -> None:
    assert _settle(*tellings).low == low


def test_several_gives_no_number_but_says_so() -> None:
    toll = _settle([figure(None, "several farmers", quantifier="unknown_plural")])
    assert (toll.low, toll.unknown_plural) == (None, True)


def test_other_effects_do_not_count() -> None:
    assert _settle([figure(7, "seven people", effect="injured")]).low is None


def test_range_keeps_both_ends() -> None:
    toll = _settle([figure(16, "people", high=25, quantifier="range")])
    assert (toll.low, toll.high) == (16, 25)


def test_several_beside_a_number_stays_visible() -> None:
    several = figure(None, "several fighters", quantifier="unknown_plural", series=0, start=9)
    toll = _settle([figure(1, "a commander", series=0), several])
    assert (toll.low, toll.unknown_plural) == (1, True)


@pytest.mark.parametrize(
    ("words", "count"),
    [("fighters", 3), ("many fighters", 3), ("several", 3), ("numerous", 4), ("numerous fighters", 4)],
)
def test_captured_without_a_number_are_three_or_numerous(words: str, count: int) -> None:
    captured = figure(None, "fighters", text=words, quantifier="unknown_plural", effect="captured")
    assert with_several(_settle([captured], effect="captured")) == count


def test_captured_is_unknown_when_nothing_is_told() -> None:
    assert with_several(_settle([], effect="captured")) is None


def test_the_several_told_again_by_name_are_no_more() -> None:
    several = figure(None, "several rebels", quantifier="unknown_plural")
    again = [
        figure(1, "the commander", series=0, start=1),
        figure(None, "the rebels", quantifier="unknown_plural", series=0, start=9),
    ]
    toll = _settle([several], again)
    assert (toll.low, toll.unknown_plural) == (None, True)


@pytest.mark.parametrize(
    ("second", "captured"),
    [
        pytest.param(
            [
                figure(1, "the leader", effect="captured", series=0),
                figure(2, "two of his men", effect="captured", series=0),
            ],
            3,
            id="a-list-that-points-back",
        ),
        pytest.param([figure(2, "two suspects", effect="captured")], 2, id="suspects-are-members"),
    ],
)
def test_several_told_again_with_their_number_count_once(second: list[Casualty], captured: int) -> None:
    several = figure(None, "several insurgents", effect="captured", quantifier="unknown_plural")
    assert with_several(_settle([several], second, effect="captured")) == captured


@pytest.mark.parametrize(
    ("second", "dead"),
    [
        pytest.param(
            [
                figure(1, "the commander", series=0, start=1),
                figure(1, "the aide", series=0, start=9),
                figure(2, "two guards", series=0, start=17),
            ],
            4,
            id="with-more-beside-them",
        ),
        pytest.param([figure(2, "two guards")], 4, id="others"),
    ],
)
def test_those_who_were_told_are_counted_once_in_a_longer_list(second: list[Casualty], dead: int) -> None:
    first = [figure(1, "a commander", series=0, start=1), figure(1, "an aide", series=0, start=9)]
    assert _settle(first, second).low == dead


def test_captives_of_a_headline_are_some_of_those_of_the_text() -> None:
    headline = told(in_headline=True, casualties=(figure(1, "Commander", effect="captured"),))
    body = told(sentence=1, mention_id="a#m1", casualties=(figure(4, "four fighters", effect="captured"),))
    assert settle([headline, body], "captured").low == 4
    assert settle([headline], "captured").low == 1


def test_captives_without_a_number_are_no_others_than_those_counted_before() -> None:
    several = figure(None, "several", effect="captured", quantifier="unknown_plural")
    toll = _settle([figure(3, "three suspects", effect="captured")], [several], effect="captured")
    assert (toll.low, toll.unknown_plural) == (3, False)
