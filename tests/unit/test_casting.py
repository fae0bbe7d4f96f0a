"""Whom an event lists, once it is known how surely it is one."""

from __future__ import annotations

from pipeline.classify.casting import LISTED_FROM, STRUCK_FROM, Told, choose
from pipeline.extract import roles
from pipeline.records import Participant


def _someone(text: str, sureness: float | None, role: str = "victim") -> Participant:
    return Participant(role=role, kind="individual", text=text, start=0, end=len(text), sureness=sureness)


def _texts(events: list[Told], *refused: tuple[Participant, ...]) -> list[list[str]]:
    return [[participant.text for participant in cast] for cast in choose(events, refused)]


def test_an_article_without_a_likely_event_lists_only_the_surest() -> None:
    cast = (_someone("the mayor", 0.9), _someone("a visitor", 0.4), _someone("men", 0.2, "perpetrator"))
    assert _texts([Told(0.95, cast)]) == [["the mayor", "a visitor", "men"]]
    assert _texts([Told(0.4, cast)]) == [["the mayor"]]


def test_whom_the_rules_name_stays() -> None:
    assert _texts([Told(0.3, (_someone("the mayor", None),))]) == [["the mayor"]]


def test_events_that_are_not_judged_stay_as_they_are() -> None:
    assert _texts([Told(None, (_someone("a party", 0.01),))]) == [["a party"]]


def test_whom_a_refused_candidate_surely_names_goes_to_the_likeliest_event() -> None:
    told = [Told(0.6, (_someone("a guard", 0.9),)), Told(0.9, (_someone("the mayor", 0.9),)), Told(None, ())]
    again = (_someone("the mayor", 0.9), _someone("her driver", 0.8), _someone("a clerk", 0.3), _someone("men", None))
    assert _texts(told, again) == [["a guard"], ["the mayor", "her driver"], []]


def test_nothing_is_listed_where_no_event_is_left() -> None:
    assert choose([], [(_someone("the mayor", 0.9),)]) == []


def test_what_is_found_is_what_a_sure_event_lists() -> None:
    assert {**dict.fromkeys(roles.ROLES, LISTED_FROM), "victim": STRUCK_FROM} == roles.LISTED_FROM
