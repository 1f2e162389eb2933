"""Notices → subject, text and HTML, in the reader's language and the event's local time. Nothing is read here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from accounts.models import Section
from accounts.post.mail import Calendar, Mail, fold_lines
from accounts.tokens import digest, message_id
from events.choices import ReminderKind, Role
from events.models import Event
from events.queries.notices import Notice, RoleCount
from events.rules.calls import BEFORE, CALENDAR_KINDS
from events.rules.local_time import known_zone
from events.rules.wording import listed

LONGEST_TITLE = 90

QUIET_WORDS = {
    ReminderKind.ASKED: gettext_lazy("Somebody asks you something and waits for your answer."),
    ReminderKind.NUDGE: gettext_lazy("Somebody asked you something and waits for your answer."),
    ReminderKind.MOVED: gettext_lazy("Something you know about has changed."),
    ReminderKind.CANCELLED: gettext_lazy("Something you know about does not take place."),
    ReminderKind.UNASSIGNED: gettext_lazy("You need not keep this date free any more."),
    ReminderKind.REPORT_DUE: gettext_lazy("A short answer from you is missing."),
    ReminderKind.REPORT_AGAIN: gettext_lazy("A short answer from you is still missing."),
    ReminderKind.REPORT_ESCALATED: gettext_lazy("An answer is missing."),
    ReminderKind.GAP: gettext_lazy("Something needs you."),
}
"""What a discreet mail says instead; nothing here may name what the matter is."""
PRACTICAL = CALENDAR_KINDS | {ReminderKind.GAP}
"""Mails to people who will be there, or who look for somebody; all others say what and when only."""
A_REMINDER = gettext_lazy("A reminder of something you know about.")


# --- the mail -----------------------------------------------------------------------------------------------------


def mail_of(notice: Notice, *, to: str, row_id: int, calendar: Calendar | None) -> Mail:
    """Return the mail of one reminder row to one address. Discreet ones name neither who, what, where nor why."""
    with translation.override(notice.language):
        subject, text, html = _written(notice, has_calendar=calendar is not None)
    section = notice.section
    own_name = section.sender_name or section.name
    return Mail(
        sender=sender_address(),
        sender_name=section.neutral_sender_name if notice.is_discreet else own_name,
        reply_to="" if notice.is_discreet else section.reply_to,
        to=to,
        subject=subject,
        text=text,
        html=html,
        headers=_headers(notice),
        message_id=message_id("reminder", row_id, notice.event.revision),
        at=notice.now,
        calendar=calendar,
    )


def sender_address() -> str:
    """Return the address all mails come from."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _written(notice: Notice, *, has_calendar: bool) -> tuple[str, str, str]:
    context = _context(notice, has_calendar=has_calendar)
    folder = "emails/_parts/discreet" if notice.is_discreet else f"emails/{notice.kind}"
    subject, text, html = (
        render_to_string(f"{folder}/{part}", context) for part in ("subject.txt", "body.txt", "body.html")
    )
    return " ".join(subject.split()), fold_lines(text), html


def _headers(notice: Notice) -> dict[str, str]:
    """Return what tells programmes who wrote and how to stop it (RFC 3834, RFC 2919, RFC 2369, RFC 8058)."""
    headers = {
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Id": f"<{_list_name(notice.section, is_discreet=notice.is_discreet)}.{settings.MAIL_DOMAIN}>",
    }
    if notice.addresses.stop:
        headers["List-Unsubscribe"] = f"<{notice.addresses.stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _list_name(section: Section, *, is_discreet: bool) -> str:
    return digest(f"list:{section.public_id.hex}")[:16] if is_discreet else section.slug


# --- times --------------------------------------------------------------------------------------------------------


def _day(local: datetime, *, this_year: int) -> str:
    """Return "Thu 1 June" of a local time, with the year when it is another one."""
    if local.year == this_year:
        return date_format(local, pgettext("date, in Django's letters", "D j F"))
    return date_format(local, pgettext("date, in Django's letters", "D j F Y"))


def _day_and_time(local: datetime, *, this_year: int) -> str:
    return _("%(day)s, %(time)s") % {"day": _day(local, this_year=this_year), "time": f"{local:%H:%M}"}


def _local(event: Event) -> datetime:
    return event.starts_at.astimezone(event.zone)


def _there(notice: Notice) -> str:
    when = _day_and_time(_local(notice.event), this_year=notice.now.year)
    city = notice.event.city
    return _("%(when)s in %(city)s") % {"when": when, "city": city} if city else when


def _yours(notice: Notice) -> str:
    """Return the reader's own clock where it shows another time."""
    if not notice.reader_zone:
        return ""
    local = _local(notice.event)
    yours = local.astimezone(known_zone(notice.reader_zone))
    if yours.replace(tzinfo=None) == local.replace(tzinfo=None):
        return ""
    zone = notice.reader_zone.rsplit("/", 1)[-1].replace("_", " ")
    when = (
        f"{yours:%H:%M}" if yours.date() == local.date() else _day_and_time(yours, this_year=notice.now.year)
    )
    return _("%(when)s your time (%(zone)s)") % {"when": when, "zone": zone}


def _day_word(notice: Notice) -> str:
    """Return "Today", "Tomorrow" or "In 7 days", as a clock on the spot counts days."""
    days = (_local(notice.event).date() - notice.now.astimezone(notice.event.zone).date()).days
    if days <= 0:
        return _("Today")
    return _("Tomorrow") if days == 1 else ngettext("In %(n)d day", "In %(n)d days", days) % {"n": days}


