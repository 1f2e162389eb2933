"""Facts about the people of an event and the rows already stored for them, as the reminder rules read them. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple

from accounts.choices import MailState
from events.choices import Answer, EventStatus, ReminderKind, Role
from events.rules.cadence import USUAL, Cadence
from events.rules.quiet_hours import QuietHours
from events.rules.reasons import NotSent


class Recipient(NamedTuple):
    """Whom a mail goes to, by table and row number."""

    table: Literal["activist", "user"]
    id: int


@dataclass(frozen=True)
class EventPlan:
    """What the rules read of an event.

    `moved_from_at`: the start people knew before the newest revision. `lead_withdrawals`: how often a lead who had
    said yes said no; `lead_withdrew_at`: when that was last. `stopped_kinds`: mails of which nobody gets any.
    `kinds_since`: when the campaign last changed whether or when mails of a kind go.
    """

    id: int
    status: str
    revision: int
    zone: str
    starts_at: datetime
    ends_at: datetime
    planned_at: datetime | None = None
    revised_at: datetime | None = None
    moved_from_at: datetime | None = None
    cancelled_at: datetime | None = None
    lead_withdrew_at: datetime | None = None
    lead_withdrawals: int = 0
    has_outcome: bool = False
    stopped_kinds: frozenset[str] = frozenset()
    cadence: Cadence = USUAL
    kinds_since: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def is_mailed_about(self) -> bool:
        """Whether any mail can be wanted: never about drafts, nor about what is reported and closed."""
        return self.planned_at is not None and self.status in (EventStatus.PLANNED, EventStatus.CANCELLED)


class RoleAsked(NamedTuple):
    """One role somebody is asked for, with the answer."""

    role: str
    answer: str
    asked_at: datetime
    said_yes: bool = False


@dataclass(frozen=True)
class Person:
    """An activist (`roles`; none when no longer assigned) or a user (`is_owner`, `is_coordinator`) who may get mail.

    `stopped` says why nothing may be sent at all; `paused_until` is a day up to and on which nothing may;
    `stopped_kinds` are kinds of mail the person wants none of.
    """

    recipient: Recipient
    roles: tuple[RoleAsked, ...] = ()
    is_owner: bool = False
    is_coordinator: bool = False
    quiet: QuietHours | None = None
    paused_until: date | None = None
    stopped: NotSent | None = None
    stopped_kinds: frozenset[str] = frozenset()

    @property
    def facts(self) -> Hashable:
        """What decides about mails to somebody who takes part: equal for two who are treated alike."""
        return self.roles, self.quiet, self.paused_until, self.stopped, self.stopped_kinds

    @property
    def is_activist(self) -> bool:
        """Whether mails speak to somebody who takes part, not to somebody who runs the event."""
        return self.recipient.table == "activist"

    @property
    def open_roles(self) -> tuple[RoleAsked, ...]:
        """The roles that were not turned down."""
        return tuple(role for role in self.roles if role.answer != Answer.NO)

    @property
    def unanswered(self) -> tuple[RoleAsked, ...]:
        """The roles without an answer."""
        return tuple(role for role in self.roles if role.answer == Answer.ASKED)

    @property
    def said_no(self) -> bool:
        """Whether every role was turned down."""
        return bool(self.roles) and not self.open_roles

    @property
    def leads(self) -> bool:
        """Whether the person leads, or is still asked to."""
        return any(role.role == Role.LEAD for role in self.open_roles)


class Stored(NamedTuple):
    """A stored row. `told`: the person has read it, or may have (see `may_be_read`).

    A tuple, as all is of which an event with 5,000 people has tens of thousands: quicker to make, and no work for
    the garbage collector.
    """

    id: int
    recipient: Recipient
    kind: str
    revision: int
    round: int
    state: str
    due_at: datetime
    expires_at: datetime | None = None
    next_at: datetime | None = None
    sent_at: datetime | None = None
    attempts: int = 0
    told: bool = False
    reason: str = ""

    @property
    def facts(self) -> Hashable:
        """What of it decides about other mails to its reader: equal where it makes no difference."""
        return self.kind, self.revision, self.round, self.state, self.due_at, self.told, self.reason

    @property
    def is_pending(self) -> bool:
        """Whether it still waits to be sent, held by nobody."""
        return self.state == MailState.PENDING


def may_be_read(*, state: str, attempts: int, smtp_code: int | None, may_have_arrived: bool) -> bool:
    """Say whether a mail may have reached its reader: sent, on its way, or given up without the server's word.

    People who may have read the old time are told the new one; once too often is better than not at all.
    """
    if state in (MailState.SENT, MailState.SENDING):
        return True
    is_unknown = may_have_arrived or (attempts > 0 and smtp_code is None)
    return is_unknown and state in (MailState.CANCELLED, MailState.FAILED)


def current_round(rows: Iterable[Stored]) -> int:
    """Return the round of somebody with these rows: it rises with each *unassigned* that went out."""
    return 1 + sum(row.told for row in rows if row.kind == ReminderKind.UNASSIGNED)
