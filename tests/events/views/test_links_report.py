"""The lead's report behind the link in her mail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Activist, Section
from events.choices import Answer, LinkPurpose, Role
from events.models import Assignment, DeliveryAttempt, Event, Outcome
from tests import make
from tests.events.views.conftest import address, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(australia: Section, ana: Activist) -> Assignment:
    """Ana leads a hand-in that is over; somebody else came."""
    over = make.past_event(section=australia, mission=make.mission(), allotted_signatures=18_460)
    before = over.starts_at - timedelta(days=1)
    bo = make.activist(section=australia, name="Bo Berg")
    make.assignment(over, bo, role=Role.STEWARD, said="yes", now=before)
    return make.assignment(over, ana, said="yes", now=before)


def report(event: Event) -> dict[str, str]:
    day = event.starts_wall.date().isoformat()
    return {
        "reception": "refused",
        "petition": "refused",
        "channel": "door",
        "at_date": day,
        "at_time": "00:00",
    }


def test_lead_sees_counts_by_role_and_no_names(stranger: Client, lead: Assignment) -> None:
    page = text(stranger.get(address(lead, LinkPurpose.REPORT)))

    assert "Did somebody meet you?" in page
    assert "2 people said yes" in page
    assert "Bo Berg" not in page
    assert "csrfmiddlewaretoken" not in page


def test_lead_s_report_is_stored_under_her_name_and_shown(
    stranger: Client, lead: Assignment, ana: Activist
) -> None:
    link = address(lead, LinkPurpose.REPORT)
    page = text(stranger.post(link, {**report(lead.event), "send": "report"}, follow=True))

    assert "The report is stored." in page
    assert "Refused to meet" in page
    assert Outcome.objects.get().reported_by_activist == ana


@pytest.mark.parametrize("button", [{}, {"check": "check"}, {"send": ""}])
def test_without_the_named_button_nothing_is_sent_and_the_answers_stay(
    button: dict[str, str], stranger: Client, lead: Assignment
) -> None:
    link = address(lead, LinkPurpose.REPORT)
    page = text(stranger.post(link, {**report(lead.event), "summary": "They shut the door.", **button}), 400)

    assert "Nothing is sent yet." in page
    assert "They shut the door." in page
    assert not DeliveryAttempt.objects.exists()


def test_first_button_of_the_report_sends_nothing(stranger: Client, lead: Assignment) -> None:
    page = text(stranger.get(address(lead, LinkPurpose.REPORT)))
    first = page[page.index("<button") :]

    assert first.index('name="check"') < first.index('name="send"')


def test_report_can_be_changed_and_stays_one(stranger: Client, lead: Assignment) -> None:
    link = address(lead, LinkPurpose.REPORT)
    for petition in ("refused", "left"):
        stranger.post(link, {**report(lead.event), "petition": petition, "signatures": "0", "send": "report"})

    assert DeliveryAttempt.objects.get().petition == "left"
    assert Outcome.objects.count() == 1


def test_before_the_event_there_is_nothing_to_report(
    stranger: Client, australia: Section, ana: Activist
) -> None:
    event = make.event(section=australia)
    assignment = make.assignment(event, ana)
    page = text(stranger.get(address(assignment, LinkPurpose.REPORT)))

    assert "This event has not begun yet." in page
    assert "Did somebody meet you?" not in page


def test_a_lead_s_link_changes_no_event(stranger: Client, lead: Assignment) -> None:
    stranger.post(address(lead, LinkPurpose.REPORT), {"title": "Mine", "send": "report", "answer": "no"})
    lead.refresh_from_db()
    lead.event.refresh_from_db()

    assert lead.event.title == "Hand-in in Sydney"
    assert lead.answer == Answer.YES