# --- what templates read ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fact:
    """One line of the table of facts; `link` is what opens `url`, `is_first` is what people look for."""

    label: str
    lines: tuple[str, ...]
    is_first: bool = False
    link: str = ""
    url: str = ""

    @property
    def plain(self) -> str:
        """The link as the text part says it: a telephone number as it is dialled, anything else by its address."""
        return self.url if self.url.startswith("https:") else self.link


def _context(notice: Notice, *, has_calendar: bool) -> dict[str, Any]:
    event, addresses = notice.event, notice.addresses
    roles = listed(role.label for role in notice.roles)
    return {
        "language": notice.language,
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
        "brand": "" if notice.is_discreet else "handins",
        "corner": "" if notice.is_discreet else _("Section %(name)s") % {"name": notice.section.name},
        "kind": capfirst(str(notice.kind.label)),
        "title": Truncator(event.title).chars(LONGEST_TITLE),
        "greeting": _greeting(notice),
        "roles": roles,
        "is_asked": notice.is_unanswered,
        "again": _again(notice),
        "day": _day_word(notice),
        "when": _there(notice),
        "bare_when": _day_and_time(_local(event), this_year=notice.now.year),
        "facts": list(_facts(notice)),
        "change": _change(notice),
        "is_new_time": notice.change is not None and notice.change.old_starts_wall is not None,
        "missing": [(Role(need.role).label, need.yes, need.wanted) for need in notice.missing],
        "lacks_lead": notice.lacks_lead,
        "reason": event.cancel_reason,
        "has_calendar": has_calendar,
        "ask": "" if notice.is_discreet else _first_sentence(event.campaign.ask),
        "section": notice.section.name,
        "addresses": addresses,
        "open_url": addresses.page or addresses.answer or addresses.report,
        "report_url": addresses.report or addresses.page,
        "host_url": addresses.report if notice.kind in PRACTICAL else "",
        "quiet_words": str(QUIET_WORDS.get(notice.kind, A_REMINDER)),
    }


def _greeting(notice: Notice) -> str:
    return _("Hello %(initial)s.,") % {"initial": notice.initial} if notice.initial else _("Hello,")


def _facts(notice: Notice) -> Iterator[Fact]:
    event = notice.event
    yield Fact(_("When"), tuple(filter(None, (_there(notice), _yours(notice)))), is_first=True)
    where = [str(event.mission)] if event.mission else []
    if where or event.address:
        yield Fact(_("Where"), (*where, *event.address.splitlines()))
    if notice.kind in PRACTICAL:
        yield from _practical_facts(notice)


def _practical_facts(notice: Notice) -> Iterator[Fact]:
    event = notice.event
    if place := _map_of(event):
        yield Fact(_("Map"), (), link="OpenStreetMap", url=place)
    if event.meeting_point:
        yield Fact(_("Meet"), tuple(event.meeting_point.splitlines()), is_first=True)
    if event.what_to_bring:
        yield Fact(_("Bring"), tuple(event.what_to_bring.splitlines()))
    if event.if_refused:
        yield Fact(_("If refused"), tuple(event.if_refused.splitlines()))
    if notice.lead:
        yield Fact(_("Lead"), (notice.lead,))
    if notice.crew:
        yield Fact(_("Team"), tuple(_filled(role) for role in notice.crew))
    if event.contact_phone:
        dialled = "".join(c for c in event.contact_phone if c.isdigit() or c == "+")
        yield Fact(_("Call"), (), link=event.contact_phone, url=f"tel:{dialled}" if dialled else "")


def _map_of(event: Event) -> str:
    """Return where a map shows the mission; nothing where all that is known is the middle of the city."""
    mission = event.mission
    if mission is None or mission.latitude is None or mission.longitude is None:
        return ""
    if mission.place and (mission.latitude, mission.longitude) == (
        mission.place.latitude,
        mission.place.longitude,
    ):
        return ""
    place = f"{mission.latitude:.5f}/{mission.longitude:.5f}"
    return f"https://www.openstreetmap.org/?mlat={mission.latitude:.5f}&mlon={mission.longitude:.5f}#map=17/{place}"


def _filled(role: RoleCount) -> str:
    """Return "steward: 2 of 3": who fills a role is nobody's business but the section's."""
    words = {"role": Role(role.role).label, "yes": min(role.yes, role.wanted), "wanted": role.wanted}
    return _("%(role)s: %(yes)d of %(wanted)d") % words


def _again(notice: Notice) -> str:
    """Say when the reader hears from us again; nothing where no reminder will follow."""
    if not notice.promised:
        return ""
    is_usual = not notice.event.campaign.cadence
    if is_usual and len(notice.promised) == len(BEFORE):
        return _("You hear from us again one week before, one day before and on the morning.")
    if is_usual and notice.promised[0] == ReminderKind.DAY_BEFORE:
        return _("You hear from us again the day before.")
    return _("You hear from us again before the event.")


def _change(notice: Notice) -> str:
    """Return what changed, in one sentence; nothing when nothing did."""
    change = notice.change
    if change is None:
        return ""
    this_year = notice.now.year
    day = _day(change.revised_at.astimezone(notice.event.zone), this_year=this_year)
    old, new = change.old_starts_wall, _local(notice.event)
    if old is None:
        return _("Changed on %(day)s: what is said here about the place is new.") % {"day": day}
    if old.date() == new.date():
        times = {"old": f"{old:%H:%M}", "new": f"{new:%H:%M}"}
    else:
        times = {n: _day_and_time(local, this_year=this_year) for n, local in (("old", old), ("new", new))}
    return _("Changed on %(day)s: %(old)s became %(new)s.") % {"day": day, **times}


def _first_sentence(text: str) -> str:
    first = text.strip().split("\n")[0]
    end = first.find(". ")
    return Truncator(first if end < 0 else first[: end + 1]).chars(300)
