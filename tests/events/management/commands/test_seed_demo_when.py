"""`seed_demo` at other instants and for other days; and what it refuses.

The instant changes which steps are played, not what the database makes of them: test_seed_demo runs on both.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from accounts.choices import MailState
from accounts.models import Activist, Section, User
from events.choices import BoardState
from events.models import Assignment, Campaign, Event, Outcome, Reminder
from events.rules.local_time import wall_of
from tests import make
from tests.demos import seeded

# --- at another hour, on another day ------------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.database("sqlite")
@pytest.mark.django_db
def test_in_the_first_minutes_of_the_day_the_board_is_alive(tmp_path: Path) -> None:
    with seeded(now=datetime(2026, 6, 2, 0, 5, tzinfo=UTC), folder=tmp_path) as demo:
        states = demo.states()

    assert (states[BoardState.REFUSED], states[BoardState.UNDER_WAY]) == (1, 1)
    assert states[BoardState.READY] >= 10
    assert states[BoardState.NOT_READY] >= 3


@pytest.mark.long
@pytest.mark.database("sqlite")
@pytest.mark.django_db
def test_without_a_day_it_is_today(tmp_path: Path) -> None:
    now = datetime(2026, 12, 24, 23, 50, tzinfo=UTC)

    with seeded(now=now, folder=tmp_path, day=None) as demo:
        states = demo.states()

    assert Campaign.objects.get().day_of_action == now.date()
    assert wall_of(now, "Australia/Sydney").date() == now.date() + timedelta(days=1)
    assert demo.event("Sydney").local_date == now.date() - timedelta(days=1)
    assert states[BoardState.UNDER_WAY] >= 1


@pytest.mark.long
@pytest.mark.database("sqlite")
@pytest.mark.django_db
def test_a_day_in_the_past_is_told_to_its_end(tmp_path: Path) -> None:
    with seeded(now=datetime(2026, 7, 2, 12, 0, tzinfo=UTC), folder=tmp_path) as demo:
        states = demo.states()

    assert not {BoardState.READY, BoardState.NOT_READY, BoardState.UNDER_WAY} & states.keys()
    assert not Reminder.objects.filter(state__in=(MailState.PENDING, MailState.SENDING)).exists()
    assert demo.event("London", kind="hand_in").attempts.count() == 4
    assert not Outcome.objects.filter(is_demonstration=False).exclude(event__city="Sydney").exists()


@pytest.mark.long
@pytest.mark.database("sqlite")
@pytest.mark.django_db
def test_a_day_to_come_has_no_outcomes_yet(tmp_path: Path) -> None:
    with seeded(now=datetime(2026, 5, 21, 12, 0, tzinfo=UTC), folder=tmp_path) as demo:
        states = demo.states()

    assert states.keys() == {BoardState.NOT_READY, BoardState.READY, BoardState.DRAFT, BoardState.CANCELLED}
    assert not Outcome.objects.exists()
    assert Reminder.objects.filter(state=MailState.PENDING).exists()


@pytest.mark.django_db
def test_before_the_story_there_are_only_people_and_a_campaign(tmp_path: Path) -> None:
    with seeded(now=datetime(2026, 6, 2, 12, 0, tzinfo=UTC), folder=tmp_path, day=date(2027, 6, 2)):
        assert (User.objects.count(), Campaign.objects.count()) == (16, 1)
        assert (Event.objects.count(), Activist.objects.count(), Reminder.objects.count()) == (0, 0, 0)


@pytest.mark.django_db
def test_synthetic_events_have_twenty_people_each_and_their_reminders(tmp_path: Path) -> None:
    now = datetime(2026, 6, 2, 12, 0, tzinfo=UTC)

    with seeded(now=now, folder=tmp_path, day=date(2027, 6, 2), scale=3):
        events = Event.objects.filter(title__startswith="Synthetic")
        assert events.count() == 3
        assert Assignment.objects.filter(event__in=events).count() == 60
        assert Reminder.objects.filter(event__in=events, kind="day_before").count() == 60
        assert not events.filter(starts_at__lte=now).exists()


# --- what it refuses ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_database_with_a_section_in_it_is_refused() -> None:
    make.section()

    with pytest.raises(CommandError, match="not empty: it holds sections"):
        call_command("seed_demo")

    assert not Campaign.objects.exists()


@pytest.mark.django_db
def test_a_second_run_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    with seeded(now=datetime(2026, 6, 2, 12, 0, tzinfo=UTC), folder=tmp_path, day=date(2027, 6, 2)) as demo:
        kept = (demo.folder / "demo-passwords").read_text(encoding="utf-8")

        with pytest.raises(CommandError, match="not empty"):
            call_command("seed_demo")

        assert (demo.folder / "demo-passwords").read_text(encoding="utf-8") == kept
        assert Campaign.objects.count() == 1


@pytest.mark.django_db
@override_settings(DEMO=False, DEBUG=False, EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend")
def test_an_installation_that_sends_real_mail_is_refused() -> None:
    with pytest.raises(CommandError, match="sends real mail"):
        call_command("seed_demo")

    assert not Section.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["tomorrow", "2026-02-30", "02.06.2026"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(CommandError, match="is not a day"):
        call_command("seed_demo", day=text)

    assert not Section.objects.exists()
