"""Where rows of a list are."""

from __future__ import annotations

import pytest

from events.queries.places import Spot, find_places


@pytest.mark.usefixtures("few_cities")
def test_label_goes_before_point_and_point_before_country(
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    by_label = Spot("Ukkel", "BE", (50.8, 4.33))
    far_from_label = Spot("Kiev", "UA", (48.0, 30.5238))
    by_point = Spot("Oslo municipality", "NO", (59.92, 10.75))
    elsewhere = Spot("Kiev", "BE", (50.85, 4.36))
    by_country = Spot("Nowhere", "TV")
    lost = Spot("Nowhere", "", (0.0, 0.0))

    with django_assert_num_queries(5):  # type: ignore[operator]
        found = find_places([by_label, far_from_label, by_point, elsewhere, by_country, lost])

    shown = {
        spot: (str(each.place or ""), each.time_zone, round(each.off_by_km)) for spot, each in found.items()
    }
    assert shown == {
        by_label: ("Uccle", "Europe/Brussels", 1),
        far_from_label: ("Kyiv", "Europe/Kyiv", 273),
        by_point: ("Oslo", "Europe/Oslo", 1),
        elsewhere: ("Brussels", "Europe/Brussels", 1),
        by_country: ("", "Pacific/Funafuti", 0),
        lost: ("", "", 0),
    }
