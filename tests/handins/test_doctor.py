"""`doctor` says what is well and what is not, and its exit code says whether all is."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from accounts.choices import LetterKind
from accounts.post.drain import drain_once
from accounts.post.letters import write_letter
from accounts.post.relay import pause
from handins import env
from tests import make
from tests.servers import free_port

pytestmark = pytest.mark.django_db


def test_healthy_installation(capsys):
    call_command("doctor")
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "Healthy."
    assert "good  migrations: all applied" in lines
    assert "good  settings: safe for this machine" in lines


def test_absent_broker_is_told_and_no_illness(capsys):
    call_command("doctor")
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "broker" in line]
    assert line.startswith("note  broker: does not answer")
    assert "`run_due --watch` sends meanwhile" in line


def test_broker_that_runs_answers(capsys, redis_url, monkeypatch):
    from handins.celery import app

    monkeypatch.setitem(app.conf, "broker_url", redis_url.replace("unix://", "redis+socket://"))
    monkeypatch.setitem(app.conf, "broker_write_url", None)
    call_command("doctor")
    assert "good  broker: answers" in capsys.readouterr().out


def test_dead_clock_is_an_illness(capsys, time_machine):
    user = make.user()
    write_letter(kind=LetterKind.TEST, address=user.email, user=user, payload={}, language="en")
    time_machine.move_to(timezone.now() + timedelta(minutes=5))
    with pytest.raises(CommandError, match=r"Not healthy: clock, due mail\."):
        call_command("doctor")


def test_dead_clock_is_an_illness_though_nothing_is_due(time_machine):
    drain_once()
    call_command("doctor")
    time_machine.move_to(timezone.now() + timedelta(minutes=1))
    with pytest.raises(CommandError, match=r"Not healthy: clock\.$"):
        call_command("doctor")


def test_relay_that_takes_no_mail_is_an_illness_after_a_hiccup(time_machine):
    drain_once()
    pause("log_in 5.7.8", now=timezone.now())
    call_command("doctor")
    time_machine.move_to(timezone.now() + timedelta(seconds=30))
    with pytest.raises(CommandError, match=r"Not healthy: relay\.$"):
        call_command("doctor")


def test_relay_that_does_not_answer_is_an_illness(settings):
    settings.EMAIL_BACKEND = env.SMTP_BACKEND
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    with pytest.raises(CommandError, match="Not healthy: mail"):
        call_command("doctor")


def test_relay_that_answers_is_greeted_only(settings, mail_server, capsys):
    settings.EMAIL_BACKEND = env.SMTP_BACKEND
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail_server.port
    call_command("doctor")
    assert f"good  mail: 127.0.0.1:{mail_server.port} answers" in capsys.readouterr().out
    assert mail_server.messages == []


def test_unsafe_settings_are_an_illness_where_the_world_can_come(settings):
    settings.IS_LOCAL = False
    settings.DEBUG = True
    with pytest.raises(CommandError, match=r"Not healthy: .*handins\.E003"):
        call_command("doctor")
