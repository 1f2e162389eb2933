"""What two rows of one person have in common on the work side, and what joining them would do."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.choices import MailState
from accounts.models import Activist
from accounts.privacy import Joining
from events.choices import Answer, Role
from events.models import Assignment, Link, Reminder
from events.rules.merging import Mail, join_mails, later_answer_wins

_COLUMNS = ("event", "kind", "revision", "round", "state", "attempts", "smtp_code", "may_have_arrived")


def mails_of(kept: Activist, gone: Activist) -> list[Mail]:
    """Return the reminders of both; one query."""
    rows = Reminder.objects.filter(activist__in=(kept, gone)).order_by("pk")
    return [
        Mail(pk, activist == kept.pk, *rest)
        for pk, activist, *rest in rows.values_list("pk", "activist", *_COLUMNS)
    ]


def same_role(kept: Activist, gone: Activist) -> list[tuple[Assignment, Assignment]]:
    """Return the assignments both have, as (the kept one's, the other's); two queries."""
    theirs = {(row.event_id, row.role): row for row in gone.assignments.all()}
    own = kept.assignments.filter(event__in={event for event, _role in theirs}).select_related(
        "event__section"
    )
    pairs = [(row, theirs.get((row.event_id, row.role))) for row in own.order_by("event__starts_at", "pk")]
    return [(stays, goes) for stays, goes in pairs if goes is not None]


def foresee_joining(kept: Activist, gone: Activist, now: datetime) -> Joining:
    """Return what joining the two would do on the work side, in numbers, and what becomes of what both have."""
    mails = mails_of(kept, gone)
    pairs = same_role(kept, gone)
    doubles = join_mails(mails).doubles
    waiting = [mail for mail in mails if mail.state == MailState.PENDING and not mail.is_kept]
    spared = [mail for mail in mails if mail.state == MailState.PENDING and mail.id in doubles]
    moved = gone.assignments.count() - len(pairs)
    links = (
        Link.objects.filter(activist=gone).count() + Link.objects.filter(assignment__activist=gone).count()
    )
    numbers = [
        (moved, ngettext("assignment moves over", "assignments move over", moved)),
        (
            len(pairs),
            ngettext("assignment both have becomes one", "assignments both have become one", len(pairs)),
        ),
        (
            len(waiting) - sum(not mail.is_kept for mail in spared),
            _("waiting mails go to the address that stays"),
        ),
        (len(spared), _("waiting mails do not go, because the person gets or got the other one")),
        (links, _("links in mails that went out go on working")),
    ]
    return Joining(numbers, [_what_stands(stays, goes) for stays, goes in pairs])


def _what_stands(stays: Assignment, goes: Assignment) -> str:
    wins = goes if later_answer_wins(stays.answered_at, goes.answered_at) else stays
    return _("%(event)s, %(role)s: one says “%(first)s”, the other “%(second)s”. “%(stands)s” stands.") % {
        "event": stays.event.title,
        "role": Role(stays.role).label,
        "first": Answer(stays.answer).label,
        "second": Answer(goes.answer).label,
        "stands": Answer(wins.answer).label,
    }
