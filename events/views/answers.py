"""Finished answers that are the same for everybody, kept by this process until something they tell of changes.

The world's pages need no account, so that anybody can ask for them again and again, and of ten thousand events
each takes up to a second to compose. What is kept is asked about with one small query; what is not is composed by
one thread at a time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from threading import Lock
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

from accounts.models import AuditEntry
from events.exchange.feeds import etag_of
from events.live import LATE
from events.models import Campaign, Event, Mission, Photo

MOST: Final = 12
"""Answers that are kept; the largest are some megabytes."""
ASKED: Final = frozenset({"language", "embed"})
"""What an address may ask for and still be kept: whoever makes up searches fills nobody's memory."""
TOLD: Final = tuple(model._meta.label_lower for model in (Campaign, Event, Mission, Photo))
MINUTE: Final = 60
"""Seconds; what is ahead, under way or over changes with time alone, on the whole minute."""


@dataclass(frozen=True)
class Answer:
    """What is sent, and its digest."""

    content: bytes
    content_type: str
    disposition: str
    etag: str


_kept: OrderedDict[tuple[object, ...], Answer] = OrderedDict()
_lock = Lock()


def forget_answers() -> None:
    """Keep nothing any more."""
    _kept.clear()


def for_all(
    request: HttpRequest,
    compose: Callable[[], HttpResponse],
    *,
    heeds: Collection[str] | None = None,
    is_timeless: bool = False,
) -> HttpResponseBase:
    """Return what `compose` answers with its digest as ETag, from memory where it is kept; 304 to who has it already.

    Whoever calls has asked whether it may be told at all. `heeds`: what of the query changes the answer; None for a
    page, whose links repeat all of it. `is_timeless`: time alone changes nothing in it.
    """
    address = _address(request, heeds)
    answer = _answer(address, compose, is_timeless=is_timeless) if address else _of(compose())
    headers = {"Content-Type": answer.content_type, "ETag": answer.etag}
    if answer.disposition:
        headers["Content-Disposition"] = answer.disposition
    found = get_conditional_response(
        request, etag=answer.etag, response=HttpResponse(answer.content, headers=headers)
    )
    assert found is not None  # it gives back the response it was given
    return found


def _address(request: HttpRequest, heeds: Collection[str] | None) -> str:
    """Return the address that an answer is kept under, blank where it is not."""
    if heeds is None:
        is_kept, path = ASKED.issuperset(request.GET), request.get_full_path()
    else:
        is_kept, path = not any(request.GET.get(name) for name in heeds), request.path
    return request.get_host() + path if is_kept else ""


def _answer(address: str, compose: Callable[[], HttpResponse], *, is_timeless: bool) -> Answer:
    minute = 0 if is_timeless else int(timezone.now().timestamp() // MINUTE)
    key = (address, get_language(), _mark(), minute)
    if known := _kept.get(key):
        return known
    with _lock:
        known = _kept.get(key) or _of(compose())
        _kept[key] = known
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return known


def _mark() -> tuple[int, ...]:
    """Return what differs once a campaign, an event, a mission or a photo was changed; one query.

    Not the newest number alone: an act may be saved after one that was begun later (events.live).
    """
    acts = AuditEntry.objects.filter(object_type__in=TOLD).order_by("-pk")
    return tuple(acts.values_list("pk", flat=True)[:LATE])


def _of(response: HttpResponse) -> Answer:
    return Answer(
        content=response.content,
        content_type=response.headers["Content-Type"],
        disposition=response.headers.get("Content-Disposition", ""),
        etag=etag_of(response.content),
    )
