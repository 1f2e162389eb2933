"""The order of the story."""

from __future__ import annotations

from datetime import date

from events.management.demo import scenes
from events.management.demo.almanac import Almanac
from events.management.demo.plot import OUTAGE, steps

ALMANAC = Almanac(date(2026, 6, 2))
STORY = steps(ALMANAC)


def _first(do: object) -> dict[tuple[str, object], int]:
    """Return {(event, person): number of the step} of the first step of a kind."""
    found: dict[tuple[str, object], int] = {}
    for number, step in enumerate(STORY):
        if step.do is do:
            parts = step.args[1] if isinstance(step.args[1], tuple) else (step.args[1],)
            for part in parts:
                found.setdefault((step.args[0].key, part), number)
    return found


def test_steps_stand_in_the_order_of_their_instants() -> None:
    assert [step.at for step in STORY] == sorted(step.at for step in STORY)


def test_everything_happens_between_the_founding_and_the_last_report() -> None:
    assert ALMANAC.utc(-40, "09:00") < STORY[0].at
    assert STORY[-1].at < ALMANAC.utc(9, "00:00")


def test_nobody_answers_before_being_asked() -> None:
    asked, answered = _first(scenes.ask), _first(scenes.answer)

    assert answered.keys() <= asked.keys()
    assert [who for who, number in answered.items() if number < asked[who]] == []


def test_nobody_acts_on_an_event_that_is_not_there() -> None:
    made = {step.args[0].key: n for n, step in enumerate(STORY) if step.do is scenes.schedule}
    made |= {act.key: n for n, step in enumerate(STORY) if step.do is scenes.draft for act in step.args[0]}
    early = [
        step.args[0].key
        for number, step in enumerate(STORY)
        if step.do in (scenes.ask, scenes.confirm, scenes.move, scenes.cancel, scenes.attempt, scenes.report)
        and number < made[step.args[0].key]
    ]

    assert early == []


def test_the_clock_stands_still_while_two_mails_to_sydneys_silent_steward_fall_due() -> None:
    asked = next(step for step in STORY if step.do is scenes.ask and step.args[0].key == "sydney")
    begins, ends = (ALMANAC.utc(*instant) for instant in OUTAGE)
    nudge_due = asked.at.replace(day=asked.at.day + 3)
    week_before_due = ALMANAC.there(-8, "18:00", asked.args[0])

    assert begins < nudge_due < week_before_due < ends
