"""Builders of facts for tests of the reminder rules: the story's hand-in in Sydney, one activist, those who run it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.choices import MailState
from events.choices import Answer, EventStatus, Role
from events.rules.people import EventPlan, Person, Recipient, RoleAsked, Stored, may_be_read
from events.rules.reminding import Wanted, wanted

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SYDNEY = "Australia/Sydney"
STARTS = datetime(2017, 6, 1, 1, 0, tzinfo=UTC)  # 11:00 in Sydney
PLANNED = STARTS - 30 * DAY
ANNA, BEN = Recipient("activist", 1), Recipient("activist", 2)
OWNER, COORDINATOR = Recipient("user", 1), Recipient("user", 2)
NOW = PLANNED

CADENCE = {
    "asked": PLANNED,
    "nudge": PLANNED + 3 * DAY,
    "week_before": datetime(2017, 5, 25, 8, tzinfo=UTC),
    "day_before": datetime(2017, 5, 31, 8, tzinfo=UTC),
    "morning_of": datetime(2017, 5, 31, 22, tzinfo=UTC),
}
REPORTS = {
    "report_due": datetime(2017, 6, 1, 2, tzinfo=UTC),
    "report_again": datetime(2017, 6, 1, 22, tzinfo=UTC),
    "report_escalated": datetime(2017, 6, 2, 8, tzinfo=UTC),
}


def event(**facts: Any) -> EventPlan:
    defaults: dict[str, Any] = {
        "id": 7,
        "status": EventStatus.PLANNED,
        "revision": 1,
        "zone": SYDNEY,
        "starts_at": STARTS,
        "ends_at": STARTS + HOUR,
        "planned_at": PLANNED,
    }
    return EventPlan(**{**defaults, **facts})


def asked(answer: str = Answer.ASKED, *, role: str = Role.STEWARD, at: datetime = PLANNED) -> RoleAsked:
    return RoleAsked(role, answer, at, said_yes=answer == Answer.YES)


def anna(*roles: RoleAsked, **facts: Any) -> Person:
    return Person(ANNA, roles=roles or (asked(),), **facts)


def row(kind: str, *, number: int = 1, **facts: Any) -> Stored:
    defaults: dict[str, Any] = {
        "recipient": ANNA,
        "revision": 1,
        "round": 1,
        "state": MailState.SENT,
        "due_at": PLANNED,
        "expires_at": STARTS,
    }
    merged = {**defaults, **facts}
    told = may_be_read(state=merged["state"], attempts=1, smtp_code=None, may_have_arrived=False)
    return Stored(id=number, kind=kind, **{"told": told, **merged})


OWNED = Person(OWNER, is_owner=True)
COORDINATED = Person(COORDINATOR, is_coordinator=True)


def due(
    of: EventPlan, people: Iterable[Person], stored: Iterable[Stored] = (), *, now: datetime = NOW
) -> dict[str, datetime]:
    """Return {kind: due} of one person's mails, or {kind.round: due} beyond the first round."""
    return {_name(mail): mail.due_at for mail in wanted(of, people, stored, now=now).values()}


def _name(mail: Wanted) -> str:
    return mail.key.kind if mail.key.round == 1 else f"{mail.key.kind}.{mail.key.round}"


def whom(of: EventPlan, people: Iterable[Person], kind: str, stored: Iterable[Stored] = ()) -> set[Recipient]:
    found = wanted(of, people, stored, now=NOW)
    return {key.recipient for key in found if key.kind == kind}
