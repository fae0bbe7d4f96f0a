"""How conflicting values of one event are settled."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pipeline.merge.settle import settle
from tests.unit.coded_rows import coded, held


def test_the_lowest_figure_that_two_voices_give_counts() -> None:
    values = settle([coded("a", fatalities=3), coded("b", fatalities=4), coded("c", fatalities=4)])
    assert (values["fatalities"], values["fatalities_low"], values["fatalities_high"]) == (4, 3, 4)
    assert "FATALITIES_CONFLICT" in values["qa_flags"]
    more = [coded(name, fatalities=deaths) for name, deaths in zip("abcdef", (2, 3, 3, 4, 4, 4), strict=True)]
    assert settle(more)["fatalities"] == 3


def test_of_equal_voices_the_lowest_figure_counts() -> None:
    assert settle([coded("a", fatalities=5), coded("b", fatalities=3)])["fatalities"] == 3


def test_a_later_report_of_a_publisher_replaces_its_earlier_one() -> None:
    early = coded("a", fatalities=3, publisher="Courier", source="Courier", published=date(2024, 2, 8))
    late = coded("b", fatalities=5, publisher="Courier", source="Courier", published=date(2024, 2, 9))
    other = coded("c", fatalities=5, published=date(2024, 2, 9))
    assert settle([early, late, other])["fatalities"] == 5
    assert settle([early, late])["fatalities"] == 5


@pytest.mark.parametrize(
    "changes",
    [
        {"event_date": date(2024, 2, 6)},
        {"admin1": "Nineveh", "location": "Mosul", "latitude": 36.335, "longitude": 43.1189},
        {"sub_event_type": "Shelling/artillery/missile attack"},
        {"actor2": "Islamic State (Iraq)", "inter2": "Rebel group"},
    ],
    ids=["day", "place", "type", "actor"],
)
def test_what_a_publisher_wrote_first_has_no_voice_beside_its_correction(changes: dict[str, Any]) -> None:
    early = [coded(name, publisher="Courier", source="Courier") for name in "abc"]
    late = coded("d", publisher="Courier", source="Courier", published=date(2024, 2, 9), **changes)
    values = settle([*early, late])
    assert {name: values[name] for name in changes} == changes


def test_a_report_that_tells_no_deaths_has_no_voice_in_them() -> None:
    silent = [coded(name, fatalities=0, evidence=()) for name in "bcd"]
    assert settle([coded("a", fatalities=3), *silent])["fatalities"] == 3


def test_nobody_killed_is_a_figure() -> None:
    values = settle([coded("a", fatalities=0), coded("b", fatalities=0), coded("c", fatalities=2)])
    assert (values["fatalities"], values["fatalities_high"]) == (0, 2)


def test_deaths_differing_are_told_in_notes() -> None:
    values = settle([coded("a", fatalities=5), coded("b", fatalities=3)])
    assert values["notes"].endswith("Reports of deaths differ, from 3 to 5; 3 coded.")


def test_of_two_days_that_as_many_give_the_earlier_counts() -> None:
    values = settle([coded("a", event_date=date(2024, 2, 8)), coded("b", event_date=date(2024, 2, 7))])
    assert values["event_date"] == date(2024, 2, 7)


def test_the_place_is_in_the_division_that_most_voices_name() -> None:
    village = {"admin1": "Nineveh", "location": "Qayyarah", "latitude": 35.8, "longitude": 43.3}
    values = settle([coded("a"), coded("b"), coded("c", **village, geo_resolution="neighbourhood")])
    assert values["location"] == "Baghdad"


def test_an_exact_day_counts_more_than_a_rough_one() -> None:
    rough = [coded(name, event_date=date(2024, 2, 6), time_precision=2) for name in "bc"]
    values = settle([coded("a"), *rough])
    assert (values["event_date"], values["time_precision"]) == (date(2024, 2, 7), 1)
    assert values["notes"].startswith("On 7 February 2024")


def test_a_named_district_counts_more_than_its_city() -> None:
    district = coded(
        "a", location="Baghdad - Mashtal", latitude=33.3249, longitude=44.4872, geo_resolution="neighbourhood"
    )
    values = settle([district, coded("b"), coded("c")])
    assert (values["location"], values["latitude"]) == ("Baghdad - Mashtal", 33.3249)


def test_a_named_actor_counts_more_than_a_generic_one() -> None:
    generic = [coded(name, actor2=None, inter2=None) for name in "bc"]
    values = settle([coded("a"), *generic])
    assert values["actor2"] == "Kataib Hezbollah"
    assert values["interaction"] == "Political militia-External/Other forces"


def test_the_type_of_most_voices_counts_and_of_equal_ones_the_higher_rank() -> None:
    shelling = "Shelling/artillery/missile attack"
    strike, shells = coded("a"), [coded(name, sub_event_type=shelling) for name in "bc"]
    assert settle([strike, *shells])["sub_event_type"] == shelling
    assert settle([strike, shells[0]])["sub_event_type"] == "Air/drone strike"


def protest(article: str, sub: str, **changes: Any) -> Any:
    has_other = sub != "Peaceful protest"
    values: dict[str, Any] = {
        "sub_event_type": sub,
        "actor1": "Protesters (Iraq)",
        "inter1": "Protesters",
        "actor2": "Police Forces of Iraq (2022-)" if has_other else None,
        "inter2": "State forces" if has_other else None,
        "fatalities": 0,
        "tags": "crowd size=no report",
    }
    return coded(article, **(values | changes))


def test_a_type_without_deaths_gives_way_where_deaths_are_told() -> None:
    peaceful = [protest(name, "Peaceful protest", evidence=()) for name in "bc"]
    values = settle([protest("a", "Excessive force against protesters", fatalities=2), *peaceful])
    assert (values["sub_event_type"], values["fatalities"]) == ("Excessive force against protesters", 2)
    assert values["civilian_targeting"] == "Civilian targeting"


def test_a_crowd_size_that_is_reported_counts_and_stands_once() -> None:
    sized = protest("b", "Peaceful protest", tags="crowd size=dozens; local administrators")
    values = settle([protest("a", "Peaceful protest"), sized])
    assert values["tags"] == "crowd size=dozens; local administrators"


def test_sources_are_joined_sorted_and_once() -> None:
    values = settle([coded("b"), coded("a"), coded("c", source="Courier a")], copies=["Copyist", None])
    assert values["source"] == "Copyist; Courier a; Courier b"


def test_only_nameless_sources_leave_the_source_undisclosed() -> None:
    values = settle([coded("a", source="Undisclosed Source", publisher=None)])
    assert values["source"] == "Undisclosed Source"


def test_one_published_report_publishes_the_event() -> None:
    values = settle([held("a", event_date=None, time_precision=None), coded("b")])
    assert (values["status"], values["reasons"]) == ("published", ())


def test_held_reports_do_not_change_the_day_or_place_of_a_published_one() -> None:
    others = [
        held(name, event_date=date(2024, 2, 6), location="Samarra", geo_resolution="neighbourhood") for name in "bc"
    ]
    values = settle([coded("a"), *others])
    assert (values["event_date"], values["location"]) == (date(2024, 2, 7), "Baghdad")


def test_a_held_event_has_the_reasons_of_its_best_report() -> None:
    poor = held("a", reasons=("DATE_UNRESOLVED", "GEO_UNRESOLVED"), event_date=None, time_precision=None, location=None)
    values = settle([poor, held("b", reasons=("NOT_POLITICAL",))])
    assert (values["status"], values["reasons"]) == ("held", ("NOT_POLITICAL",))
    assert values["event_date"] == date(2024, 2, 7)


def test_a_published_row_is_one_report_in_day_place_type_and_actors() -> None:
    mosul = {"admin1": "Nineveh", "location": "Mosul", "latitude": 36.335, "longitude": 43.1189}
    reports = [
        coded("a", event_date=date(2024, 2, 8)), coded("b", **mosul), coded("c", sub_event_type="Grenade",
        time_precision=2),
    ]  # fmt: skip
    values = settle(reports)
    columns = ("event_date", "time_precision", "location", "latitude", "sub_event_type", "actor1", "actor2", "notes")
    told = [tuple(getattr(report, column) for column in columns) for report in reports]
    assert tuple(values[column] for column in columns) in told


def test_associates_of_the_same_actors_are_joined() -> None:
    ally = coded("b", assoc_actor_1="Government of the United States (2021-2025)")
    values = settle([coded("a", assoc_actor_1="Coalition Forces"), ally])
    assert values["assoc_actor_1"] == "Coalition Forces; Government of the United States (2021-2025)"
    assert values["assoc_actor_2"] is None


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_order_of_reports_does_not_matter(order: tuple[int, ...]) -> None:
    reports = [coded("a", fatalities=3), coded("b", fatalities=4, confidence=0.9), held("c", fatalities=5)]
    assert settle([reports[index] for index in order]) == settle(reports)
