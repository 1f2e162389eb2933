"""Signing in: failed tries are slowed down where they come from, and lock nobody out who is elsewhere."""

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.database("sqlite")]
MOST_FAILURES = 5  # ACCOUNT_RATE_LIMITS["login_failed"], within five minutes


def sign_in(email: str, password: str, *, address: str) -> HttpResponse:
    return Client(REMOTE_ADDR=address).post(reverse("account_login"), {"login": email, "password": password})


def test_stranger_who_guesses_is_slowed_down_and_locks_nobody_out() -> None:
    cache.clear()
    user = make.user(email="anna@example.org")
    for _try in range(MOST_FAILURES + 2):
        sign_in(user.email, "guessed", address="203.0.113.9")

    assert sign_in(user.email, make.PASSWORD, address="203.0.113.9").status_code == 200
    assert sign_in(user.email, make.PASSWORD, address="198.51.100.7").status_code == 302
