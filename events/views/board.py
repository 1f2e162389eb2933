"""The board of a campaign: one page that renews itself, and works by reloading where no script runs."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from operator import itemgetter

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from django_countries.fields import Country

from accounts.models import User
from accounts.post.pulse import pulse
from accounts.views.requests import signed_in
from events import live
from events.access import campaign_or_404
from events.choices import EventKind
from events.models import Campaign
from events.queries.board import Board, Filters, board_of
from events.views.board_clusters import clustered_map, clustered_timeline
from events.views.board_map import map_of
from events.views.board_timeline import LANE, WALL_LANE, WALL_TURN, Timeline, on_the_wall, timeline_of
from events.views.board_words import clock_of, country_groups, counts_of, days_of, next_up, told_of
from events.views.mail_words import mail_notice
from events.views.needs_you_now import needs_of
from events.views.scope import reach_of


@require_safe
@login_required
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the board, or only its living part to a page that polls; nothing at all while nothing has changed."""
    campaign = campaign_or_404(request.user, slug)
    reader, now = signed_in(request), timezone.now()
    mail = pulse(now)
    stamp = live.stamp(request, campaign, reader=reader, pulse=mail)
    is_wall = "wall" in request.GET
    if is_wall:  # other lanes have their turn there sooner than states change with time
        stamp += f".{int(now.timestamp() // WALL_TURN.total_seconds())}"
    is_poll = bool(request.headers.get("HX-Request"))
    if is_poll and request.headers.get("If-None-Match") == f'"{stamp}"':
        return HttpResponseNotModified()
    context = _context(request, campaign, reader=reader, now=now)
    context |= {"stamp": stamp, "mail_notice": mail_notice(mail, reader=reader)}
    response = render(request, TEMPLATES[is_wall, is_poll], context)
    response.headers["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["HX-Request"])
    return response


TEMPLATES = {
    (False, False): "events/board.html",
    (False, True): "events/_board_live.html",
    (True, False): "events/board_wall.html",
    (True, True): "events/_board_wall.html",
}
"""By whether it hangs on a wall, and whether the page that is open asks for news only."""


def _filters(request: HttpRequest) -> Filters:
    return Filters(**{name: request.GET.get(name, "") for name in ("state", "section", "kind", "country")})


def _context(request: HttpRequest, campaign: Campaign, *, reader: User, now: datetime) -> dict[str, object]:
    filters = _filters(request)
    number = request.GET.get("page", 1)
    found = board_of(campaign, reach=reach_of(reader), filters=filters, now=now, page=number)
    return {
        "campaign": campaign,
        "board": found,
        "filters": filters,
        "now": now,
        "clock": clock_of(now, zone=reader.time_zone),
        "counts": counts_of(found, filters),
        "needs": needs_of(found, now=now),
        "next_up": next_up(found.coming, now=now),
        "timeline": _timeline(request, found, campaign, zone=reader.time_zone, now=now),
        "world": clustered_map(found.groups, now=now) if found.is_clustered else map_of(found.shown, now=now),
        "days": days_of(found.shown, campaign=campaign, now=now),
        "countries": country_groups(found.table),
        "told": told_of(found.outcomes),
        "is_demonstration": any(
            row.report and row.report.is_demonstration for row in (*found.table, *found.shown)
        ),
        "sections": sorted({(each.section_slug, each.section) for each in found.glances}, key=itemgetter(1)),
        "places": sorted(
            {(code, str(Country(code).name)) for code, _city in found.places if code}, key=itemgetter(1)
        ),
        "kinds": sorted((kind, EventKind(kind).label) for kind in {each.kind for each in found.glances}),
    }


def _timeline(
    request: HttpRequest, found: Board, campaign: Campaign, *, zone: str, now: datetime
) -> Timeline:
    is_wall = "wall" in request.GET
    draw = (
        partial(clustered_timeline, found.groups) if found.is_clustered else partial(timeline_of, found.shown)
    )
    whole = draw(day=campaign.day_of_action, now=now, reader_zone=zone, lane=WALL_LANE if is_wall else LANE)
    if not is_wall:
        return whole
    urgent = {row.country.name if found.is_clustered else row.city for row, _call in found.calls}
    return on_the_wall(whole, urgent=urgent, now=now)
