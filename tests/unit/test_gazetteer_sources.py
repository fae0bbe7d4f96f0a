"""What the gazetteer is built from: a GeoNames dump, the supplement, the many spellings of a name."""

import csv
from math import nan
from pathlib import Path

import pytest
import yaml

from pipeline.errors import SourceError
from pipeline.reference import gazetteer
from pipeline.reference.gazetteer import build
from pipeline.reference.gazetteer.names import key, loose_key
from pipeline.reference.gazetteer.tables import points


def _dump(folder: Path) -> Path:
    """The smallest GeoNames dump: a province of Iraq and its town, with another spelling."""
    lines = [
        [
            "1",
            "Alder Province",
            "Alder Province",
            "",
            "33.5",
            "44.5",
            "A",
            "ADM1",
            "IQ",
            "",
            "07",
            "",
            "",
            "",
            "900",
            "",
            "",
            "",
            "",
        ],
        [
            "2",
            "Alder Ford",
            "Alder Ford",
            "",
            "33.6",
            "44.6",
            "P",
            "PPL",
            "IQ",
            "",
            "07",
            "70",
            "",
            "",
            "800",
            "",
            "",
            "",
            "",
        ],
        ["3", "Nowhere", "Nowhere", "", "1.0", "1.0", "S", "SCH", "IQ", "", "07", "", "", "", "0", "", "", "", ""],
    ]
    (folder / "allCountries.txt").write_text("".join("\t".join(line) + "\n" for line in lines), encoding="utf-8")
    names = "1\t2\ten\tAlderford\t\t\t\t\n2\t2\tlink\thttps://example.org\t\t\t\t\n3\t2\tar\tالدر\t\t\t\t\n"
    (folder / "alternateNamesV2.txt").write_text(names, encoding="utf-8")
    (folder / "admin1CodesASCII.txt").write_text("IQ.07\tAlder\tAlder\t1\n", encoding="utf-8")
    (folder / "admin2Codes.txt").write_text("IQ.07.70\tFord District\tFord District\t4\n", encoding="utf-8")
    return folder


def test_a_geonames_dump_becomes_a_gazetteer(tmp_path: Path) -> None:
    path = tmp_path / "places.arrow"
    path.write_bytes(build.pack(build.from_geonames(_dump(tmp_path))))
    known = gazetteer.Gazetteer(path)
    assert [(p.name, p.iso3, p.admin1, p.admin2, p.is_main) for p in known.lookup("Alderford")] == [
        ("Alder Ford", "IRQ", "Alder", "Ford District", False)
    ]
    assert [p.feature for p in known.lookup("Alder Province")] == ["admin1"]
    assert "Nowhere" not in known


def test_a_dump_without_its_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"allCountries\.txt is missing"):
        build.from_geonames(tmp_path)


def test_the_supplement_names_a_division_that_the_sources_have() -> None:
    town = build.Row("Seatown", 10.0, 20.0, "IRQ", "Wilaya X", population=9)
    division = build.Row("Wilaya X", 11.0, 21.0, "IRQ", "Wilaya X", feature="admin1", seat="Other")
    rows = build.with_supplement(
        [town, division], [build.Row("Eks", 10.01, 20.01, "IRQ", "Eks", feature="admin1", names=["Wilaya X"])]
    )
    assert [(r.name, r.admin1, r.seat) for r in rows] == [("Seatown", "Eks", ""), ("Eks", "Eks", "Seatown")]
    assert (division.latitude, division.seat_latitude) == (11.0, 10.01)


def test_a_preferred_name_reaches_the_places_of_a_division_and_the_division_of_a_seat() -> None:
    division = build.Row("West Soudan", 13.4, 22.4, "SDN", "West Soudan", feature="admin1", geonameid=408658)
    town = build.Row("Al-Junaynah", 13.45, 22.44, "SDN", "West Soudan", geonameid=379303)
    division.seat, division.seat_latitude, division.seat_longitude = town.name, town.latitude, town.longitude
    build.with_preferred_names([division, town])
    assert [division.name, division.seat, town.name, town.admin1] == [
        "West Darfur",
        "El Geneina",
        "El Geneina",
        "West Darfur",
    ]


