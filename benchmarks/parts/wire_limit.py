"""What the wire itself carries: smtplib and ready-made mails, on one kept connection or a new one for each."""

from __future__ import annotations

import smtplib
import time
from email.message import EmailMessage
from typing import NamedTuple

SENDER, READER = "post@example.org", "activist1.section@example.org"


def ready_made(size: int) -> bytes:
    """Return a mail of about `size` octets, as the standard library writes it."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = SENDER, READER, "Ready-made"
    message["Message-ID"] = "<ready-made@example.org>"
    message.set_content(
        "A line of text as long as those of a mail that somebody reads, and no longer.\n" * (size // 78)
    )
    return message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


class Wire(NamedTuple):
    """What one connection carried; `busy` is the share of the time in which smtplib itself computed."""

    mails_per_s: float
    busy: float


def kept(port: int, mail: bytes, number: int) -> Wire:
    """Send `number` mails on one connection."""
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        smtp.ehlo()
        began, busy = time.perf_counter(), time.process_time()
        for _mail in range(number):
            smtp.sendmail(SENDER, [READER], mail)
        whole = time.perf_counter() - began
        return Wire(number / whole, (time.process_time() - busy) / whole)


def anew(port: int, mail: bytes, number: int) -> float:
    """Send `number` mails, each on a connection of its own; return mails per second."""
    began = time.perf_counter()
    for _mail in range(number):
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            smtp.sendmail(SENDER, [READER], mail)
    return number / (time.perf_counter() - began)
