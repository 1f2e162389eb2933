"""The mails of one claim, from patterns: what many readers share is written once, what is theirs alone is filled in.

Two mails share a pattern when they say the same in the same language to readers who are asked the same. Personal are
the address, the links, the initial in the greeting, the Message-ID, and the instant of sending.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Hashable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count
from secrets import randbelow

from django.conf import settings
from django.db.models import Model

from accounts.post.mail import Calendar, Mail, Sendable
from accounts.post.pattern import Filled, Pattern, Patterns, is_plain, mark, same_bytes
from accounts.tokens import message_id
from events.calendars import calendar_of
from events.messages import mail_of, sender_address
from events.models import Event
from events.queries.notices import Notice, link_address

log = logging.getLogger(__name__)
_ATTENDEE = re.compile(rb"\r\n(ATTENDEE(?:\r\n |[^\r])*)")
_ENCODING = re.compile(rb"\r\nContent-Transfer-Encoding: (\w+)")
_STAMP = re.compile(rb"(?<=\r\nDTSTAMP:)\d{8}T\d{6}Z")
FOLD = 74
"""Octets after which the icalendar package folds a line (RFC 5545 section 3.1 allows 75)."""


class ReminderPattern(Pattern):
    """A pattern whose calendar names its reader in a line that is folded by its length."""

    def __init__(self, content: bytes, blanks: dict[str, bytes], *, room: int) -> None:
        """`room`: how many octets of the address stand on the line on which it begins."""
        super().__init__(content, blanks)
        self._room = room
        self.encodings = tuple(_ENCODING.findall(content))

    def fill(self, values: dict[str, bytes]) -> bytes:  # type: ignore[override]
        """Return the mail of one reader."""
        address = values["to"]
        begun, rest = address[: self._room], address[self._room :]
        return super().fill({**values, "attendee": begun + b"\r\n " + rest if rest else begun})


class _Contents:
    """Numbers that stand for all that is said of an event: equal for equal words, never used again for others."""

    MOST = 5_000

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._next = count()

    def number(self, words: Hashable) -> int:
        if len(self._numbers) > self.MOST:
            self._numbers.clear()
        return self._numbers.setdefault(words, next(self._next))


PATTERNS: Patterns[ReminderPattern] = Patterns()
_CONTENTS = _Contents()
_COMPARED: set[Hashable] = set()


class Writer:
    """Writes the mails of one claim at one instant; the patterns outlive it."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._sender = sender_address()
        self._instant = {
            "date": format_datetime(now).encode(),
            "stamp": f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}".encode(),
        }
        self._contents: dict[int, int] = {}

    def mail(self, notice: Notice, *, to: str, row_id: int) -> Sendable:
        """Return the mail of a row to its reader."""

        def write() -> Mail:
            return written(notice, to=to, row_id=row_id)

        if not is_plain(to):
            return write()
        values = self._values(notice, to=to, row_id=row_id)
        pattern = PATTERNS.get(self._key(notice, values), lambda: _tried(notice, values, write))
        if pattern is None:
            return write()
        return Filled(self._sender, to, values["mid"].decode(), pattern.fill(values), write)

    def _values(self, notice: Notice, *, to: str, row_id: int) -> dict[str, bytes]:
        answer, report, stop, mine, _page = notice.addresses
        return {
            "to": to.encode(),
            "mid": message_id("reminder", row_id, notice.event.revision).encode(),
            "initial": notice.initial.encode(),
            "answer": answer.encode(),
            "report": report.encode(),
            "stop": stop.encode(),
            "mine": mine.encode(),
            **self._instant,
        }

    def _key(self, notice: Notice, values: dict[str, bytes]) -> Hashable:
        """Return everything a mail depends on, but for what is filled in."""
        answer, report, stop, mine, page = notice.addresses
        return (
            self._content(notice.event),
            notice.kind,
            notice.language,
            notice.is_discreet,
            "" if _is_letter(values["initial"]) else values["initial"],
            notice.reader_zone,
            notice.roles,
            notice.is_unanswered,
            notice.said_yes,
            notice.lead,
            notice.change,
            notice.promised,
            notice.crew,
            notice.missing,
            notice.lacks_lead,
            (bool(answer), bool(report), bool(stop), bool(mine), page),
        )

    def _content(self, event: Event) -> int:
        """Return the number of all that is said of an event on this day."""
        number = self._contents.get(event.pk)
        if number is None:
            today = self._now.astimezone(event.zone).date()
            columns = map(_columns, (event, event.campaign, event.section, event.mission))
            installation = (settings.PUBLIC_URL, settings.MAIL_DOMAIN, settings.DEFAULT_FROM_EMAIL)
            number = _CONTENTS.number((today, self._now.year, installation, *columns))
            self._contents[event.pk] = number
        return number


