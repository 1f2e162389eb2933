"""The first page: sign-in, the first steps of an empty installation, or the reader's own start."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.choices import LetterKind
from accounts.models import Letter, Section, User
from accounts.permissions import Permission, may
from accounts.post.pulse import pulse
from events.access import visible_campaigns
from events.choices import CampaignStatus
from events.queries.campaigns import campaign_rows
from events.views.mail_words import mail_notice
from events.views.navigation import newest_campaign


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead everybody to where their day begins."""
    user = request.user
    if not isinstance(user, User):
        return redirect("account_login") if User.objects.exists() else _first_run(request)
    if not visible_campaigns(user).exists():
        return _first_run(request)
    if may(user, Permission.SEE_ALL_EVENTS):
        campaign = newest_campaign(user)
        return redirect("events:board", campaign.slug) if campaign else redirect("events:campaigns")
    return _own_start(request, user)


def _own_start(request: HttpRequest, user: User) -> HttpResponse:
    """Show the open campaigns to choose from; without a choice, the reader's events are the start."""
    rows = campaign_rows(visible_campaigns(user).filter(status=CampaignStatus.OPEN))
    if len(rows) < 2:
        return redirect("events:events")
    notice = mail_notice(pulse(timezone.now()), reader=user)
    return render(request, "events/home.html", {"rows": rows, "mail_notice": notice})


def _first_run(request: HttpRequest) -> HttpResponse:
    """Show what is left to do before a first campaign is open, and whether mail can go out."""
    user = request.user if isinstance(request.user, User) else None
    context = {
        "has_section": Section.objects.filter(is_international=False).exists(),
        "lacking": Section.objects.uncoordinated() if user else (),
        "has_user": user is not None,
        "may_open": may(request.user, Permission.MANAGE_CAMPAIGNS),
        "clock": pulse(timezone.now()),
        "test": Letter.objects.filter(user=user, kind=LetterKind.TEST).order_by("-id").first()
        if user
        else None,
    }
    return render(request, "events/first_run.html", context)