@pytest.mark.parametrize(
    ("town", "division"),
    [
        ("Zakho", "Dohuk"),
        ("Erbil", "Erbil"),
        ("El Geneina", "West Darfur"),
        ("Chiyah", "Mount Lebanon"),
        ("Ambato", "Tungurahua"),
        ("Massawa", "Northern Red Sea"),
        ("Hasakah", "Hasakah"),
        ("Beit Hanoun", "Gaza Strip"),
        ("Tipo-Tipo", "Bangsamoro"),
    ],
)
def test_a_town_lies_in_the_division_that_news_names(town: str, division: str) -> None:
    assert division in {p.admin1 for p in gazetteer.load().lookup(town) if p.feature in ("city", "neighbourhood")}


def test_towns_of_the_supplement_lie_in_divisions_that_the_gazetteer_has() -> None:
    known = gazetteer.load()
    rows = [
        row for row in build.supplement() if row.feature in ("city", "camp", "base", "neighbourhood") and row.admin1
    ]
    unknown = {
        (row.iso3, row.admin1)
        for row in rows
        if not any(p.feature == "admin1" and p.iso3 == row.iso3 for p in known.lookup(row.admin1))
    }
    assert rows
    assert not unknown


def _supplement() -> list[dict[str, str]]:
    with Path(build.__file__).with_name("supplement.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_every_row_of_the_supplement_names_a_source_that_can_be_looked_up() -> None:
    meta = yaml.safe_load(Path(build.__file__).with_name("supplement.meta.yaml").read_text(encoding="utf-8"))
    entries = _supplement()
    assert not [entry for entry in entries if not entry["source"].startswith(tuple(meta["sources"]))]
    unused = {name for name in meta["sources"] if not any(entry["source"].startswith(name) for entry in entries)}
    assert entries
    assert not unused


def test_points_of_the_supplement_are_those_of_the_sources_that_its_rows_name() -> None:
    entries = _supplement()
    found = list(points.points(entries, build.from_packages(), {}))
    differing = [
        entry["name"]
        for entry, point in zip(entries, found, strict=True)
        if point is not None and (f"{point[0]:.4f}", f"{point[1]:.4f}") != (entry["latitude"], entry["longitude"])
    ]
    assert sum(point is not None for point in found) > 600
    assert not differing


def test_a_row_without_a_point_says_what_it_lies_in() -> None:
    pointless = [entry for entry in _supplement() if not entry["latitude"]]
    assert pointless
    assert all(entry["parent"] and entry["source"].startswith("in ") for entry in pointless)
    known = {
        (p.iso3, p.name)
        for entry in pointless
        for p in gazetteer.load().lookup(entry["name"])
        if p.point_of or p.geonameid
    }
    assert not [entry["name"] for entry in pointless if (entry["iso3"], entry["name"]) not in known]


def test_a_place_without_a_point_has_that_of_what_it_lies_in() -> None:
    city = build.Row("Bigtown", 10.0, 20.0, "IRQ", "North", "Hills", population=90)
    hills = build.Row("Hills", 10.5, 20.5, "IRQ", "North", "Hills", feature="admin2", seat="Seatown")
    hills.seat_latitude, hills.seat_longitude = 10.4, 20.4
    quarter = build.Row("Weavers", nan, nan, "IRQ", feature="neighbourhood", parent="Bigtown")
    village = build.Row("Littleton", nan, nan, "IRQ", parent="Hills")
    stray = build.Row("Nowhere", nan, nan, "IRQ", parent="Unheard-of")
    rows = build.with_supplement([city, hills], [quarter, village, stray])
    assert [(r.name, r.latitude, r.admin1, r.seat, r.point_of) for r in rows[2:]] == [
        ("Weavers", 10.0, "North", "Bigtown", "city"),
        ("Littleton", 10.4, "North", "Seatown", "admin2"),
    ]


def test_a_place_of_which_only_its_district_is_known_stands_at_that_of_its_province() -> None:
    elsewhere = build.Row("Alderford", 31.6, 65.6, "AFG", "Kandahar", "Alderford", feature="admin2", population=9)
    district = build.Row("Alderford", 32.5, 67.0, "AFG", "Zabul", "Alderford", feature="admin2")
    village = build.Row("Littleton", nan, nan, "AFG", "Zabul", parent="Alderford", point_of="admin2")
    found = build.with_supplement([elsewhere, district], [village])[-1]
    assert (found.latitude, found.admin1, found.point_of) == (32.5, "Zabul", "admin2")


def test_every_place_without_a_point_is_found_in_the_division_that_it_lies_in() -> None:
    told = build.parts()
    assert len(told) > 1_500
    lost = [
        row.name
        for row in told
        if not any(p.iso3 == row.iso3 and p.point_of == row.point_of for p in gazetteer.load().lookup(row.name))
    ]
    assert lost == []


def test_other_spellings_reach_the_place_of_their_number() -> None:
    with Path(build.__file__).with_name("spellings.csv").open(encoding="utf-8") as lines:
        first = next(csv.DictReader(lines))
    (row,) = build.with_spellings([build.Row("Alderford", 1.0, 1.0, "AFG", geonameid=int(first["geonameid"]))])
    assert row.names == [first["name"]]


def test_the_middle_of_points_does_not_mind_the_date_line() -> None:
    assert points.middle([(0.0, 170.0), (0.0, -170.0)]) == pytest.approx((0.0, 180.0))
    assert points.middle([(1.5, 2.5)]) == (1.5, 2.5)


def test_a_town_of_the_supplement_that_the_sources_have_lends_its_names() -> None:
    town = build.Row("Baquba", 33.75, 44.64, "IRQ")
    rows = build.with_supplement([town], [build.Row("Baquba", 33.74, 44.65, "IRQ", names=["Bakuba"])])
    assert rows == [town]
    assert town.names == ["Baquba", "Bakuba"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Deir ez-Zor", "Deir al-Zor"),
        ("al-Bayda", "Al Bayda"),
        ("Sana'a", "Sanaa"),
        ("Saint Denis", "St. Denis"),
        ("Malmö", "Malmo"),
    ],
    ids=lambda name: name,
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Baqouba", "Baquba"), ("Mahmoudiya", "Mahmudiyah"), ("Buulo Mareer", "Bulo Marer"), ("Qandahar", "Kandahaar")],
    ids=lambda name: name,
)
def test_transliterations_of_one_name_have_one_loose_key(one: str, other: str) -> None:
    assert loose_key(one) == loose_key(other) != ""


