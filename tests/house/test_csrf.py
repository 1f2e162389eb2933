"""Which addresses take a POST without a CSRF token: links of mails, whose token in the address is the authority."""

import pytest
from django.test import Client
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from tests.house.visitors import MISSING
from tests.house.walks import routes

# Such a page is `no-referrer`: Chromium sends `Origin: null` there, and the check would refuse every answer.
EXEMPT = {"events:link"}


def exempt_routes() -> set[str]:
    return {route.name or route.address for route in routes() if getattr(route.view, "csrf_exempt", False)}


def test_only_links_of_mails_are_exempt() -> None:
    assert exempt_routes() == EXEMPT


def test_planted_exemption_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    (board,) = (route for route in routes() if route.name == "events:board")
    csrf_exempt(board.view)
    monkeypatch.setattr(board.view, "csrf_exempt", True, raising=False)

    assert exempt_routes() == EXEMPT | {"events:board"}


@pytest.mark.django_db
@pytest.mark.database("sqlite")
def test_exempt_pages_set_no_cookie() -> None:
    response = Client(enforce_csrf_checks=True).get(reverse("events:link", args=[MISSING["token"]]))

    assert (response.status_code, dict(response.cookies)) == (404, {})
    assert response["Referrer-Policy"] == "no-referrer"
