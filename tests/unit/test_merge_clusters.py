"""Which coded events form one event."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.merge import blocks
from pipeline.merge.merged import merge_reports
from pipeline.merge.reports import Report, main_events, report, unit_vector
from pipeline.records import CodedEvent, Participant
from tests.unit.coded_rows import coded, held

OTHER_WORDS = ("ammunition", "convoy", "harbour", "warehouse", "workers")
#: Words of two reports of one war on different events: a third in common, a cosine of about 0.35.
SHARED = ("artillery", "frontline", "spokesman", "trenches")
ONE_STORY = (*SHARED, "alder", "birch", "cedar", "elm", "fir", "hazel", "larch")
OTHER_STORY = (*SHARED, "basalt", "chalk", "flint", "granite", "marble", "slate", "tuff")


def groups(events: list[CodedEvent]) -> set[frozenset[str]]:
    return {frozenset(report.coded_id for report in one.reports) for one in merge_reports(events)}


def same_article(compared: list[Report]) -> set[tuple[int, int]]:
    """Pairs of one article, which are found or not and never compared."""
    return {
        (a, b) for a, b in combinations(range(len(compared)), 2) if compared[a].article_id == compared[b].article_id
    }


def joined(*events: CodedEvent) -> bool:
    return len(groups(list(events))) == 1


def test_two_reports_of_one_strike_are_one_event() -> None:
    assert joined(coded("a"), coded("b", published=date(2024, 2, 9)))


def test_a_held_report_of_the_same_story_joins_it() -> None:
    assert joined(coded("a"), held("b", event_date=None, time_precision=None, date_basis=None))


def test_text_alone_joins_held_reports_of_one_story() -> None:
    nowhere = {"country": None, "admin1": None, "location": None, "latitude": None, "longitude": None}
    nothing = nowhere | {"event_date": None, "time_precision": None, "geo_precision": None, "geo_resolution": None}
    assert joined(held("a", **nothing), held("b", **nothing))


def test_strikes_in_one_city_on_following_days_stay_two() -> None:
    later = coded(
        "b", event_date=date(2024, 2, 8), published=date(2024, 2, 9), terms=("baghdad", "strike", *OTHER_WORDS)
    )
    assert not joined(coded("a"), later)


def test_strikes_on_following_days_stay_two_even_in_like_words() -> None:
    later = coded("b", event_date=date(2024, 2, 8), published=date(2024, 2, 9), terms=OTHER_STORY)
    assert not joined(coded("a", terms=ONE_STORY), later)


def test_strikes_of_one_night_in_two_cities_stay_two_even_in_like_words() -> None:
    mosul = coded("b", admin1="Nineveh", location="Mosul", latitude=36.335, longitude=43.1189, terms=OTHER_STORY)
    assert not joined(coded("a", terms=ONE_STORY), mosul)


def test_the_same_words_outweigh_one_place_that_was_misread() -> None:
    mosul = coded("b", admin1="Nineveh", location="Mosul", latitude=36.335, longitude=43.1189)
    assert joined(coded("a"), mosul)


#: Two names and their words, as the terms of an article hold them.
NAMES = ("hrastnik", "hrastnik quayle", "ottoline", "ottoline wexcombe", "quayle", "wexcombe")


def test_names_that_both_articles_hold_outweigh_a_misread_place_and_type() -> None:
    mosul = coded(
        "b", sub_event_type="Disrupted weapons use", fatalities=0, evidence=(), admin1="Nineveh", location="Mosul",
        latitude=36.335, longitude=43.1189, terms=(*OTHER_STORY, *NAMES),
    )  # fmt: skip
    assert joined(coded("a", terms=(*ONE_STORY, *NAMES)), mosul)


def test_a_trial_weeks_later_belongs_to_the_story_whose_names_it_tells() -> None:
    trial = {"event_date": date(2024, 2, 20), "published": date(2024, 2, 21), "fatalities": 0, "evidence": ()}
    assert joined(coded("a", terms=(*ONE_STORY, *NAMES)), coded("b", terms=(*OTHER_STORY, *NAMES), **trial))
    assert not joined(coded("a", terms=ONE_STORY), coded("b", terms=OTHER_STORY, **trial))


@pytest.mark.parametrize(("years", "is_one"), [(1, True), (3, False)])
def test_a_trial_is_looked_for_by_its_names_up_to_two_years_later(years: int, is_one: bool) -> None:
    story = (*ONE_STORY, *NAMES)
    trial = coded("b", event_date=date(2024 + years, 2, 7), published=date(2024 + years, 2, 8), terms=story)
    assert joined(coded("a", terms=story), trial) is is_one


def test_a_surname_that_the_other_article_holds_joins_a_story_told_in_other_words() -> None:
    victim = Participant(role="victim", kind="individual", text="Amal Wexcombe", start=3, end=16, effect="killed")
    unnamed = {"actor1": "Unidentified Gunmen (Iraq)", "actor2": None, "inter2": None}
    mosul = {"admin1": "Nineveh", "location": "Mosul", "latitude": 36.335, "longitude": 43.1189}
    later = {"event_date": None, "time_precision": None, "date_basis": None}
    told = coded("a", **unnamed, participants=(victim,), terms=(*ONE_STORY, "wexcombe"))
    assert joined(told, held("b", **unnamed, **mosul, **later, terms=(*OTHER_STORY, "wexcombe")))
    assert not joined(told, held("b", **unnamed, **mosul, **later, terms=(*OTHER_STORY, "quayle")))


def test_one_day_and_town_say_less_of_sides_that_are_at_war() -> None:
    words = {"a": ("artillery", *ONE_STORY[4:]), "b": ("artillery", *OTHER_STORY[4:])}
    nobody = {"actor1": "Unidentified Armed Group (Iraq)", "actor2": None, "inter2": None}
    assert joined(*(coded(name, terms=terms, **nobody) for name, terms in words.items()))
    assert not joined(*(coded(name, terms=terms) for name, terms in words.items()))


def test_about_as_many_deaths_join_reports_of_a_great_attack() -> None:
    words = {"a": ("artillery", *ONE_STORY[4:]), "b": ("artillery", *OTHER_STORY[4:])}
    small, great = ([coded(name, terms=words[name], fatalities=n) for name, n in zip("ab", tolls, strict=True)]
                    for tolls in ((3, 4), (23, 27)))  # fmt: skip
    assert not joined(*small)
    assert joined(*great)


def test_a_far_namesake_of_a_place_that_the_other_article_names_is_no_contradiction() -> None:
    place = {"country": "Germany", "admin1": "Bayern", "latitude": 48.4, "longitude": 10.9, "location": "Karrin"}
    misread = coded("b", reported_place="Karrin", terms=(*OTHER_STORY, "karrin"), **place)
    assert joined(coded("a", terms=(*ONE_STORY, "karrin")), misread)
    assert not joined(coded("a", terms=ONE_STORY), misread)


def test_two_articles_that_bring_news_of_their_own_day_tell_two_events() -> None:
    later = coded("b", event_date=date(2024, 2, 20), published=date(2024, 2, 21), terms=OTHER_STORY)
    looks_back = coded("b", event_date=date(2024, 2, 9), published=date(2024, 2, 21), terms=OTHER_STORY)
    assert not joined(coded("a", terms=ONE_STORY), later)
    assert joined(coded("a", terms=ONE_STORY), looks_back)


def test_a_side_event_needs_more_than_the_story() -> None:
    side = {"index": 1, "confidence": 0.5}
    mosul = coded("a", **side, admin1="Nineveh", location="Mosul", latitude=36.335, longitude=43.1189)
    erbil = coded("b", **side, admin1="Erbil", location="Erbil", latitude=36.1901, longitude=44.0089)
    assert groups([coded("a"), mosul, coded("b"), erbil]) == {
        frozenset({"a#0", "b#0"}),
        frozenset({"a#1"}),
        frozenset({"b#1"}),
    }


def test_what_articles_are_about_is_joined_before_their_side_events() -> None:
    story = held("a", event_date=None, time_precision=None, date_basis=None, fatalities=0, evidence=(), confidence=0.9)
    side = held("a", 1, confidence=0.5)
    assert frozenset({"a#0", "b#0"}) in groups([story, side, held("b")])


def test_one_day_apart_in_the_same_words_is_one_event_with_a_conflict() -> None:
    later = coded("b", event_date=date(2024, 2, 8))
    merged = merge_reports([coded("a"), later])
    assert len(merged) == 1
    assert "DATE_CONFLICT" in merged[0].values["qa_flags"]


def test_two_districts_of_one_city_are_two_events() -> None:
    place = {"geo_resolution": "neighbourhood", "terms": ("drone", "militia", "strike")}
    mashtal = coded("a", location="Baghdad - Mashtal", latitude=33.3249, longitude=44.4872, **place)
    karrada = coded(
        "b", location="Baghdad - Karrada", latitude=33.3, longitude=44.43, **(place | {"terms": OTHER_WORDS})
    )
    assert not joined(mashtal, karrada)


def test_a_protest_is_not_the_strike_it_is_about() -> None:
    protest = coded(
        "b", sub_event_type="Peaceful protest", actor1="Protesters (Iraq)", inter1="Protesters", actor2=None,
        inter2=None, fatalities=0, tags="crowd size=no report", evidence=(), terms=OTHER_STORY,
    )  # fmt: skip
    assert not joined(coded("a", terms=ONE_STORY), protest)


def test_two_events_of_one_article_are_never_one() -> None:
    assert groups([coded("a", 0), coded("a", 1)]) == {frozenset({"a#0"}), frozenset({"a#1"})}


def test_a_third_article_joins_only_one_of_two_events_of_an_article() -> None:
    found = groups([coded("a", 0), coded("a", 1, fatalities=9), coded("b")])
    assert frozenset({"a#0", "b#0"}) in found
    assert len(found) == 2


@pytest.mark.parametrize("reason", ["THREAT_ONLY", "NOT_REALIS_RUMOUR", "AGGREGATE_MULTI_LOCATION"])
def test_what_is_no_single_happening_is_never_one_with_a_happening(reason: str) -> None:
    assert not joined(coded("a"), held("b", reasons=(reason,)))


def test_a_named_victim_joins_reports_a_week_apart() -> None:
    def victim(start: int) -> tuple[Participant, ...]:
        return (
            Participant(
                role="victim", kind="individual", text="Amal Haddad", start=start, end=start + 11, effect="killed"
            ),
        )

    place = {"latitude": None, "longitude": None, "location": None, "geo_precision": None, "geo_resolution": "country"}
    nothing = place | {"actor2": None, "inter2": None, "reasons": ("GEO_COUNTRY_ONLY",), "time_precision": 2}
    early = held("a", **nothing, participants=victim(3), terms=("haddad", "strike", *OTHER_WORDS[:2]))
    late = held(
        "b", **nothing, participants=victim(9), terms=("haddad", "strike", "trial"), published=date(2024, 2, 15)
    )
    assert joined(early, late)


def test_texts_without_likeness_and_values_are_not_joined() -> None:
    nothing = {
        "country": None, "admin1": None, "location": None, "latitude": None, "longitude": None, "event_date": None,
        "time_precision": None, "geo_precision": None, "geo_resolution": None, "actor1": None, "inter1": None,
        "actor2": None, "inter2": None, "fatalities": 0, "evidence": (),
    }  # fmt: skip
    assert not joined(held("a", **nothing, terms=()), held("b", **nothing, terms=()))
    assert not joined(held("a", **nothing, terms=("drone", "strike")), held("b", **nothing, terms=OTHER_WORDS))


PLACES = [("Baghdad", "Baghdad", 33.3406, 44.4009), ("Nineveh", "Mosul", 36.335, 43.1189), (None, None, None, None)]
WORDS = ("ambush", "baghdad", "bridge", "convoy", "drone", "harbour", "market", "militia", "mosul", "strike", "workers")


@st.composite
def reports(draw: st.DrawFn) -> list[CodedEvent]:
    """Up to twelve reports, of a few places, days and words, so that many pairs are near each other."""
    found = []
    for number in range(draw(st.integers(1, 12))):
        admin1, location, latitude, longitude = draw(st.sampled_from(PLACES))
        day = draw(st.sampled_from([None, date(2024, 2, 7), date(2024, 2, 8)]))
        is_held = location is None or day is None or draw(st.booleans())
        changes = {
            "admin1": admin1, "location": location, "latitude": latitude, "longitude": longitude, "event_date": day,
            "geo_precision": 1 if location else None, "geo_resolution": "city" if location else "country",
            "time_precision": 1 if day else None, "fatalities": draw(st.sampled_from([0, 3, 4])),
            "terms": tuple(sorted(draw(st.sets(st.sampled_from(WORDS), max_size=6)))),
            "published": date(2024, 2, 8) + timedelta(draw(st.integers(0, 5))),
            "confidence": draw(st.sampled_from([0.5, 0.8])),
            "sub_event_type": draw(st.sampled_from(["Air/drone strike", "Armed clash"])),
        }  # fmt: skip
        article, index = f"article-{number // 2:02}", number % 2
        found.append((held if is_held else coded)(article, index, **changes))
    return found


@settings(max_examples=150, deadline=None)
@given(reports(), st.randoms(use_true_random=False))
def test_order_does_not_matter(events: list[CodedEvent], chance: random.Random) -> None:
    shuffled = list(events)
    chance.shuffle(shuffled)
    assert merge_reports(shuffled) == merge_reports(events)


@settings(max_examples=100, deadline=None)
@given(reports(), st.randoms(use_true_random=False))
def test_pairs_are_found_as_they_are_told_one_by_one(events: list[CodedEvent], chance: random.Random) -> None:
    ordered = sorted(events, key=lambda one: one.coded_id)
    main = main_events(ordered)
    terms = {one.article_id: unit_vector(one.terms) for one in reversed(ordered)}  # an article has the same for all
    compared = [report(one, terms[one.article_id], is_main=one.coded_id in main) for one in ordered]
    every = {(a, b) for a, b in combinations(range(len(compared)), 2) if blocks.is_pair(compared[a], compared[b])}
    assert {*blocks.pairs(compared)} | same_article(compared) == every | same_article(compared)
    settled = [chance.choice([None, "IRQ1", "IRQ2"]) for _ in compared]
    asked = {(a, b) for a, b in every if settled[a] is None or settled[b] is None or settled[a] == settled[b]}
    assert {*blocks.pairs(compared, settled)} | same_article(compared) == asked | same_article(compared)


@settings(max_examples=100, deadline=None)
@given(reports())
def test_every_report_is_in_one_event_and_no_event_has_two_of_one_article(events: list[CodedEvent]) -> None:
    merged = merge_reports(events)
    members = [report.coded_id for one in merged for report in one.reports]
    assert sorted(members) == sorted(report.coded_id for report in events)
    for one in merged:
        articles = [report.article_id for report in one.reports]
        assert len(articles) == len(set(articles))


@settings(max_examples=100, deadline=None)
@given(reports())
def test_another_part_of_the_world_changes_nothing(events: list[CodedEvent]) -> None:
    far = coded(
        "elsewhere", country="Colombia", admin1="Valle del Cauca", location="Cali", latitude=3.4372, longitude=-76.5225,
        terms=("cali", "tumaco"),
    )  # fmt: skip
    assert groups([*events, far]) == groups(events) | {frozenset({"elsewhere#0"})}
