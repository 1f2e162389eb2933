"""What stands in the top bar: where one can go, and in which role one is here."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import User
from accounts.permissions import Permission, may
from events.access import visible_campaigns
from events.choices import CampaignStatus
from events.models import Campaign

NAMED_SCOPES = 2
Entry = tuple[str, str, bool]


def navigation(request: HttpRequest) -> dict[str, object]:
    """Return the context of base.html: navigation, reader_scope, reader_zone, reader_links.

    Read only where a page draws the bar: a polled part or an error page costs no query.
    """
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.is_active:
        return {"navigation": (), "reader_scope": "", "reader_zone": "", "reader_links": ()}
    return {
        "navigation": SimpleLazyObject(lambda: list(_entries(request, user))),
        "reader_scope": SimpleLazyObject(lambda: scope_of(user)),
        "reader_zone": user.time_zone,
        "reader_links": SimpleLazyObject(lambda: list(_own_pages(user))),
    }


def newest_campaign(user: User) -> Campaign | None:
    """Return the open campaign with the latest day of action."""
    return visible_campaigns(user).filter(status=CampaignStatus.OPEN).first()


def scope_of(user: User) -> str:
    """Return the reader's role in words: "Australia, section coordinator"."""
    scopes = [_("Global coordinator")] if user.is_global_coordinator else []
    memberships = user.memberships.select_related("section").order_by("section__name")
    for membership in (
        memberships if user.roles else ()
    ):  # roles are known by now; most global coordinators have none
        role = Role(membership.role).label
        scopes.append(_("%(section)s, %(role)s") % {"section": membership.section.name, "role": role})
    more = len(scopes) - NAMED_SCOPES
    if more > 0:
        scopes[NAMED_SCOPES:] = [_("%(n)d more") % {"n": more}]
    return capfirst(" · ".join(scopes)) if scopes else _("No section yet")


def _entries(request: HttpRequest, user: User) -> Iterator[Entry]:
    here = request.resolver_match.url_name or "" if request.resolver_match else ""
    if board := _board(request, user, here=here):
        yield board, _("Board"), here in ("board", "coverage")
    yield reverse("events:events"), _("Events"), here.startswith(("event", "assignment"))
    yield (
        reverse("events:campaigns"),
        _("Campaigns"),
        here.startswith(("campaign", "signature", "press", "plan")),
    )
    yield reverse("events:missions"), _("Missions"), here.startswith("mission")
    if may(user, Permission.MANAGE_ACTIVISTS):
        yield reverse("accounts:activists"), _("Activists"), here.startswith("activist")
    if may(user, Permission.SEE_ALL_EVENTS):
        yield reverse("accounts:sections"), _("Sections"), here.startswith("section")


def _board(request: HttpRequest, user: User, *, here: str) -> str:
    """Return where the newest campaign's board is; on a board, that board."""
    if here == "board" and request.resolver_match:
        return reverse("events:board", kwargs=request.resolver_match.kwargs)
    campaign = newest_campaign(user)
    return reverse("events:board", args=[campaign.slug]) if campaign else ""


def _own_pages(user: User) -> Iterator[tuple[str, str]]:
    yield reverse("accounts:preferences"), _("Preferences")
    if user.roles and not user.is_global_coordinator:
        yield reverse("accounts:sections"), _("My section") if len(user.roles) == 1 else _("My sections")
    if may(user, Permission.SEE_STATUS):
        yield reverse("status"), _("Status")
