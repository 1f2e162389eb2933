"""Nothing is kept of a session that is over: a leaked dump would tell where coordinators are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions.sessions import prune_sessions
from tests import make

pytestmark = pytest.mark.django_db


def test_what_is_over_is_forgotten_with_its_address(client: Client) -> None:
    user = make.user()
    said = {"login": user.email, "password": make.PASSWORD}
    for _device in range(2):
        Client().post(reverse("account_login"), said)
    ended, kept = UserSession.objects.order_by("pk")
    now = timezone.now()
    Session.objects.filter(pk=ended.session_key).update(expire_date=now - timedelta(seconds=1))

    assert prune_sessions(now=now) == 2
    assert list(UserSession.objects.all()) == [kept]
    assert list(Session.objects.values_list("pk", flat=True)) == [kept.session_key]
