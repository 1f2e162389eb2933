"""Plan a day of action: tick missions, look at what that makes, make it, take it back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import Section
from accounts.views.requests import READS_AND_POSTS, signed_in, submitted
from events.access import change_or_404
from events.actions.plans import HOLD
from events.choices import CampaignStatus
from events.forms.plans import PlanFilterForm, PlanForm, UndoPlanForm, ids_in
from events.models import Event
from events.queries.plans import Candidate, candidates, grouped, one_per_country, shares_of, touched
from events.views.campaigns import managed_campaign

NEWEST = 5
"""Plans made before that the page leads back to."""


@dataclass(frozen=True)
class Lot:
    """The drafts one section would get."""

    section: Section
    drafts: tuple[Event, ...]


@require_http_methods(READS_AND_POSTS)
@login_required
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """List the target's missions to tick (`do=show`, `one`, `none`), show what they make (`look`), make it (`create`).

    Without scripts nothing is lost on the way: ticks of missions that are not shown are sent along.
    """
    campaign = managed_campaign(request, slug)
    found = candidates(campaign)
    wanted = request.POST.get("do", "") if campaign.status == CampaignStatus.OPEN else ""
    is_sent = wanted in ("look", "create")
    typed = (
        {} if is_sent else {name: request.POST[name] for name in PlanForm.base_fields if name in request.POST}
    )
    form = PlanForm(
        submitted(request) if is_sent else None,
        by=signed_in(request), campaign=campaign, candidates=found, initial=typed,
    )  # fmt: skip
    if wanted == "create" and not (form.is_valid() and form.problems) and (made := form.perform()):
        return redirect(made)
    if is_sent and (form.problems or form.is_valid()):
        return render(request, "events/plan_look.html", {"campaign": campaign, **_look(form)})
    sought = PlanFilterForm(request.POST if request.method == "POST" else request.GET, candidates=found)
    made_before = campaign.changes.all()[:NEWEST]
    context = {"campaign": campaign, "form": form, "filters": sought, "found": found, "changes": made_before}
    return render(request, "events/plan.html", {**context, **_list(request, sought, found, wanted=wanted)})


def _list(
    request: HttpRequest, sought: PlanFilterForm, found: Collection[Candidate], *, wanted: str
) -> dict[str, object]:
    shown = sought.narrow(found)
    ids = {one.public_id for one in shown}
    ticked = ids_in(request.POST) if request.method == "POST" else one_per_country(shown)
    if wanted == "one":
        ticked = (ticked - ids) | one_per_country(shown)
    elif wanted == "none":
        ticked -= ids
    standing = {one.public_id for one in found if one.event is None} & ticked
    return {"groups": grouped(shown, ticked=ticked), "ticked": len(standing), "hidden": standing - ids}


def _look(form: PlanForm) -> dict[str, object]:
    lots: dict[Section, list[Event]] = {}
    for draft in form.drafts:
        lots.setdefault(draft.section, []).append(draft)
    starts = sorted(draft.starts_at for draft in form.drafts)
    blamed = {problem.mission.pk for problem in form.problems}
    return {
        "form": form,
        "sentence": _numbers(form.drafts),
        "lots": [Lot(section, tuple(drafts)) for section, drafts in lots.items()],
        "first": starts[0] if starts else None,
        "last": starts[-1] if starts else None,
        "without": [one for one in form.ticked if one.mission.pk not in blamed],
        "verb": _create(len(form.drafts)),
    }


def _create(n: int) -> str:
    return ngettext("Create %(n)s draft", "Create %(n)s drafts", n) % {"n": n}


def _numbers(drafts: Collection[Event]) -> str:
    """Return "12 drafts in 11 countries for 10 sections"."""
    n, sections = len(drafts), len({draft.section_id for draft in drafts})
    # a host without a code of its own is a country, too
    where = len({draft.country.code or str(draft.mission) for draft in drafts})
    return _("%(drafts)s in %(countries)s for %(sections)s") % {
        "drafts": ngettext("%(n)s draft", "%(n)s drafts", n) % {"n": n},
        "countries": ngettext("%(n)s country", "%(n)s countries", where) % {"n": where},
        "sections": ngettext("%(n)s section", "%(n)s sections", sections) % {"n": sections},
    }


@require_http_methods(READS_AND_POSTS)
@login_required
def plan_made(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what a plan made, by section, and take it back."""
    change = change_or_404(request.user, public_id)
    form = UndoPlanForm(submitted(request), by=signed_in(request), change=change)
    if form.perform():
        return redirect(change)
    shares = shares_of(change)
    there = sum(share.drafts + share.planned + share.cancelled for share in shares)
    context = {
        "change": change,
        "campaign": change.campaign,
        "form": form,
        "shares": shares,
        "there": there,
        "gone": change.drafts - there,
        "kept": len(touched(change)),
        "told_at": change.created_at + HOLD,
        "is_told": timezone.now() >= change.created_at + HOLD,
    }
    return render(request, "events/plan_made.html", context)
