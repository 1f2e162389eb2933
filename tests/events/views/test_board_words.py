"""How the board speaks: the day as a list, what happens by itself, what is said beside a state."""

import pytest
from django_countries.fields import Country

from events.choices import BoardState, OutcomeResult, Role
from events.queries.board import Filters
from events.queries.board_rows import BoardRow, Crew
from events.rules.needs import Call, Concern
from events.views.board_words import clock_of, country_groups, days_of, next_up, state_words
from events.views.needs_you_now import NeedWords, needs_of
from tests.events.on_board import DAY, NOW, hours, line, report


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (line(), "In 1 h"),
        (line(crew=Crew(9, 7, {})), "In 1 h, 7 of 9 said yes"),
        (line(starts=hours(72)), ""),
        (line(starts=hours(72), crew=Crew(9, 9, {})), "9 of 9 said yes"),
        (line(starts=hours(-0.5), state=BoardState.UNDER_WAY), "Until 13:50 there"),
        (line(starts=hours(-2), state=BoardState.AWAITING_REPORT), "Ended 12:20 there"),
        (
            line(state=BoardState.DELIVERED, report=report(handed_over=38_214)),
            "38,214 signatures handed over",
        ),
        (line(state=BoardState.DELIVERED, report=report(handed_over=1)), "1 signature handed over"),
        (line(state=BoardState.DELIVERED, report=report()), ""),
        (line(state=BoardState.REFUSED, allotted=18_460, report=report()), "18,460 signatures wait"),
        (
            line(state=BoardState.REFUSED, allotted=5, report=report(result=OutcomeResult.GIVEN_UP)),
            "Given up",
        ),
        (line(state=BoardState.HELD, report=report(turnout_low=120, turnout_high=150)), "120–150 people"),
        (line(state=BoardState.HELD, report=report(turnout_low=120)), "120 people"),
        (line(state=BoardState.HELD, report=report(turnout_high=1)), "1 person"),
        (line(state=BoardState.HELD, report=report()), ""),
        (line(state=BoardState.CANCELLED), ""),
    ],
)
def test_what_is_said_beside_a_state(row: BoardRow, words: str) -> None:
    assert state_words(row, now=NOW) == words


def sketch(*rows: BoardRow) -> list[str]:
    """Return the day as one word a line: a date, a city, or "now"."""
    days = days_of(sorted(rows, key=lambda row: row.starts_at), campaign=DAY, now=NOW)
    return [str(each.day or (each.row.city if each.row else "now")) for each in days]


def test_now_stands_between_the_past_and_the_future() -> None:
    assert sketch(line("Sydney", hours(-34)), line("Rome", hours(-1)), line("London")) == [
        "2017-06-01",
        "Sydney",
        "2017-06-02",
        "Rome",
        "now",
        "London",
    ]


def test_now_stands_before_a_day_that_has_not_come_and_after_all_that_is_over() -> None:
    assert sketch(line("Rome", hours(-1)), line("Taipei", hours(20))) == [
        "2017-06-02",
        "Rome",
        "now",
        "2017-06-03",
        "Taipei",
    ]
    assert sketch(line("Taipei", hours(20))) == ["now", "2017-06-03", "Taipei"]
    assert sketch(line("Rome", hours(-1))) == ["2017-06-02", "Rome", "now"]
    assert sketch() == []


def test_day_of_action_is_marked_and_times_are_told_twice() -> None:
    _day, first, _now = days_of([line("Rome", hours(-1))], campaign=DAY, now=NOW)
    assert (_day.is_day_of_action, first.utc, first.there) == (True, "10:20", "12:20 there")


def test_next_by_itself_tells_what_begins_and_ends_within_a_day() -> None:
    rows = [
        line("London", hours(0.5)),
        line("Rome", hours(-0.5), state=BoardState.UNDER_WAY),
        line("Paris", hours(2), state=BoardState.CANCELLED),
        line("Taipei", hours(25)),
        line("Ottawa", hours(5)),
        line("Toronto", hours(6)),
    ]
    assert next_up(rows, now=NOW) == [
        {"at": "11:50", "text": "London begins"},
        {"at": "11:50", "text": "Rome ends, the report link goes to the lead"},
        {"at": "16:20", "text": "Ottawa begins"},
    ]


def test_countries_stand_by_name_and_events_without_one_last() -> None:
    rows = [
        line("At sea", country=Country("")),
        line("Oslo"),
        line("Bergen"),
        line("Rome", country=Country("IT")),
    ]
    assert [(name, [row.city for row in group]) for name, group in country_groups(rows)] == [
        ("Italy", ["Rome"]),
        ("Norway", ["Bergen", "Oslo"]),
        ("No country", ["At sea"]),
    ]


