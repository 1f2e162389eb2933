"""How figures for the press stand on a page."""

from __future__ import annotations

from datetime import date

from events.choices import BoardState
from events.rules.press import Figures, Try
from events.rules.press_document import document_of
from events.views.press_words import LINES, NAMED, Press, frozen
from tests.events.rules.press_figures import REFUSED, event, figures


def page(told: Figures) -> Press:
    return frozen(document_of(told, title="A", target="Russia", day_of_action=date(2017, 6, 2)))


def test_what_is_ahead_is_to_come() -> None:
    (kind,) = page(figures(event())).kinds
    assert [(state.mark, state.words, state.count) for state in kind.states] == [
        (BoardState.READY, "to come", 1)
    ]


def test_missions_that_answered_alike_stand_together() -> None:
    told = page(
        figures(event(attempts=REFUSED), event("Oslo", "NO", attempts=REFUSED), event("Rome", "IT",
                attempts=(Try("consul", "accepted"),)))
    )  # fmt: skip
    assert [(each.words, each.count, each.cities) for each in told.answered] == [
        ("Met us and took the petition", 1, ["Rome"]),
        ("Took nothing", 2, ["Oslo", "Sydney"]),
    ]


def test_long_lists_are_cut_and_say_so() -> None:
    told = page(figures(*[event(f"City {n:03}", attempts=REFUSED) for n in range(LINES + 2)]))
    assert (len(told.lines), told.more) == (LINES, 2)
    (refused,) = told.answered
    assert (refused.count, len(refused.cities), refused.cities[-1]) == (LINES + 2, NAMED + 1, "…")


def test_letter_before_the_day_is_no_hand_in_that_was_tried() -> None:
    told = page(
        figures(event(attempts=REFUSED), event("Oslo", "NO", attempts=(Try("nobody", "not_offered"),)))
    )
    assert (told.tried, told.refused) == (1, 1)


def test_nothing_told_is_nothing_shown() -> None:
    told = page(figures())
    assert not any((told.kinds, told.answered, told.texts, told.lines, told.quotes, told.more, told.most))
