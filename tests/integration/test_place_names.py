"""Which places a sentence names, by what the whole reader makes of it."""

import pytest

from pipeline.extract.reading import read
from pipeline.extract.toponyms import find_place_names
from pipeline.resolve.places import resolve_places, resolved, scene_of

pytestmark = pytest.mark.integration


def places(text: str) -> dict[str, tuple[str, str | None, str]]:
    """Name -> main name, country and relation of what it means."""
    names = find_place_names(read(text)[0])
    return {
        name.text: (place.name, place.iso3, name.relation)
        for name, place in zip(names, resolve_places(text, names), strict=True)
        if place is not None and name.kind == "place"
    }


@pytest.mark.parametrize(
    ("text", "name", "meant"),
    [
        ("A drone hit a tanker in the Gulf of Aden on Friday.", "Gulf of Aden", ("Gulf of Aden", None, "in")),
        ("The ship was seized in the Strait of Hormuz.", "Strait of Hormuz", ("Strait of Hormuz", None, "in")),
        ("Clashes broke out on Sudan's border with Chad.", "Chad", ("Chad", "TCD", "border")),
        ("The convoy was ambushed between Gao and Kidal in Mali.", "Kidal", ("Kidal", "MLI", "between")),
        ("Rebels shelled Kiev, the Ukrainian capital.", "Kiev", ("Kyiv", "UKR", "none")),
        ("Shells fell on Deir al-Zour in Syria.", "Deir al-Zour", ("Deir ez-Zor", "SYR", "in")),
        ("MOGADISHU - GUNMEN KILLED FIVE PEOPLE IN BAIDOA ON MONDAY.", "Baidoa", ("Baidoa", "SOM", "in")),
        ("BEIRUT (AP) - A bomb killed two men in Tripoli.", "BEIRUT", ("Beirut", "LBN", "dateline")),
        ("Rebels in the east of the DRC fled.", "DRC", ("Democratic Republic of the Congo", "COD", "direction")),
        ("People in Kunduz province fled.", "Kunduz", ("Kunduz", "AFG", "in")),
        (
            "Rebels fled to the Democratic Republic of the Congo.",
            "Democratic Republic of the Congo",
            ("Democratic Republic of the Congo", "COD", "to"),
        ),
        ("Gunmen fought in Pakistan's Karachi on Friday.", "Karachi", ("Karachi", "PAK", "in")),
        ("A bomb went off in the Niger border town of Diffa.", "Diffa", ("Diffa", "NER", "border")),
        ("Floods hit Northeast Georgia and other US states.", "Georgia", ("Georgia", "USA", "none")),
        ("The man was held in Charleston, W.Va.", "W.Va.", ("West Virginia", "USA", "in")),
        ("Ministers, meeting in Vilnius, welcomed the news.", "Vilnius", ("Vilnius", "LTU", "voice")),
        ("The London-based group said six had died.", "London", ("London", "GBR", "voice")),
        ("Turkey and Spain condemned the attack.", "Spain", ("Spain", "ESP", "voice")),
        ("The minister was speaking in Nairobi when gunmen fired at him.", "Nairobi", ("Nairobi", "KEN", "in")),
        ("The base north of Bagram in Afghanistan was hit.", "Bagram", ("Bagram Air Base", "AFG", "direction")),
    ],
    ids=lambda value: value if isinstance(value, str) and " " not in value else None,
)
def test_a_name_means_its_place(text: str, name: str, meant: tuple[str, str | None, str]) -> None:
    assert places(text)[name] == meant


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("South Sudanese and Sri Lankan troops met.", ["South Sudanese", "Sri Lankan"]),
        ("A bomb went off on Palestine Street in Baghdad.", ["Baghdad"]),
        ("The Kansas Department of Health said so.", ["Kansas"]),
    ],
    ids=["nationality-of-two-words", "street", "office"],
)
def test_a_name_has_its_whole_words_and_no_more(text: str, named: list[str]) -> None:
    assert [name.text for name in find_place_names(read(text)[0])] == named


def test_countries_listed_lie_in_none_of_the_others() -> None:
    names = find_place_names(read("Aid came from Iran, Iraq, Georgia and Armenia.")[0])
    assert [name.parent for name in names] == [None] * 4


@pytest.mark.parametrize(
    "text",
    ["Gunmen shot Jordan Davis.", "The Toyota was set on fire.", "He lost millions of naira.", "Khan was killed."],
    ids=["person", "car", "money", "surname"],
)
def test_what_is_called_like_a_place_is_none(text: str) -> None:
    assert places(text) == {}


@pytest.mark.parametrize(
    ("text", "name", "town"),
    [
        ("Boston police said a man was shot dead in Roxbury on Sunday.", "Roxbury", "Boston"),
        ("Two men died in Miami's Overtown. Neighbours in Overtown heard shots.", "Overtown", "Miami"),
        ("MEMPHIS, Tenn. - A girl was hurt in Whitehaven on Sunday.", "Whitehaven", "Memphis"),
        ("A bomb hurt two in Whitehaven on Sunday. A Memphis woman saw it.", "Whitehaven", "Memphis"),
        ("BAGHDAD - A bomb killed three in the Bab al-Sheikh neighbourhood.", "Bab al-Sheikh", "Baghdad"),
        ("Houston police came. Four were shot outside a bar in East End.", "East End", "Houston"),
        ("D.C. police said six people were shot in Southwest on Sunday.", "Southwest", "Washington"),
        ("Miami police are looking for those who shot two women in Liberty City.", "Liberty City", "Miami"),
    ],
)
def test_a_part_of_the_town_told_of_is_no_namesake_elsewhere(text: str, name: str, town: str) -> None:
    names, scene = scene_of(text, find_place_names(read(text)[0]))
    found = resolved(scene)
    for row, place in zip(names, found, strict=True):
        if row.text == name:
            outer = found[row.parent] if row.parent is not None else None
            assert (place, outer and outer.name) == (None, town)
    assert name in [row.text for row in names]


@pytest.mark.parametrize(
    ("text", "name", "meant"),
    [
        # Another name of its division, a large town, a capital as the place of the report, a village so called.
        ("Boston police said a man was shot in Roxbury in Wisconsin.", "Roxbury", "Roxbury"),
        ("Lagos police said they held a man in Kano on Sunday.", "Kano", "Kano"),
        ("KABUL - A bomb killed two men in Gardez on Sunday.", "Gardez", "Gardez"),
        ("Memphis police went to the village of Whitehaven in England.", "Whitehaven", "Whitehaven"),
        ("A man was shot in St. Louis, MO on Sunday.", "MO", "Missouri"),
        ("A man was shot in St. Louis, MO on Sunday.", "St. Louis", "St. Louis"),
        ("Four people were shot in Hartford on Friday.", "Hartford", "Hartford"),
    ],
)
def test_a_place_that_the_text_supports_stays_what_it_is(text: str, name: str, meant: str) -> None:
    assert places(text)[name][0] == meant


def test_streets_that_cross_are_no_places() -> None:
    text = "HARTFORD - Four men were shot at Brook and Winter streets on Friday."
    assert [name.text for name in find_place_names(read(text)[0])] == ["HARTFORD"]


@pytest.mark.parametrize(
    ("text", "name"),
    [("Thousands filled Cairo streets on Friday.", "Cairo"), ("Mines lay on the Yemen roads for years.", "Yemen")],
)
def test_a_place_stays_one_before_its_streets(text: str, name: str) -> None:
    assert name in [found.text for found in find_place_names(read(text)[0])]
