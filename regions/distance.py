"""Distances on the globe. Pure craft, no queries."""

from collections.abc import Collection
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

_EARTH_RADIUS = 6371.0  # km, mean


@dataclass(frozen=True)
class Point:
    """A place in degrees, WGS 84."""

    latitude: float
    longitude: float


def distance(one: Point, other: Point) -> float:
    """Return the great-circle distance in km (haversine formula; the globe as a sphere, wrong by 0.5 % at most)."""
    north = radians(other.latitude - one.latitude) / 2
    east = radians(other.longitude - one.longitude) / 2
    chord = sin(north) ** 2 + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(east) ** 2
    return 2 * _EARTH_RADIUS * asin(sqrt(min(1.0, chord)))


def middle(points: Collection[Point]) -> Point | None:
    """Return the mean of points that lie as near to each other as the postcodes of a town; None of no points."""
    if not points:
        return None
    return Point(
        sum(point.latitude for point in points) / len(points),
        sum(point.longitude for point in points) / len(points),
    )
