"""Health pages: who may read what, and what they say when something is wrong."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import FieldKeyCanary
from handins import health
from tests import make

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


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/status", "/metrics"])
def test_health_changes_nothing(client, path):
    assert client.post(path).status_code == 405


def test_status_is_for_global_coordinators(client):
    assert client.get("/status").status_code == 302
    client.force_login(make.coordinator(make.section()))
    assert client.get("/status").status_code == 403
    client.force_login(make.global_coordinator())
    response = client.get("/status")
    assert response.status_code == 200
    page = response.content.decode()
    assert "nothing is waiting" in page
    assert "last pass of the clock" in page


def test_clock_that_does_not_run_looks_dead(client):
    user = make.global_coordinator()
    from accounts.choices import LetterKind
    from accounts.post.letters import write_letter

    write_letter(kind=LetterKind.TEST, address=user.email, user=user, payload={}, language="en")
    now = timezone.now()
    assert health.clock(now + timedelta(seconds=30)).is_ok
    finding = health.clock(now + timedelta(minutes=5))
    assert not finding.is_ok
    assert "has been waiting for" in finding.detail


def test_metrics_are_for_this_machine_and_global_coordinators(client):
    here = client.get("/metrics", REMOTE_ADDR="127.0.0.1")
    assert here.status_code == 200
    assert b"# TYPE handins_pending gauge\nhandins_pending 0\n" in here.content
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 403
    forwarded = client.get("/metrics", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.7")
    assert forwarded.status_code == 403
    client.force_login(make.global_coordinator())
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 200
