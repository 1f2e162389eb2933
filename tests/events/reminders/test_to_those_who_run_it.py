"""Mails to owners, coordinators and leads: gaps and reports."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from accounts.actions.members import remove_role
from accounts.audit import SYSTEM
from accounts.models import Section, User
from accounts.post.drain import drain_once
from accounts.tokens import link_token
from events.actions.assignments import answer
from events.choices import Answer, LinkPurpose, Role
from events.models import Assignment, Event, Link
from events.rules.reasons import NotSent
from tests import make
from tests.events.reminders.conftest import DAY, HOME, HOUR, NOW, STARTS

pytestmark = pytest.mark.django_db


# --- those who run the event --------------------------------------------------------------------------------------


def to_users() -> list[str]:
    return [message.subject.split(":")[0] for message in mail.outbox if "user" in message.to[0]]


def test_gap_names_what_is_missing(event: Event, coordinator: User) -> None:
    make.need(event, Role.STEWARD, 3, now=NOW)
    make.assignment(event, role=Role.STEWARD, said="yes", now=NOW)

    drain_once(now=STARTS - 2 * DAY)

    message = next(message for message in mail.outbox if message.to == [coordinator.email])
    assert message.subject.startswith("Nobody leads: Hand-in in Sydney")
    assert "- steward: 1 of 3 said yes" in message.body
    assert f"/events/{event.public_id}/" in message.body
    assert len(message.alternatives) == 1  # no calendar part
    assert "List-Unsubscribe" not in message.extra_headers


def test_gap_that_was_filled_is_not_told(event: Event, coordinator: User) -> None:
    make.need(event, Role.STEWARD, 1, now=NOW)
    make.assignment(event, role=Role.STEWARD, said="yes", now=NOW)

    drain_once(now=STARTS - 2 * DAY)

    assert to_users() == []
    assert event.reminders.get(kind="gap").last_error == NotSent.FILLED


def test_two_leads_who_withdraw_within_a_quarter_of_an_hour_are_told_apart(
    event: Event, coordinator: User
) -> None:
    leads = [make.assignment(event, said="yes", now=NOW) for _ in range(2)]
    drain_once(now=NOW)
    mail.outbox.clear()

    answer(by=SYSTEM, assignment=leads[0], answer=Answer.NO, now=NOW + HOUR)
    assert event.reminders.filter(kind="gap", state="pending", round=2).exists()
    Assignment.objects.filter(pk=leads[1].pk).update(answer=Answer.NO)
    drain_once(now=NOW + HOUR)
    assert to_users() == ["Nobody leads"]

    Assignment.objects.filter(pk=leads[1].pk).update(answer=Answer.YES)
    leads[1].refresh_from_db()
    answer(by=SYSTEM, assignment=leads[1], answer=Answer.NO, now=NOW + HOUR + timedelta(minutes=5))
    drain_once(now=NOW + HOUR + timedelta(minutes=5))
    assert to_users() == ["Nobody leads"]

    drain_once(now=NOW + HOUR + timedelta(minutes=15))
    assert to_users() == ["Nobody leads"] * 2


def test_withdrawal_that_was_made_good_is_not_told(event: Event, coordinator: User) -> None:
    lead = make.assignment(event, said="yes", now=NOW)
    drain_once(now=NOW)
    answer(by=SYSTEM, assignment=lead, answer=Answer.NO, now=NOW + HOUR)
    make.assignment(event, said="yes", now=NOW + HOUR)
    mail.outbox.clear()

    drain_once(now=NOW + HOUR)

    assert to_users() == []


def test_report_link_goes_to_the_lead_and_the_page_to_whoever_runs_it(
    section: Section, coordinator: User, event: Event
) -> None:
    make.assignment(event, said="yes", now=NOW)
    drain_once(now=STARTS)
    mail.outbox.clear()

    drain_once(now=STARTS + HOUR)
    drain_once(now=STARTS + DAY + 8 * HOUR)

    asked, escalated = mail.outbox[0], mail.outbox[-1]
    report = Link.objects.get(purpose=LinkPurpose.REPORT)
    assert asked.subject == "How did it go? Hand-in in Sydney"
    assert f"Report what happened: {HOME}/k/{link_token(report.pk, report.generation)}/" in asked.body
    assert escalated.to == [coordinator.email]
    assert f"{HOME}/events/{event.public_id}/" in escalated.body


def test_owner_who_left_the_section_hears_nothing_more(section: Section, coordinator: User) -> None:
    owner = make.organiser(section)
    event = make.event(section=section, now=NOW, by=owner)

    remove_role(by=SYSTEM, user=owner, section=section)

    drain_once(now=event.ends_at + HOUR)

    assert mail.outbox == []
    assert event.reminders.get(user=owner, kind="report_due").last_error == NotSent.NOT_RESPONSIBLE
