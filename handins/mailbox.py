"""A folder as mailbox: a Django e-mail backend that writes one .eml file per mail, and how to read them back."""

from __future__ import annotations

import os
import secrets
import smtplib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage as Parsed
from email.parser import BytesHeaderParser, BytesParser
from email.utils import parseaddr
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

SUFFIX = ".eml"
NOWHERE = ".invalid"  # RFC 2606: a domain that exists nowhere
NO_SUCH_DOMAIN = (550, b"5.1.2 There is no such domain.")


class FileBackend(BaseEmailBackend):
    """Stores each mail in EMAIL_FILE_PATH; a reader never sees half a file.

    What no mail server can deliver, it refuses as they do: raises SMTPRecipientsRefused.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            refuse_nowhere(message.recipients())
            store(message.message().as_bytes())
        return len(email_messages)


def refuse_nowhere(addresses: Sequence[str]) -> None:
    """Raise SMTPRecipientsRefused when one of `addresses` leads nowhere."""
    refused = {
        address: NO_SUCH_DOMAIN for address in addresses if parseaddr(address)[1].lower().endswith(NOWHERE)
    }
    if refused:
        raise smtplib.SMTPRecipientsRefused(refused)


def store(content: bytes) -> Path:
    """Write one mail, owner only, and return its path. Names sort by the time of arrival."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{time.time_ns():019d}-{secrets.token_hex(4)}{SUFFIX}"
    draft = path.with_suffix(".part")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    draft.rename(path)
    return path


@dataclass(frozen=True)
class Heading:
    """One mail as a list shows it."""

    name: str
    sender: str
    to: str
    subject: str
    date: datetime | None


@dataclass(frozen=True)
class Part:
    """Something attached, found again by its number."""

    number: int
    content_type: str
    filename: str
    content: bytes


def names() -> list[str]:
    """Return the names of all mails, the newest first."""
    return sorted((path.stem for path in _folder().glob(f"*{SUFFIX}")), reverse=True)


def headings(wanted: Sequence[str]) -> Iterator[Heading]:
    """Yield the headings of the mails `wanted`, reading no body."""
    parser = BytesHeaderParser(policy=policy.default)
    for name in wanted:
        with _path(name).open("rb") as file:
            yield heading(name, parser.parse(file))


def heading(name: str, mail: Parsed) -> Heading:
    """Return what a list shows of `mail`."""
    date = mail["Date"]
    return Heading(
        name=name,
        sender=str(mail["From"] or ""),
        to=str(mail["To"] or ""),
        subject=str(mail["Subject"] or ""),
        date=date.datetime if date else None,
    )


def read(name: str) -> Parsed:
    """Return one mail. Raises FileNotFoundError."""
    return BytesParser(policy=policy.default).parsebytes(_path(name).read_bytes())


def body(mail: Parsed, kind: str) -> str:
    """Return the `plain` or `html` body of `mail`, empty when it has none."""
    found = mail.get_body(preferencelist=(kind,))
    return found.get_content() if found else ""


def parts(mail: Parsed) -> list[Part]:
    """Return whatever `mail` carries besides its text and HTML bodies, such as calendar entries."""
    bodies = {id(mail.get_body(preferencelist=(kind,))) for kind in ("plain", "html")}
    leaves = [leaf for leaf in mail.walk() if not leaf.is_multipart() and id(leaf) not in bodies]
    return [
        Part(
            number=number,
            content_type=leaf.get_content_type(),
            filename=leaf.get_filename() or "",
            content=bytes(leaf.get_payload(decode=True)),
        )
        for number, leaf in enumerate(leaves, start=1)
    ]


def _path(name: str) -> Path:
    return _folder() / f"{name}{SUFFIX}"


def _folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH or settings.VAR / "mail")
