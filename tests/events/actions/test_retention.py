"""Half a year after an event nobody who was asked is named any more, and every figure reads as before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.audit import trail
from accounts.models import Activist, User
from accounts.privacy import FieldDeclaration, declarations
from events.actions import retention
from events.actions.retention import end_assignments, forget_phones
from events.choices import Role
from events.models import Assignment, BoardLine, Campaign, Event, FrozenCount, Link
from events.queries.asked import People, answers_by_role
from events.queries.board_rows import Reach
from events.queries.board_summary import summary_of
from events.queries.event_page import event_page
from events.queries.events import EventFilter, every_row, matching
from events.reminders.reconciling import prune_reminders
from events.rules.retention import PEOPLE_LIVE, PHONE_LIVES
from tests import make
from tests.rows import acts, nothing_stored

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def event() -> Event:
    """An event of NOW + 30 days: two stewards wanted, a lead, two yes, one no, one silent."""
    event = make.event(now=NOW, contact_phone="+61 491 570 156")
    make.need(event, Role.LEAD, now=NOW)
    make.need(event, Role.STEWARD, 2, now=NOW)
    ana, bo = (make.activist(section=event.section, name=name) for name in ("Ana", "Bo"))
    make.assignment(event, ana, role=Role.LEAD, said="yes", now=NOW)
    make.assignment(event, ana, role=Role.STEWARD, said="no", now=NOW)
    make.assignment(event, bo, role=Role.STEWARD, said="yes", now=NOW)
    make.assignment(event, role=Role.PHOTOGRAPHER, now=NOW)
    return event


@pytest.fixture
def later(event: Event) -> Event:
    """A week later in the same campaign: Bo says no, and somebody new yes."""
    later = make.event(now=NOW + 7 * DAY, section=event.section)
    make.assignment(later, Activist.objects.get(name="Bo"), role=Role.LEAD, said="no", now=NOW)
    make.assignment(later, role=Role.STEWARD, said="yes", now=NOW)
    return later


def people_of_campaign(campaign: Campaign) -> People:
    """Return the figures of the board."""
    everything = Reach(Event.objects.all(), Event.objects.all(), Event.objects.all())
    return summary_of(campaign, reach=everything, now=NOW).people


def figures(now: datetime) -> object:
    """Return everything the board, the lists and the event pages count of people."""
    events = Event.objects.order_by("pk")
    return (
        [people_of_campaign(campaign) for campaign in Campaign.objects.all()],
        list(BoardLine.objects.order_by("pk").values_list("filled", "wanted")),
        [
            (row.title, row.filled, row.wanted)
            for row in every_row(matching(events, EventFilter(), now=now), now=now)
        ],
        [(event_page(one, now=now).roles, event_page(one, now=now).state) for one in events],
    )


def test_names_go_and_figures_stay(event: Event, later: Event) -> None:
    now = later.ends_at + PEOPLE_LIVE + SECOND
    before = figures(now)
    assert people_of_campaign(event.campaign) == People(everybody=5, yes=3, silent=1, no=2)

    assert end_assignments(now=now) == 6

    assert figures(now) == before
    assert not Assignment.objects.exists()
    assert not Link.objects.filter(assignment__isnull=False).exists()
    assert {name: dict(said) for name, said in answers_by_role(event).items()} == {
        "lead": {"yes": 1},
        "steward": {"no": 1, "yes": 1},
        "photographer": {"asked": 1},
    }


def test_somebody_at_two_events_is_counted_at_both_while_only_one_is_old(event: Event, later: Event) -> None:
    """Bo is in both: counted by the row that is left, then by the number."""
    now = event.ends_at + PEOPLE_LIVE + SECOND
    before = figures(now)

    assert end_assignments(now=now) == 4
    assert figures(now) == before
    assert Campaign.objects.values_list("frozen_everybody", "frozen_yes", "frozen_no").get() == (3, 2, 1)

    now = later.ends_at + PEOPLE_LIVE + SECOND
    assert end_assignments(now=now) == 2
    assert people_of_campaign(Campaign.objects.get()) == People(everybody=5, yes=3, silent=1, no=2)


def test_nothing_goes_before_its_time_or_twice(event: Event) -> None:
    with nothing_stored():
        assert end_assignments(now=event.ends_at + PEOPLE_LIVE) == 0

    assert end_assignments(now=event.ends_at + PEOPLE_LIVE + SECOND) == 4

    with nothing_stored():
        assert end_assignments(now=event.ends_at + 2 * PEOPLE_LIVE) == 0


def test_many_events_are_taken_a_few_at_a_time(
    event: Event, later: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "PEOPLE_AT_ONCE", 5)
    make.assignment(make.event(now=NOW, section=event.section), now=NOW)

    portions = list(retention._portions(later.ends_at + PEOPLE_LIVE + SECOND))

    assert [len(portion) for portion in portions] == [1, 2]


def test_stopped_half_way_it_goes_on_where_it_was(
    event: Event, later: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = later.ends_at + PEOPLE_LIVE + SECOND
    before = figures(now)
    monkeypatch.setattr(retention, "EVENTS_AT_ONCE", 1)
    portions = retention._portions(now)
    retention._freeze(next(portions), now=now)  # and the machine goes off

    assert figures(now) == before
    assert end_assignments(now=now) == 2
    assert figures(now) == before


def test_trail_says_that_it_happened_and_no_longer_who_answered(event: Event) -> None:
    ana = Activist.objects.get(name="Ana")
    assert ana.acts.exists()

    end_assignments(now=event.ends_at + PEOPLE_LIVE + SECOND)

    assert acts(event)[-1] == ("event.forgotten", ["role:lead", "role:photographer", "role:steward"])
    assert not ana.acts.exists()
    assert "activist" in trail(event).values_list("actor_kind", flat=True)


def test_drafts_and_cancelled_events_count_in_no_campaign(event: Event) -> None:
    draft = make.event(now=NOW, section=event.section, draft=True)
    make.assignment(draft, now=NOW)
    now = draft.ends_at + PEOPLE_LIVE + SECOND
    before = figures(now)

    end_assignments(now=now)

    assert figures(now) == before
    assert FrozenCount.objects.filter(event=draft).values_list("answer", "people").get() == ("asked", 1)


def test_phone_of_the_day_goes_after_a_month(event: Event) -> None:
    assert forget_phones(now=event.ends_at + PHONE_LIVES) == 0
    assert forget_phones(now=event.ends_at + PHONE_LIVES + SECOND) == 1

    event.refresh_from_db()
    assert event.contact_phone == ""
    assert acts(event)[-1] == ("event.forgotten", ["contact_phone"])


def test_page_shows_counts_where_names_were(event: Event, client: Client) -> None:
    coordinator: User = make.coordinator(event.section)
    client.force_login(coordinator)
    address = reverse("events:event", args=[event.public_id])
    Event.objects.filter(pk=event.pk).update(
        starts_at=event.starts_at - 900 * DAY, ends_at=event.ends_at - 900 * DAY
    )

    early = client.get(address).content.decode()  # before the night's work
    end_assignments(now=NOW)
    late = client.get(address).content.decode()

    assert "deleted half a year after the event" in early
    assert "deleted half a year after the event" in late
    assert "Ana" not in late
    prune_reminders(now=NOW)
    assert "Which mails went is kept for half a year" in client.get(address).content.decode()
    hers = client.get(reverse("events:activist_events", args=[Activist.objects.get(name="Ana").public_id]))
    assert "is kept for half a year" in hers.content.decode()


def test_every_field_declared_for_days_after_an_event_is_empty_then(event: Event) -> None:
    declared = [each for each in declarations() if "days after" in each.why]
    assert len(declared) >= 8

    retention.forget(event.ends_at + PEOPLE_LIVE + SECOND)

    assert [each for each in declared if _is_kept(each)] == []


def _is_kept(declared: FieldDeclaration) -> bool:
    rows = apps.get_model(declared.model)._base_manager.exclude(**{f"{declared.field}__isnull": True})
    return any(getattr(row, declared.field) for row in rows)


def test_command_says_what_went(event: Event, capsys: pytest.CaptureFixture[str]) -> None:
    Event.objects.update(starts_at=event.starts_at - 900 * DAY, ends_at=event.ends_at - 900 * DAY)

    call_command("forget_old")

    assert "4 assignments, 1 phones" in capsys.readouterr().out
