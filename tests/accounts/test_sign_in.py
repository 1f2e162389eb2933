"""Signing in: failed tries are slowed down where they come from, and lock nobody out who is elsewhere."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import settings as hypothesis_settings

from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.database("sqlite")]
FORGED = 1_000 if hypothesis_settings.default and hypothesis_settings.default.max_examples > 100 else 100
MOST_FAILURES = 5  # ACCOUNT_RATE_LIMITS["login_failed"], within half an hour


def sign_in(email: str, password: str, *, address: str, forwarded: str = "") -> HttpResponse:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    client = Client(REMOTE_ADDR=address, headers=headers)
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_stranger_who_guesses_is_slowed_down_and_locks_nobody_out() -> None:
    cache.clear()
    user = make.user(email="anna@example.org")
    for _try in range(MOST_FAILURES + 2):
        sign_in(user.email, "guessed", address="203.0.113.9")

    assert sign_in(user.email, make.PASSWORD, address="203.0.113.9").status_code == 200
    assert sign_in(user.email, make.PASSWORD, address="198.51.100.7").status_code == 302


def test_forged_addresses_and_a_networks_many_ones_give_no_further_tries(time_machine: Any) -> None:
    cache.clear()
    user = make.user(email="anna@example.org")
    time_machine.move_to("2026-05-01T12:00:00Z", tick=False)
    for number in range(MOST_FAILURES):
        sign_in(user.email, "guessed", address="203.0.113.9", forwarded=f"192.0.2.{number}")
        sign_in(user.email, "guessed", address=f"2001:db8::{number}")

    for number in range(FORGED):
        one = f"198.51.{number // 250}.{number % 250}"
        forged = sign_in(user.email, make.PASSWORD, address="203.0.113.9", forwarded=one)
        assert forged.status_code in (200, 429)
    time_machine.shift(timedelta(minutes=2))  # what is counted per address alone is over
    assert sign_in(user.email, make.PASSWORD, address="2001:db8::ffff").status_code == 200

    time_machine.shift(timedelta(minutes=27))
    assert sign_in(user.email, make.PASSWORD, address="203.0.113.9").status_code == 200
    time_machine.shift(timedelta(minutes=2))
    assert sign_in(user.email, make.PASSWORD, address="203.0.113.9").status_code == 302
