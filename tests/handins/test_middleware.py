"""Forwarded addresses are believed from our proxies only; no page stays in a cache."""

from ipaddress import ip_network

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from handins.middleware import TrustedProxies
from tests import make


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("10.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "203.0.113.7, 10.0.0.2", "203.0.113.7"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.9, 10.0.0.2", "10.0.0.9"),
        ("10.0.0.1", "203.0.113.7, garbage", "10.0.0.1"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("", "198.51.100.1", ""),
    ],
)
def test_visitors_address(settings, peer, forwarded, address):
    settings.TRUSTED_PROXIES = (ip_network("10.0.0.0/8"),)
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)
    TrustedProxies(lambda request: HttpResponse())(request)
    assert request.META["REMOTE_ADDR"] == address


@pytest.mark.parametrize(("peer", "is_secure"), [("10.0.0.1", True), ("203.0.113.9", False)])
def test_scheme_is_believed_from_our_proxy_only(settings, peer, is_secure):
    settings.TRUSTED_PROXIES = (ip_network("10.0.0.0/8"),)
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_PROTO="https")
    TrustedProxies(lambda request: HttpResponse())(request)
    assert request.is_secure() is is_secure


# --- what browsers and proxies keep -------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    "path", ["/events/", "/activists/", "/places/?q=Sydney", "/nothing/here/", "/accounts/2fa/"]
)
def test_no_page_of_a_reader_stays_in_a_cache(client, path):
    client.force_login(make.coordinator(make.section()))
    assert "no-store" in client.get(path)["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.database("sqlite")
@pytest.mark.parametrize("method", ["get", "post", "put"])
@pytest.mark.parametrize("path", ["/k/token", "/k/token/", "/k/token/more/"])
def test_no_address_of_a_mail_stays_in_a_cache_or_goes_on(client, path, method):
    client.force_login(make.coordinator(make.section()))
    response = getattr(client, method)(path)
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies
    assert response.wsgi_request.session.session_key is None
