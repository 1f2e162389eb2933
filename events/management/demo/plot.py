"""The story in the order in which it happens: cast, programme and counts become steps, each at its instant.

Nothing is done here; `play` performs the steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any, Final

from events.choices import Answer, EventKind, Role
from events.management.demo import counts, scenes
from events.management.demo.acts import LATE, NO, SILENT, Act, Part
from events.management.demo.almanac import Almanac, zone_of
from events.management.demo.founding import welcome
from events.management.demo.programme import act_called, drafts, events

ASKED_AHEAD: Final = 16
"""Days, at most."""
ASKED_AT: Final = {"Australia": "02:00", "Asia": "02:00", "Europe": "09:00", "America": "15:00"}
"""UTC, by region: in the morning, or around noon."""
HOURS_TO_ANSWER: Final = (1, 3, 7, 9, 23, 27, 33)
"""People answer by day."""
AFTER_THE_NUDGE: Final = timedelta(days=4, hours=2)

STAND_IN: Final = Part(number=4, role=Role.LEAD, answers=SILENT)
"""Who is asked to lead in Montréal once the lead has withdrawn."""

OUTAGE: Final = ((-8, "03:00"), (-8, "10:00"))
"""From when to when (UTC) the clock stood still. Two mails to whoever was silent in Sydney fell due meanwhile; when it
went on, only the later one still made sense, and the other is shown as missed."""

SYDNEY_MOVED_TO: Final = time(11, 0)
PHOTOGRAPHED: Final = ("sydney",)
DECLINED: Final = {"turku": "Helsinki hands in for all of Finland."}


@dataclass(frozen=True)
class Step:
    """One thing that happens: `do(stage, *args, now=at)`. `told` is said aloud when it does."""

    at: datetime
    do: Callable[..., None]
    args: tuple[Any, ...] = ()
    told: str = ""


def steps(almanac: Almanac) -> list[Step]:
    """Return the whole story after its founding, in order."""
    told = [*_preparing(almanac), *_counting(almanac), *_turns(almanac)]
    for index, act in enumerate(events()):
        told += _asking(almanac, act, index)
        told += _reporting(almanac, replace(act, starts=SYDNEY_MOVED_TO) if act.key == "sydney" else act)
    return sorted(told, key=lambda step: step.at)


def _is_drafted(act: Act) -> bool:
    """The global coordinators draft what happens outside missions on the day; sections add the rest themselves."""
    return bool(act.mission) and act.day == 0 and act.kind in (EventKind.HAND_IN, EventKind.PROTEST)


def _preparing(almanac: Almanac) -> Iterator[Step]:
    stand_in = replace(act_called("montreal"), cast=(STAND_IN,))
    yield Step(almanac.utc(-39, "10:00"), welcome, ((*events(), stand_in),), "activists join their sections")
    drafted = tuple(act for act in events() if _is_drafted(act))
    yield Step(
        almanac.utc(-38, "09:00"),
        scenes.draft,
        ((*drafted, *drafts()),),
        "the global coordinator drafts the day",
    )
    for act in drafted:
        yield Step(almanac.there(-36, "11:00", act), scenes.confirm, (act,))
    for act in drafts():
        if act.key in DECLINED:
            yield Step(almanac.there(-35, "15:00", act), scenes.cancel, (act, DECLINED[act.key]))
    for act in events():
        if not _is_drafted(act):
            yield Step(
                almanac.there(-33 + act.day, "14:00", act), scenes.schedule, (act,), f"{act.city}: scheduled"
            )


def _counting(almanac: Almanac) -> Iterator[Step]:
    for offset, per_cent in counts.GROWTH:
        for section, sources in counts.FINAL.items():
            for source, final in sources.items():
                yield Step(
                    almanac.utc(offset, "16:00"), scenes.count, (section, source, final * per_cent // 100)
                )
    for offset, clock, section, source, signed in counts.LATE:
        yield Step(almanac.utc(offset, clock), scenes.count, (section, source, signed))


def _asking(almanac: Almanac, act: Act, index: int) -> Iterator[Step]:
    """Assign the whole cast in one sitting; each answers in their own time."""
    if act.key == "sydney":
        asked_at = almanac.there(-11, "14:00", act)
    else:
        region = zone_of(act).partition("/")[0]
        asked_at = almanac.utc(act.day - ASKED_AHEAD + index % 3, ASKED_AT[region])
    yield Step(asked_at, scenes.ask, (act, act.cast))
    for part in act.cast:
        hours = HOURS_TO_ANSWER[(part.number + index) % len(HOURS_TO_ANSWER)]
        wait = AFTER_THE_NUDGE if part.answers == LATE else timedelta(hours=hours)
        if part.answers != SILENT:
            said = Answer.NO if part.answers == NO else Answer.YES
            yield Step(asked_at + wait, scenes.answer, (act, part, said))


def _reporting(almanac: Almanac, act: Act) -> Iterator[Step]:
    """Record the attempts before the day as they were made, those of the day with the report, later ones when made."""
    starts_at, ends_at = almanac.starts_at(act), almanac.ends_at(act)
    reported_at = ends_at + act.report.after if act.report else ends_at
    for tried in act.tries:
        at = starts_at + tried.after
        is_reported = act.report is not None and starts_at <= at <= reported_at
        by_lead = is_reported and act.report is not None and act.report.by_lead
        yield Step(reported_at if is_reported else at, scenes.attempt, (act, tried, by_lead))
    if act.report:
        yield Step(reported_at, scenes.report, (act, act.report), f"{act.city}: reported")
    if act.key in PHOTOGRAPHED:
        yield Step(reported_at + timedelta(minutes=3), scenes.photograph, (act,), f"{act.city}: a picture")
        yield Step(reported_at + timedelta(minutes=50), scenes.approve, (act,))


def _turns(almanac: Almanac) -> Iterator[Step]:
    """Yield what went otherwise than planned."""
    sydney, oslo, stockholm = map(act_called, ("sydney", "oslo", "stockholm"))
    antwerp, montreal = map(act_called, ("antwerp", "montreal"))
    yield Step(
        almanac.there(-6, "12:00", oslo),
        scenes.release,
        (oslo, oslo.cast[-1]),
        "Oslo: one is not needed after all",
    )
    yield Step(almanac.there(-5, "20:00", stockholm), scenes.stop_mail, (stockholm, stockholm.cast[3]))
    yield Step(
        almanac.there(-4, "14:00", sydney),
        scenes.move,
        (sydney, SYDNEY_MOVED_TO),
        "Sydney: moved from 10:00 to 11:00",
    )
    closed = "The consulate is closed that day. Please come to Brussels at 11:30."
    yield Step(almanac.there(-3, "10:00", antwerp), scenes.cancel, (antwerp, closed), "Antwerp: cancelled")
    withdraws = (montreal, montreal.cast[0], Answer.NO)
    yield Step(almanac.there(-2, "15:00", montreal), scenes.answer, withdraws, "Montréal: the lead withdraws")
    yield Step(almanac.there(-1, "09:00", montreal), scenes.ask, (montreal, (STAND_IN,)))
