"""Signing in: failed tries are slowed down where they come from, and lock nobody out who is elsewhere."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests import make
from tests.profile import IS_LONG

pytestmark = [pytest.mark.django_db, pytest.mark.database("sqlite")]
FORGED = 1_000 if IS_LONG else 100
TOKEN = re.compile(r"[0-9A-Za-z]{64}")
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


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[str]:
    """Passwords are hashed as in production; the list tells how often."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    told: list[str] = []

    def telling(step: str) -> None:
        computed = getattr(Argon2PasswordHasher, step)
        monkeypatch.setattr(Argon2PasswordHasher, step, lambda *args: (told.append(step), computed(*args))[1])

    telling("encode")
    telling("verify")
    return told


def test_known_unknown_invited_and_closed_accounts_answer_alike_after_one_hash_each(
    hashed: list[str],
) -> None:
    cache.clear()
    known, closed = (
        make.user(email="known@example.org"),
        make.user(email="closed@example.org", is_active=False),
    )
    invited = make.user(email="guest@example.org")
    invited.set_unusable_password()
    invited.save()
    pages, hashes = set(), []
    for number, email in enumerate([known.email, "nobody@example.org", invited.email, closed.email]):
        hashed.clear()
        answer = sign_in(email, "guessed", address=f"203.0.113.{number}")
        hashes.append(len(hashed))
        pages.add((answer.status_code, TOKEN.sub("", answer.content.decode()).replace(email, "")))

    assert hashes == [1, 1, 1, 1]
    assert len(pages) == 1