def written(notice: Notice, *, to: str, row_id: int) -> Mail:
    """Return the mail of a row the long way: from templates, by the standard library."""
    return mail_of(notice, to=to, row_id=row_id, calendar=calendar_of(notice, to=to))


def _tried(notice: Notice, values: dict[str, bytes], write: Callable[[], Mail]) -> ReminderPattern | None:
    """Make a pattern and try it; None when it does not give what the standard library gives.

    Every pattern must have come through encoding with all its marks whole. The first of its sort (kind, language,
    encodings) is compared byte for byte with the mail of a real reader: what marks cannot show, all of a sort share.
    """
    pattern = make_pattern(notice)
    sort = None if pattern is None else (notice.kind, notice.language, notice.is_discreet, pattern.encodings)
    if pattern is not None and (sort in _COMPARED or same_bytes(pattern.fill(values), write())):
        _COMPARED.add(sort)
        return pattern
    log.warning("Mails %s of event %s are written one by one.", notice.kind, notice.event.pk)
    return None


def make_pattern(notice: Notice) -> ReminderPattern | None:
    """Return the pattern of all mails that differ from this notice's in nothing but what is personal.

    None when a mark was changed on its way into the bytes.
    """
    links = {name: link_address(mark()) for name in ("answer", "report", "stop", "mine")}
    marks = {name: mark() for name in ("attendee", "initial")} | links
    marks |= {
        "to": f"{mark(20)}@example.org",
        "stamp": mark(16),
        "mid": f"<{mark(32)}@{settings.MAIL_DOMAIN}>",
    }
    anybody = replace(
        notice,
        initial=marks["initial"] if _is_letter(notice.initial.encode()) else notice.initial,
        addresses=notice.addresses._replace(
            **{name: link for name, link in links.items() if getattr(notice.addresses, name)}
        ),
    )
    some_day = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=randbelow(500_000_000))
    mail = written(anybody, to=marks["to"], row_id=0)
    calendar, room = _marked_calendar(mail.calendar, marks) if mail.calendar else (None, 0)
    mail = replace(mail, message_id=marks["mid"], at=some_day, calendar=calendar)
    blanks = {name: text.encode() for name, text in {**marks, "date": format_datetime(some_day)}.items()}
    content = mail.content()
    is_whole = all(content.count(text) == _expected(mail, name, text) for name, text in blanks.items())
    return ReminderPattern(content, blanks, room=room) if is_whole else None


def _expected(mail: Mail, name: str, mark: bytes) -> int:
    """Return how often a mark stands in a mail before it is encoded; three stand in headers the mail itself writes."""
    parts = [mail.text, mail.html, *mail.headers.values()]
    in_calendar = mail.calendar.content.count(mark) if mail.calendar else 0
    in_headers = name in ("to", "mid", "date")
    return sum(part.count(mark.decode()) for part in parts) + in_calendar + in_headers


def _marked_calendar(calendar: Calendar, marks: dict[str, str]) -> tuple[Calendar, int]:
    """Put marks for the instant and the reader; return how much of the address fits on the line it begins on."""
    line = _ATTENDEE.search(calendar.content)
    assert line is not None
    before = line[1].replace(b"\r\n ", b"").partition(marks["to"].encode())[0]
    lines = [before[start : start + FOLD] for start in range(0, len(before), FOLD)]
    folded = b"\r\n ".join(lines) + marks["attendee"].encode()
    content = calendar.content[: line.start(1)] + folded + calendar.content[line.end() :]
    return replace(calendar, content=_STAMP.sub(marks["stamp"].encode(), content, count=1)), FOLD - len(
        lines[-1]
    )


def _is_letter(initial: bytes) -> bool:
    """Say whether an initial may be filled in: anything else changes how the mail around it is encoded."""
    return initial.isalnum() and initial.isascii()


def _columns(row: Model | None) -> tuple[object, ...]:
    if row is None:
        return ()
    values = (row.__dict__[field.attname] for field in row._meta.concrete_fields)
    return tuple(repr(value) if isinstance(value, dict | list) else value for value in values)
