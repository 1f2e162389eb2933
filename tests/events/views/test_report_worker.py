"""The worker of the report page: one line, no cookie, no reach beyond the pages behind links."""

from __future__ import annotations

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

pytestmark = [pytest.mark.django_db, pytest.mark.database("sqlite")]


def test_worker_is_one_line_that_names_its_script_and_reaches_the_links_alone() -> None:
    response = Client().get(reverse("events:report_worker"))
    script = response.content.decode()

    assert (response.status_code, response["Content-Type"], script.count("\n")) == (200, "text/javascript", 1)
    assert finders.find(script.split("/static/")[1].rstrip('";\n'))
    assert "Service-Worker-Allowed" not in response.headers
    assert reverse("events:report_worker").startswith("/k/")
    assert (dict(response.cookies), response["Cache-Control"]) == ({}, "no-store")
