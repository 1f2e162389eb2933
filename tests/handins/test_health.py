"""Health pages: who may read what, and what they say when something is wrong."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.choices import LetterKind
from accounts.models import FieldKeyCanary
from accounts.post.drain import drain_once
from accounts.post.letters import write_letter
from accounts.post.relay import pause
from accounts.post.settle import beat
from accounts.post.tables import tables
from accounts.post.tally import End, tally
from events.models import Reminder
from tests import make
from tests.events.crowds import many_like

pytestmark = pytest.mark.django_db


def test_livez_answers_without_a_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/livez")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert not response.cookies


def test_readyz_is_ready(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.content == b"database: ok\nmigrations: ok\nfield keys: ok\n"
    assert "max-age=0" in response["Cache-Control"]


def test_readyz_tells_a_missing_migration_without_details(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'events'")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.content == b"database: ok\nmigrations: failed\n"


def test_readyz_tells_wrong_keys(client, settings):
    FieldKeyCanary.objects.all().delete()
    FieldKeyCanary.objects.create(key_id="other", sealed="handins field key")
    response = client.get("/readyz")
    assert (response.status_code, response.content.splitlines()[-1]) == (503, b"field keys: failed")


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/clockz", "/status", "/metrics"])
def test_health_changes_nothing(client, path):
    assert client.post(path).status_code == 405


def test_clockz_is_well_while_the_clock_lives(client):
    drain_once()
    response = client.get("/clockz")
    assert (response.status_code, response.content) == (200, b"clock: ok\ndue mail: ok\n")
    assert "max-age=0" in response["Cache-Control"]
    assert not response.cookies


def test_clockz_fails_within_a_minute_of_the_clocks_death_though_nothing_is_due(client, time_machine):
    drain_once()
    time_machine.move_to(timezone.now() + timedelta(seconds=59))
    response = client.get("/clockz")
    assert (response.status_code, response.content) == (503, b"clock: failed\ndue mail: ok\n")


def test_clockz_fails_when_mail_is_late_though_the_clock_lives(client, time_machine):
    write_letter(kind=LetterKind.TEST, address="a@example.org")
    time_machine.move_to(timezone.now() + timedelta(seconds=61))
    beat("clock", now=timezone.now())
    response = client.get("/clockz")
    assert (response.status_code, response.content) == (503, b"clock: ok\ndue mail: failed\n")


def test_clockz_fails_where_no_clock_ever_ran_and_readyz_does_not(client):
    assert client.get("/clockz").status_code == 503
    assert client.get("/readyz").status_code == 200


def test_clockz_without_a_database_says_no_more_than_that(client):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_heartbeat RENAME TO gone")
    with transaction.atomic():
        response = client.get("/clockz")
        transaction.set_rollback(True)
    assert (response.status_code, response.content) == (503, b"database: failed\n")


def test_status_is_for_global_coordinators(client):
    assert client.get("/status").status_code == 302
    client.force_login(make.coordinator(make.section()))
    assert client.get("/status").status_code == 403
    client.force_login(make.global_coordinator())
    response = client.get("/status")
    assert response.status_code == 200
    page = response.content.decode()
    assert "no clock has run yet" in page
    assert "nothing is waiting" in page
    assert "takes mail, as far as anybody tried" in page


def test_status_tells_a_dead_clock_a_paused_relay_and_what_failed(client, time_machine):
    write_letter(kind=LetterKind.TEST, address="a@example.org")
    drain_once(part="watch")
    pause("no_connection", now=timezone.now())
    tally(tables()[-1], Counter({End("asked", "failed", "dead_address"): 1_234}), now=timezone.now())
    client.force_login(make.global_coordinator())
    time_machine.move_to(timezone.now() + timedelta(minutes=3, seconds=5), tick=False)
    page = " ".join(client.get("/status").content.decode().split())
    assert "dead: its last pass was 3 min ago" in page
    assert "takes no mail for 3 min: the mail server could not be reached. Next try at" in page
    assert 'Test mail</th> <td class="text-end"><bdi>1</bdi>' in page
    assert 'The address does not exist</th> <td class="text-end"><bdi>1,234</bdi>' in page
    assert page.count("3 min ago") == 4  # the clock above and below, the watch, the mail


def test_status_leads_to_the_events_whose_mail_failed(client):
    event = make.event(title="Hand-in in Sydney")
    make.assignment(event)
    event.reminders.update(state="failed", next_at=None, last_error="dead_address")
    client.force_login(make.global_coordinator())
    page = client.get("/status").content.decode()
    assert f'href="{event.get_absolute_url()}#mails"' in page
    assert f"{event.reminders.count()} mails" in page


def test_status_asks_the_same_however_much_failed(client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/status").status_code == 200
        return len(captured)

    event = make.event()
    make.assignment(event)
    event.reminders.update(state="failed", next_at=None)
    reader = make.global_coordinator()
    client.force_login(reader)
    few = queries()
    for copy in many_like(event, 30):
        Reminder.objects.bulk_create(
            Reminder(
                event=copy, user=reader, kind="gap", revision=1, state="failed", due_at=event.starts_at,
                expires_at=event.ends_at,
            )
            for _once in (1,)
        )  # fmt: skip
    assert queries() == few


def test_metrics_are_for_this_machine_and_global_coordinators(client):
    here = client.get("/metrics", REMOTE_ADDR="127.0.0.1")
    assert here.status_code == 200
    assert here["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert b"# TYPE handins_pending gauge\nhandins_pending 0\n" in here.content
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 403
    forwarded = client.get("/metrics", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.7")
    assert forwarded.status_code == 403
    client.force_login(make.global_coordinator())
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 200
