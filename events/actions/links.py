"""Make, renew and revoke the links that mails carry. The token is derived, only its digest is stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction

from accounts.audit import Actor, record
from accounts.models import Activist
from accounts.tokens import digest, link_token
from events.choices import LinkPurpose, Role
from events.models import Assignment, Event, Link

AFTER_THE_EVENT = timedelta(days=30)
"""How long answer and report links live on: late reports, and a calm page instead of a dead end."""
STANDING = timedelta(days=730)
"""How long what is a person's own (stop mails, own events, calendar) works after the last time she was asked."""
OF_A_PERSON = (LinkPurpose.UNSUBSCRIBE, LinkPurpose.MINE, LinkPurpose.CALENDAR)


def _store(links: list[Link]) -> None:
    for link in Link.objects.bulk_create(links):
        link.digest = digest(link_token(link.pk, link.generation))
    Link.objects.bulk_update(links, ["digest"])


def make_links(*, event: Event, assignments: Iterable[Assignment], now: datetime) -> None:
    """Make what mails about new `assignments` lead to: answer, report for leads, and what is each activist's own."""
    assignments = list(assignments)
    until = event.ends_at + AFTER_THE_EVENT
    links = [Link(assignment=a, purpose=LinkPurpose.ANSWER, expires_at=until) for a in assignments]
    links += [
        Link(assignment=a, purpose=LinkPurpose.REPORT, expires_at=until)
        for a in assignments
        if a.role == Role.LEAD
    ]
    _store([*links, *_standing_links({a.activist_id for a in assignments}, now=now)])


def _standing_links(people: Collection[int], *, now: datetime) -> list[Link]:
    """Return the links of these people that are missing; those that are there live on."""
    standing = Link.objects.filter(activist__in=people, purpose__in=OF_A_PERSON, is_former=False)
    known = set(standing.values_list("activist_id", "purpose"))
    standing.update(expires_at=now + STANDING)
    return [
        Link(activist_id=pk, purpose=purpose, expires_at=now + STANDING)
        for pk in sorted(people)
        for purpose in OF_A_PERSON
        if (pk, purpose) not in known
    ]


def renew_expiry(*, event: Event) -> None:
    """Let the links of a moved event live as long as the new end asks for."""
    Link.objects.filter(assignment__event=event).update(expires_at=event.ends_at + AFTER_THE_EVENT)


@transaction.atomic
def renew_calendar(*, by: Actor, activist: Activist) -> Link | None:
    """Make the address of an activist's calendar void and return the link of the new one; None where there is none."""
    calendars = Link.objects.select_for_update().filter(activist=activist, purpose=LinkPurpose.CALENDAR)
    calendars.filter(is_former=True).delete()
    link = calendars.first()
    if link is not None:
        link.generation += 1
        link.digest = digest(link_token(link.pk, link.generation))
        link.save(update_fields=["generation", "digest"])
        record(by=by, act="activist.calendar_renewed", row=activist, section=activist.section)
    return link


@transaction.atomic
def revoke_links(*, by: Actor, activist: Activist) -> int:
    """Make every link mailed to `activist` so far void; the next mail carries new ones. Returns how many."""
    links = list(Link.objects.select_for_update().filter(assignment__activist=activist))
    links += Link.objects.select_for_update().filter(activist=activist)
    for link in links:
        link.generation += 1
        link.digest = digest(link_token(link.pk, link.generation))
    Link.objects.bulk_update(links, ["generation", "digest"])
    record(by=by, act="activist.links_revoked", row=activist, section=activist.section)
    return len(links)
