"""`seed_demo`: the story of the product, at noon (UTC) of its day of action."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Max, Q

from accounts.choices import ActorKind, MailState
from accounts.models import Activist, AuditEntry, Section, Suppression, User
from events.access import public_events
from events.choices import Answer, BoardState, CampaignStatus, EventStatus, ReminderKind
from events.models import Assignment, Campaign, Event, Mission, Outcome, Reminder, SignatureCount
from events.queries.event_page import event_page
from events.queries.facts import state_of
from events.queries.photos import public_photos
from events.queries.press import press_figures
from events.rules.outcomes import headline
from events.rules.press_text import press_text
from tests import make
from tests.demos import DAY, Demo, seeded

NOON = datetime(2026, 6, 2, 11, 20, tzinfo=UTC)

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def demo(database: Any, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo as it stands at NOON of its day of action; read, never written to."""
    with django_db_blocker.unblock():
        with seeded(now=NOON, folder=tmp_path_factory.mktemp("var")) as demo:
            yield demo
        call_command("flush", verbosity=0, interactive=False)


# --- the story ----------------------------------------------------------------------------------------------------


def test_campaign_and_sections_are_those_of_the_story(demo: Demo) -> None:
    campaign = Campaign.objects.get()

    assert (campaign.title, campaign.target_country.code) == ("Protection for gay men in Chechnya", "RU")
    assert (campaign.status, campaign.day_of_action) == (CampaignStatus.OPEN, DAY)
    assert (campaign.window_start, campaign.window_end) == (DAY - timedelta(days=1), DAY + timedelta(days=7))
    assert {section.slug for section in Section.objects.all()} >= {
        *("australia", "belgium", "canada", "finland", "italy", "netherlands", "norway", "spain", "sweden"),
        *("ukraine", "united-kingdom", "brazil", "taiwan", "international"),
    }


def test_sydney_was_refused_on_the_day_before(demo: Demo) -> None:
    sydney = demo.event("Sydney")
    attempt = sydney.attempts.get()

    assert sydney.starts_wall == datetime.combine(DAY - timedelta(days=1), time(11, 0))
    assert (attempt.channel, attempt.reception, attempt.petition) == ("door", "refused", "refused")
    told = headline(kind=sydney.kind, attempts=[attempt], mission_kind=sydney.mission.kind)
    assert str(told) == "Consulate refused to meet"
    assert "photo of the five Russian activists" in sydney.outcome.summary
    assert not sydney.outcome.is_demonstration
    assert state_of(sydney, now=demo.now) == BoardState.REFUSED


def test_the_press_is_told_the_storys_own_sentence(demo: Demo) -> None:
    figures = press_figures(Campaign.objects.get(), public_events(), now=demo.now)

    assert press_text(figures)[0] == "Hand-ins in 14 cities of 10 countries; 1 consulate refused to meet."
    assert figures.is_demonstration


def test_the_press_gets_one_picture_which_says_that_it_is_a_drawing(demo: Demo) -> None:
    (shown,) = public_photos(Campaign.objects.get())

    assert (shown.city, shown.alt.partition(":")[0]) == ("Sydney", "Drawing")
    assert shown.caption.endswith("A drawing for this demonstration.")


def test_every_outcome_but_sydneys_says_that_it_is_no_fact(demo: Demo) -> None:
    others = Outcome.objects.exclude(event__city="Sydney")

    assert others.exists()
    assert not others.filter(Q(is_demonstration=False) | ~Q(summary__contains="Demonstration data")).exists()


def test_signatures_are_more_than_half_a_million(demo: Demo) -> None:
    newest = SignatureCount.objects.values("section", "source").annotate(count=Max("count"))

    assert sum(row["count"] for row in newest) > 500_000
    assert not SignatureCount.objects.exclude(source__startswith="demonstration: ").exists()
    assert not SignatureCount.objects.filter(as_of__gt=demo.now).exists()


def test_people_answer_as_people_do(demo: Demo) -> None:
    assert set(Assignment.objects.values_list("answer", flat=True)) == set(Answer.values)
    assert demo.event("Ottawa").lacks_people
    assert not demo.event("Milan").lead_said_yes
    assert demo.event("Montréal").lead_withdrawals == 1
    assert Activist.objects.filter(discreet=True).exists()
    assert Activist.objects.filter(quiet_from__isnull=False).exists()
    assert {"en", "fr", "es", "ar"} == set(Activist.objects.values_list("language", flat=True))
    assert not Activist.objects.exclude(name__startswith="Activist ").exists()


def test_every_place_is_known_and_in_its_own_time_zone(demo: Demo) -> None:
    assert not Event.objects.filter(place__isnull=True).exists()
    assert [
        event.city
        for event in Event.objects.select_related("place")
        if event.time_zone != event.place.time_zone
    ] == []
    assert not Mission.objects.filter(Q(time_zone="") | Q(source="")).exists()


def test_the_trail_tells_the_story_at_its_own_instants(demo: Demo) -> None:
    acts = AuditEntry.objects.filter(object_id=demo.event("Sydney").public_id).order_by("at")

    assert acts.first().at.date() == DAY - timedelta(days=34)
    assert "event.moved" in {entry.act for entry in acts}
    assert ActorKind.ACTIVIST in {entry.actor_kind for entry in AuditEntry.objects.all()}


