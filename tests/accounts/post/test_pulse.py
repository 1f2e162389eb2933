"""Whether the clock lives and the relay takes mail, as of the instant of asking."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Letter
from accounts.post.claim import LEASE, claim
from accounts.post.drain import drain_once
from accounts.post.faults import Fault
from accounts.post.pulse import HICCUP, LIVES, Pulse, lag, pulse
from accounts.post.relay import pause, recovered
from accounts.post.settle import beat
from accounts.post.tables import tables
from tests.accounts.post.conftest import NOW, Write

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def test_where_no_clock_ever_ran_nothing_lives() -> None:
    found = pulse(NOW)

    assert found == Pulse(NOW)
    assert (found.age, found.lives, found.is_held_up, found.is_well) == (None, False, False, False)


def test_clock_is_dead_once_it_was_silent_for_too_long() -> None:
    drain_once(now=NOW)

    assert pulse(NOW + LIVES).lives
    assert not pulse(NOW + LIVES + SECOND).lives
    assert pulse(NOW + LIVES + SECOND).age == LIVES + SECOND


def test_clock_of_a_machine_that_is_ahead_lives() -> None:
    beat("clock", now=NOW + SECOND)

    assert (pulse(NOW).age, pulse(NOW).lives) == (timedelta(), True)


def test_relay_in_trouble_is_told_after_a_hiccup_with_its_fault() -> None:
    beat("clock", now=NOW)
    until = pause("no_connection", now=NOW)

    found = pulse(NOW + HICCUP)

    assert not pulse(NOW + HICCUP - SECOND).is_held_up
    assert (found.is_held_up, found.is_well, found.tried_at) == (True, False, until)
    assert found.fault_words == str(Fault.NO_CONNECTION.label)


def test_relay_that_is_back_is_well() -> None:
    beat("clock", now=NOW)
    pause("log_in 5.7.8", now=NOW)
    assert pulse(NOW).fault_words == str(Fault.LOG_IN.label)

    recovered()

    assert pulse(NOW + HICCUP).is_well


def test_mark_changes_when_there_is_something_else_to_tell_and_not_with_each_beat() -> None:
    marks = [pulse(NOW).mark]
    drain_once(now=NOW)
    marks.append(pulse(NOW).mark)
    drain_once(now=NOW + SECOND)
    assert pulse(NOW + 2 * SECOND).mark == marks[-1]
    marks.append(pulse(NOW + 2 * LIVES).mark)
    pause("no_connection", now=NOW)
    assert pulse(NOW + SECOND).mark == marks[1]
    marks.append(pulse(NOW + HICCUP).mark)

    assert len(set(marks)) == 4


def test_asking_costs_one_query(django_assert_num_queries: Any) -> None:
    drain_once(now=NOW)
    pause("no_connection", now=NOW)

    with django_assert_num_queries(1):
        pulse(NOW)


def test_lag_is_how_long_the_first_could_have_been_taken(letters: Write) -> None:
    assert lag(NOW) == timedelta()
    letters(2)

    assert lag(NOW - SECOND) == timedelta()
    assert lag(NOW + 7 * SECOND) == 7 * SECOND


def test_mail_that_waits_for_its_next_try_is_not_late(letters: Write) -> None:
    letters(1)
    Letter.objects.update(next_at=NOW + timedelta(hours=1), attempts=4, last_error="temporary")

    assert lag(NOW + timedelta(hours=1) + SECOND) == SECOND


def test_mail_in_somebodys_hand_is_late_only_when_the_lease_is_over(letters: Write) -> None:
    letters(1)
    claim(tables()[0], now=NOW)

    assert lag(NOW + LEASE - SECOND) == timedelta()
    assert lag(NOW + LEASE + SECOND) == SECOND
