"""Which report of a digest a sentence belongs to."""

from __future__ import annotations

from dataclasses import replace

from pipeline.resolve.digests import find_openings, reports, with_reports
from pipeline.resolve.locations import Location
from pipeline.resolve.told import Told
from tests.unit.told_rows import article, deed, place_names, town

GAO, BAMA = town("Gao", "MLI", 16.27, -0.04), town("Bama", "NGA", 11.52, 13.69)
BESIDE_GAO = town("Wabaria", "MLI", 16.21, -0.02)
TWO = article(("Gunmen killed nine in one town.", "They fled."), ("Raiders killed two in another.", "A boy died."))


def _numbers(*told: Told) -> list[int]:
    return list(reports(TWO, find_openings(TWO, [], told)))


def _two(place: Location, killed: int, **mention: object) -> list[int]:
    raiders = frozenset({"raiders"})
    other = deed(2, place, killed=killed, agents=raiders, mention={"trigger_classes": ("kill",), **mention})
    return _numbers(deed(0, GAO, killed=9), other)


def test_paragraphs_that_begin_with_deeds_in_two_places_are_two_reports() -> None:
    assert _two(BAMA, 2) == [1, 1, 2, 2]


def test_paragraphs_of_one_place_are_no_digest() -> None:
    assert _two(GAO, 2) == [0, 0, 0, 0]


def test_towns_beside_each_other_are_two_places_where_others_died() -> None:
    assert _two(BESIDE_GAO, 2) == [1, 1, 2, 2]
    assert _two(BESIDE_GAO, 9) == [0, 0, 0, 0]
    assert _two(BESIDE_GAO, 2, is_definite=True) == [0, 0, 0, 0]


def test_what_stands_before_the_deed_of_its_paragraph_is_of_no_report() -> None:
    assert _numbers(deed(0, GAO), deed(3, BAMA)) == [1, 1, 0, 2]


def test_nothing_begins_a_report_that_is_only_planned_or_of_somebody_struck_before() -> None:
    assert _numbers(deed(0, GAO), deed(2, BAMA, mention={"realis": "planned"})) == [0, 0, 0, 0]
    monk = frozenset({"rosa quintero"})
    assert _numbers(deed(0, GAO, persons=monk), deed(2, BAMA, persons=monk)) == [0, 0, 0, 0]


def test_somebody_struck_in_the_headline_or_before_in_its_paragraph_is_of_its_own_report() -> None:
    monk = frozenset({"rosa quintero"})
    named = deed(0, None, persons=monk, mention={"in_headline": True})
    assert _numbers(named, deed(0, GAO, persons=monk), deed(2, BAMA)) == [1, 1, 2, 2]
    assert _numbers(deed(0, None, persons=monk), deed(1, GAO, persons=monk), deed(2, BAMA)) == [0, 1, 2, 2]


def test_datelines_of_two_towns_begin_reports() -> None:
    text = article(("GAO - Nine died.",), ("More later.",), ("BAMA - Two died.",))
    text = replace(text, place_names=place_names(text, ("GAO", "dateline"), ("BAMA", "dateline")))
    assert list(reports(text, {})) == [1, 1, 2]
    one = replace(text, place_names=text.place_names[:1])
    assert list(reports(one, {})) == [0, 0, 0]


def test_a_mention_gets_the_number_and_the_lead_of_its_report() -> None:
    told = [deed(0, GAO), deed(2, BAMA), deed(3, None)]
    openings = find_openings(TWO, [], told)
    numbered = with_reports(TWO, told, openings, reports(TWO, openings))
    assert [(one.report, one.lead) for one in numbered] == [(1, 0), (2, 2), (2, 2)]


def test_what_a_paragraph_tells_of_another_place_may_be_of_any_report() -> None:
    told = [deed(0, GAO), deed(2, BAMA), deed(3, GAO)]
    openings = find_openings(TWO, [], told)
    assert [one.report for one in with_reports(TWO, told, openings, reports(TWO, openings))] == [1, 2, 0]
