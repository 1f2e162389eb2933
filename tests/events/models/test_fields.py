"""Wall time: stored as the clock on the wall shows it, whatever zone server, session or reader are in."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from events.models import Event
from events.models.fields import WallTimeField
from tests import make

SIX = datetime(2027, 6, 2, 18, 5)


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu", "America/St_Johns"])
def test_wall_time_comes_back_as_it_was_stored_in_any_zone(zone: str) -> None:
    event = make.event(starts_wall=SIX, now=datetime(2027, 5, 1, tzinfo=UTC))

    with timezone.override(zone):
        assert Event.objects.get(pk=event.pk).starts_wall == SIX
        assert Event.objects.values_list("starts_wall", flat=True).get() == SIX
        assert Event.objects.filter(starts_wall=SIX, starts_wall__gte=SIX).exists()
        assert not Event.objects.filter(starts_wall__gt=SIX).exists()


@pytest.mark.django_db
def test_column_has_no_zone_of_its_own(database: object) -> None:
    make.event(starts_wall=SIX, now=datetime(2027, 5, 1, tzinfo=UTC))

    with connection.cursor() as cursor:
        cursor.execute("SELECT starts_wall FROM events_event")
        (stored,) = cursor.fetchone()

    assert str(stored) == "2027-06-02 18:05:00"


def test_wall_times_with_a_zone_are_refused() -> None:
    field = WallTimeField()

    for value in (SIX.replace(tzinfo=UTC), "2027-06-02T18:05Z"):
        with pytest.raises(ValidationError, match="no zone"):
            field.to_python(value)


def test_text_is_read_nonsense_is_not() -> None:
    field = WallTimeField()

    assert field.to_python("2027-06-02 18:05") == SIX
    assert field.to_python(None) is None
    with pytest.raises(ValidationError, match="for example"):
        field.to_python("tomorrow")
