"""How pages say that mail stands still, and how far a send has come. No database, no decisions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.choices import MailState
from accounts.models import User
from accounts.permissions import Permission, may
from accounts.post.progress import Progress
from accounts.post.pulse import Pulse
from events.rules.wording import mail_state_beside
from events.templatetags.handins_tags import span, thousands

# --- what keeps mail from going out -------------------------------------------------------------------------------


@dataclass(frozen=True)
class MailNotice:
    """What everybody should know about the mail, as _parts/notice.html takes it; the link for those who may follow."""

    title: str
    text: str
    kind: str = "attention"
    url: str = ""
    link: str = ""


def mail_notice(pulse: Pulse, *, reader: User) -> MailNotice | None:
    """Return what keeps mail from going out; None while nothing does."""
    if pulse.is_well:
        return None
    title, text = _words(pulse)
    if not may(reader, Permission.SEE_STATUS):
        return MailNotice(title, text)
    return MailNotice(title, text, url=reverse("status"), link=_("Status"))


def _words(pulse: Pulse) -> tuple[str, str]:
    if pulse.age is None:
        return _("No mail goes out yet."), _("The clock that sends it has never run here.")
    if not pulse.lives:
        text = _(
            "The clock that sends it stopped %(span)s ago. Nothing is lost: it goes on where it stopped."
        )
        return _("Mail stands still."), text % {"span": span(pulse.age)}
    assert pulse.trouble_for is not None
    text = _("For %(span)s now: %(fault)s. It is tried again by itself.")
    return _("Mail waits."), text % {"span": span(pulse.trouble_for), "fault": pulse.fault_words}


# --- how far a send has come --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sending:
    """The progress of a send as events/_sending.html takes it; `address` is where the part asks for itself."""

    address: str
    progress: Progress
    counts: str = ""
    pace: str = ""

    @property
    def is_shown(self) -> bool:
        """Whether anything is left of it."""
        return bool(self.progress.left)

    @property
    def stamp(self) -> str:
        """The ETag (without quotes) of the part as it is shown now."""
        return hashlib.sha256(repr((self, get_language())).encode()).hexdigest()[:32]


def sending_of(progress: Progress, *, address: str) -> Sending:
    """Return the progress in words."""
    if not progress.left:
        return Sending(address, progress)
    return Sending(address, progress, counts=" · ".join(_counts(progress)), pace=_pace(progress))


def _counts(progress: Progress) -> Iterator[str]:
    yield _beside(progress.sent, MailState.SENT)
    yield ngettext("%(n)s left", "%(n)s left", progress.left) % {"n": thousands(progress.left)}
    if progress.failed:
        yield _beside(progress.failed, MailState.FAILED)
    if progress.later:
        later = ngettext("%(n)s is tried again later", "%(n)s are tried again later", progress.later)
        yield later % {"n": thousands(progress.later)}


def _beside(number: int, state: MailState) -> str:
    return _("%(n)s %(state)s") % {"n": thousands(number), "state": mail_state_beside(number, state)}


def _pace(progress: Progress) -> str:
    if progress.to_go is None:
        return _("None went within the last minute.")
    words = {"n": thousands(progress.per_minute), "span": span(progress.to_go)}
    if progress.to_go < timedelta(minutes=1):
        return _("%(n)s a minute, less than a minute to go") % words
    return _("%(n)s a minute, about %(span)s to go") % words
