"""Mails from patterns: for whatever people write, the parts and headers the standard library would have written."""

from __future__ import annotations

import email
import email.policy
import logging
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.choices import Language
from accounts.post.pattern import Filled
from events.choices import ReminderKind
from events.queries.notices import Addresses, Notice, link_address
from events.reminders.writing import PATTERNS, Writer, written
from tests.events.notices import LINKS, NOW, TO_USERS, event, notice

pytestmark = pytest.mark.usefixtures("_no_patterns")


@pytest.fixture
def _no_patterns() -> None:
    PATTERNS.clear()


def token(letter: str) -> str:
    return letter * 24


def links(letter: str) -> Addresses:
    return Addresses(*(link_address(token(letter + other)[:24]) for other in "abc"))


def parsed(content: bytes) -> list[tuple[str, object]]:
    """Return headers and parts of a mail, whatever boundary it has."""
    message: EmailMessage = email.message_from_bytes(content, policy=email.policy.default)  # type: ignore[assignment]
    headers = [(name, str(value)) for name, value in message.items() if name != "Content-Type"]
    return [*headers, *((part.get_content_type(), part.get_payload(decode=True)) for part in message.walk())]


ADDRESSES = {
    "A": "anna@example.org",
    "B": "b.en+hand-ins@mail.example.org",
    "Z": f"{'z' * 40}@example.org",
}


def readers(of: Notice) -> list[tuple[Notice, str, int]]:
    """Return the same notice to three people who differ in nothing but what is personal."""
    return [
        (replace(of, initial=initial, addresses=links(initial.lower())), address, number)
        for number, (initial, address) in enumerate(ADDRESSES.items(), start=1)
    ]


@pytest.mark.parametrize("discreet", [False, True])
@pytest.mark.parametrize("language", Language.values)
@pytest.mark.parametrize("kind", [kind for kind in ReminderKind if kind not in TO_USERS])
def test_each_reader_gets_what_the_standard_library_would_write(
    kind: ReminderKind, language: str, discreet: bool, caplog: pytest.LogCaptureFixture
) -> None:
    of = notice(kind, language=language, is_discreet=discreet)

    with caplog.at_level(logging.WARNING):
        for personal, address, number in readers(of):
            mail = Writer(NOW).mail(personal, to=address, row_id=number)
            assert isinstance(mail, Filled)
            assert parsed(mail.content()) == parsed(written(personal, to=address, row_id=number).content())

    assert caplog.text == ""
    assert len(PATTERNS) == 1


@pytest.mark.parametrize("kind", sorted(TO_USERS))
def test_mails_to_users_are_filled_too(kind: str) -> None:
    of = notice(kind)

    mail = Writer(NOW).mail(of, to="carmen@example.org", row_id=1)

    assert isinstance(mail, Filled)
    assert parsed(mail.content()) == parsed(written(of, to="carmen@example.org", row_id=1).content())


def test_at_another_instant_of_the_day_the_date_is_another_and_the_pattern_the_same() -> None:
    later = NOW + timedelta(minutes=10)
    of = notice()
    Writer(NOW).mail(of, to="anna@example.org", row_id=1)

    mail = Writer(later).mail(replace(of, now=later), to="anna@example.org", row_id=1)

    assert len(PATTERNS) == 1
    assert parsed(mail.content()) == parsed(
        written(replace(of, now=later), to="anna@example.org", row_id=1).content()
    )


CHANGES: dict[str, dict[str, Any]] = {
    "the day": {"now": NOW + timedelta(days=1)},
    "the language": {"language": "fr"},
    "discreet": {"is_discreet": True},
    "the answer": {"is_unanswered": False},
    "a role": {"roles": ()},
    "the lead": {"lead": ""},
    "what follows": {"promised": (ReminderKind.DAY_BEFORE,)},
    "no answer link": {"addresses": LINKS._replace(answer="")},
    "another title": {"event": event(title="Another")},
    "another meeting point": {"event": event(meeting_point="Elsewhere")},
    "a letter no pattern takes": {"initial": "É"},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_else_differs_makes_another_pattern(change: dict[str, Any]) -> None:
    of = notice(addresses=LINKS)
    other = replace(of, **change)
    Writer(of.now).mail(of, to="anna@example.org", row_id=1)

    mail = Writer(other.now).mail(other, to="anna@example.org", row_id=1)

    assert parsed(mail.content()) == parsed(written(other, to="anna@example.org", row_id=1).content())
    assert len(PATTERNS) == 2


def test_address_that_is_not_plain_is_written_the_long_way() -> None:
    of = notice()

    mail = Writer(NOW).mail(of, to="anna@zürich.example", row_id=1)

    assert not isinstance(mail, Filled)
    assert b"To: anna@xn--zrich-kva.example" in mail.content()


def test_text_with_lines_too_long_for_a_mail_is_still_the_same() -> None:
    of = notice(event=event(what_to_bring="x" * 3_000))

    for personal, address, number in readers(of):
        mail = Writer(NOW).mail(personal, to=address, row_id=number)
        assert parsed(mail.content()) == parsed(written(personal, to=address, row_id=number).content())


HOSTILE = st.text(
    st.one_of(
        st.sampled_from("\r\n\x00\x0b\x0c\x85\u2028\u2029\u202e\u2066\ud800<>&\"'=.:;,\\^{}% é漢ع🦊"),
        st.characters(),
    ),
    max_size=60,
)


@given(data=st.data())
def test_hostile_words_anywhere_parse_to_the_same_headers_and_parts(data: st.DataObject) -> None:
    of = event(
        **{
            name: data.draw(HOSTILE, label=name)
            for name in ("title", "address", "meeting_point", "what_to_bring")
        },
        if_refused=data.draw(HOSTILE),
        contact_phone=data.draw(HOSTILE)[:30],
        cancel_reason=data.draw(HOSTILE),
    )
    of.section.sender_name, of.campaign.ask = data.draw(HOSTILE), data.draw(HOSTILE)
    hostile = notice(
        data.draw(st.sampled_from([kind for kind in ReminderKind if kind not in TO_USERS])),
        event=of,
        language=data.draw(st.sampled_from(Language.values)),
        lead=data.draw(HOSTILE)[:12],
        initial=data.draw(HOSTILE)[:1],
        addresses=links("q"),
    )

    for number, letter in enumerate("qr", start=1):  # the second one gets the pattern made for the first
        personal, address = replace(hostile, addresses=links(letter)), f"{letter * number}@example.org"
        try:
            expected = written(personal, to=address, row_id=number).content()
        except (UnicodeError, ValueError):
            return  # the standard library will not write it either: the row is set aside
        mail = Writer(NOW).mail(personal, to=address, row_id=number)
        assert parsed(mail.content()) == parsed(expected)
        assert b"\r\nbcc:" not in mail.content().partition(b"\r\n\r\n")[0].lower()


def test_no_mark_is_left_in_a_mail() -> None:
    of = notice()
    first = Writer(datetime(2017, 5, 30, 9, 0, tzinfo=UTC)).mail(of, to="anna@example.org", row_id=1)

    # the digits of a boundary are drawn by lot and may spell any year
    assert b"1970" not in re.sub(rb"={15}\d+==", b"", first.content())
    assert first.content().replace(b"\r\n ", b"").count(b"anna@example.org") == 2
