"""Which place a name means, by what the rest of the text says."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.records import PlaceName
from pipeline.resolve.places import resolve_places


def _names(text: str, *given_names: tuple[str, str | None, int | None]) -> list[PlaceName]:
    out = []
    for name, feature, parent in given_names:
        start = text.index(name)
        out.append(
            PlaceName(
                start=start,
                end=start + len(name),
                text=name,
                relation="in",
                feature=feature,
                parent=parent,
                kind="place",
                sentence=0,
            )
        )
    return out


def test_a_country_that_the_text_names_decides() -> None:
    text = "Police in Tripoli, a port of Lebanon"
    found = resolve_places(text, _names(text, ("Tripoli", None, None), ("Lebanon", None, None)))
    assert [place and place.iso3 for place in found] == ["LBN", "LBN"]


def test_a_name_outside_the_country_that_it_is_said_to_lie_in_stays_open() -> None:
    text = "in Oslo, Kenya"
    found = resolve_places(text, _names(text, ("Oslo", None, 1), ("Kenya", None, None)))
    assert found[0] is None
    assert found[1] is not None
    assert found[1].iso3 == "KEN"


def test_province_means_the_division() -> None:
    text = "in Kandahar province"
    (found,) = resolve_places(text, _names(text, ("Kandahar", "province", None)))
    assert found is not None
    assert (found.feature, found.seat) == ("admin1", "Kandahar")


def test_what_a_name_is_said_to_lie_in_tells_where_other_spellings_of_it_are_looked_for() -> None:
    text = "in Deir Balah in the Gaza Strip"
    found = resolve_places(text, _names(text, ("Deir Balah", None, 1), ("Gaza Strip", None, None)))
    assert found[0] is not None
    assert (found[0].admin2, found[0].iso3) == ("Deir El Balah", "PSE")  # the town or the district of its name


def test_a_continent_has_no_country() -> None:
    (found,) = resolve_places("in Africa", _names("in Africa", ("Africa", None, None)))
    assert found is not None
    assert found.iso3 is None


def test_the_region_of_a_city_is_no_county_of_its_name_elsewhere() -> None:
    text = "Flooding in the Houston region"
    place = resolve_places(text, _names(text, ("Houston", "province", None)))[0]
    assert place is not None and (place.feature, place.admin1) == ("city", "Texas")


def test_what_is_listed_with_divisions_is_one() -> None:
    text = "Cases in Oregon, Washington and Idaho"
    places = resolve_places(
        text, _names(text, ("Oregon", None, None), ("Washington", None, None), ("Idaho", None, None))
    )
    assert [place and place.feature for place in places] == ["admin1"] * 3


def test_what_is_listed_with_countries_is_one() -> None:
    text = "Aid from Iran, Georgia and Turkey"
    places = resolve_places(text, _names(text, ("Iran", None, None), ("Georgia", None, None), ("Turkey", None, None)))
    assert [place and place.iso3 for place in places] == ["IRN", "GEO", "TUR"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=20), max_size=5))
def test_no_name_makes_it_raise(words: list[str]) -> None:
    text = " ".join(words)
    names = [
        PlaceName(start=0, end=len(word), text=word, relation="none", parent=None, kind="place", sentence=0)
        for word in words
    ]
    assert len(resolve_places(text, names)) == len(names)


def test_a_namesake_abroad_gives_way_to_the_place_of_the_country_told() -> None:
    text = "in Hyderabad, said police in Karachi and Lahore in Pakistan"
    names = _names(text, ("Hyderabad", None, None), ("Karachi", None, None), ("Lahore", None, None))
    found = resolve_places(text, [*names, *_names(text, ("Pakistan", None, None))])
    assert [place and place.iso3 for place in found] == ["PAK"] * 4


def test_a_saint_of_another_country_is_nobody() -> None:
    text = "in Santa Marta, said police in San Salvador and Soyapango in El Salvador"
    given_names = [(name, None, None) for name in ("Santa Marta", "San Salvador", "Soyapango", "El Salvador")]
    found = resolve_places(text, _names(text, *given_names))
    assert [place and place.iso3 for place in found] == [None, "SLV", "SLV", "SLV"]


def test_a_city_known_to_all_stays_abroad() -> None:
    text = "in Paris, said police in San Salvador and Soyapango in El Salvador"
    given_names = [(name, None, None) for name in ("Paris", "San Salvador", "Soyapango", "El Salvador")]
    found = resolve_places(text, _names(text, *given_names))
    assert [place and place.iso3 for place in found] == ["FRA", "SLV", "SLV", "SLV"]


def test_the_capital_in_a_dateline_is_meant_elsewhere_in_the_text_too() -> None:
    text = "MONROVIA - Shells fell on the embassy of the United States in Monrovia"
    names = _names(text, ("MONROVIA", None, None), ("United States", None, None), ("Monrovia", None, None))
    found = resolve_places(text, [replace(names[0], relation="dateline"), *names[1:]])
    assert [place and place.iso3 for place in found] == ["LBR", "USA", "LBR"]
    bare = resolve_places(text, names)
    assert [place and place.iso3 for place in bare] == ["USA", "USA", "USA"]
