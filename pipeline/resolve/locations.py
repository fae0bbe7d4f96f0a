"""Location columns of a resolved place: names, point, precision (CODING_RULES 5.2, 5.3)."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.resolve.places import ResolvedPlace

#: Cities whose districts stand as "City - District"; smaller towns' quarters too, since a quarter has no other name.
_RESOLUTION = {
    "country": "country",
    "admin1": "admin1",
    "admin2": "admin2",
    "city": "city",
    "neighbourhood": "neighbourhood",
    "camp": "settlement",
    "base": "settlement",
    "feature": "feature",
    "region": "feature",
    "border": "border_area",
    "sea": "sea",
}
_PRECISION = {
    "city": 1,
    "settlement": 1,
    "neighbourhood": 1,
    "near_settlement": 2,
    "admin2": 2,
    "admin1": 3,
    "region": 3,
    "feature": 3,
    "border_area": 3,
    "sea": 3,
}
#: Whether a place without a point of its own is a quarter of a town -> the flag that says whose point stands for it.
NOT_LISTED = {False: "GEO_PARENT_FALLBACK", True: "GEO_NEIGHBOURHOOD_NOT_IN_GAZETTEER"}
#: A named place of fewer people is a settlement, not a city (persons).
CITY_POPULATION = 50_000


@dataclass(frozen=True, slots=True)
class Location:
    """Where an event took place, in the columns of the schema.

    Attributes:
        iso3: Country, alpha-3; None at sea.
        location: Name of settlement, natural feature or "City - District"; None where only the country is known.
        latitude, longitude: Decimal degrees, at most 4 decimals; None where only the country is known.
        geo_precision: 1, 2, 3 (codes/geo_precision.csv); None where only the country is known.
        geo_resolution: What the point stands for (codes/geo_resolution.csv).
        reasons: Why an event there is held: GEO_COUNTRY_ONLY.
        flags: For qa_flags.
    """

    iso3: str | None
    admin1: str | None
    admin2: str | None
    admin3: str | None
    location: str | None
    latitude: float | None
    longitude: float | None
    geo_precision: int | None
    geo_resolution: str
    geonameid: int | None
    reasons: tuple[str, ...]
    flags: tuple[str, ...]


def country_only(iso3: str | None) -> Location:
    """A location of which no more than the country is known: the event is held."""
    return Location(iso3, None, None, None, None, None, None, None, "country", None, ("GEO_COUNTRY_ONLY",), ())


def code_location(place: ResolvedPlace, relation: str, feature: str | None, parent: ResolvedPlace | None) -> Location:
    """Code the location columns of a place.

    Args:
        place: The place that the name means.
        relation: How the event lies to it: in, near, direction, between, border ... (codes/place_relation.csv).
        feature: The kind of place that the words tell, if they do.
        parent: The place that it is said to lie in, for districts of cities.
    """
    resolution = _RESOLUTION[place.feature]
    if resolution == "city" and place.population < CITY_POPULATION:
        resolution = "settlement"
    is_in_division = parent is not None and parent.feature in ("admin1", "admin2", "country")
    if feature == "district" and (resolution == "settlement" or (resolution == "city" and is_in_division)):
        resolution = "admin2"  # "Surobi district" is represented by its town
    if feature == "province" and resolution in ("city", "settlement"):
        resolution = "near_settlement"  # "the Djibo region": what lies around the town
    if relation == "border" and resolution in ("country", "admin1"):
        resolution = "border_area" if resolution == "admin1" else "country"
    if relation in ("near", "direction", "between") and resolution in ("city", "settlement", "neighbourhood"):
        resolution = "near_settlement"
    if resolution == "country":
        return country_only(place.iso3)
    flags: list[str] = []
    name = place.name
    if resolution == "neighbourhood":
        city = place.parent or (parent.name if parent is not None and parent.feature == "city" else None)
        name = f"{city} - {place.name}" if city else place.name
    latitude, longitude = place.latitude, place.longitude
    if place.seat is not None and resolution in ("admin1", "admin2"):
        name, latitude, longitude = place.seat, place.seat_latitude, place.seat_longitude
        if resolution == "admin1":
            flags.append("GEO_CAPITAL_OF_REGION")
        if place.parent is not None:
            flags.append(NOT_LISTED[False])
    elif place.seat is not None and place.feature not in ("admin1", "admin2"):
        is_quarter = resolution == "neighbourhood"
        if not is_quarter:
            name, resolution = place.seat, "near_settlement"
        flags.append(NOT_LISTED[is_quarter])
    if place.confidence < 0.5:
        flags.append("GEO_AMBIGUOUS")
    return Location(
        iso3=place.iso3,
        admin1=place.admin1,
        admin2=place.admin2,
        admin3=None,
        location=name,
        latitude=round(latitude, 4),
        longitude=round(longitude, 4),
        geo_precision=_PRECISION[resolution],
        geo_resolution=resolution,
        geonameid=place.geonameid,
        reasons=(),
        flags=tuple(flags),
    )