# --- the board ----------------------------------------------------------------------------------------------------


def test_at_noon_every_state_is_on_the_board(demo: Demo) -> None:
    assert set(demo.states()) == set(BoardState)


# --- the mails ----------------------------------------------------------------------------------------------------


def test_reminders_stand_in_every_state(demo: Demo) -> None:
    states = set(Reminder.objects.values_list("state", flat=True))

    assert states == set(MailState.values) - {MailState.SENDING}


def test_reminders_are_of_every_kind(demo: Demo) -> None:
    assert set(Reminder.objects.values_list("kind", flat=True)) == set(ReminderKind.values)


def test_what_was_not_sent_has_a_real_reason(demo: Demo) -> None:
    reasons = Reminder.objects.exclude(state__in=(MailState.SENT, MailState.PENDING)).values_list(
        "state", "last_error"
    )

    assert set(reasons) >= {
        (MailState.MISSED, "superseded"),
        (MailState.CANCELLED, "answered"),
        (MailState.CANCELLED, "answered_no"),
        (MailState.CANCELLED, "event_cancelled"),
        (MailState.CANCELLED, "opted_out"),
        (MailState.CANCELLED, "unassigned"),
        (MailState.CANCELLED, "suppressed"),
    }


def test_the_mistyped_address_failed_and_is_not_written_to_again(demo: Demo) -> None:
    failed = Reminder.objects.get(state=MailState.FAILED)

    assert (failed.activist.name, failed.kind, failed.smtp_code) == (
        "Activist 4 London",
        ReminderKind.ASKED,
        550,
    )
    assert Suppression.objects.count() == 1


def test_mails_went_out_at_their_own_time(demo: Demo) -> None:
    sent = Reminder.objects.filter(state=MailState.SENT)
    morning = sent.get(kind=ReminderKind.MORNING_OF, event__city="Sydney", activist__name="Activist 1 Sydney")

    assert morning.sent_at == datetime(2026, 5, 31, 22, 0, tzinfo=UTC)  # 08:00 in Sydney
    assert sent.filter(sent_at__gt=demo.now).count() == 0
    assert len(list((demo.folder / "mail").glob("*.eml"))) == sent.count()


def test_what_falls_due_later_is_still_waiting(demo: Demo) -> None:
    waiting = Reminder.objects.filter(state=MailState.PENDING)

    assert not waiting.filter(due_at__lte=demo.now).exists()
    assert waiting.filter(due_at__lt=demo.now + timedelta(hours=12)).count() >= 10


def test_the_move_was_told_to_whoever_was_told_the_old_time(demo: Demo) -> None:
    moved = Reminder.objects.filter(kind=ReminderKind.MOVED)

    assert {row.event.city for row in moved} == {"Sydney"}
    assert {row.state for row in moved} == {MailState.SENT}
    assert demo.event("Sydney").revision == 2


# --- people who sign in -------------------------------------------------------------------------------------------


def test_passwords_are_printed_and_kept_for_the_owner_only(demo: Demo) -> None:
    kept = demo.folder / "demo-passwords"
    lines = [line.split() for line in kept.read_text(encoding="utf-8").splitlines()]

    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [line[0] for line in lines] == [
        "coordinator.australia@example.org",
        "organiser.australia@example.org",
        "viewer.australia@example.org",
        "global.coordinator@example.org",
    ]
    for email, password, *_what in lines:
        assert User.objects.get(email=email).check_password(password)
        assert re.search(rf"{email} +{re.escape(password)} ", demo.printed)
    assert "/mail/" in demo.printed.splitlines()[-1]


def test_event_pages_of_the_demo_can_be_read(demo: Demo) -> None:
    for event in Event.objects.select_related("campaign", "section", "mission", "owner"):
        assert event_page(event, now=demo.now)
    assert Event.objects.filter(status=EventStatus.DONE).count() >= 5


# --- what somebody finds who has the database ---------------------------------------------------------------------


def dump() -> bytes:
    """Return every byte of the database as a thief has it: the file and what is not merged into it yet, or a dump."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        name = str(connection.settings_dict["NAME"])
        files = [path for path in (Path(name), Path(f"{name}-wal")) if path.is_file()]
        return b"".join([connection.connection.serialize(), *(path.read_bytes() for path in files)])
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        whole = []
        for table in tables:
            with cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                whole += [bytes(row) for row in rows]
    return b"".join(whole)


def test_dump_shows_no_address_and_no_number(demo: Demo) -> None:
    with transaction.atomic():
        make.activist(section=Section.objects.all()[0], name="Ana Lima", phone="+61 491 570 157")
        stolen = dump().lower()
        people = list(Activist.objects.all())
        transaction.set_rollback(True)

    secrets = {str(secret).lower() for person in people for secret in (person.email, person.phone) if secret}
    secrets |= {"+61491570157", "491570157"}
    secrets -= set(User.objects.values_list("email", flat=True))  # who signs in and takes part has both
    assert len(people) > 100
    assert len(secrets) > 100
    assert b"ana lima" in stolen  # what is not sealed would be seen
    assert [secret for secret in secrets if secret.encode() in stolen] == []
