"""The board of a campaign: one page that renews itself, and works by reloading where no script runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from functools import partial
from operator import itemgetter

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from django_countries.fields import Country

from accounts.models import User
from accounts.post.pulse import pulse
from accounts.views.requests import signed_in
from events import live
from events.access import campaign_or_404
from events.choices import EventKind, Region
from events.models import Campaign
from events.queries.board import Board, Filters, board_of
from events.rules.regions import region_of
from events.views.board_clusters import clustered_map, clustered_timeline
from events.views.board_map import map_of
from events.views.board_timeline import LANE, WALL_LANE, WALL_TURN, Timeline, on_the_wall, timeline_of
from events.views.board_words import (
    clock_of,
    country_groups,
    counts_of,
    days_of,
    found_words,
    next_up,
    told_of,
)
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

    def part() -> str:
        context = _context(request, campaign, reader=reader, now=now)
        context |= {"stamp": stamp, "mail_notice": mail_notice(mail, reader=reader)}
        return render_to_string(PARTS[is_wall], context, request)

    living = live.shared(stamp, part)
    if is_poll:
        response = HttpResponse(living)
    else:
        response = render(request, PAGES[is_wall], {"campaign": campaign, "living": living})
    response.headers["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["HX-Request"])
    return response


PAGES = {False: "events/board.html", True: "events/board_wall.html"}
PARTS = {False: "events/_board_live.html", True: "events/_board_wall.html"}
"""By whether it hangs on a wall: the page, and the part of it that a page that is open asks for."""


def _filters(request: HttpRequest) -> Filters:
    return Filters(**{each.name: request.GET.get(each.name, "") for each in fields(Filters)})


def _context(request: HttpRequest, campaign: Campaign, *, reader: User, now: datetime) -> dict[str, object]:
    filters = _filters(request)
    number = request.GET.get("page", 1)
    found = board_of(campaign, reach=reach_of(reader), filters=filters, now=now, page=number)
    countries = {code for code, _city in found.places if code}
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
        "found_words": found_words(found),
        "days": days_of(found.shown, campaign=campaign, now=now),
        "countries": country_groups(found.table),
        "told": told_of(found.outcomes),
        "is_demonstration": any(
            row.report and row.report.is_demonstration for row in (*found.table, *found.shown)
        ),
        "sections": sorted({(each.section_slug, each.section) for each in found.glances}, key=itemgetter(1)),
        "regions": _regions(countries),
        "places": sorted(((code, str(Country(code).name)) for code in countries), key=itemgetter(1)),
        "kinds": sorted((kind, EventKind(kind).label) for kind in {each.kind for each in found.glances}),
    }


def _regions(countries: Iterable[str]) -> list[tuple[str, str]]:
    there = {region_of(code) for code in countries}
    return [(region, str(region.label)) for region in Region if region in there]


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
