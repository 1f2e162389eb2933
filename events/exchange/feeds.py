"""What is fetched again and again: calendars, lists. A program that has it already is told so."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from events.calendars import feed_of
from events.models import Event

CALENDAR = "text/calendar; charset=utf-8"


def feed_response(
    request: HttpRequest, events: Iterable[Event], *, name: str, is_public: bool = False
) -> HttpResponseBase:
    """Return a feed as a response; 304 to a program that has it already."""
    content = feed_of(events, name=name, is_public=is_public)
    return unless_known(request, HttpResponse(content, content_type=CALENDAR))


def unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """Return `response` with its content's digest as ETag; 304 to a program that has it already."""
    etag = etag_of(response.content)
    response.headers["ETag"] = etag
    found = get_conditional_response(request, etag=etag, response=response)
    assert found is not None  # it gives back the response it was given
    return found


def etag_of(content: bytes) -> str:
    """Return the ETag of an answer: the digest of what it says."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'
