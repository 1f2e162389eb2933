"""What views ask of a request."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict

from accounts.models import User


def submitted(request: HttpRequest) -> QueryDict | None:
    """Return what a form was sent with, None when the page is only looked at (an empty POST is still a POST)."""
    return request.POST if request.method == "POST" else None


def signed_in(request: HttpRequest) -> User:
    """Return the reader of a page behind `login_required`."""
    assert isinstance(request.user, User)
    return request.user
