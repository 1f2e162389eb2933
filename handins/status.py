"""How /status tells the clock's figures: what waits, who gave a sign of life when, what went and what failed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.choices import LetterKind, MailState
from accounts.post.faults import Fault
from accounts.post.figures import ClockFigures
from accounts.post.progress import progress_of_all
from accounts.post.pulse import PARTS
from events.choices import ReminderKind
from events.queries.failing import failing_events
from events.templatetags.handins_tags import thousands
from events.views.mail_words import Sending, sending_of
from handins.findings import Finding, seconds


@dataclass(frozen=True)
class Line:
    """A row of a table: what, how much, and a word on it."""

    label: str
    value: str
    note: str = ""


def checks_of(findings: Iterable[Finding]) -> list[dict[str, object]]:
    """Return the findings with their names in the reader's language; `doctor` keeps the plain ones."""
    names = {
        "database": _("database"),
        "migrations": _("migrations"),
        "field keys": _("field keys"),
        "clock": _("clock"),
        "due mail": _("due mail"),
        "relay": _("mail server"),
    }
    return [{"name": names[each.name], "is_ok": each.is_ok, "detail": each.detail} for each in findings]


def status_of(figures: ClockFigures, *, now: datetime) -> dict[str, object]:
    """Return what the page shows below its findings."""
    return {
        "waiting": list(_waiting(figures)),
        "parts": list(_parts(figures)),
        "sent": [Line(_kind(kind), thousands(n)) for kind, n in figures.by_kind(MailState.SENT).items()],
        "failed": [
            Line(_fault(fault), thousands(n)) for fault, n in figures.by_fault(MailState.FAILED).items()
        ],
        "failing": failing_events(),
        "sending": sending_of_all(now=now),
    }


def sending_of_all(*, now: datetime) -> Sending:
    """Return how far everything has come that is due."""
    return sending_of(progress_of_all(now=now), address=reverse("status_sending"))


def _waiting(figures: ClockFigures) -> Iterator[Line]:
    yield Line(_("due now"), thousands(figures.due), _("should be in a sender's hands"))
    yield Line(_("being sent"), thousands(figures.sending))
    yield Line(_("will be sent"), thousands(figures.pending), _("due or not"))
    yield Line(_("failed"), thousands(figures.failed_rows), _("as of now; somebody has to look"))
    yield Line(_("missed"), thousands(figures.total(MailState.MISSED)), _("their time was over"))
    yield Line(_("tries that failed"), thousands(figures.retries), _("and were followed by another"))
    yield Line(_("repeats"), thousands(figures.repeats), _("handed over again though they may have arrived"))


def _parts(figures: ClockFigures) -> Iterator[Line]:
    words = {
        "clock": (_("any pass over the outbox"), _("every 10 s")),
        "beat": (_("a tick of beat that a worker took"), _("every 10 s")),
        "watch": (_("a pass of the watch"), _("every 5 s")),
        "mail": (_("a mail that was accepted"), _("when there is one")),
    }
    for part in PARTS:
        age = figures.heartbeats.get(part)
        label, rhythm = words[part]
        yield Line(
            label, _("%(span)s ago") % {"span": seconds(age)} if age is not None else _("never"), rhythm
        )


def _kind(kind: str) -> str:
    for kinds in (ReminderKind, LetterKind):
        if kind in kinds.values:
            return str(capfirst(kinds(kind).label))
    return kind


def _fault(fault: str) -> str:
    return str(capfirst(Fault(fault).label)) if fault in Fault.values else fault
