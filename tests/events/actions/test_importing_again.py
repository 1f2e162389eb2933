"""A list of events imported again: by its rows or changed ones, and looked at before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from accounts.actions.rehearsing import rehearse
from accounts.audit import trail
from accounts.models import AuditEntry, Section
from events.actions.importing import import_events
from events.actions.listed import EventFacts
from events.actions.scheduling import cancel_event
from events.models import Campaign, Event, Outcome
from tests import make
from tests.events.listed import AHEAD, NOW, PAST, figures, imported
from tests.rows import nothing_stored

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places() -> None:
    make.cities()


@pytest.fixture
def campaign() -> Campaign:
    return make.campaign(day_of_action=date(2027, 6, 2))


def test_same_list_twice_changes_nothing(section: Section, campaign: Campaign) -> None:
    rows = (AHEAD, PAST, replace(AHEAD, external_id="", ends=time(13)))
    imported(section, campaign, *rows)
    entries = AuditEntry.objects.count()

    assert figures(imported(section, campaign, *rows, now=NOW + timedelta(days=1))) == (0, 0, 3, 0)
    assert AuditEntry.objects.count() == entries


def test_changed_row_changes_its_event_as_by_hand(section: Section, campaign: Campaign) -> None:
    imported(section, campaign, AHEAD)
    moved = replace(AHEAD, wall=datetime(2027, 6, 3, 9), city="Canberra", meeting_point="The gate")

    done = imported(section, campaign, moved)

    assert figures(done) == (0, 1, 0, 0)
    assert done.doubts == ["Row 2: it moves its event; whoever was told is told again."]
    event = Event.objects.get()
    assert (event.city, event.starts_wall, event.meeting_point) == ("Canberra", moved.wall, "The gate")
    assert event.revision > 1
    assert {"event.edited", "event.moved"} <= {entry.act for entry in trail(event)}


def test_blank_never_overwrites(section: Section, campaign: Campaign) -> None:
    imported(section, campaign, replace(AHEAD, meeting_point="The gate", ends=time(13)), PAST)

    done = imported(section, campaign, AHEAD, replace(PAST, turnout_low=None, summary=""))

    assert figures(done) == (0, 0, 2, 0)


def test_changed_report_corrects_and_keeps_the_rest(section: Section, campaign: Campaign) -> None:
    imported(section, campaign, replace(PAST, signatures=5))

    assert figures(imported(section, campaign, replace(PAST, turnout_low=300))) == (0, 1, 0, 0)

    outcome = Outcome.objects.get()
    assert (outcome.turnout_low, outcome.summary, outcome.signatures_handed_over) == (300, "It rained.", 5)
    assert outcome.corrected_at == NOW


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (replace(PAST, external_id="9", city="Oslo", country="NO"), "This event is over and reported"),
        (replace(AHEAD, wall=datetime(2027, 6, 9, 9)), "This event is cancelled"),
    ],
    ids=["over", "cancelled"],
)
def test_what_is_frozen_stays_and_its_row_is_rejected(
    section: Section, campaign: Campaign, row: EventFacts, sentence: str
) -> None:
    imported(section, campaign, replace(PAST, external_id="9"), AHEAD)
    cancel_event(by=make.SYSTEM, event=Event.objects.get(external_id="1"), reason="Rain", now=NOW)

    done = imported(section, campaign, row)

    assert figures(done) == (0, 0, 0, 1)
    assert done.rejected[0][1].startswith(sentence)


def test_other_sections_and_campaigns_events_are_not_touched(section: Section, campaign: Campaign) -> None:
    imported(section, campaign, AHEAD)

    assert figures(imported(make.belgium(), campaign, AHEAD)) == (1, 0, 0, 0)
    assert figures(imported(section, make.campaign(), AHEAD)) == (1, 0, 0, 0)


def test_rehearsal_says_the_same_and_stores_nothing(section: Section, campaign: Campaign) -> None:
    rows = (AHEAD, PAST, replace(AHEAD, external_id="2", mission="Q9"))

    with nothing_stored():
        seen = rehearse(import_events, by=make.SYSTEM, section=section, campaign=campaign, rows=rows, now=NOW)

    assert figures(seen) == (2, 0, 0, 1)
    assert figures(imported(section, campaign, *rows)) == (2, 0, 0, 1)


def test_statements_do_not_grow_with_the_rows(
    section: Section, campaign: Campaign, django_assert_max_num_queries: Any
) -> None:
    rows = [replace(PAST, title=f"March {number}") for number in range(100)]

    with django_assert_max_num_queries(30):
        imported(section, campaign, *rows)
