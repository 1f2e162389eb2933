"""Calendar entries that travel with mails (RFC 5545, RFC 5546), and feeds of events. Never of what is discreet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from icalendar import Calendar, vCalAddress
from icalendar import Event as Entry

from accounts.fields import clean_text
from accounts.post.mail import Calendar as Part
from events.choices import EventStatus, ReminderKind
from events.models import Event
from events.queries.notices import Notice
from events.rules.calls import CALENDAR_KINDS

PRODUCT = "-//handins//handins//EN"
REFRESHED = timedelta(hours=1)
"""How often programs are asked to look again (RFC 7986)."""
TAKEN_BACK = frozenset({ReminderKind.CANCELLED, ReminderKind.UNASSIGNED})


def calendar_of(notice: Notice, *, to: str) -> Part | None:
    """Return the calendar part of a mail to `to`: REQUEST while it takes place, CANCEL when not (for this reader)."""
    if notice.is_discreet or not notice.is_to_activist:
        return None
    if notice.kind in TAKEN_BACK:
        return Part(_calendar(notice, "CANCEL", to=to).to_ical(), "CANCEL")
    if notice.kind in CALENDAR_KINDS:
        return Part(_calendar(notice, "REQUEST", to=to).to_ical(), "REQUEST")
    return None


def uid_of(event: Event) -> str:
    """Return the entry's id: the same in every mail about the event, so that clients update and remove it."""
    return f"{event.public_id.hex}@{settings.MAIL_DOMAIN}"


def _calendar(notice: Notice, method: str, *, to: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_entry(notice, method, to=to))
    return calendar


def _entry(notice: Notice, method: str, *, to: str) -> Entry:
    """Return the entry. Instants are UTC: every calendar shows them in its own zone, and none has to know ours.

    No link: calendars are shared and synchronised, and the links in the mail are for one person.
    """
    event = notice.event
    entry = _basic_entry(event, at=notice.now, is_cancelled=method == "CANCEL", location=_location(event))
    if description := _description(event):
        entry.add("description", description)
    entry.add("organizer", _organizer(notice))
    entry.add("attendee", _attendee(notice, to=to))
    return entry


def _basic_entry(event: Event, *, at: datetime, is_cancelled: bool, location: str) -> Entry:
    """Return what every entry about `event` says, as of `at`. Nobody is named in it."""
    entry = Entry()
    entry.add("uid", uid_of(event))
    entry.add("sequence", event.revision)
    entry.add("dtstamp", at)
    entry.add("dtstart", event.starts_at)
    entry.add("dtend", event.ends_at)
    entry.add("summary", clean_text(event.title))
    entry.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    entry.add("location", location)
    if event.latitude is not None and event.longitude is not None:
        entry.add("geo", (event.latitude, event.longitude))
    return entry


# --- feeds --------------------------------------------------------------------------------------------------------


def feed_of(events: Iterable[Event], *, name: str, is_public: bool = False) -> bytes:
    """Return events as a calendar to subscribe to (METHOD:PUBLISH): the same rows give the same bytes.

    A public one says where the mission is, not where people meet. What changed last stands as DTSTAMP.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", clean_text(name))
    calendar.add("refresh-interval", REFRESHED, parameters={"VALUE": "DURATION"})
    for event in events:
        at = max(filter(None, (event.created_at, event.planned_at, event.revised_at, event.cancelled_at)))
        location = _public_location(event) if is_public else _location(event)
        is_cancelled = event.status == EventStatus.CANCELLED
        calendar.add_component(_basic_entry(event, at=at, is_cancelled=is_cancelled, location=location))
    content: bytes = calendar.to_ical()
    return content


def _public_location(event: Event) -> str:
    where = str(event.mission) if event.mission else ""
    return ", ".join(filter(None, (clean_text(where), clean_text(event.city))))


# --- words --------------------------------------------------------------------------------------------------------


def _location(event: Event) -> str:
    where = event.meeting_point or event.address
    return ", ".join(filter(None, (clean_text(where), clean_text(event.city))))


def _description(event: Event) -> str:
    return "\n".join(filter(None, (clean_text(event.what_to_bring, multiline=True), event.contact_phone)))


def _organizer(notice: Notice) -> vCalAddress:
    section = notice.section
    organizer = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organizer.params["CN"] = clean_text(section.sender_name or section.name).replace('"', "'")
    return organizer


def _attendee(notice: Notice, *, to: str) -> vCalAddress:
    """Return the reader, alone. RSVP=FALSE: answers go through the link, not to a mailbox nobody reads."""
    attendee = vCalAddress(f"mailto:{to}")
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = "ACCEPTED" if notice.said_yes else "NEEDS-ACTION"
    attendee.params["RSVP"] = "FALSE"
    return attendee
