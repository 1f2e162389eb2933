"""A copy of what is kept about a person, and its end: nothing that names her stays, what she took part in does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.core.serializers import serialize
from django.utils import timezone

from accounts.actions.activists import opt_out
from accounts.actions.erasure import erase_activist, export_activist
from accounts.audit import SYSTEM
from accounts.models import Activist, Suppression
from accounts.post.drain import drain_once
from events.actions.assignments import answer
from events.actions.mail_stops import stop_kind
from events.actions.outcomes import record_outcome
from events.choices import Answer, Role
from events.models import Event, Link, MailStop, Reminder
from tests import make
from tests.rows import acts, nothing_stored

pytestmark = pytest.mark.django_db
NAME, EMAIL, PHONE = "Quetzal Canary", "quetzal@canary.example", "+61 491 570 156"


@pytest.fixture
def event() -> Event:
    return make.event()


@pytest.fixture
def person(event: Event) -> Activist:
    person = make.activist(section=event.section, name=NAME, email=EMAIL, phone=PHONE, external_id="canary-7")
    make.assignment(event, person, role=Role.STEWARD)
    stop_kind(by=person, activist=person, kind="nudge")
    return person


def everything() -> str:
    """Return every row of every own table as text, sealed values opened."""
    rows = []
    for app in ("accounts", "events"):
        for model in apps.get_app_config(app).get_models():
            rows.append(serialize("json", model._base_manager.all()))
    opened = [f"{one.email} {one.phone}" for one in Activist._base_manager.all()]
    return "\n".join([*rows, *opened])


def test_nothing_that_names_her_is_left_and_nothing_is_sent(event: Event, person: Activist) -> None:
    assert "Canary" in everything()

    erase_activist(by=make.coordinator(event.section), activist=person)
    drain_once(now=timezone.now() + timedelta(days=60))

    left = everything().lower()
    assert [word for word in ("quetzal", "canary", "491 570", "491570") if word in left] == []
    assert not [message for message in mail.outbox if EMAIL in message.to]
    assert not Link.objects.filter(activist=person).exists()
    assert not MailStop.objects.exists()
    assert not event.assignments.exists()
    assert list(Activist.objects.all()) == []
    assert acts(person)[-1] == ("activist.erased", [])


def test_counts_of_past_events_stay(person: Activist, event: Event) -> None:
    past = make.past_event(ended=timedelta(days=10), section=event.section)
    make.assignment(past, person, role=Role.PARTICIPANT, said="yes", now=past.starts_at - timedelta(days=5))

    erase_activist(by=SYSTEM, activist=person)

    assert list(past.assignments.values_list("role", "answer")) == [(Role.PARTICIPANT, Answer.YES)]


def test_waiting_mails_are_cancelled_with_a_reason(event: Event, person: Activist) -> None:
    erase_activist(by=SYSTEM, activist=person)

    assert set(Reminder.objects.filter(activist=person).values_list("state", flat=True)) == {"cancelled"}


@pytest.mark.parametrize(
    ("before", "role"), [(timedelta(hours=23), Role.STEWARD), (-timedelta(hours=2), Role.LEAD)]
)
def test_nobody_is_erased_while_people_count_on_her(before: timedelta, role: Role) -> None:
    now = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
    event = make.event(now=now)
    person = make.activist(section=event.section, name=NAME)
    make.assignment(event, person, role=role, said="yes", now=now)

    with nothing_stored(), pytest.raises(ValidationError) as refused:
        erase_activist(by=SYSTEM, activist=person, now=event.starts_at - before)

    assert event.title in refused.value.messages[0]


def test_lead_who_is_erased_long_before_is_noticed_as_gone(event: Event, person: Activist) -> None:
    lead = make.assignment(event, person, role=Role.LEAD)
    answer(by=person, assignment=lead, answer=Answer.YES)

    erase_activist(by=SYSTEM, activist=person)

    event.refresh_from_db()
    assert event.lead_withdrawals == 1


def test_same_address_can_be_added_again_and_stays_suppressed(event: Event, person: Activist) -> None:
    Suppression.objects.create(email_hash=person.email_hash)
    erase_activist(by=SYSTEM, activist=person)

    again = make.activist(section=event.section, email=EMAIL)
    make.assignment(event, again)

    assert drain_once()["sent"] == 0
    assert again.pk != person.pk


def test_copy_holds_facts_answers_mails_and_wishes(event: Event, person: Activist) -> None:
    opt_out(by=person, activist=person)
    past = make.past_event(section=event.section)
    record_outcome(by=person, event=past, signatures=7, summary="They refused.")

    kept = export_activist(by=make.coordinator(event.section), activist=person)

    assert (kept["person"]["name"], kept["person"]["email"], kept["person"]["phone"]) == (NAME, EMAIL, PHONE)
    assert [(row["event__title"], row["role"], row["answer"]) for row in kept["assignments"]] == [
        (event.title, "steward", "asked")
    ]
    assert {row["kind"] for row in kept["mails"]} >= {"asked", "week_before", "day_before"}
    assert kept["stopped_kinds"] == ["nudge"]
    assert [(row["event__title"], row["summary"]) for row in kept["reports"]] == [
        (past.title, "They refused.")
    ]
    assert [row["act"] for row in kept["acts"]][:2] == ["activist.kind_stopped", "activist.opted_out"]
    assert acts(person)[-1] == ("activist.exported", [])


def test_command_erases_by_public_id(person: Activist) -> None:
    for wrong in ("7", "00000000-0000-0000-0000-000000000000"):
        with pytest.raises(CommandError, match="no activist"):
            call_command("erase_activist", wrong)

    call_command("erase_activist", str(person.public_id), stdout=StringIO())

    assert not Activist.objects.exists()
