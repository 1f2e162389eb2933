"""What `doctor` and the deploy checks say about settings that are fine at home and unsafe for the world."""

import pytest

from handins import checks, env

SQLITE = "handins.W001"  # depends on what the tests run on


def ids(messages):
    return [message.id for message in messages if message.id != SQLITE]


@pytest.fixture
def world(settings, monkeypatch):
    monkeypatch.setenv("FIELD_KEYS", "given")
    settings.PUBLIC_URL = "https://handins.example.org"
    settings.EMAIL_BACKEND = env.SMTP_BACKEND
    settings.MAIL_DOMAIN = "example.org"
    settings.DEMO = settings.DEBUG = False
    return settings


def test_good_settings_are_fit_for_the_world(world):
    assert ids(checks.fit_for_the_world(None)) == []
    assert checks.demo_stays_at_home(None) == []


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("DEMO", True, "handins.E002"),
        ("DEBUG", True, "handins.E003"),
        ("PUBLIC_URL", "http://handins.example.org", "handins.E004"),
        ("EMAIL_BACKEND", env.FILE_BACKEND, "handins.E005"),
        ("MAIL_DOMAIN", "localhost", "handins.E006"),
    ],
)
def test_unsafe_setting_is_named(world, name, value, found):
    setattr(world, name, value)
    assert ids(checks.fit_for_the_world(None)) == [found]


def test_keys_that_nobody_else_has_are_warned_about(world, monkeypatch):
    monkeypatch.setenv("FIELD_KEYS", "")
    assert ids(checks.fit_for_the_world(None)) == ["handins.W002"]


def test_demo_behind_a_real_address_is_an_error(world):
    world.DEMO = True
    assert ids(checks.demo_stays_at_home(None)) == ["handins.E001"]
