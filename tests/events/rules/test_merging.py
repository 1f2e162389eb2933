"""The mails of two rows become those of one: every key once, what was read stays read, rounds as if she were one."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.choices import MailState
from events.choices import ReminderKind
from events.rules.merging import Joined, Mail, join_mails, later_answer_wins

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
UNASSIGNED = ReminderKind.UNASSIGNED


def mail(
    pk: int, is_kept: bool, kind: str, number: int = 1, state: str = MailState.SENT, event: int = 1
) -> Mail:
    sent = state == MailState.SENT
    return Mail(pk, is_kept, event, kind, 1, number, state, int(sent), 250 if sent else None, False)


@st.composite
def rows_of(draw: st.DrawFn, is_kept: bool, first: int) -> list[Mail]:
    """Draw what one row of a person can have at one event: rounds that ended, and one that runs."""
    kinds = [ReminderKind.ASKED, ReminderKind.DAY_BEFORE, ReminderKind.MOVED]
    states = [MailState.PENDING, MailState.SENT, MailState.CANCELLED, MailState.FAILED]
    ended = draw(st.integers(0, 2))
    found: list[tuple[str, int, str]] = []
    for number in range(1, ended + 2):
        chosen = draw(st.lists(st.sampled_from(kinds), unique=True))
        found += [(kind, number, draw(st.sampled_from(states))) for kind in chosen]
        if number <= ended:
            found.append((UNASSIGNED, number, MailState.SENT))
    return [mail(first + n, is_kept, *each) for n, each in enumerate(found)]


def keys(mails: list[Mail], joined: Joined) -> list[tuple[str, int]]:
    return [(one.kind, joined.rounds[one.id]) for one in mails if one.id in joined.rounds]


@given(rows_of(is_kept=True, first=1), rows_of(is_kept=False, first=100))
def test_every_mail_is_there_once_and_what_was_read_stays(kept: list[Mail], gone: list[Mail]) -> None:
    joined = join_mails([*kept, *gone])
    after = keys([*kept, *gone], joined)
    told = {one.kind for one in (*kept, *gone) if one.told}
    still_told = {one.kind for one in (*kept, *gone) if one.told and one.id in joined.rounds}

    assert max(Counter(after).values(), default=1) == 1
    assert still_told == told
    assert joined.rounds.keys() | joined.doubles == {one.id for one in (*kept, *gone)}


@given(rows_of(is_kept=True, first=1), rows_of(is_kept=False, first=100))
def test_running_rounds_become_the_one_that_follows_all_that_ended(
    kept: list[Mail], gone: list[Mail]
) -> None:
    joined = join_mails([*kept, *gone])
    ended = sum(one.kind == UNASSIGNED for one in (*kept, *gone))
    running = {
        joined.rounds[one.id]
        for rows in (kept, gone)
        for one in rows
        if one.id in joined.rounds and one.round > sum(other.kind == UNASSIGNED for other in rows)
    }

    assert running <= {ended + 1}
    assert all(number <= ended + 1 for number in joined.rounds.values())


@given(rows_of(is_kept=True, first=1), rows_of(is_kept=False, first=100))
def test_kept_rows_can_be_written_before_the_others(kept: list[Mail], gone: list[Mail]) -> None:
    """In this order no row ever takes a place that is still taken."""
    joined = join_mails([*kept, *gone])
    places = {one.id: (one.kind, one.round) for one in kept if one.id not in joined.doubles}
    for one in sorted([*kept, *gone], key=lambda one: (not one.is_kept, -one.round)):
        if one.id in joined.rounds:
            place = (one.kind, joined.rounds[one.id])
            assert place not in {taken for pk, taken in places.items() if pk != one.id}
            places[one.id] = place


def test_mail_that_went_out_stands_for_one_that_waits() -> None:
    waiting, sent = mail(1, True, "asked", state=MailState.PENDING), mail(2, False, "asked")

    assert join_mails([waiting, sent]) == Joined({2: 1}, frozenset({1}))


def test_mail_that_waits_stands_for_one_that_failed() -> None:
    failed, waiting = (
        mail(1, True, "asked", state=MailState.CANCELLED),
        mail(2, False, "asked", state=MailState.PENDING),
    )

    assert join_mails([failed, waiting]) == Joined({2: 1}, frozenset({1}))


def test_events_have_nothing_to_do_with_one_another() -> None:
    assert join_mails([mail(1, True, "asked"), mail(2, False, "asked", event=2)]).doubles == frozenset()


@pytest.mark.parametrize(
    ("kept", "gone", "wins"), [(None, NOW, True), (NOW, None, False), (None, None, False), (NOW, NOW, False)]
)
def test_silence_never_wins(kept: datetime | None, gone: datetime | None, wins: bool) -> None:
    assert later_answer_wins(kept, gone) is wins
    assert later_answer_wins(NOW, NOW + timedelta(seconds=1))
