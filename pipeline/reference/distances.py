"""How far apart two points of the earth are, taken for a sphere."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0
#: Length of a degree of latitude.
DEGREE_KM = 111.195


def kilometres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Great-circle distance of two points given in degrees, in km."""
    one, other = radians(latitude), radians(other_latitude)
    half = sin((other - one) / 2) ** 2 + cos(one) * cos(other) * sin(radians(other_longitude - longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))
