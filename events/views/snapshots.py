"""Frozen figures for the press: for everybody who has the address, once the embargo is over. No cookie is read."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.exchange.press import press_file
from events.models import PressSnapshot
from events.queries.photos import public_photos
from events.rules.press import is_under_embargo
from events.rules.press_document import digest_of
from events.views.answers import for_all
from events.views.press_words import frozen
from events.views.public import for_every_site, in_asked_language, page_for_all


@login_not_required
@require_safe
@in_asked_language
def snapshot(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Show frozen figures and whether they still are what their digest says."""
    found = _snapshot(public_id)
    if is_under_embargo(found.campaign.embargo_until, now=timezone.now()):
        return _not_yet(request, found)

    def context() -> dict[str, object]:
        return {
            "campaign": found.campaign,
            "snapshot": found,
            "press": frozen(found.figures),
            "photos": public_photos(found.campaign),
            "is_whole": digest_of(found.figures) == found.sha256,
            "now": found.as_of,
        }

    return page_for_all(request, "events/press_snapshot.html", context)


@login_not_required
@require_safe
@in_asked_language
def snapshot_file(request: HttpRequest, public_id: UUID, form: str) -> HttpResponseBase:
    """Return frozen figures as a file; the JSON is what the digest is of."""
    found = _snapshot(public_id)
    if is_under_embargo(found.campaign.embargo_until, now=timezone.now()):
        return _not_yet(request, found)
    answer = for_all(
        request, lambda: press_file(found.figures, form, slug=found.campaign.slug), heeds=(), is_timeless=True
    )
    return for_every_site(answer)


def _snapshot(public_id: UUID) -> PressSnapshot:
    known = PressSnapshot.objects.select_related("campaign").defer("figures")  # read when they are told anew
    found = known.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _not_yet(request: HttpRequest, found: PressSnapshot) -> HttpResponseBase:
    """Say when, and nothing else."""
    context = {"until": found.campaign.embargo_until}
    return render(request, "events/press_not_yet.html", context, status=403)
