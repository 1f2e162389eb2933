"""Dates and times as tables spell them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.core.exceptions import ValidationError

from events.rules.typed_dates import Moment, Order, order_of, read_moment, read_time, read_times

DAY = date(2017, 6, 2)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("2017-06-02", None),
        ("02.06.2017", None),
        ("2.6.2017", Order.MONTH),  # with a dot the day comes first, everywhere
        ("02/06/2017", Order.DAY),
        ("06/02/2017", Order.MONTH),
        ("06-02-2017", Order.MONTH),
        ("02 Jun 2017", None),
        ("2 June 2017", None),
        ("June 2, 2017", None),
        ("42888", None),
    ],
)
def test_day_is_read(text: str, order: Order | None) -> None:
    assert read_moment(text, order=order) == Moment(DAY)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2017-06-02 11:30", time(11, 30)),
        ("2017-06-02T11:30:00", time(11, 30)),
        ("02.06.2017, 9.05", time(9, 5)),
    ],
)
def test_time_beside_the_day_is_read(text: str, at: time) -> None:
    assert read_moment(text) == Moment(DAY, at)


def test_offset_makes_it_an_instant() -> None:
    instant = datetime(2017, 6, 2, 23, 30, tzinfo=UTC)

    assert read_moment("2017-06-02T23:30:00Z").instant == instant
    assert read_moment("2017-06-03T09:30+10:00").instant == instant


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2017-06-31", "There is no day “2017-06-31”."),
        ("31.06.2017", "There is no day “31.06.2017”."),
        ("06/25/2017", "There is no day “06/25/2017”."),
        ("2/6/17", "The year of “2/6/17” has not four digits."),
        ("0017-06-02", "The year of “0017-06-02” is not between 1900 and 2100."),
        ("2 июня 2017", "“2 июня 2017” is no date we can read. Write 2026-06-02."),
        ("'=1+1", "“'=1+1” is no date we can read. Write 2026-06-02."),
        ("2017", "“2017” is no date we can read. Write 2026-06-02."),
        ("2017-06-02T99:00Z", "“2017-06-02T99:00Z” is no date we can read. Write 2026-06-02."),
    ],
)
def test_doubtful_day_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read_moment(text, order=Order.DAY)

    assert refused.value.messages == [sentence]


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["01/07/1990", "25/06/1990"], Order.DAY),
        (["01/07/1990", "06/25/1990"], Order.MONTH),
        (["2017-06-02", "02.06.2017", ""], None),
        (["05/05/2017"], None),
    ],
)
def test_column_says_what_comes_first(cells: list[str], order: Order | None) -> None:
    assert order_of(cells) == order


@pytest.mark.parametrize(
    ("cells", "begins"),
    [
        (["01/07/1990", "02/03/1990"], "Is the day first or the month? Every date can be read both ways"),
        (["25/06/1990", "06/25/1990"], "Is the day first or the month? “25/06/1990” and “06/25/1990”"),
    ],
)
def test_column_that_does_not_say_is_asked_about(cells: list[str], begins: str) -> None:
    with pytest.raises(ValidationError) as refused:
        order_of(cells)

    assert refused.value.code == "dates"
    assert refused.value.messages[0].startswith(begins)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("14:30", time(14, 30)),
        ("14:30:00", time(14, 30)),
        ("9.05 Uhr", time(9, 5)),
        ("14h30", time(14, 30)),
        ("2 pm", time(14)),
        ("12:15 a.m.", time(0, 15)),
    ],
)
def test_time_of_day_is_read(text: str, at: time) -> None:
    assert read_time(text) == at


@pytest.mark.parametrize("text", ["ganztägig", "24:00", "14:60", "13 pm", "14", "bis 15.00 Uhr", ""])
def test_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="is no time of day"):
        read_time(text)


def test_two_times_are_begin_and_end() -> None:
    assert read_times("12.00 - 17.00 Uhr") == (time(12), time(17))
    assert read_times("ab 14.00 Uhr") == (time(14), None)
    assert read_times("10:00–11:30") == (time(10), time(11, 30))
