"""The second factor: required where the installation is not on one's own machine, its secrets sealed."""

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)

from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def test_user_without_one_is_sent_to_set_it_up(client, required):
    client.force_login(make.global_coordinator())
    response = client.get("/events/")
    assert (response.status_code, response["Location"]) == (302, "/accounts/2fa/")


def test_pages_to_set_it_up_and_health_stay_open(client, required):
    client.force_login(make.global_coordinator())
    assert client.get("/accounts/2fa/").status_code == 200
    assert client.get("/livez").status_code == 200


def test_nobody_is_sent_to_sign_in_instead(client, required):
    response = client.get("/events/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_user_with_one_passes(client, required):
    user = make.global_coordinator()
    TOTP.activate(user, generate_totp_secret())
    client.force_login(user)
    assert client.get("/events/").status_code == 200


def test_signing_in_asks_for_the_code(client, required):
    user = make.global_coordinator()
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    response = client.post("/accounts/login/", {"login": user.email, "password": make.PASSWORD})
    assert response["Location"].startswith("/accounts/2fa/authenticate/")
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    response = client.post("/accounts/2fa/authenticate/", {"code": code})
    assert response["Location"] == "/"
    assert client.get("/events/").status_code == 200


def test_secret_is_sealed_in_the_database():
    secret = generate_totp_secret()
    TOTP.activate(make.global_coordinator(), secret)
    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in stored
    assert get_adapter().decrypt(stored) == secret


def test_nobody_signs_up(client):
    response = client.get("/accounts/signup/")
    assert response.status_code == 200
    assert b"password1" not in response.content
