"""Lines of a board without a database: one hand-in in Oslo, changed as a test says."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from django_countries.fields import Country

from events.choices import BoardState, EventKind, OutcomeResult
from events.models import Campaign
from events.queries.board_rows import NOBODY_WANTED, BoardRow, Report

NOW = datetime(2017, 6, 2, 11, 20, tzinfo=UTC)
IN_AN_HOUR = timedelta(hours=1)
DAY = Campaign(slug="chechnya", day_of_action=date(2017, 6, 2))


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def line(city: str = "Oslo", starts: timedelta = IN_AN_HOUR, **facts: object) -> BoardRow:
    """Return a hand-in that begins `starts` from now and lasts an hour."""
    made = BoardRow(
        id=1,
        public_id=uuid4(),
        title="Hand-in",
        kind=EventKind.HAND_IN,
        city=city,
        country=Country("NO"),
        section="Norway",
        section_slug="norway",
        mission_kind="embassy",
        starts_at=NOW + starts,
        ends_at=NOW + starts + hours(1),
        time_zone="Europe/Oslo",
        latitude=59.91,
        longitude=10.75,
        state=BoardState.READY,
        allotted=None,
        crew=NOBODY_WANTED,
        report=None,
        failing=0,
        lead_asked_at=None,
        last_attempt_at=None,
        next_attempt_at=None,
        is_visible=True,
        is_changeable=True,
        calls=(),
    )
    return replace(made, **facts)  # type: ignore[arg-type]


def report(**facts: object) -> Report:
    made = Report(OutcomeResult.OPEN, None, None, None, NOW, by_lead=True, is_demonstration=False)
    return replace(made, **facts)  # type: ignore[arg-type]
