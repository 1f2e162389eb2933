"""The programme of the demo: what is fact, what is marked as invented, and a day of action that never stands still."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from events.management.demo import counts
from events.management.demo.almanac import Almanac
from events.management.demo.cast import SECTIONS, WINDOW
from events.management.demo.programme import DEMONSTRATION, act_called, drafts, events

SYDNEY = act_called("sydney")
DAY = tuple(act for act in events() if act.day == 0)
EVERYTHING = (*events(), *drafts())
TEN = {
    "belgium",
    "canada",
    "finland",
    "italy",
    "netherlands",
    "norway",
    "spain",
    "sweden",
    "ukraine",
    "united-kingdom",
}
SUMMER_TIMES = [
    pytest.param(date(2026, 1, 15), id="southern summer"),
    pytest.param(date(2026, 3, 20), id="summer time in America, not yet in Europe"),
    pytest.param(date(2026, 4, 2), id="summer time in Europe, still in Australia"),
    pytest.param(date(2026, 6, 2), id="northern summer"),
    pytest.param(date(2026, 10, 28), id="winter time in Europe, not yet in America"),
]


@pytest.mark.parametrize("day", SUMMER_TIMES)
def test_something_is_under_way_at_every_instant_of_the_day(day: date) -> None:
    almanac = Almanac(day)
    called_off = {"antwerp"}
    times = [(almanac.starts_at(act), almanac.ends_at(act)) for act in DAY if act.key not in called_off]
    midnight = datetime.combine(day, datetime.min.time(), UTC)

    idle = [
        at
        for at in (midnight + timedelta(minutes=minute) for minute in range(24 * 60))
        if not any(starts <= at < ends for starts, ends in times)
    ]

    assert idle == []


@pytest.mark.parametrize("day", SUMMER_TIMES)
def test_sydney_was_over_before_the_day_begins_in_utc(day: date) -> None:
    almanac = Almanac(day)

    assert almanac.ends_at(SYDNEY) + timedelta(hours=1) < almanac.utc(0, "00:00")


def test_the_ten_countries_all_act_outside_a_mission_on_the_day() -> None:
    outside = {act.section for act in DAY if act.mission and act.key != "antwerp"}

    assert outside == TEN


def test_only_sydney_is_fact_and_everything_else_says_that_it_is_not() -> None:
    facts = [act.key for act in EVERYTHING if act.report and act.report.is_fact]
    unmarked = [
        act.key
        for act in EVERYTHING
        if act is not SYDNEY
        and any(
            DEMONSTRATION not in text
            for text in [*(tried.note for tried in act.tries), *([act.report.summary] if act.report else [])]
        )
    ]

    assert (facts, unmarked) == (["sydney"], [])


def test_every_day_lies_in_the_window_and_every_section_is_known() -> None:
    first, last = WINDOW
    sections = {section.slug for section in SECTIONS} | {"international"}

    assert [act.key for act in EVERYTHING if not (first <= act.day <= last and act.section in sections)] == []


def test_no_two_people_of_a_city_have_one_number() -> None:
    people = Counter((act.city, part.number) for act in EVERYTHING for part in act.cast)

    assert [person for person, number in people.items() if number > 1] == []


def test_signatures_are_more_than_half_a_million_and_marked() -> None:
    total = sum(sum(sources.values()) for sources in counts.FINAL.values())
    sources = {source for by_source in counts.FINAL.values() for source in by_source}

    assert total == 517_280
    assert all(source.startswith("demonstration: ") for source in sources)
    assert counts.GROWTH[-1] == (-2, 100)


def test_no_more_is_allotted_than_a_section_counted() -> None:
    allotted = Counter[str]()
    for act in EVERYTHING:
        allotted[act.section] += act.allotted or 0

    assert {
        section: number
        for section, number in allotted.items()
        if number > sum(counts.FINAL.get(section, {}).values())
    } == {}
