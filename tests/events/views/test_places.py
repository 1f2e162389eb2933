"""Suggestions of cities and missions."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import make

pytestmark = pytest.mark.django_db


def test_suggestions_are_a_fragment_with_what_a_choice_fills_in(desk: Client) -> None:
    kyiv = make.city("Kyiv")
    page = desk.get("/places/?q=Kiev").content.decode()

    assert "<html" not in page
    assert 'data-text="Kyiv"' in page
    assert f'data-fill-city="{kyiv.pk}"' in page


def test_what_is_typed_comes_back_harmless(desk: Client) -> None:
    page = desk.get("/places/", {"q": "<script>alert(1)</script>" * 50}).content.decode()

    assert "<script" not in page


def test_no_character_breaks_the_search(desk: Client) -> None:
    make.city("Kyiv")

    assert 'data-text="Kyiv"' in desk.get("/places/", {"q": "Ki\x00ev\x1b"}).content.decode()


def test_strangers_get_no_suggestions(client: Client) -> None:
    assert client.get("/places/?q=Kyiv").status_code == 302
