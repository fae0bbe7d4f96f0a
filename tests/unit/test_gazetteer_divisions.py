"""Divisions of the gazetteer: their bare names, those found at their namesake, those below others."""

import pytest

from pipeline.reference import gazetteer
from pipeline.reference.gazetteer.build import Row
from pipeline.reference.gazetteer.division_names import bare_name
from pipeline.reference.gazetteer.namesakes import namesakes


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Basra Governorate", "Basra"),
        ("Province of Alder", "Alder"),
        ("Circunscrição de Alder", "Alder"),
        ("Alder Cercle", "Alder"),
        ("Northern Province", "Northern Province"),
        ("Free State", "Free State"),
        ("Alder", "Alder"),
    ],
)
def test_names_of_divisions_lose_the_word_for_their_kind(name: str, bare: str) -> None:
    assert bare_name(name) == bare


def _town(name: str, population: int = 0, admin2: str = "", names: tuple[str, ...] = ()) -> Row:
    return Row(name, 1.0, 1.0, "MOZ", "Province", admin2, population=population, names=list(names))


def _division(name: str, level: str = "2", parent: str = "1", aliases: str = "") -> list[str]:
    return [name, "", "", "", "", aliases, level, parent, "9"]


def test_a_district_without_towns_is_found_at_the_town_of_its_name() -> None:
    town = _town("Alderford", 50)
    divisions = {1: _division("Province", "1", ""), 2: _division("Circunscrição de Alderford")}
    assert list(namesakes(divisions, {1: [_town("Elsewhere"), town]})) == [(2, town, "Alderford")]


def test_a_district_with_other_towns_gets_its_namesake() -> None:
    town = _town("Alderford")
    divisions = {1: _division("Province", "1", ""), 2: _division("Old", aliases="Alderford District")}
    found = list(namesakes(divisions, {1: [town], 2: [_town("Hamlet", admin2="Old")]}))
    assert found == [(2, town, "Alderford")]


def test_a_town_of_another_district_or_province_is_no_namesake() -> None:
    divisions = {1: _division("Province", "1", ""), 2: _division("Alderford District"), 3: _division("Other", "1", "")}
    assert list(namesakes(divisions, {1: [_town("Alderford", admin2="Neighbour")]})) == []
    assert list(namesakes(divisions, {3: [_town("Alderford")]})) == []


def test_a_towns_own_name_goes_before_another_towns_alternate_name() -> None:
    small, large = _town("Alderford", 10), _town("Great Town", 900, names=("Alderford",))
    divisions = {1: _division("Province", "1", ""), 2: _division("Alderford District")}
    assert [town for _, town, _ in namesakes(divisions, {1: [large, small]})] == [small]


def test_governorates_of_palestine_lie_in_the_two_territories() -> None:
    known = gazetteer.load()
    jenin = {(p.feature, p.admin1) for p in known.lookup("Jenin") if p.iso3 == "PSE" and p.feature != "camp"}
    assert jenin == {("admin2", "West Bank"), ("city", "West Bank")}
    gaza = [p for p in known.lookup("Gaza City") if p.feature == "city"]
    assert [(p.admin1, p.admin2) for p in gaza] == [("Gaza Strip", "Gaza")]


def test_states_stand_at_their_capitals() -> None:
    known = gazetteer.load()
    seats = {
        name: next(p.seat for p in known.lookup(name) if p.iso3 == "SSD" and p.feature == "admin1")
        for name in ("Central Equatoria", "Unity", "Northern Bahr el Ghazal")
    }
    assert seats == {"Central Equatoria": "Juba", "Unity": "Bentiu", "Northern Bahr el Ghazal": "Aweil"}
