"""The audit trail in words, of an event, a section and the network. It names fields, never values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from accounts.choices import ActorKind
from accounts.models import Activist, AuditEntry, Membership, Section, User
from events.choices import ReminderKind, Role
from events.models import Campaign, DeliveryAttempt, Event, Mission, Outcome, Photo
from events.rules.wording import listed

ACTS = {
    "event.scheduled": gettext_lazy("scheduled the event"),
    "event.imported": gettext_lazy("imported the event from a list"),
    "event.drafted": gettext_lazy("planned the draft"),
    "event.draft_deleted": gettext_lazy("took the planned draft back"),
    "event.confirmed": gettext_lazy("confirmed the draft"),
    "event.edited": gettext_lazy("edited the event"),
    "event.moved": gettext_lazy("moved the event"),
    "event.cancelled": gettext_lazy("cancelled the event"),
    "event.need_set": gettext_lazy("set a need"),
    "event.assigned": gettext_lazy("asked somebody"),
    "event.unassigned": gettext_lazy("took somebody off"),
    "event.answered": gettext_lazy("recorded an answer"),
    "event.attempt_recorded": gettext_lazy("recorded a delivery attempt"),
    "event.attempt_corrected": gettext_lazy("corrected a delivery attempt"),
    "event.outcome_recorded": gettext_lazy("recorded the outcome"),
    "event.outcome_corrected": gettext_lazy("corrected the outcome"),
    "event.figures_confirmed": gettext_lazy("confirmed figures that look wrong"),
    "event.photo_added": gettext_lazy("added a photo"),
    "event.photo_described": gettext_lazy("said what a photo shows"),
    "event.photo_covered": gettext_lazy("covered parts of a photo"),
    "event.photo_approved": gettext_lazy("approved a photo for the press"),
    "event.photo_withdrawn": gettext_lazy("took the approval of a photo back"),
    "event.photo_deleted": gettext_lazy("deleted a photo"),
    "event.kind_stopped": gettext_lazy("stopped mails of one kind"),
    "event.kind_resumed": gettext_lazy("let mails of one kind go again"),
    "event.mail_sent_now": gettext_lazy("sent a mail at once"),
    "event.mails_retried": gettext_lazy("had failed mails tried again"),
    "event.forgotten": gettext_lazy("deleted what had been kept long enough"),
    "event.people_merged": gettext_lazy("merged two rows of one person"),
    "event.organisers_named": gettext_lazy("named the organisers"),
    "assignment.made": gettext_lazy("asked somebody"),
    "assignment.answered": gettext_lazy("recorded an answer"),
    "assignment.ended": gettext_lazy("took somebody off"),
    "activist.added": gettext_lazy("added an activist"),
    "activist.edited": gettext_lazy("edited an activist"),
    "activist.opted_out": gettext_lazy("stopped all mails to an activist"),
    "activist.opted_in": gettext_lazy("let mails to an activist go again"),
    "activist.links_revoked": gettext_lazy("took an activist's links back"),
    "activist.revealed": gettext_lazy("looked at an activist's address or phone"),
    "activist.merged": gettext_lazy("merged two rows of one activist"),
    "activist.exported": gettext_lazy("took a copy of what is kept about an activist"),
    "activist.erased": gettext_lazy("erased an activist"),
    "activist.calendar_renewed": gettext_lazy("made a new address for an activist's calendar"),
    "activist.kind_stopped": gettext_lazy("stopped mails of one kind to an activist"),
    "activist.kind_resumed": gettext_lazy("let mails of one kind to an activist go again"),
    "campaign.drafted": gettext_lazy("drafted a campaign"),
    "campaign.edited": gettext_lazy("edited a campaign"),
    "campaign.mails_set": gettext_lazy("set a campaign's mails"),
    "campaign.opened": gettext_lazy("opened a campaign"),
    "campaign.closed": gettext_lazy("closed a campaign"),
    "campaign.planned": gettext_lazy("planned the day of action"),
    "campaign.plan_undone": gettext_lazy("took a plan of the day of action back"),
    "campaign.embargo_set": gettext_lazy("set the embargo of the press figures"),
    "campaign.embargo_ended": gettext_lazy("ended the embargo of the press figures"),
    "campaign.press_frozen": gettext_lazy("froze figures for the press"),
    "campaign.signatures_counted": gettext_lazy("counted signatures"),
    "campaign.synthetic_events_added": gettext_lazy("added events for measuring"),
    "mission.added": gettext_lazy("added a mission"),
    "mission.edited": gettext_lazy("edited a mission"),
    "missions.imported": gettext_lazy("imported missions"),
    "section.calendar_renewed": gettext_lazy("made an address of the section's calendar"),
    "section.calendar_ended": gettext_lazy("ended an address of the section's calendar"),
    "section.created": gettext_lazy("added the section"),
    "section.edited": gettext_lazy("edited the section's settings"),
    "membership.set": gettext_lazy("gave a role"),
    "membership.removed": gettext_lazy("took a member out"),
    "user.created": gettext_lazy("made an account"),
    "user.invited": gettext_lazy("invited a member"),
    "user.deactivated": gettext_lazy("closed an account"),
    "user.reactivated": gettext_lazy("opened an account again"),
    "user.preferences": gettext_lazy("changed their own settings"),
    "user.test_mail": gettext_lazy("asked for a test mail"),
}
AT_A_TIME = 2_000
"""Entries of an export that are named together: each database takes that many ids in one statement."""
ABOUT: tuple[type[Any], ...] = (Event, User, Campaign, Mission)
"""What an act is about is named where it is one of these."""
MANY = {"attempts": gettext_lazy("delivery attempts"), "photos": gettext_lazy("photos")}
UNNAMED = {"starts_fold", "place", "latitude", "longitude"}
"""Columns that only follow from others: nobody changed them by themselves."""


@dataclass(frozen=True)
class TrailRow:
    """One act. `activist` is a name only some readers may see; `actor` says what kind of actor it was.

    `about` is what it was done to, where the page does not say so: an event's title, a user's name, `url` its page.
    """

    at: datetime
    user: str
    activist: str
    actor: str
    act: str
    fields: str
    about: str = ""
    url: str = ""


@dataclass(frozen=True)
class TrailFilter:
    """What is looked for in a trail; None and blank leave nothing out. Days are the section's own, or the reader's."""

    actor: str = ""
    noun: str = ""
    since: date | None = None
    until: date | None = None


# --- a section's, and what belongs to none -----------------------------------------------------------------------


def trail_of(section: Section | None, asked: TrailFilter, *, zone: str) -> QuerySet[AuditEntry]:
    """Return what was done in `section`, newest first; None: what belongs to no section.

    `actor`: a user's public id, or a kind of actor. Acts on assignments stand beside it as acts on their event, which
    can be named where an activist cannot: once is enough.
    """
    found = AuditEntry.objects.filter(section=section).exclude(act__startswith="assignment.")
    found = found.select_related("actor_user")
    if asked.actor in ActorKind.values:
        found = found.filter(actor_kind=asked.actor)
    elif asked.actor:
        found = found.filter(actor_user__public_id=asked.actor)
    if asked.noun:
        found = found.filter(act__startswith=asked.noun)
    if asked.since:
        found = found.filter(at__gte=_midnight(asked.since, zone))
    if asked.until:
        found = found.filter(at__lt=_midnight(asked.until + timedelta(days=1), zone))
    return found


def who_acted(section: Section | None) -> QuerySet[User]:
    """Return the members of `section`; None: whoever did what belongs to no section."""
    if section is None:
        return User.objects.filter(Exists(AuditEntry.objects.filter(section=None, actor_user=OuterRef("pk"))))
    return User.objects.filter(memberships__section=section)


def all_named_rows(entries: QuerySet[AuditEntry]) -> Iterator[TrailRow]:
    """Yield what `named_rows` returns, for exports: however many there are, a few are held at a time."""
    found = entries.iterator(chunk_size=AT_A_TIME)
    while chunk := list(islice(found, AT_A_TIME)):
        yield from named_rows(chunk)


def named_rows(entries: Sequence[AuditEntry]) -> list[TrailRow]:
    """Return entries with what they are about by name, but for activists, who are named nowhere in a trail.

    One query for each of ABOUT that is there.
    """
    about: dict[UUID, tuple[str, str]] = {}
    for model in ABOUT:
        ids = {entry.object_id for entry in entries if entry.object_type == model._meta.label_lower}
        rows = model._default_manager.filter(public_id__in=ids) if ids else ()
        about |= {row.public_id: (str(row), "" if model is User else row.get_absolute_url()) for row in rows}
    return [
        replace(row, about=name, url=url)
        for entry, row in zip(entries, trail_rows(entries, with_activists=False), strict=True)
        for name, url in [about.get(entry.object_id, ("", ""))]
    ]


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone))


# --- in words -----------------------------------------------------------------------------------------------------


def trail_rows(entries: Iterable[AuditEntry], *, with_activists: bool = True) -> list[TrailRow]:
    """Return entries in the reader's language."""
    return [
        TrailRow(
            at=entry.at,
            user=str(entry.actor_user or ""),
            activist=str(entry.actor_activist or "") if with_activists else "",
            actor=str(ActorKind(entry.actor_kind).label),
            act=str(ACTS.get(entry.act, entry.act)),
            fields=listed(_field(name) for name in entry.fields if name not in UNNAMED),
        )
        for entry in entries
    ]


def _field(name: str) -> str:
    kind, _colon, role = name.partition(":")
    if kind in ("role", "need") and role in Role.values:
        return str(Role(role).label)
    if kind == "mail" and role in ReminderKind.values:
        return str(ReminderKind(role).label)
    if name in MANY:
        return str(MANY[name])
    for model in (Event, Outcome, DeliveryAttempt, Photo, Activist, Section, User, Membership):
        try:
            return str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        except FieldDoesNotExist:
            continue
    return capfirst(name.replace("_", " "))
