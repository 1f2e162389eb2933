"""A fact that must hold is a constraint: each one of the database refuses its breach, on both databases."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, models, transaction
from django.db.models import F, Model, Subquery
from django.utils import timezone

from accounts.audit import SYSTEM, record
from accounts.choices import LetterKind
from accounts.fields import email_hash
from accounts.models import (
    Activist,
    AuditEntry,
    Letter,
    MailMinute,
    MailTally,
    Membership,
    Relay,
    Section,
    User,
)
from accounts.models.public_id import PublicId, new_public_id
from accounts.privacy import own_models
from events.actions.mail_stops import stop_kind
from events.actions.section_calendars import renew_section_calendar
from events.choices import Answer, EventStatus, LinkPurpose, ReminderKind, Role
from events.models import (
    Assignment,
    BoardLine,
    Campaign,
    City,
    DeliveryAttempt,
    Event,
    FrozenCount,
    Link,
    MailStop,
    Mission,
    Need,
    Outcome,
    Photo,
    Reminder,
    ReportReceipt,
    SectionCalendar,
    SignatureCount,
)
from tests import make

pytestmark = pytest.mark.django_db

UNKNOWN = "?"
CHECKS: dict[str, tuple[type[Model], dict[str, Any]]] = {
    "activist_quiet_hours_are_a_pair": (Activist, {"quiet_from": "22:00"}),
    "activist_has_a_name": (Activist, {"name": ""}),
    "activist_has_an_address": (Activist, {"email_hash": ""}),
    "user_quiet_hours_are_a_pair": (User, {"quiet_until": "07:00"}),
    "membership_role_is_known": (Membership, {"role": UNKNOWN}),
    "audit_at_most_one_actor": (AuditEntry, {"actor_activist": Subquery(Activist.objects.values("pk")[:1])}),
    "audit_actor_kind_is_known": (AuditEntry, {"actor_kind": UNKNOWN}),
    "letter_state_is_known": (Letter, {"state": UNKNOWN, "next_at": None}),
    "letter_open_means_next_at": (Letter, {"next_at": None}),
    "letter_sent_means_sent_at": (Letter, {"state": "sent", "next_at": None}),
    "relay_is_one": (Relay, {"id": 2}),
    "relay_in_trouble_is_paused": (Relay, {"failures": 1}),
    "campaign_day_is_in_window": (Campaign, {"day_of_action": F("window_end") + timedelta(days=1)}),
    "campaign_status_is_known": (Campaign, {"status": UNKNOWN}),
    "campaign_has_a_target": (Campaign, {"target_country": "", "target_label": ""}),
    "city_latitude_on_earth": (City, {"latitude": 90.1}),
    "city_longitude_on_earth": (City, {"longitude": -180.1}),
    "mission_kind_is_known": (Mission, {"kind": UNKNOWN}),
    "mission_coordinates_are_on_earth": (Mission, {"latitude": None}),
    "event_ends_after_start": (Event, {"ends_at": F("starts_at")}),
    "event_kind_is_known": (Event, {"kind": UNKNOWN}),
    "event_status_is_known": (Event, {"status": UNKNOWN}),
    "event_visibility_is_known": (Event, {"visibility": UNKNOWN}),
    "event_fold_is_0_or_1": (Event, {"starts_fold": 2}),
    "event_revision_from_1": (Event, {"revision": 0}),
    "event_has_a_zone": (Event, {"time_zone": ""}),
    "event_planned_means_planned_at": (Event, {"planned_at": None}),
    "event_cancelled_means_cancelled_at": (Event, {"status": EventStatus.CANCELLED}),
    "event_coordinates_are_on_earth": (Event, {"longitude": None}),
    "need_role_is_known": (Need, {"role": UNKNOWN}),
    "need_wants_somebody": (Need, {"wanted": 0}),
    "assignment_role_is_known": (Assignment, {"role": UNKNOWN}),
    "assignment_answer_is_known": (Assignment, {"answer": UNKNOWN, "answered_at": timezone.now()}),
    "assignment_answered_means_answered_at": (Assignment, {"answer": Answer.YES}),
    "frozen_count_role_is_known": (FrozenCount, {"role": UNKNOWN}),
    "frozen_count_answer_is_known": (FrozenCount, {"answer": UNKNOWN}),
    "frozen_count_counts_somebody": (FrozenCount, {"people": 0}),
    "link_has_one_subject": (Link, {"assignment": None, "activist": None}),
    "link_purpose_is_known": (Link, {"purpose": UNKNOWN}),
    "mail_stop_has_one_subject": (MailStop, {"event": None}),
    "mail_stop_kind_can_be_stopped": (MailStop, {"kind": ReminderKind.MOVED}),
    "mail_stop_kind_goes_to_activists": (MailStop, {"kind": ReminderKind.GAP}),
    "attempt_channel_is_known": (DeliveryAttempt, {"channel": UNKNOWN}),
    "attempt_reception_is_known": (DeliveryAttempt, {"reception": UNKNOWN}),
    "attempt_petition_is_known": (DeliveryAttempt, {"petition": UNKNOWN}),
    "outcome_result_is_known": (Outcome, {"result": UNKNOWN}),
    "outcome_given_up_has_a_reason": (Outcome, {"result": "given_up", "given_up_reason": ""}),
    "outcome_turnout_low_to_high": (Outcome, {"turnout_low": 10, "turnout_high": 9}),
    "photo_consent_is_known": (Photo, {"consent": UNKNOWN, "consent_at": timezone.now()}),
    "photo_consent_has_an_instant": (Photo, {"consent": "agreed"}),
    "photo_approved_means_consent_and_words": (Photo, {"approved_at": timezone.now()}),
    "reminder_state_is_known": (Reminder, {"state": UNKNOWN, "next_at": None}),
    "reminder_open_means_next_at": (Reminder, {"state": "cancelled"}),
    "reminder_sent_means_sent_at": (Reminder, {"state": "sent", "next_at": None}),
    "reminder_has_one_recipient": (Reminder, {"activist": None}),
    "reminder_kind_is_known": (Reminder, {"kind": UNKNOWN}),
    "line_filled_within_wanted": (BoardLine, {"filled": 2}),
    "line_cell_is_on_the_map": (BoardLine, {"cell": 37 * 72}),
}
# what a copy of the stored row differs in, so that it breaks this constraint and no other
TWINS: dict[str, tuple[type[Model], dict[str, Any]]] = {
    "section_one_is_international": (Section, {"slug": "second", "name": "Second", "is_international": True}),
    "activist_one_per_address_and_section": (Activist, {"external_id": ""}),
    "activist_one_per_external_id": (Activist, {"email_hash": "another"}),
    "membership_one_role_per_section": (Membership, {}),
    "event_one_per_external_id": (Event, {}),
    "minute_is_counted_once": (MailMinute, {}),
    "need_one_per_role": (Need, {}),
    "assignment_once_per_role": (Assignment, {}),
    "frozen_count_once": (FrozenCount, {}),
    "link_digest_is_unique": (Link, {"purpose": LinkPurpose.REPORT}),
    "link_once_per_assignment": (Link, {"digest": ""}),
    "link_once_per_activist": (Link, {"digest": ""}),
    "mail_stop_once_per_event": (MailStop, {}),
    "mail_stop_once_per_activist": (MailStop, {}),
    "photo_once_per_key": (Photo, {}),
    "receipt_once_per_key": (ReportReceipt, {}),
    "reminder_once_per_activist": (Reminder, {}),
    "reminder_once_per_user": (Reminder, {}),
    "tally_one_per_end": (MailTally, {}),
    "section_calendar_once_per_user": (SectionCalendar, {"digest": "another"}),
    "signature_one_count_per_source_and_instant": (SignatureCount, {}),
}


def row_of(model: type[Model], *, name: str) -> Model:
    """Store and return a valid row of `model`."""
    makers: dict[type[Model], Callable[[], Model]] = {
        Section: make.international,
        User: make.global_coordinator,
        Activist: lambda: make.activist(section=make.section(), external_id="A-1"),
        Membership: lambda: make.coordinator(make.section()).memberships.get(),
        AuditEntry: _entry_by_a_user,
        Letter: _letter,
        MailMinute: lambda: MailMinute.objects.create(minute=timezone.now()),
        MailTally: lambda: MailTally.objects.create(source="letter", kind="test", came_to="sent", count=1),
        Relay: lambda: Relay.objects.create(pk=Relay.ONLY),
        Campaign: make.campaign,
        City: make.city,
        Mission: make.mission,
        Event: lambda: make.event(external_id="E-1"),
        BoardLine: lambda: make.event().line,
        Need: lambda: make.need(make.event()),
        Assignment: lambda: make.assignment(make.event()),
        FrozenCount: lambda: make.event().frozen_counts.create(role=Role.LEAD, answer=Answer.YES, people=1),
        Link: lambda: _link("activist" in name),
        MailStop: lambda: _mail_stop("activist" in name),
        DeliveryAttempt: lambda: make.attempt(make.past_event()),
        Outcome: lambda: make.outcome(make.past_event()),
        Photo: lambda: make.photo(make.past_event()),
        ReportReceipt: lambda: make.event().receipts.create(key=UUID(int=1)),
        Reminder: lambda: _reminder("user" in name),
        SectionCalendar: _section_calendar,
        SignatureCount: lambda: make.signature_count(make.campaign(), make.section()),
    }
    return makers[model]()


def _section_calendar() -> SectionCalendar:
    section = make.section()
    return renew_section_calendar(by=make.viewer(section), section=section)


def _entry_by_a_user() -> AuditEntry:
    section = make.section()
    make.activist(section=section)
    return record(by=make.coordinator(section), act="section.edited", row=section)


def _letter() -> Letter:
    now = timezone.now()
    return Letter.objects.create(
        kind=LetterKind.TEST, address="a@example.org", address_hash=email_hash("a@example.org"),
        due_at=now, next_at=now, expires_at=now + timedelta(days=1),
    )  # fmt: skip


def _link(to_an_activist: bool) -> Link:
    make.assignment(make.event(), role=Role.STEWARD)
    return Link.objects.filter(assignment__isnull=to_an_activist).earliest("pk")


def _mail_stop(of_an_activist: bool) -> MailStop:
    event, kind = make.event(), ReminderKind.NUDGE
    if of_an_activist:
        return stop_kind(by=SYSTEM, activist=make.activist(section=event.section), kind=kind)
    return stop_kind(by=SYSTEM, event=event, kind=kind)


def _reminder(to_a_user: bool) -> Reminder:
    event, now = make.event(draft=True), timezone.now()
    to = (
        {"user": make.coordinator(event.section)}
        if to_a_user
        else {"activist": make.activist(section=event.section)}
    )
    return Reminder.objects.create(
        event=event, kind=ReminderKind.DAY_BEFORE, revision=1,
        due_at=now, next_at=now, expires_at=now + timedelta(days=1), **to,
    )  # fmt: skip


def constraints(kind: type[models.BaseConstraint]) -> set[str]:
    return {c.name for model in own_models() for c in model._meta.constraints if isinstance(c, kind)}


def test_every_constraint_is_tried() -> None:
    assert set(CHECKS) == constraints(models.CheckConstraint)
    assert set(TWINS) == constraints(models.UniqueConstraint)


@pytest.mark.parametrize("name", CHECKS)
def test_check_refuses_its_breach(name: str) -> None:
    model = CHECKS[name][0]
    row = row_of(model, name=name)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        # past the managers: the audit trail's refuses to change anything, and here the database is asked
        models.QuerySet(model).filter(pk=row.pk).update(**CHECKS[name][1])


@pytest.mark.parametrize("name", TWINS)
def test_unique_constraint_refuses_a_twin(name: str) -> None:
    model, changes = TWINS[name]
    row = row_of(model, name=name)
    twin = copy.copy(row)
    twin.pk = None
    twin._state = models.base.ModelState()
    if isinstance(twin, PublicId):
        twin.public_id = new_public_id()
    for field, value in changes.items():
        setattr(twin, field, value)

    with pytest.raises(IntegrityError), transaction.atomic():
        model._default_manager.bulk_create([twin])


def test_campaign_window_is_a_closed_interval() -> None:
    day = date(2027, 6, 2)

    assert make.campaign(day_of_action=day, window_start=day, window_end=day).day_of_action == day
