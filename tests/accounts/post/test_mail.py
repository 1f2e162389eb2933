"""One mail and its bytes: parts, headers, and names that try to be more than names."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.post.mail import WIDTH, Calendar, Mail, fold_lines

MAIL = Mail(
    sender="post@example.org",
    sender_name="Australia",
    reply_to="australia@example.org",
    to="anna@example.org",
    subject="Tomorrow: hand-in in Sydney",
    text="Tomorrow at 11:00.\n.\n.hidden dot\nSee you there: Zürich, القاهرة.",
    html="<p>Tomorrow</p>",
    message_id="<0123456789abcdef@example.org>",
    at=datetime(2017, 5, 31, 8, 0, tzinfo=UTC),
    headers={"Auto-Submitted": "auto-generated"},
    calendar=Calendar(b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n", "REQUEST"),
)
HEADERS = {
    "content-type",
    "mime-version",
    "subject",
    "from",
    "to",
    "reply-to",
    "message-id",
    "date",
    "auto-submitted",
}


def parsed(mail: Mail) -> EmailMessage:
    content: EmailMessage = email.message_from_bytes(mail.content(), policy=email.policy.default)  # type: ignore[assignment]
    return content


def test_mail_has_text_html_and_calendar_in_this_order() -> None:
    message = parsed(MAIL)

    assert [part.get_content_type() for part in message.iter_parts()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert list(message.iter_parts())[2].get_param("method") == "REQUEST"
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert text.replace("\r\n", "\n") == MAIL.text + "\n"


def test_headers_are_those_given_and_no_others() -> None:
    message = parsed(MAIL)

    assert {name.lower() for name in message} == HEADERS
    assert message["From"] == "Australia <post@example.org>"
    assert message["Reply-To"] == "australia@example.org"
    assert message["Message-ID"] == MAIL.message_id
    assert message["Date"].datetime == MAIL.at


def test_without_name_reply_to_and_calendar_nothing_of_them_appears() -> None:
    message = parsed(replace(MAIL, sender_name="", reply_to="", calendar=None))

    assert message["From"] == "post@example.org"
    assert message["Reply-To"] is None
    assert b"text/calendar" not in replace(MAIL, calendar=None).content()


@pytest.mark.parametrize(
    "subject", ["Demain : remise de la pétition à l’ambassade, à Madrid " * 3, "غدًا: تسليم " * 9]
)
def test_long_subject_in_any_script_begins_on_its_own_line(subject: str) -> None:
    mail = replace(MAIL, subject=subject)

    assert re.search(rb"^Subject: =\?utf-8", mail.content(), re.MULTILINE)
    assert all(len(line) <= 78 for line in mail.content().split(b"\r\n\r\n")[0].split(b"\r\n"))
    assert parsed(mail)["Subject"] == subject.strip()


HOSTILE = "Anna\r\nBcc: everybody@example.org\r\n\r\n<b>body</b>\x00\u202e"


@pytest.mark.parametrize("field", ["subject", "sender_name"])
def test_line_breaks_in_a_name_grow_no_header(field: str) -> None:
    message = parsed(replace(MAIL, **{field: HOSTILE}))  # type: ignore[arg-type]

    assert {name.lower() for name in message} == HEADERS
    assert "Bcc" not in message
    assert "\x00" not in str(message["Subject"]) + str(message["From"])


def test_line_breaks_in_a_header_of_ours_grow_no_other() -> None:
    message = parsed(replace(MAIL, headers={"List-Id": HOSTILE}))

    assert "Bcc" not in message
    assert "everybody@example.org" in message["List-Id"]


@pytest.mark.parametrize("address", ["anna@example.org\r\nBcc: everybody@example.org", "no address", "a b@c"])
def test_address_that_is_none_is_refused_or_defused(address: str) -> None:
    try:
        message = parsed(replace(MAIL, to=address))
    except ValueError:
        return
    assert "Bcc" not in message


@given(
    name=st.text(max_size=60),
    subject=st.text(max_size=120),
    text=st.text(max_size=200),
)
def test_any_text_stays_where_it_belongs(name: str, subject: str, text: str) -> None:
    message = parsed(replace(MAIL, sender_name=name, subject=subject, text=text))

    assert {header.lower() for header in message} == HEADERS
    assert len(list(message.iter_parts())) == 3
    assert message["From"].addresses[0].addr_spec == "post@example.org"


# --- columns ------------------------------------------------------------------------------------------------------


def test_long_lines_are_folded_at_72_and_keep_their_indent() -> None:
    folded = fold_lines("  " + "word " * 40)

    assert all(len(line) <= WIDTH and line.startswith("  ") for line in folded.splitlines())


def test_addresses_stay_whole_and_blank_lines_single() -> None:
    url = "https://example.org/k/" + "x" * 80

    assert fold_lines(f"\n\n\nOne\n\n\n\nI can come: {url}\n\n") == f"One\n\nI can come: {url}"
