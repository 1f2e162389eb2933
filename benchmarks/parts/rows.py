"""The rows of a benchmark while they are sent: what became of them, and what is changed about them meanwhile."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from .receiver import Accepted

Result = TypeVar("Result")
PATIENCE = 40.0  # seconds a question to the database may be asked again: it may be restarting


def patiently(ask: Callable[[], Result]) -> Result:
    """Ask the database, again and again while it is away."""
    from django.db import Error, connection

    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return ask()
        except Error:
            connection.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def is_over(at: datetime) -> bool:
    """Say whether every mail *asked* that was due at `at` is finished."""
    from events.models import Reminder

    left = Reminder.objects.filter(kind="asked", due_at__lte=at, next_at__isnull=False)
    return patiently(lambda: not left.exists())


@dataclass(frozen=True)
class Balance:
    """What became of the mails due at one instant.

    `lost`: neither accepted nor visible as failed, missed or cancelled. `repeats`: accepted once more. `strange`: under
    a Message-ID that is nobody's, or that is not the one of the first time.
    """

    mails: int
    accepted: int
    lost: int
    repeats: int
    strange: int
    states: dict[str, int]
    lag_p99_s: float | None
    lag_max_s: float | None


def balance(accepted: list[Accepted], *, at: datetime) -> Balance:
    """Compare rows and accepted mails by Message-ID."""
    rows = _rows(at)
    owners, others = _owners(rows), _others()
    seen: dict[int, list[Accepted]] = defaultdict(list)
    for mail in accepted:
        if mail.message_id in owners:
            seen[owners[mail.message_id]].append(mail)
    lags = sorted(mails[0].at - at.timestamp() for mails in seen.values())
    visible = {"failed", "missed", "cancelled"}
    return Balance(
        mails=len(rows),
        accepted=len(seen),
        lost=sum(pk not in seen and state not in visible for pk, state, _revision in rows),
        repeats=sum(len(mails) - 1 for mails in seen.values()),
        strange=sum(len({mail.message_id for mail in mails}) - 1 for mails in seen.values())
        + sum(mail.message_id not in owners for mail in accepted if mail.message_id not in others),
        states=dict(Counter(state for _pk, state, _revision in rows)),
        lag_p99_s=round(lags[int(len(lags) * 0.99)], 2) if lags else None,
        lag_max_s=round(lags[-1], 2) if lags else None,
    )


def _rows(at: datetime) -> list[tuple[int, str, int]]:
    from events.models import Reminder

    found = Reminder.objects.filter(kind="asked", due_at__lte=at)
    return patiently(lambda: list(found.values_list("pk", "state", "revision")))


def _others() -> set[str]:
    """Return the Message-IDs of mails of other kinds: a change calls for some of its own."""
    from accounts.tokens import message_id
    from events.models import Reminder

    found = Reminder.objects.exclude(kind="asked").filter(sent_at__isnull=False)
    return {
        message_id("reminder", *row) for row in patiently(lambda: list(found.values_list("pk", "revision")))
    }


def _owners(rows: list[tuple[int, str, int]]) -> dict[str, int]:
    """Return whose each Message-ID is, of this and of earlier revisions."""
    from accounts.tokens import message_id

    return {
        message_id("reminder", pk, number): pk for pk, _state, last in rows for number in range(1, last + 1)
    }


def has_ticked() -> bool:
    """Say whether a worker has done what beat asked for."""
    from accounts.models import Heartbeat

    return patiently(lambda: Heartbeat.objects.filter(part="beat").exists())


def hasten() -> None:
    """Let whatever waits for another try be due now, with the relay's pause over."""
    from django.utils import timezone

    from accounts.models import Relay
    from events.models import Reminder

    waiting = Reminder.objects.filter(kind="asked", state="pending", attempts__gt=0)
    patiently(lambda: waiting.update(next_at=timezone.now()))
    patiently(lambda: Relay.objects.filter(paused_until__isnull=False).update(paused_until=timezone.now()))


# --- changing -----------------------------------------------------------------------------------------------------


def events_in_hand(*, past: int) -> list[Any]:
    """Return three events: one whose mails are being sent, the next one, one `past` events behind that."""
    from events.models import Event, Reminder

    open_rows = Reminder.objects.filter(kind="asked", next_at__isnull=False, revision=1).order_by(
        "due_at", "pk"
    )
    events = list(
        dict.fromkeys(open_rows.filter(due_at__lte=datetime.now(UTC)).values_list("event", flat=True))
    )
    chosen = [*events[:2], *events[2 + past : 3 + past]]
    return list(Event.objects.filter(pk__in=chosen, status="planned"))


def rows_of(event: Any, activists: list[int] | None = None) -> list[int]:
    """Return the ids of the mails *asked* of an event, of these activists only."""
    rows = event.reminders.filter(kind="asked")
    return list(
        (rows if activists is None else rows.filter(activist__in=activists)).values_list("pk", flat=True)
    )


def held(rows: list[int]) -> list[int]:
    """Return which of these rows a sender holds."""
    from events.models import Reminder

    return list(Reminder.objects.filter(pk__in=rows, state="sending").values_list("pk", flat=True))
