"""Browsers in which somebody is signed in."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests import make


def signed_in(user: User, *, freshly: bool = True) -> Client:
    """Return a client of `user`, who gave her password just now (`freshly`) or a while ago."""
    client = Client()
    client.force_login(user)
    if freshly:
        client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    return client
