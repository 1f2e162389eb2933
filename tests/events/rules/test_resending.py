"""Which mails may be sent now or tried again by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from accounts.choices import MailState
from accounts.post.faults import Fault
from events.choices import ReminderKind
from events.rules.resending import HOPELESS, may_be_tried_again, may_go_now

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("state", "next_at", "expires_at", "may"),
    [
        (MailState.PENDING, NOW + HOUR, NOW + 2 * HOUR, True),
        (MailState.PENDING, NOW, NOW + 2 * HOUR, False),  # it goes anyway
        (MailState.PENDING, NOW + HOUR, NOW, False),
        (MailState.SENDING, NOW + HOUR, NOW + 2 * HOUR, False),
        (MailState.SENT, None, NOW + 2 * HOUR, False),
    ],
)
def test_only_what_waits_for_its_time_can_be_brought_forward(
    state: str, next_at: datetime | None, expires_at: datetime, may: bool
) -> None:
    assert may_go_now(kind="nudge", state=state, next_at=next_at, expires_at=expires_at, now=NOW) is may


@pytest.mark.parametrize("kind", ReminderKind)
def test_reports_are_not_asked_for_before_there_is_anything_to_report(kind: str) -> None:
    waits = {"state": MailState.PENDING, "next_at": NOW + HOUR, "expires_at": NOW + 2 * HOUR, "now": NOW}

    assert may_go_now(kind=kind, **waits) is not kind.startswith("report")  # type: ignore[arg-type]


@pytest.mark.parametrize("fault", Fault)
def test_whoever_cannot_take_mail_is_not_written_to_again(fault: Fault) -> None:
    may = may_be_tried_again(state="failed", reason=f"{fault} 5.1.1", expires_at=NOW + HOUR, now=NOW)

    assert may is (fault not in HOPELESS)


@pytest.mark.parametrize(
    ("state", "expires_at"), [("sent", NOW + HOUR), ("missed", NOW + HOUR), ("failed", NOW)]
)
def test_only_what_failed_and_is_in_time_is_tried_again(state: str, expires_at: datetime) -> None:
    assert not may_be_tried_again(state=state, reason="temporary", expires_at=expires_at, now=NOW)
