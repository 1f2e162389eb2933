"""The only ways to an event, a campaign's rows or a link: "not yours" and "does not exist" are the same 404."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.choices import Role
from accounts.models import Activist, User
from accounts.permissions import ON_OWN_EVENTS, Permission, Visitor, may, sections_where
from accounts.tokens import digest
from events.choices import CampaignStatus, EventStatus, Visibility
from events.models import Assignment, Campaign, Change, Event, Link, Photo


def visible_events(user: Visitor) -> QuerySet[Event]:
    """Return the events `user` may open: their sections', those shown to the network, all for global coordinators."""
    if not isinstance(user, User) or not user.is_active:
        return Event.objects.none()
    if may(user, Permission.SEE_ALL_EVENTS):
        return Event.objects.all()
    shared = Q(visibility__in=(Visibility.NETWORK, Visibility.PUBLIC)) & ~Q(status=EventStatus.DRAFT)
    return Event.objects.filter(Q(section__in=list(user.roles)) | shared)


def public_events() -> QuerySet[Event]:
    """Return the events the world may see: public, no drafts, of campaigns that were opened, not discreet."""
    shown = Event.objects.filter(visibility=Visibility.PUBLIC, discreet=False)
    return shown.exclude(status=EventStatus.DRAFT).exclude(campaign__status=CampaignStatus.DRAFT)


def event_or_404(user: Visitor, public_id: UUID | str) -> Event:
    """Return the event. Raises Http404 when it does not exist or `user` may not see it."""
    found = (
        visible_events(user)
        .select_related("campaign", "section", "mission", "owner")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def tended_events(user: Visitor) -> QuerySet[Event]:
    """Return the events `user` looks after: what "needs you now" watches. All of them for global coordinators."""
    if not isinstance(user, User) or not user.is_active:
        return Event.objects.none()
    if may(user, Permission.SEE_ALL_EVENTS):
        return Event.objects.all()
    sections = sections_where(user, Permission.CHANGE_EVENTS)
    organising = [section for section, role in user.roles.items() if role == Role.ORGANISER]
    run = Q(owner=user) | Q(pk__in=user.organised_events.values("pk"))
    return Event.objects.filter(Q(section__in=sections) | (Q(section__in=organising) & run))


def visible_campaigns(user: Visitor) -> QuerySet[Campaign]:
    """Return the campaigns `user` may open; drafts only for those who manage campaigns."""
    if not isinstance(user, User) or not user.is_active:
        return Campaign.objects.none()
    if may(user, Permission.MANAGE_CAMPAIGNS):
        return Campaign.objects.all()
    return Campaign.objects.exclude(status=CampaignStatus.DRAFT)


def campaign_or_404(user: Visitor, slug: str) -> Campaign:
    """Return the campaign. Raises Http404 when it does not exist or `user` may not see it."""
    found = visible_campaigns(user).filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def change_or_404(user: Visitor, public_id: UUID) -> Change:
    """Return what a plan made. Raises Http404 when it does not exist or `user` does not manage campaigns."""
    found = Change.objects.select_related("campaign").filter(public_id=public_id).first()
    if found is None or not may(user, Permission.MANAGE_CAMPAIGNS):
        raise Http404
    return found


def runs_event(user: User, event: Event) -> bool:
    """Say whether `user` owns the event or is named on it as organiser."""
    return event.owner_id == user.pk or event.organisers.filter(pk=user.pk).exists()


def may_on(user: Visitor, permission: Permission, event: Event) -> bool:
    """Say whether `user` may do `permission` on this event; organisers only on the events they run."""
    if may(user, permission, section=event.section):
        return True
    if not isinstance(user, User) or permission not in ON_OWN_EVENTS:
        return False
    return user.is_active and user.roles.get(event.section_id) == Role.ORGANISER and runs_event(user, event)


def require_on(user: Visitor, permission: Permission, event: Event) -> None:
    """Raise PermissionDenied unless `user` may do `permission` on this event, which they can see."""
    if not may_on(user, permission, event):
        raise PermissionDenied


def changeable_event_or_404(
    user: Visitor, public_id: UUID | str, permission: Permission = Permission.CHANGE_EVENTS
) -> Event:
    """Return the event for changing it. Raises Http404 when `user` cannot see it, PermissionDenied when only that."""
    event = event_or_404(user, public_id)
    require_on(user, permission, event)
    return event


def assignment_or_404(user: Visitor, public_id: UUID | str) -> Assignment:
    """Return the assignment for changing it, with event and activist.

    Raises Http404 when it does not exist or `user` may not see the event's people; whoever does may change the event.
    """
    found = (
        Assignment.objects.filter(public_id=public_id)
        .select_related("event__section", "event__campaign", "activist__section")
        .first()
    )
    if found is None or not may_on(user, Permission.SEE_PEOPLE, found.event):
        raise Http404
    return found


def assignable_activists(user: Visitor, event: Event) -> QuerySet[Activist]:
    """Return the activists `user` may assign to `event`: those of its section, for those who may see them."""
    if not may_on(user, Permission.SEE_PEOPLE, event):
        return Activist.objects.none()
    return Activist.objects.filter(section=event.section_id)


def photo_or_404(user: Visitor, public_id: UUID | str) -> Photo:
    """Return the photo. Raises Http404 when it does not exist or `user` may not see it.

    Whoever records the outcome sees every one; whoever may open the event those whose people agreed; whoever may open
    the campaign those approved for the press; the world those of public events among them.
    """
    found = Photo.objects.filter(public_id=public_id).select_related("event__section").first()
    if found is None or not _may_see(user, found):
        raise Http404
    return found


def _may_see(user: Visitor, photo: Photo) -> bool:
    if may_on(user, Permission.RECORD_OUTCOMES, photo.event):
        return True
    if photo.consent and visible_events(user).filter(pk=photo.event_id).exists():
        return True
    if photo.approved_at is None:
        return False
    return (
        visible_campaigns(user).filter(pk=photo.event.campaign_id).exists()
        or public_events().filter(pk=photo.event_id).exists()
    )


def changeable_photo_or_404(user: Visitor, public_id: UUID | str) -> Photo:
    """Return the photo for changing it. Raises Http404 when `user` cannot see it, PermissionDenied when only that."""
    found = photo_or_404(user, public_id)
    require_on(user, Permission.RECORD_OUTCOMES, found.event)
    return found


def link_of(token: str, *, now: datetime) -> Link | None:
    """Return the link a token stands for, None when it is unknown, expired or revoked. No session is read."""
    return (
        Link.objects.filter(digest=digest(token), expires_at__gt=now, revoked_at__isnull=True)
        .select_related(
            "assignment__event__campaign",
            "assignment__event__section",
            "assignment__activist",
            "activist__section",
        )
        .first()
    )
