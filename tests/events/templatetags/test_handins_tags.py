"""How pages write states, answers, times and numbers."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation

from events.choices import Answer, BoardState
from events.templatetags.handins_tags import span, thousands

SYDNEY_STARTS = datetime(2017, 6, 1, 1, 0, tzinfo=UTC)
IN_2017 = datetime(2017, 5, 1, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Happening:
    starts_at: datetime = SYDNEY_STARTS
    time_zone: str = "Australia/Sydney"
    city: str = "Sydney"


def render(source: str, **context: object) -> str:
    template = Template("{% load handins_tags %}" + source)
    return " ".join(template.render(Context({"now": IN_2017, **context})).split())


# --- marks and answers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", list(BoardState))
def test_mark_of_a_state_has_a_drawing_and_its_word(state: BoardState) -> None:
    html = render("{% mark state %}", state=state)
    assert f'href="#hi-{state.value}"' in html
    assert 'aria-hidden="true"' in html
    assert state.label.capitalize() in html


def test_mark_with_own_words_says_those() -> None:
    html = render('{% mark "cancelled" "not needed" %}')
    assert "not needed" in html
    assert "<s>" not in html


def test_mark_of_a_cancelled_event_is_struck_through() -> None:
    assert "<s>Cancelled</s>" in render('{% mark "cancelled" %}')


def test_mark_alone_carries_city_and_state_as_title() -> None:
    html = render('{% mark_alone "refused" "Sydney" 22 %}')
    assert "<title>Sydney: refused</title>" in html
    assert 'role="img"' in html
    assert 'width="22"' in html


def test_mark_alone_escapes_the_city() -> None:
    assert "<b>" not in render('{% mark_alone "ready" city %}', city="<b>Sydney</b>")


@pytest.mark.parametrize("answer", list(Answer))
def test_answer_stands_beside_its_word(answer: Answer) -> None:
    html = render("{% answer_mark answer %}", answer=answer)
    assert f'href="#hi-{answer.value}"' in html
    assert str(answer.label) in html


def test_dots_show_at_most_eight_and_say_all() -> None:
    html = render("{% dots 9 12 %}")
    assert html.count("hi-dot-full") == 8
    assert "9 of 12" in html


# --- times --------------------------------------------------------------------------------------------------------


def test_when_says_local_time_and_place() -> None:
    html = render("{% when event %}", event=Happening())
    assert "Thu 1 June, 11:00 in Sydney" in html
    assert 'datetime="2017-06-01T11:00+10:00"' in html
    assert "your time" not in html


def test_when_adds_the_readers_time_if_her_clock_differs() -> None:
    html = render("{% when event %}", event=Happening(), reader_zone="Europe/London")
    assert "02:00 your time (London)" in html


def test_when_adds_the_readers_day_if_it_is_another_one() -> None:
    html = render("{% when event %}", event=Happening(), reader_zone="America/Argentina/Buenos_Aires")
    assert "Wed 31 May, 22:00 your time (Buenos Aires)" in html


def test_when_is_silent_for_a_zone_with_the_same_clock() -> None:
    assert "your time" not in render("{% when event %}", event=Happening(), reader_zone="Australia/Melbourne")


def test_when_without_a_city_ends_after_the_time() -> None:
    assert ">Thu 1 June, 11:00<" in render("{% when event %}", event=Happening(city=""))


def test_local_time_names_the_year_only_if_it_is_another() -> None:
    source = '{% local_time instant "Australia/Sydney" %}'
    assert ">Thu 1 June, 11:00<" in render(source, instant=SYDNEY_STARTS)
    next_year = datetime(2018, 1, 2, tzinfo=UTC)
    assert ">Thu 1 June 2017, 11:00<" in render(source, instant=SYDNEY_STARTS, now=next_year)


def test_local_day_of_a_date_and_of_an_instant() -> None:
    assert ">Fri 2 June<" in render("{% local_day day %}", day=date(2017, 6, 2))
    assert ">Wed 31 May<" in render('{% local_day day "America/Toronto" %}', day=SYDNEY_STARTS)


def test_local_clock_is_24_hours_in_the_zone() -> None:
    evening = datetime(2017, 6, 1, 20, 5, tzinfo=UTC)
    assert ">20:05<" in render('{% local_clock instant "UTC" %}', instant=evening)


def test_times_keep_european_digits_in_arabic() -> None:
    with translation.override("ar"):
        html = render("{% when event %}", event=Happening(city="سيدني"))
    assert "11:00" in html
    assert not set(html) & set("٠١٢٣٤٥٦٧٨٩")


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=59), "0 min"),
        (timedelta(minutes=40), "40 min"),
        (timedelta(hours=4), "4 h"),
        (timedelta(hours=1, minutes=20), "1 h 20 min"),
        (timedelta(hours=-1, minutes=-20), "1 h 20 min"),
        (timedelta(hours=47, minutes=59), "47 h 59 min"),
        (timedelta(days=2), "2 days"),
        (timedelta(days=9, hours=23), "9 days"),
    ],
)
def test_span_says_how_long(length: timedelta, words: str) -> None:
    assert span(length) == words


# --- numbers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "503,845"), ("fr", "503\u202f845"), ("es", "503\u202f845"), ("ar", "503,845")],
)
def test_thousands_are_grouped_as_the_language_does(language: str, written: str) -> None:
    with translation.override(language):
        assert thousands(503_845) == written


def test_thousands_of_nothing_is_nothing() -> None:
    assert thousands(None) == ""
    assert thousands(0) == "0"


def test_bar_draws_delivered_then_a_gap_then_refused() -> None:
    html = render("{% bar 1000 delivered=340 refused=40 %}")
    assert '<rect class="hi-bar-delivered" x="0" width="340" height="8" />' in html
    assert '<rect class="hi-bar-gap" x="340" width="6" height="8" />' in html
    assert '<rect class="hi-bar-refused" x="346" width="34" height="8" />' in html


def test_bar_of_nothing_draws_nothing() -> None:
    assert "<rect" not in render("{% bar 0 delivered=None refused=None %}")


def test_bar_stays_inside_when_more_was_handed_over_than_counted() -> None:
    assert 'width="1000"' in render("{% bar 10 delivered=20 %}")
