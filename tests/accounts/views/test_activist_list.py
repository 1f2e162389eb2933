"""The list of activists is read through indexes: what it costs does not grow with the section."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.database("sqlite")]


def plans(client: Client, query: dict[str, str]) -> str:
    """Return how the database reads the people of a page."""
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("accounts:activists"), query)
    people = [each["sql"] for each in asked.captured_queries if '"accounts_activist"."email"' in each["sql"]]
    with connection.cursor() as cursor:
        told = [cursor.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall() for sql in people]
    return " ".join(str(line) for lines in told for line in lines)


@pytest.fixture
def client() -> Client:
    section = make.section()
    make.activist(section=section, phone="+61 491 570 156")
    client = Client()
    client.force_login(make.coordinator(section))
    return client


@pytest.mark.parametrize("query", [{}, {"sort": "last_asked"}, {"show": "doubles"}])
def test_page_is_read_in_the_order_of_an_index(client: Client, query: dict[str, str]) -> None:
    told = plans(client, query)

    assert "SEARCH accounts_activist USING INDEX activist_by_" in told
    assert "SCAN accounts_activist" not in told
    assert "USE TEMP B-TREE FOR ORDER BY" not in told


@pytest.mark.parametrize("q", ["ana", "ana@example.org", "+61 491 570 156"])
def test_search_reads_whom_it_finds_only(client: Client, q: str) -> None:
    told = plans(client, {"q": q})

    assert "SEARCH accounts_activist USING" in told
    assert "SCAN accounts_activist" not in told
