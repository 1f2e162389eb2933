"""When a campaign's mails go: stored, told in the trail, and planned anew for every event ahead."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from accounts.audit import trail
from accounts.choices import MailState
from accounts.models import User
from accounts.post.drain import drain_once
from events.actions.campaign_mails import set_cadence
from events.choices import Role
from events.models import Campaign, Event, Reminder
from events.queries.reminding import ids_ahead
from events.reminders import plan
from events.reminders.foreseeing import foresee
from events.rules.altering import with_cadence
from events.rules.cadence import USUAL
from tests import make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LATER = replace(USUAL, off=frozenset({"nudge"}), week_days=10, day_at=time(17))


@pytest.fixture
def campaign() -> Campaign:
    return make.campaign(day_of_action=(NOW + 30 * DAY).date())


@pytest.fixture
def events(campaign: Campaign) -> list[Event]:
    section = make.section()
    make.coordinator(section)
    made = [make.event(campaign=campaign, section=section, now=NOW) for _number in range(3)]
    for event in made:
        make.assignment(event, role=Role.STEWARD, now=NOW)
    return made


@pytest.fixture
def admin() -> User:
    return make.global_coordinator()


def dues(kind: str) -> set[datetime]:
    waiting = Reminder.objects.filter(kind=kind, activist__isnull=False, state="pending")
    return set(waiting.values_list("due_at", flat=True))


def test_mails_that_wait_move_and_those_switched_off_do_not_go(
    campaign: Campaign, events: list[Event], admin: User
) -> None:
    (week,), (day,) = dues("week_before"), dues("day_before")

    done = set_cadence(by=admin, campaign=campaign, cadence=LATER, now=NOW)

    assert (done.moved, done.cancelled, done.inserted) == (6, 3, 0)
    assert dues("week_before") == {week - 3 * DAY}
    assert dues("day_before") == {day - timedelta(hours=1)}
    assert dues("nudge") == set()
    assert campaign.cadence == {"off": ["nudge"], "week_days": 10, "day_at": "17:00"}


def test_back_to_the_usual_times_brings_everything_back(
    campaign: Campaign, events: list[Event], admin: User
) -> None:
    before = {kind: dues(kind) for kind in ("week_before", "day_before", "nudge")}
    set_cadence(by=admin, campaign=campaign, cadence=LATER, now=NOW)

    set_cadence(by=admin, campaign=campaign, cadence=USUAL, now=NOW)

    assert {kind: dues(kind) for kind in before} == before
    assert campaign.cadence == {}


def test_forecast_says_what_saving_then_does(campaign: Campaign, events: list[Event], admin: User) -> None:
    ids = ids_ahead(NOW, after=0, limit=100, campaign=campaign.pk)
    rows = list(Reminder.objects.order_by("pk").values())
    foreseen = foresee(ids, now=NOW, altered=lambda found: with_cadence(found.event, LATER, now=NOW))

    assert rows == list(Reminder.objects.order_by("pk").values())  # nothing was written
    done = set_cadence(by=admin, campaign=campaign, cadence=LATER, now=NOW)
    assert (foreseen.moved, foreseen.cancelled, foreseen.inserted) == (
        done.moved,
        done.cancelled,
        done.inserted,
    )


def test_nothing_goes_at_once_because_its_new_time_is_over(
    campaign: Campaign, events: list[Event], admin: User
) -> None:
    drain_once(now=NOW)
    mail.outbox.clear()
    night = datetime(2026, 5, 20, 17, 0, tzinfo=UTC)  # 03:00 in Sydney, eleven days before
    earlier = replace(USUAL, week_days=14)
    ids = ids_ahead(night, after=0, limit=100, campaign=campaign.pk)
    foreseen = foresee(ids, now=night, altered=lambda found: with_cadence(found.event, earlier, now=night))

    done = set_cadence(by=admin, campaign=campaign, cadence=earlier, now=night)
    drain_once(now=night + timedelta(minutes=1))
    plan(events=events, now=night + timedelta(hours=1))
    drain_once(now=night + timedelta(hours=2))

    weeks = Reminder.objects.filter(kind="week_before")
    assert [message.subject for message in mail.outbox if message.subject.startswith("In ")] == []
    assert set(weeks.values_list("state", "last_error")) == {(MailState.CANCELLED, "set_earlier")}
    assert foreseen.cancelled == done.cancelled == 3


def test_kind_switched_on_is_not_sent_for_times_that_are_over(
    campaign: Campaign, events: list[Event], admin: User
) -> None:
    without = replace(USUAL, off=frozenset({"nudge"}))
    set_cadence(by=admin, campaign=campaign, cadence=without, now=NOW)
    make.assignment(events[0], role=Role.STEWARD, now=NOW)  # her reminder to answer was never stored
    drain_once(now=NOW)
    mail.outbox.clear()

    set_cadence(by=admin, campaign=campaign, cadence=USUAL, now=NOW + 10 * DAY)
    drain_once(now=NOW + 10 * DAY)

    assert mail.outbox == []
    assert not Reminder.objects.filter(kind="nudge", state=MailState.PENDING).exists()


def test_kinds_that_were_not_set_keep_what_is_late(
    campaign: Campaign, events: list[Event], admin: User
) -> None:
    """Mail stands still for an hour, and somebody sets another kind meanwhile: nothing is lost."""
    (week,) = dues("week_before")
    late = week + timedelta(hours=1)

    set_cadence(by=admin, campaign=campaign, cadence=replace(USUAL, day_at=time(17)), now=late)

    assert dues("week_before") == {week}


def test_trail_names_what_was_set_and_setting_it_again_changes_nothing(
    campaign: Campaign, events: list[Event], admin: User
) -> None:
    set_cadence(by=admin, campaign=campaign, cadence=LATER, now=NOW)
    again = set_cadence(by=admin, campaign=campaign, cadence=LATER, now=NOW)

    entries = trail(campaign).filter(act="campaign.mails_set")
    assert [sorted(entry.fields) for entry in entries] == [["day_at", "off", "week_days"]]
    assert (again.moved, again.cancelled, again.inserted) == (0, 0, 0)


def test_other_campaigns_keep_their_times(campaign: Campaign, events: list[Event], admin: User) -> None:
    elsewhere = make.campaign(title="Another", day_of_action=campaign.day_of_action)
    other = make.event(campaign=elsewhere, section=events[0].section, now=NOW)
    make.assignment(other, role=Role.STEWARD, now=NOW)
    before = list(other.reminders.order_by("pk").values())

    set_cadence(by=admin, campaign=campaign, cadence=LATER, now=NOW)

    assert list(other.reminders.order_by("pk").values()) == before


def test_what_nobody_can_mean_is_refused_and_nothing_changes(
    campaign: Campaign, events: list[Event], admin: User
) -> None:
    with pytest.raises(ValidationError):
        set_cadence(by=admin, campaign=campaign, cadence=replace(USUAL, week_days=1), now=NOW)

    campaign.refresh_from_db()
    assert campaign.cadence == {}
