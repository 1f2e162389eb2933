"""One mail as composers hand it over, and its bytes. Whatever a name or a title contains, no header grows out of it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr
from typing import Any, Protocol

from django.core.mail import EmailMultiAlternatives
from django.utils.functional import cached_property

from accounts.fields import clean_text

WIDTH = 72
# One address and nothing else; what stands before the @ in ASCII, because few servers speak RFC 6531.
ADDRESS = re.compile(r"[!#$%&'*+/=?^_`{|}~.0-9A-Za-z-]+@[^\s@<>()\[\]\\,;:\"\x00-\x1f]+")


@dataclass(frozen=True)
class Calendar:
    """A calendar part; `method` is the METHOD that stands in its content."""

    content: bytes
    method: str


@dataclass(frozen=True)
class Mail:
    """A mail ready to be sent to one address. `message_id` stays the same at every try."""

    sender: str
    to: str
    subject: str
    text: str
    html: str
    message_id: str
    at: datetime
    sender_name: str = ""
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    calendar: Calendar | None = None

    def content(self) -> bytes:
        """Return the bytes as they go over the wire, before dots are doubled. Raises as `message` does."""
        return message_bytes(self.message())

    def message(self) -> Message:
        """Return the mail as Django's backends take it. Raises ValueError for an address that is none."""
        return as_message(self)


class Sendable(Protocol):
    """What a lane needs of a mail, however it came about."""

    @property
    def sender(self) -> str: ...
    @property
    def to(self) -> str: ...
    @property
    def message_id(self) -> str: ...

    def content(self) -> bytes:
        """Return the bytes with the line ends of RFC 5321, before dots are doubled."""
        ...

    def message(self) -> Message:
        """Return the mail as Django's backends take it."""
        ...


class Message(EmailMultiAlternatives):
    """A message that is written down once, however often a backend asks for it."""

    @cached_property
    def _written(self) -> Any:
        written = super().message()
        subject = str(self.subject)
        if not subject.isascii():
            # Django leaves no room for the word "Subject:", and the first line would go out empty.
            words = Header(subject, "utf-8", header_name="Subject").encode(linesep="").replace("\n", "")
            written.replace_header("Subject", words)
        return written

    def message(self, **policy: Any) -> Any:
        """Return the parts as they are sent."""
        return self._written


def as_message(mail: Mail) -> Message:
    """Return `mail` as Django's backends take it. Raises ValueError for an address that is none."""
    to, sender = _address(mail.to), _address(mail.sender)
    headers = {
        "Message-ID": mail.message_id,
        "Date": format_datetime(mail.at),
        **{name: clean_text(value) for name, value in mail.headers.items()},
    }
    message = Message(
        subject=clean_text(mail.subject),
        body=clean_text(mail.text, multiline=True) + "\n",
        from_email=formataddr((clean_text(mail.sender_name), sender)),
        to=[to],
        reply_to=[_address(mail.reply_to)] if mail.reply_to else None,
        headers=headers,
    )
    message.attach_alternative(mail.html.strip() + "\n", "text/html")
    if mail.calendar:
        kind = f"text/calendar; method={mail.calendar.method}"
        message.attach_alternative(mail.calendar.content.decode(), kind)
    return message


def _address(text: str) -> str:
    """Return an address that can stand in a header and in an envelope. The error names nobody: it is logged."""
    if not ADDRESS.fullmatch(text):
        raise ValueError("This is no address mail can be sent to.")
    return text


def message_bytes(message: Message) -> bytes:
    """Return a message with the line ends of RFC 5321."""
    content: bytes = message.message().as_bytes(linesep="\r\n")
    return content


def fold_lines(text: str) -> str:
    """Return `text` in lines of at most 72 columns; addresses stay whole. Blank lines never follow one another."""
    lines: list[str] = []
    for line in text.splitlines():
        if not line.strip():
            if lines and lines[-1]:
                lines.append("")
        elif len(line) <= WIDTH or "://" in line:
            lines.append(line.rstrip())
        else:
            indent = " " * (len(line) - len(line.lstrip()))
            lines += textwrap.wrap(
                line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
            )
    return "\n".join(lines).rstrip()
