"""Where countries lie."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline import contract
from pipeline.reference import outlines

#: Places well inside a country, one of them in a part that the outlines count to another code.
INSIDE = {
    "IRQ": (33.34, 44.40), "FRA": (48.85, 2.35), "CHL": (-33.45, -70.66), "RUS": (66.0, 171.0), "SSD": (4.85, 31.6),
    "PSE": (31.9, 35.2), "XKX": (42.67, 21.17), "SOM": (9.56, 44.06), "CYP": (35.25, 33.6), "MAR": (27.15, -13.2),
    "USA": (64.84, -147.7), "ZAF": (-26.2, 28.05),
}  # fmt: skip


@pytest.mark.parametrize("country", INSIDE)
def test_a_place_is_in_its_country_and_in_no_other(country: str) -> None:
    latitude, longitude = (np.array([value]) for value in INSIDE[country])
    assert [code for code, one in outlines.outlines().items() if one.holds(latitude, longitude)[0]] == [country]


def test_an_enclave_is_no_part_of_the_country_around_it() -> None:
    maseru = np.array([-29.55]), np.array([28.2])
    assert outlines.elsewhere("ZAF", *maseru, km=25) == {0: "LSO"}


def test_near_the_border_and_at_sea_a_place_is_in_no_other_country() -> None:
    brazzaville_from_kinshasa, at_sea = (-4.27, 15.28), (0.0, 0.0)
    latitudes, longitudes = np.array([brazzaville_from_kinshasa, at_sea]).T
    assert outlines.elsewhere("COD", latitudes, longitudes, km=25) == {}


def test_an_area_that_the_dataset_has_in_another_country_than_the_outlines_is_in_no_other_country() -> None:
    simferopol = np.array([44.95]), np.array([34.1])
    assert outlines.outlines()["RUS"].holds(*simferopol)[0]
    assert outlines.elsewhere("UKR", *simferopol, km=25) == {}


def test_distances_are_in_km() -> None:
    # The border of Egypt and Sudan is the 22nd parallel.
    assert outlines.outlines()["SDN"].km_to(23.0, 28.0) == pytest.approx(111, abs=2)


def test_every_code_of_a_table_is_a_country() -> None:
    codes = {row.code for row in contract.codes("country")}
    rows = [*outlines._rows("codes.csv"), *outlines._rows("claimed.csv")]
    assert rows and {row["iso3"] for row in rows} <= codes
