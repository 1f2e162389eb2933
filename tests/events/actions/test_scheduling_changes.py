"""Move, edit and cancel events: the row, the audit trail, and what is refused."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Section, User
from events.actions.scheduling import cancel_event, edit_event, move_event
from events.choices import EventKind, EventStatus
from events.models import Campaign, Event, Link
from tests import make
from tests.events.scheduled import AFTER, DURING, ELEVEN, NOW, schedule, utc
from tests.rows import acts, nothing_stored

pytestmark = pytest.mark.django_db


# --- moving -------------------------------------------------------------------------------------------------------


def test_moved_event_takes_its_end_along_and_raises_its_revision(event: Event, coordinator: User) -> None:
    move_event(by=coordinator, event=event, starts_wall=ELEVEN + timedelta(days=1, hours=2), now=NOW)
    event.refresh_from_db()

    assert (event.starts_at, event.ends_at) == (utc("2027-06-02 03:00"), utc("2027-06-02 04:00"))
    assert (event.revision, event.revised_at) == (2, NOW)
    assert (event.moved_from_wall, event.moved_from_zone) == (ELEVEN, "Australia/Sydney")
    assert acts(event)[-1][0] == "event.moved"


def test_event_moved_to_another_city_keeps_its_wall_time(event: Event, coordinator: User) -> None:
    move_event(by=coordinator, event=event, city=make.city("Brussels"), now=NOW)
    event.refresh_from_db()

    assert (event.city, event.country, event.starts_wall) == ("Brussels", "BE", ELEVEN)
    assert event.starts_at == utc("2027-06-01 09:00")
    assert event.latitude == pytest.approx(50.8505)


def test_moved_draft_keeps_its_revision(section: Section, campaign: Campaign, coordinator: User) -> None:
    draft = schedule(section, campaign, city=make.city(), draft=True)

    move_event(by=coordinator, event=draft, starts_wall=ELEVEN + timedelta(hours=1), now=NOW)

    assert (draft.revision, draft.revised_at, draft.moved_from_wall) == (1, None, None)


def test_second_move_before_any_mail_still_speaks_of_the_first_time(event: Event, coordinator: User) -> None:
    move_event(by=coordinator, event=event, starts_wall=ELEVEN + timedelta(hours=1), now=NOW)
    move_event(by=coordinator, event=event, starts_wall=ELEVEN + timedelta(hours=2), now=NOW)

    assert (event.revision, event.moved_from_wall) == (3, ELEVEN)


def test_moving_to_the_same_time_changes_nothing(event: Event, coordinator: User) -> None:
    with nothing_stored():
        move_event(by=coordinator, event=event, starts_wall=ELEVEN, now=NOW)


def test_moved_event_renews_its_links(event: Event, coordinator: User) -> None:
    make.assignment(event, now=NOW)
    move_event(by=coordinator, event=event, starts_wall=ELEVEN + timedelta(days=60), now=NOW)

    expiries = set(Link.objects.filter(assignment__event=event).values_list("expires_at", flat=True))

    assert expiries == {event.ends_at + timedelta(days=30)}


@pytest.mark.parametrize(
    ("wall", "now", "sentence"),
    [
        (datetime(2027, 5, 2, 11, 0), NOW, "in the past"),
        (datetime(2027, 10, 3, 2, 30), NOW, "does not exist"),
        (ELEVEN + timedelta(days=1), DURING, "has begun"),
        (ELEVEN + timedelta(days=1), AFTER, "has begun"),
    ],
)
def test_impossible_move_leaves_row_and_object_as_they_were(
    event: Event, coordinator: User, wall: datetime, now: datetime, sentence: str
) -> None:
    with nothing_stored(), pytest.raises(ValidationError, match=sentence):
        move_event(by=coordinator, event=event, starts_wall=wall, now=now)

    assert (event.starts_wall, event.revision, event.starts_at) == (ELEVEN, 1, utc("2027-06-01 01:00"))


def test_mission_abroad_is_refused_when_moving(event: Event, coordinator: User) -> None:
    mission = make.mission(city=make.city("Brussels"))

    with nothing_stored(), pytest.raises(ValidationError):
        move_event(by=coordinator, event=event, mission=mission, city=make.city("Sydney"), now=NOW)


# --- editing ------------------------------------------------------------------------------------------------------


def test_meeting_point_is_told_what_to_bring_is_not(event: Event, coordinator: User) -> None:
    edit_event(by=coordinator, event=event, what_to_bring="the photo of the five", now=NOW)
    assert (event.revision, acts(event)[-1]) == (1, ("event.edited", ["what_to_bring"]))

    edit_event(by=coordinator, event=event, meeting_point="the corner", now=NOW)
    assert (event.revision, event.revised_at, acts(event)[-1]) == (
        2,
        NOW,
        ("event.edited", ["meeting_point"]),
    )


def test_texts_stay_open_after_the_event_its_kind_does_not(event: Event, coordinator: User) -> None:
    edit_event(by=coordinator, event=event, title="The Sydney preview", now=AFTER)

    with nothing_stored(), pytest.raises(ValidationError, match="has begun"):
        edit_event(by=coordinator, event=event, kind=EventKind.PROTEST, now=AFTER)
    assert (event.title, event.kind) == ("The Sydney preview", EventKind.HAND_IN)


def test_edit_that_changes_nothing_leaves_no_trace(event: Event, coordinator: User) -> None:
    with nothing_stored():
        edit_event(by=coordinator, event=event, title=event.title, now=NOW)


# --- cancelling ---------------------------------------------------------------------------------------------------


def test_cancelled_event_keeps_when_and_why(event: Event, coordinator: User) -> None:
    cancel_event(by=coordinator, event=event, reason="The square is closed", now=NOW)
    event.refresh_from_db()

    assert (event.status, event.cancelled_at, event.cancel_reason) == (
        EventStatus.CANCELLED,
        NOW,
        "The square is closed",
    )
    assert acts(event)[-1] == ("event.cancelled", ["cancel_reason", "status"])


@pytest.mark.parametrize(
    ("reason", "now", "sentence"),
    [
        ("  ", NOW, "Say why"),
        ("x" * 5_000, NOW, "at most 300 characters"),
        ("\u202e", NOW, "Say why|invisible control characters"),
        ("too late", AFTER, "Record its outcome"),
    ],
)
def test_cancelling_needs_a_reason_and_an_event_that_is_not_over(
    event: Event, coordinator: User, reason: str, now: datetime, sentence: str
) -> None:
    with nothing_stored(), pytest.raises(ValidationError, match=sentence):
        cancel_event(by=coordinator, event=event, reason=reason, now=now)

    assert event.status == EventStatus.PLANNED


def test_cancelled_event_is_not_cancelled_again_moved_or_changed_in_kind(
    event: Event, coordinator: User
) -> None:
    cancel_event(by=coordinator, event=event, reason="Closed", now=NOW)

    for change in (
        lambda: cancel_event(by=coordinator, event=event, reason="Closed", now=NOW),
        lambda: move_event(by=coordinator, event=event, starts_wall=ELEVEN + timedelta(days=1), now=NOW),
        lambda: edit_event(by=coordinator, event=event, kind=EventKind.STUNT, now=NOW),
    ):
        with nothing_stored(), pytest.raises(ValidationError, match="cancelled"):
            change()