def test_a_name_of_few_consonants_has_no_loose_key() -> None:
    assert loose_key("Aba") == ""


def test_an_abbreviation_with_its_point_is_the_state() -> None:
    known = gazetteer.load()
    assert [(p.name, p.feature) for p in known.lookup("S.C.")] == [("South Carolina", "admin1")]
    assert all(p.name != "Mississippi" for p in known.lookup("Miss"))


def test_a_division_is_run_from_its_seat_and_not_from_its_largest_town() -> None:
    (yobe,) = (p for p in gazetteer.load().lookup("Yobe") if p.feature == "admin1" and p.iso3 == "NGA")
    assert yobe.seat == "Damaturu"


def test_the_code_of_an_airport_is_no_name_of_its_town() -> None:
    assert not any(place.name == "Pemba" for place in gazetteer.load().lookup("POL"))


def test_seats_are_sorted_and_unique() -> None:
    lines = (Path(gazetteer.__file__).parent / "seats.csv").read_text(encoding="utf-8").splitlines()[1:]
    rows = [[int(part) for part in line.split(",")] for line in lines]
    assert rows
    assert rows == sorted(rows)
    assert len({division for division, _ in rows}) == len(rows)


def test_every_country_has_a_middle() -> None:
    middles = {alpha3: (row.latitude, row.longitude) for _, alpha3, row in build._countries()}
    assert len(middles) > 240
    assert [alpha3 for alpha3, middle in middles.items() if middle == (0.0, 0.0)] == []


def test_a_postal_code_names_a_division_only_behind_a_town() -> None:
    known = gazetteer.load()
    (behind,) = known.lookup("MO", behind_a_town=True)
    assert (behind.name, behind.iso3, behind.feature) == ("Missouri", "USA", "admin1")
    assert "Missouri" not in {place.name for place in known.lookup("MO")}
    assert gazetteer.is_postal_code("MO") and not gazetteer.is_postal_code("Mo.")


def test_first_words_with_which_names_of_a_country_begin_are_those_of_three_names(tmp_path: Path) -> None:
    path = tmp_path / "places.arrow"
    towns = ["San Alder", "San Birch", "San Cedar", "Port Alder", "Port Birch", "San"]
    path.write_bytes(build.pack([build.Row(name, 1.0, 2.0, "IRQ", "X", population=9) for name in towns]))
    known = gazetteer.Gazetteer(path)
    assert known.beginnings("IRQ") == {"san"}
    assert known.beginnings("IRN") == frozenset()
