"""Patterns: written once, filled for each reader, and the same bytes as ever."""

from __future__ import annotations

from dataclasses import replace

import pytest

from accounts.post.pattern import LONGEST_ADDRESS, Filled, Pattern, Patterns, is_plain, mark, same_bytes
from tests.accounts.post.test_mail import MAIL


def test_blanks_are_filled_wherever_they_stand() -> None:
    pattern = Pattern(b"Dear <1>, <2> <1>.", {"name": b"<1>", "link": b"<2>"})

    assert pattern.fill({"name": b"Anna", "link": b"https://x"}) == b"Dear Anna, https://x Anna."
    assert pattern.fill({"name": b"Ben", "link": b""}) == b"Dear Ben,  Ben."


def test_value_that_is_missing_is_an_error_and_one_too_many_is_none() -> None:
    pattern = Pattern(b"Dear <1>.", {"name": b"<1>", "unused": b"<9>"})

    with pytest.raises(KeyError):
        pattern.fill({"unused": b""})
    assert pattern.fill({"name": b"<9>"}) == b"Dear <9>."


def test_marks_differ_and_are_as_long_as_asked_for() -> None:
    assert len({mark() for _ in range(100)}) == 100
    assert [len(mark(length)) for length in (16, 24, 32)] == [16, 24, 32]


@pytest.mark.parametrize(
    "address", ["anna@example.org", "a.b+c_d-e@mail.example.org", "1@x.org", "a" * 41 + "@example.org"]
)
def test_usual_addresses_are_plain(address: str) -> None:
    assert is_plain(address)


@pytest.mark.parametrize(
    "address",
    [
        "ännä@example.org",
        "anna@zürich.example",
        "anna@example.org\r\nBcc: all@example.org",
        "anna@example.org\n",
        '"a b"@example.org',
        "a..b@example.org",
        ".a@example.org",
        "a.@example.org",
        "Anna@example.org",
        "anna@localhost",
        "anna",
        "",
        "a" * 40 + "@" + "b" * (LONGEST_ADDRESS - 44) + ".org",
    ],
)
def test_whatever_else_is_written_by_the_standard_library(address: str) -> None:
    assert not is_plain(address)


def test_same_bytes_looks_past_the_boundary_and_nothing_else() -> None:
    content = MAIL.content()

    assert same_bytes(content, MAIL)  # whose boundary is drawn anew each time
    assert MAIL.content() != content
    assert not same_bytes(content.replace(b"anna", b"ben"), MAIL)
    assert not same_bytes(content, replace(MAIL, text="Another."))


def test_filled_mail_gives_its_parts_the_long_way() -> None:
    filled = Filled(MAIL.sender, MAIL.to, MAIL.message_id, b"bytes", lambda: MAIL)

    assert filled.content() == b"bytes"
    assert filled.message().body == MAIL.message().body


def test_patterns_are_made_once_and_the_least_used_goes_first() -> None:
    made: list[str] = []

    def make(key: str) -> Pattern:
        return known.get(key, lambda: made.append(key) or Pattern(key.encode(), {"blank": b"<1>"}))  # type: ignore[return-value]

    known = Patterns(most=2)
    for key in ("a", "b", "a", "c", "a", "b"):
        assert make(key).fill({}) == key.encode()

    assert made == ["a", "b", "c", "b"]


def test_what_cannot_be_a_pattern_is_tried_once() -> None:
    tried: list[int] = []
    known = Patterns()

    for _ in range(3):
        assert known.get("key", lambda: tried.append(1)) is None

    assert tried == [1]
