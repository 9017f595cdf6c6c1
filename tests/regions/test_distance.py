"""Distances between places whose distance is known."""

import pytest

from regions.distance import Point, distance, middle

KOELN = Point(50.9375, 6.9603)
BERLIN = Point(52.5200, 13.4050)
MUENCHEN = Point(48.1374, 11.5755)


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [(KOELN, KOELN, 0), (KOELN, BERLIN, 477), (BERLIN, KOELN, 477), (BERLIN, MUENCHEN, 504), (KOELN, MUENCHEN, 456)],
)
def test_distance_is_that_of_the_great_circle(one: Point, other: Point, km: float) -> None:
    assert distance(one, other) == pytest.approx(km, abs=2)


def test_middle_of_no_points_is_none() -> None:
    assert middle([]) is None


def test_middle_is_the_mean() -> None:
    assert middle([Point(50, 6), Point(52, 10)]) == Point(51, 8)
