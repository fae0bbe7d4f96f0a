"""Villages of the gazetteer: which the sources' villages are taken."""

from dataclasses import replace
from pathlib import Path

from pipeline.reference.gazetteer.build import Row, villages
from pipeline.reference.gazetteer.names import key
from pipeline.reference.gazetteer.tables import villages as made


def _village(name: str, latitude: float = 1.0) -> made._Village:
    return made._Village(name, latitude, 1.0, "NGA", "Borno", "Bama")


def test_a_village_with_a_namesake_nearby_or_many_in_its_country_is_left_out() -> None:
    rows = [Row("Alderford", 9.0, 9.0, "NGA"), Row("Elsewhere", 1.0, 1.0, "IND")]
    twice = [_village("Twicetold"), _village("Twicetold", 5.0)]
    apart = [_village("Farapart"), replace(_village("Farapart"), admin1="Kano")]
    often = [replace(_village("Oftentold"), admin1=state) for state in ("Kano", "Yobe", "Bauchi", "Borno")]
    kept = made._without_namesakes([_village("Alderford"), _village("Elsewhere"), *twice, *apart, *often], rows)
    assert [v.name for v in kept] == ["Elsewhere", "Farapart", "Farapart"]


def test_a_village_called_as_a_country_a_province_or_a_city_is_left_out() -> None:
    rows = [
        Row("Leftland", 0.0, 0.0, "USA", feature="country"),
        Row("Rightland", 0.0, 0.0, "USA", feature="admin1"),
        Row("Metropolis", 0.0, 0.0, "USA", population=900_000),
    ]
    names = ("Leftland", "Rightland", "Metropolis", "Short", "No. 4 Camp")
    assert made._without_namesakes([_village(name) for name in names], rows) == []


def test_indian_offices_far_from_their_district_or_at_a_shared_point_are_left_out(tmp_path: Path) -> None:
    def line(name: str, latitude: float, grade: str = "4") -> str:
        return "\t".join(["IN", "1", name, "Manipur", "01", "Alder", "1", "", "", f"{latitude}", "93.5", grade]) + "\n"

    near = [line(f"Near{i}", 24.0 + i / 100) for i in range(5)]
    shared = [line(f"Shared{i}", 24.2) for i in range(3)]
    path = tmp_path / "IN.txt"
    path.write_text("".join([*near, *shared, line("Faraway", 26.0), line("Estimated", 24.0, "1")]), encoding="utf-8")
    assert [v.name for v in made._india(path)] == [f"Near{i}" for i in range(5)]


def test_every_village_that_is_shipped_lies_in_a_province_and_has_its_name_once_there() -> None:
    rows = villages()
    assert len({(row.iso3, row.admin1, key(row.name)) for row in rows}) == len(rows) > 5_000
    assert all(row.admin1 and row.feature == "city" for row in rows)
