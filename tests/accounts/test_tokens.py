"""Tokens of links and Message-IDs: derived, stable, unguessable without the key."""

import re

from django.test import override_settings

from accounts.tokens import digest, link_token, message_id


def test_token_is_the_same_each_time_and_fits_an_address() -> None:
    assert link_token(7, 1) == link_token(7, 1)
    assert re.fullmatch(r"[A-Za-z0-9_-]{24}", link_token(7, 1))


def test_every_link_and_generation_has_its_own_token() -> None:
    assert len({link_token(pk, generation) for pk in range(1, 50) for generation in range(1, 5)}) == 49 * 4


def test_token_depends_on_the_key() -> None:
    before = link_token(7, 1)

    with override_settings(SECRET_KEY="another key"):
        assert link_token(7, 1) != before


def test_what_is_stored_does_not_open_the_link() -> None:
    assert digest(link_token(7, 1)) != link_token(7, 1)
    assert re.fullmatch(r"[0-9a-f]{64}", digest(link_token(7, 1)))


@override_settings(MAIL_DOMAIN="mail.example.org")
def test_message_id_is_stable_well_formed_and_says_nothing() -> None:
    first = message_id("events.reminder", 12, 1)

    assert first == message_id("events.reminder", 12, 1)
    assert re.fullmatch(r"<[0-9a-f]{32}@mail\.example\.org>", first)
    assert len({first, message_id("events.reminder", 12, 2), message_id("accounts.letter", 12, 1)}) == 3
