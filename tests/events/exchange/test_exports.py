"""Exports that no spreadsheet takes for a program."""

from __future__ import annotations

import csv
import io

import pytest
from django.utils import timezone

from events.exchange.exports import csv_text, defused, events_csv
from events.models import Event
from events.queries.events import EventFilter, every_row, matching
from tests import make


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "|cmd",
        "%0A",
        "\t=1",
        "\r=1",
        "\n=1",
        "\tx",
        "  =1",
        "\ufeff=1",
        "\u200b=1",
        "＝1",
        "＋1",
        "－1",
        "＠1",
        "｜1",
        "％1",
        " \u2060\ufeff@x",
    ],
)
def test_a_cell_that_could_run_gets_an_apostrophe(cell: str) -> None:
    assert defused(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Sydney", "1 - 2", "", "a=b", "18,460", "Ø", "台北", "’tis"])
def test_a_harmless_cell_stays_as_it_is(cell: str) -> None:
    assert defused(cell) == cell


def test_nothing_and_numbers_become_text() -> None:
    assert (defused(None), defused(7)) == ("", "7")


def test_csv_keeps_commas_quotes_and_lines_in_their_cells() -> None:
    text = csv_text(["a", "b"], [['x, "y"', "two\nlines"]])

    assert list(csv.reader(io.StringIO(text))) == [["a", "b"], ['x, "y"', "two\nlines"]]


@pytest.mark.django_db
def test_events_are_written_with_local_and_universal_time() -> None:
    event = make.event(title="=HYPERLINK(1)", mission=make.mission())
    now = timezone.now()
    response = events_csv(every_row(matching(Event.objects.all(), EventFilter(), now=now), now=now))
    heading, row = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))

    assert response["Content-Disposition"] == 'attachment; filename="events.csv"'
    assert heading[0] == "Title"
    assert row[0] == "'=HYPERLINK(1)"
    assert row[5:8] == [
        f"{event.starts_wall:%Y-%m-%d %H:%M}",
        "Australia/Sydney",
        f"{event.starts_at:%Y-%m-%dT%H:%MZ}",
    ]
