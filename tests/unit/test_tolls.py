"""How figures told several times settle to one toll."""

from __future__ import annotations

import pytest

from pipeline.records import Casualty, Mention, Span
from pipeline.resolve.tolls import settle, with_several


def _casualty(
    low: int | None,
    group: str | None,
    *,
    high: int | None = None,
    effect: str = "killed",
    quantifier: str = "exact",
    cumulative: bool = False,
    series: int | None = None,
    start: int = 0,
) -> Casualty:
    return Casualty(
        start=start,
        end=start + 5,
        text="words",
        effect=effect,
        low=low,
        high=high if high is not None else low,
        quantifier=quantifier,
        group_start=0,
        group_end=5,
        group_text=group,
        is_total=group is None,
        is_cumulative=cumulative,
        series=series,
        sentence=0,
    )


def _mention(*casualties: Casualty) -> Mention:
    return Mention(
        article_id="a",
        mention_id="a#m0",
        sentence=0,
        trigger=Span(start=0, end=5, text="words"),
        trigger_class="kill",
        trigger_rule="kill.verb",
        head_lemma="kill",
        is_nominal=False,
        is_plural=False,
        realis="asserted",
        is_definite=False,
        is_new=False,
        is_cumulative=False,
        is_background=False,
        in_headline=False,
        time_scope="none",
        casualties=casualties,
        batch="b",
    )


@pytest.mark.parametrize(
    ("tellings", "low"),
    [
        pytest.param([[_casualty(3, "three people")]], 3, id="one-figure"),
        pytest.param(
            [[_casualty(1, "a commander")], [_casualty(3, "three")]], 3, id="the-total-holds-the-single-victim"
        ),
        pytest.param(
            [[_casualty(3, "three soldiers"), _casualty(2, "two farmers")]], 5, id="groups-of-one-telling-add-up"
        ),
        pytest.param(
            [[_casualty(2, "two soldiers")], [_casualty(4, "four rebels")]], 6, id="groups-of-two-tellings-add-up"
        ),
        pytest.param(
            [[_casualty(5, "five people"), _casualty(2, "two farmers")]], 5, id="a-part-is-not-added-to-the-total"
        ),
        pytest.param([[_casualty(8, "eight people")], [_casualty(9, None)]], 9, id="the-toll-that-rose"),
        pytest.param(
            [[_casualty(4, "four people")], [_casualty(400, "400 people", cumulative=True)]],
            4,
            id="a-campaign-total-is-no-toll",
        ),
        pytest.param(
            [[_casualty(8, "eight women", series=0), _casualty(1, "one child", series=0)]], 9, id="a-list-adds-up"
        ),
        pytest.param([[_casualty(1, "a reporter")], [_casualty(1, "Hassan Ali")]], 1, id="the-name-of-one-told-before"),
        pytest.param([[_casualty(1, "Hassan Ali")], [_casualty(1, "Omar Said")]], 2, id="two-names-are-two"),
        pytest.param([[_casualty(3, "three people")], [_casualty(1, "a fourth victim")]], 4, id="a-fourth-victim"),
        pytest.param([[_casualty(2, "two guards")], [_casualty(1, "another guard")]], 3, id="another"),
        pytest.param(
            [
                [_casualty(1, "a commander", series=0), _casualty(2, "two others", series=0)],
                [_casualty(2, "two other men")],
            ],
            3,
            id="the-others-of-a-list-are-not-added-again",
        ),
        pytest.param([[_casualty(5, "five workers")], [_casualty(5, "five employees")]], 5, id="the-same-number-again"),
        pytest.param(
            [[_casualty(15, "More than 15 rebels")], [_casualty(10, "more than 10 rebels")]],
            15,
            id="more-than-adds-none",
        ),
        pytest.param([[_casualty(1, "a rebel", start=1), _casualty(1, "him", start=9)]], 1, id="him-is-the-one-before"),
        pytest.param([[_casualty(1, "him", start=9)]], 1, id="him-alone-is-one"),
        pytest.param([[_casualty(1, "Mr. Rubio")], [_casualty(1, "Rubio Sanchez")]], 1, id="an-honorific-is-no-name"),
        pytest.param(
            [[_casualty(1, "him", series=0, start=1), _casualty(2, "two brothers", series=0, start=9)]],
            3,
            id="him-in-a-list-counts",
        ),
        pytest.param(
            [[_casualty(4, "four rebels")], [_casualty(3, "three rebels")], [_casualty(1, "an additional rebel")]],
            4,
            id="additional-within-the-total",
        ),
        pytest.param(
            [
                [_casualty(4, "four rebels")],
                [_casualty(1, "the leader", series=0, start=1), _casualty(3, "three of his men", series=0, start=9)],
            ],
            4,
            id="the-leader-and-his-men-are-the-four",
        ),
    ],
)
def test_figures_settle_to_one_toll(tellings: list[list[Casualty]], low: int) -> None:
    assert settle([_mention(*casualties) for casualties in tellings], "killed").low == low


def test_several_gives_no_number_but_says_so() -> None:
    toll = settle([_mention(_casualty(None, "several farmers", quantifier="unknown_plural"))], "killed")
    assert (toll.low, toll.unknown_plural) == (None, True)


def test_other_effects_do_not_count() -> None:
    assert settle([_mention(_casualty(7, "seven people", effect="injured"))], "killed").low is None


def test_range_keeps_both_ends() -> None:
    toll = settle([_mention(_casualty(16, "people", high=25, quantifier="range"))], "killed")
    assert (toll.low, toll.high) == (16, 25)


def test_several_beside_a_number_stays_visible() -> None:
    several = _casualty(None, "several fighters", quantifier="unknown_plural", series=0, start=9)
    toll = settle([_mention(_casualty(1, "a commander", series=0), several)], "killed")
    assert (toll.low, toll.unknown_plural) == (1, True)


def test_several_alone_gives_no_number() -> None:
    toll = settle([_mention(_casualty(None, "fighters", quantifier="unknown_plural"))], "killed")
    assert (toll.low, toll.unknown_plural) == (None, True)


@pytest.mark.parametrize("group", ["fighters", "many fighters", "numerous fighters"])
def test_captured_without_a_number_are_three(group: str) -> None:
    told = _mention(_casualty(None, group, quantifier="unknown_plural", effect="captured"))
    assert with_several(settle([told], "captured")) == 3


def test_captured_is_unknown_when_nothing_is_told() -> None:
    assert with_several(settle([_mention()], "captured")) is None


def test_the_several_told_again_by_name_are_no_more() -> None:
    several = _casualty(None, "several rebels", quantifier="unknown_plural")
    again = [
        _casualty(1, "the commander", series=0, start=1),
        _casualty(None, "the rebels", quantifier="unknown_plural", series=0, start=9),
    ]
    toll = settle([_mention(several), _mention(*again)], "killed")
    assert (toll.low, toll.unknown_plural) == (None, True)
