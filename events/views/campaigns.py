"""Campaigns: list, one campaign, new, edit, open, close. Only global coordinators change them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, may
from accounts.views.requests import READS_AND_POSTS, signed_in, submitted
from events.access import campaign_or_404, visible_campaigns
from events.forms.campaigns import CloseCampaignForm, EditCampaignForm, NewCampaignForm, OpenCampaignForm
from events.models import Campaign
from events.queries.board_summary import summary_of
from events.queries.campaigns import campaign_rows, section_shares
from events.views.charts import signature_chart
from events.views.scope import reach_of
from events.views.sending import campaign_progress, may_see_sending


def managed_campaign(request: HttpRequest, slug: str) -> Campaign:
    """Return the campaign for changing it."""
    campaign = campaign_or_404(request.user, slug)
    if not may(request.user, Permission.MANAGE_CAMPAIGNS):
        raise PermissionDenied
    return campaign


@require_safe
@login_required
def campaigns(request: HttpRequest) -> HttpResponse:
    """List the campaigns."""
    rows = campaign_rows(visible_campaigns(request.user))
    may_manage = may(request.user, Permission.MANAGE_CAMPAIGNS)
    return render(request, "events/campaigns.html", {"rows": rows, "may_manage": may_manage})


@require_safe
@login_required
def campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one campaign: facts, sections' shares, events by state."""
    found = campaign_or_404(request.user, slug)
    now = timezone.now()
    board = summary_of(found, reach=reach_of(signed_in(request)), now=now)
    context = {
        "campaign": found,
        "board": board,
        "shares": section_shares(board),
        "chart": signature_chart(found, now=now),
        "may_manage": may(request.user, Permission.MANAGE_CAMPAIGNS),
        "sending": campaign_progress(found, now=now) if may_see_sending(request.user) else None,
        "may_count": may(request.user, Permission.COUNT_SIGNATURES),
        "now": now,
    }
    return render(request, "events/campaign.html", context)


@require_http_methods(READS_AND_POSTS)
@login_required
def campaign_new(request: HttpRequest) -> HttpResponse:
    """Open a campaign, or keep it as a draft."""
    if not may(request.user, Permission.MANAGE_CAMPAIGNS):
        raise PermissionDenied
    form = NewCampaignForm(submitted(request), by=signed_in(request))
    if made := form.perform():
        return redirect(made.get_absolute_url())
    return render(request, "events/campaign_form.html", {"form": form})


@require_http_methods(READS_AND_POSTS)
@login_required
def campaign_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a campaign's words and days."""
    found = managed_campaign(request, slug)
    form = EditCampaignForm(submitted(request), by=signed_in(request), campaign=found)
    if made := form.perform():
        messages.success(request, _("Saved."))
        return redirect(made.get_absolute_url())
    return render(request, "events/campaign_form.html", {"form": form, "campaign": found})


@require_http_methods(READS_AND_POSTS)
@login_required
def campaign_open(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a draft, or a closed campaign again, after saying what that does."""
    found = managed_campaign(request, slug)
    form = OpenCampaignForm(submitted(request), by=signed_in(request), campaign=found)
    if form.perform():
        messages.success(request, _("The campaign is open. Sections can schedule events in it."))
        return redirect(found.get_absolute_url())
    return render(request, "events/campaign_open.html", {"form": form, "campaign": found})


@require_http_methods(READS_AND_POSTS)
@login_required
def campaign_close(request: HttpRequest, slug: str) -> HttpResponse:
    """Close a campaign, after saying what that does."""
    found = managed_campaign(request, slug)
    form = CloseCampaignForm(submitted(request), by=signed_in(request), campaign=found)
    if form.perform():
        messages.success(request, _("The campaign is closed. Its events and figures stay as they are."))
        return redirect(found.get_absolute_url())
    context = {"form": form, "campaign": found, "ahead": form.events_ahead()}
    return render(request, "events/campaign_close.html", context)
