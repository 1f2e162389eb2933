"""Make, renew and revoke the links that mails carry. The token is derived, only its digest is stored."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from accounts.audit import Actor, record
from accounts.models import Activist
from accounts.tokens import digest, link_token
from events.choices import LinkPurpose, Role
from events.models import Assignment, Event, Link

AFTER_THE_EVENT = timedelta(days=30)
"""How long answer and report links live on: late reports, and a calm page instead of a dead end."""
STOPPING = timedelta(days=730)
"""How long "stop mails" works after the last time the person was asked."""


def _store(links: list[Link]) -> None:
    for link in Link.objects.bulk_create(links):
        link.digest = digest(link_token(link.pk, link.generation))
    Link.objects.bulk_update(links, ["digest"])


def make_links(*, event: Event, assignments: Iterable[Assignment], now: datetime) -> None:
    """Make what mails about new `assignments` will carry: answer, report for leads, stop mails for each activist."""
    assignments = list(assignments)
    until = event.ends_at + AFTER_THE_EVENT
    links = [Link(assignment=a, purpose=LinkPurpose.ANSWER, expires_at=until) for a in assignments]
    links += [
        Link(assignment=a, purpose=LinkPurpose.REPORT, expires_at=until)
        for a in assignments
        if a.role == Role.LEAD
    ]
    people = {a.activist_id for a in assignments}
    stopping = Link.objects.filter(activist__in=people, purpose=LinkPurpose.UNSUBSCRIBE)
    known = set(stopping.values_list("activist_id", flat=True))
    stopping.update(expires_at=now + STOPPING)
    links += [
        Link(activist_id=pk, purpose=LinkPurpose.UNSUBSCRIBE, expires_at=now + STOPPING)
        for pk in sorted(people - known)
    ]
    _store(links)


def renew_expiry(*, event: Event) -> None:
    """Let the links of a moved event live as long as the new end asks for."""
    Link.objects.filter(assignment__event=event).update(expires_at=event.ends_at + AFTER_THE_EVENT)


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
