"""What each sentence of an article goes on about."""

from __future__ import annotations

from pipeline.resolve.stretches import Stretches, happened_abroad
from pipeline.resolve.told import Event
from tests.unit.told_rows import article, deed, town

GAO, MOPTI, BAMA = (
    town("Gao", "MLI", 16.27, -0.04),
    town("Mopti", "MLI", 14.49, -4.18),
    town("Bama", "NGA", 11.52, 13.69),
)
ARTICLE = article(
    ("Officials spoke.", "Gunmen killed nine in Gao.", "They fled."),
    ("A spokesman gave no details.",),
    ("Raiders killed two in Bama.",),
    ("A boy died.",),
)
IN_GAO, IN_BAMA, NOWHERE = Event([deed(1, GAO)]), Event([deed(4, BAMA)]), Event([deed(5, None)])
STRETCHES = Stretches(ARTICLE, [], [IN_GAO, IN_BAMA, NOWHERE])


def _at(sentence: int) -> int:
    return ARTICLE.sentences[sentence].start


def test_a_sentence_goes_on_about_what_its_paragraph_tells_before_it_or_behind_it() -> None:
    assert [STRETCHES.told_beside(_at(sentence)) for sentence in (0, 1, 2)] == [(IN_GAO,)] * 3


def test_a_paragraph_that_tells_nothing_goes_on_about_the_one_before() -> None:
    assert STRETCHES.told_beside(_at(3)) == (IN_GAO,)


def test_a_paragraph_of_an_incident_without_a_place_goes_on_about_no_other() -> None:
    assert STRETCHES.told_beside(_at(5)) == ()


def test_words_that_speak_of_what_is_before_them_go_on_about_what_is_told_last() -> None:
    assert STRETCHES.told_beside(_at(5), is_back=True) == (IN_BAMA,)
    assert STRETCHES.told_beside(_at(0), is_back=True) == (IN_GAO,)


def test_earlier_events_told_for_context_have_no_stretch() -> None:
    before = Event([deed(4, BAMA, mention={"is_background": True})])
    assert Stretches(ARTICLE, [], [IN_GAO, before]).told_beside(_at(4)) == (IN_GAO,)


def test_words_about_another_country_are_abroad() -> None:
    assert STRETCHES.is_abroad(IN_GAO, "MLI", _at(4))
    assert not STRETCHES.is_abroad(IN_GAO, "MLI", _at(2))
    assert not STRETCHES.is_abroad(IN_GAO, None, _at(4))


def test_words_about_another_town_of_the_country_are_apart_and_not_abroad() -> None:
    other = Event([deed(4, MOPTI)])
    stretches = Stretches(ARTICLE, [], [IN_GAO, other])
    assert stretches.is_apart(IN_GAO, "MLI", _at(4))
    assert not stretches.is_abroad(IN_GAO, "MLI", _at(4))
    assert not stretches.is_apart(IN_GAO, "MLI", _at(3))


def test_nothing_is_apart_from_a_sum_of_several_incidents() -> None:
    several = Event([deed(1, GAO, mention={"incident_count": 3})])
    stretches = Stretches(ARTICLE, [], [several, IN_BAMA])
    assert not stretches.is_apart(several, "MLI", _at(4))


def test_only_what_is_told_with_places_happened_abroad() -> None:
    assert happened_abroad(IN_BAMA, "MLI")
    assert not happened_abroad(NOWHERE, "MLI")
    assert not happened_abroad(Event([deed(1, GAO), deed(2, BAMA)]), "MLI")
