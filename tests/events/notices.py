"""Notices for tests of messages and calendars: nothing stored, every text recognisable."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from email.message import Message
from typing import Any

from accounts.models import Section
from accounts.post.mail import Mail
from events.calendars import calendar_of
from events.choices import EventKind, MissionKind, ReminderKind, Role
from events.messages import mail_of
from events.models import Campaign, Event, Mission
from events.queries.notices import Addresses, Change, Notice, RoleCount

NOW = datetime(2017, 5, 30, 9, 0, tzinfo=UTC)
STARTS = datetime(2017, 6, 1, 1, 0, tzinfo=UTC)
LINKS = Addresses(
    answer="https://l.example/k/aaa/", report="https://l.example/k/rrr/", stop="https://l.example/k/sss/"
)
PAGE = Addresses(page="https://l.example/events/1/")
TO_USERS = {ReminderKind.GAP, ReminderKind.REPORT_ESCALATED}


def event(**facts: Any) -> Event:
    section = Section(
        id=1, slug="orgname-slug", name="Orgname", sender_name="Sendername", neutral_sender_name="Sam",
        reply_to="replyorg@example.org",
    )  # fmt: skip
    campaign = Campaign(
        title="Campaigntitle", ask="Campaignask: end it. And more.", target_country="RU", target_label="Russialand",
        day_of_action=date(2017, 6, 2),
    )  # fmt: skip
    mission = Mission(
        name="Missionname",
        kind=MissionKind.EMBASSY,
        sending_label="Russialand",
        city="Sydneycity",
        latitude=-33.87012,
        longitude=151.25,
    )
    defaults: dict[str, Any] = {
        "id": 7, "campaign": campaign, "section": section, "mission": mission, "kind": EventKind.HAND_IN,
        "title": "Titleofevent", "city": "Sydneycity", "country": "AU", "time_zone": "Australia/Sydney",
        "starts_wall": datetime(2017, 6, 1, 11), "starts_at": STARTS, "ends_at": STARTS + timedelta(hours=1),
        "address": "Addressline 1\nAddressline 2", "meeting_point": "Meetingpoint", "what_to_bring": "Bringthis",
        "if_refused": "Ifrefused", "contact_phone": "+61491570156", "cancel_reason": "Reasontext", "revision": 2,
        "latitude": -33.86, "longitude": 151.2, "revised_at": NOW, "moved_from_wall": datetime(2017, 6, 1, 10),
    }  # fmt: skip
    return Event(**{**defaults, **facts})


def notice(kind: str = ReminderKind.DAY_BEFORE, **facts: Any) -> Notice:
    of = facts.pop("event", None) or event()
    defaults: dict[str, Any] = {
        "language": "en", "is_discreet": False, "initial": "A", "reader_zone": "", "now": NOW,
        "roles": (Role.PETITION_CARRIER,), "is_unanswered": True, "lead": "C. V.",
        "change": Change(datetime(2017, 6, 1, 10), NOW), "lacks_lead": True,
        "crew": (RoleCount(Role.LEAD, 1, 1), RoleCount(Role.STEWARD, 3, 1)),
        "missing": (RoleCount(Role.STEWARD, 3, 1),),
        "addresses": PAGE if kind in TO_USERS else LINKS,
    }  # fmt: skip
    return Notice(kind=ReminderKind(kind), event=of, section=of.section, **{**defaults, **facts})


def written(of: Notice) -> Mail:
    return mail_of(of, to="anna@example.org", row_id=5, calendar=calendar_of(of, to="anna@example.org"))


def flat(text: str) -> str:
    return " ".join(text.split())


def decoded(message: Message) -> str:
    """Return every header and every part of a mail as its reader's programme shows it."""
    headers = "\n".join(f"{name}: {value}" for name, value in message.items())
    parts = [part.get_payload(decode=True) for part in message.walk() if not part.is_multipart()]
    return "\n".join([headers, *(part.decode() for part in parts if isinstance(part, bytes))])
