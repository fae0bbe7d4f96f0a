"""The words of a whole article: is it a report of an incident, or talk of violence?"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pipeline.classify.article_words import BIAS, EDGES, Weight, article_signs, odds, signs_of_odds, words_of

TRAINING = Path(__file__).parents[2] / "benchmarks" / "training"
REPORT = (
    "Two gunmen shot dead a mayor outside his home late on Tuesday, police said. The attackers fled on a motorcycle. "
    "A bodyguard was wounded and taken to hospital, where he died during the night."
)
OPINION = (
    "We have always said that violence leads nowhere. The churches, the presidents and the peoples of the region must "
    "reach agreements that put an end to a war which has cost so much, and the first of these is a proposal for talks."
)


def _edges_below(text: str) -> int:
    return len(article_signs(text))


def test_a_report_is_told_from_an_opinion() -> None:
    assert _edges_below(REPORT) > _edges_below(OPINION)


def test_order_case_and_repetition_say_nothing() -> None:
    assert article_signs(REPORT) == article_signs(" ".join(reversed(REPORT.upper().split())) + " police police")


def test_what_an_editor_put_in_is_no_word_of_the_article() -> None:
    assert words_of("[Text] Rebels fled. [as heard]") == {"rebels", "fled"}


def test_there_is_a_sign_for_each_edge_below_the_odds() -> None:
    assert signs_of_odds(EDGES[0]) == frozenset()
    assert signs_of_odds(EDGES[1]) == {f"article>{EDGES[0]}"}
    assert len(signs_of_odds(99.0)) == len(EDGES)


def test_an_article_that_is_not_at_hand_has_even_odds() -> None:
    assert article_signs(None) == signs_of_odds(0.0)


def test_a_text_without_a_known_word_has_the_odds_of_any_article() -> None:
    assert odds({"zzz"}, {BIAS: Weight(0.0, 0.5), "bomb": Weight(2.0, 3.0)}) == 0.5


def test_words_weigh_by_their_rarity_in_a_text_of_length_one() -> None:
    weights = {BIAS: Weight(0.0, 0.5), "bomb": Weight(3.0, 2.0), "talks": Weight(4.0, -1.0)}
    assert odds({"bomb"}, weights) == pytest.approx(2.5)
    assert odds({"bomb", "talks"}, weights) == pytest.approx(0.5 + (3 * 2 - 4) / 5)


@pytest.fixture
def training(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(TRAINING))
    import article_words as module

    yield module
    sys.modules.pop("article_words")


def _articles(module):
    told, other = {"bomb", "police", "killed"}, {"talks", "peace", "said"}
    rows = [(f"a{n}", 1, told) for n in range(20)] + [(f"b{n}", 0, other) for n in range(20)]
    return [module.Article(name, is_told, 1.0, frozenset(words)) for name, is_told, words in rows]


def test_the_fitted_weights_are_those_that_the_product_reads(training, tmp_path: Path) -> None:
    weights = training.fit(_articles(training))
    training.write(weights, tmp_path / "article_words.csv")
    assert (tmp_path / "article_words.csv").read_text("utf-8").splitlines()[0] == "word,rarity,weight"
    assert odds({"bomb", "police"}, weights) > 0 > odds({"talks", "peace"}, weights)


def test_no_article_is_judged_by_a_model_that_has_seen_it(training) -> None:
    """One told otherwise than all that have its words: a model that had learnt from it would doubt."""
    odd = training.Article("odd", 0, 1.0, frozenset({"bomb", "police", "killed"}))
    unsaid = training.Article("unsaid", None, 1.0, frozenset({"talks", "peace", "said"}))
    *_, alone, other = training.crossed([*_articles(training), odd, unsaid])
    assert alone == max(training.crossed([*_articles(training), odd, unsaid]))
    assert other < 0