@pytest.mark.parametrize(
    ("zone", "yours"), [("", ""), ("UTC", ""), ("Europe/London", "12:20 your time (London)")]
)
def test_clock_is_told_in_the_readers_zone_when_there_is_another(zone: str, yours: str) -> None:
    clock = clock_of(NOW, zone=zone)
    assert (clock.utc, clock.yours, clock.seconds) == ("Fri 2 June, 11:20", yours, "11:20:00")


def test_filter_matches_what_every_part_asks() -> None:
    row = line()
    assert Filters().match(row)
    assert Filters(state="ready", section="norway", kind="hand_in").match(row)
    assert not any(Filters(**{name: "x"}).match(row) for name in ("state", "section", "kind"))


# --- needs you now ------------------------------------------------------------------------------------------------


class Called:
    """A board with one call."""

    def __init__(self, row: BoardRow, concern: Concern) -> None:
        self.calls = ((row, Call(concern, NOW)),)


def need(row: BoardRow, concern: Concern) -> NeedWords:
    (only,) = needs_of(Called(row, concern), now=NOW)  # type: ignore[arg-type]
    return only


STEWARDS = Crew(3, 0, {Role.STEWARD: 2, Role.LEGAL_OBSERVER: 1})
OBSERVER = Crew(2, 0, {Role.LEAD: 1, Role.LEGAL_OBSERVER: 1})


@pytest.mark.parametrize(
    ("row", "concern", "title", "why"),
    [
        (line(), Concern.NO_LEAD, "Oslo: nobody leads", "Starts in 1 h. No lead is assigned."),
        (
            line(lead_asked_at=NOW - hours(50)),
            Concern.LEAD_SILENT,
            "Oslo: the lead has not answered",
            "Starts in 1 h. The lead was asked 2 days ago.",
        ),
        (line(crew=OBSERVER), Concern.PEOPLE_MISSING, "Oslo: no legal observer", "Starts in 1 h."),
        (
            line(crew=STEWARDS),
            Concern.PEOPLE_MISSING,
            "Oslo: 3 people missing",
            "Starts in 1 h. Missing: steward (2), legal observer (1).",
        ),
        (
            line(failing=2),
            Concern.MAIL_FAILING,
            "Oslo: mail does not arrive",
            "2 people get no reminder. Starts in 1 h.",
        ),
        (
            line(starts=hours(-2.5), state=BoardState.AWAITING_REPORT),
            Concern.REPORT_LATE,
            "Oslo: report 1 h 30 min late",
            "Ended Fri 2 June, 11:50 in Oslo.",
        ),
        (
            line(starts=hours(-1.5), state=BoardState.UNDER_WAY),
            Concern.NO_SIGN,
            "Oslo: no word since it began",
            "Began 1 h 30 min ago, no attempt is recorded yet.",
        ),
        (
            line(state=BoardState.DELIVERED, allotted=10, report=report(handed_over=11)),
            Concern.DOUBTFUL_REPORT,
            "Oslo: the report contradicts itself",
            "More signatures were handed over than allotted.",
        ),
        (
            line(state=BoardState.HELD, report=report(turnout_high=5_000, largest_then=400)),
            Concern.DOUBTFUL_REPORT,
            "Oslo: the report looks wrong",
            "The turnout is more than ten times that of any event before.",
        ),
        (
            line(state=BoardState.REFUSED, allotted=18_460, last_attempt_at=NOW - hours(34)),
            Concern.NO_NEXT_ATTEMPT,
            "Oslo: no way in yet",
            "18,460 signatures wait. Refused on Thu 1 June; no next attempt is planned.",
        ),
        (
            line(state=BoardState.REFUSED, next_attempt_at=NOW - hours(1)),
            Concern.NO_NEXT_ATTEMPT,
            "Oslo: the next attempt is overdue",
            "Its day has passed.",
        ),
    ],
)
def test_need_says_what_why_and_how_long(row: BoardRow, concern: Concern, title: str, why: str) -> None:
    words = need(row, concern)
    assert (words.state, words.title, words.why) == (row.state, title, why)


@pytest.mark.parametrize("concern", Concern)
def test_every_need_has_one_button_and_one_link(concern: Concern) -> None:
    row = line(crew=STEWARDS, lead_asked_at=NOW, report=report())
    words = need(row, concern)
    assert str(row.public_id) in words.action_url
    assert words.action
    assert words.link
    assert words.link_url != words.action_url


def test_reader_who_may_not_act_is_led_to_the_section() -> None:
    words = need(line(is_changeable=False), Concern.NO_LEAD)
    assert (words.link, words.link_url) == ("Ask Norway", "/sections/norway/")
