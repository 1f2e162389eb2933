"""No mail, file or page behind a link holds a canary its reader is not cleared for; the matrix looks at other pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Activist
from accounts.privacy import own_models
from accounts.tokens import link_token
from events import access
from events.choices import LinkPurpose, ReminderKind
from events.models import Event, Link, Reminder
from events.queries import notices
from events.reminders.composing import ReminderGroup
from events.reminders.writing import PATTERNS
from tests.accounts.views.conftest import signed_in
from tests.events.notices import TO_USERS, decoded
from tests.house.canaries import NO_TEXT, Aviary, leaks, link_reads, planted_fields
from tests.house.test_permission_matrix import answers, content
from tests.house.visitors import COORDINATOR, ORGANISER, OTHER_COORDINATOR, VISITORS, Side, World

pytestmark = [pytest.mark.django_db, pytest.mark.database("sqlite"), pytest.mark.writes_rows]


@pytest.fixture(autouse=True)
def _no_patterns() -> Iterator[None]:
    PATTERNS.clear()
    yield
    PATTERNS.clear()


def reminders_of_every_kind(side: Side) -> Iterator[tuple[Reminder, bool]]:
    """Yield a row of each kind, to the lead or to the owner, and whether it is to the lead."""
    now = timezone.now()
    for number, kind in enumerate(ReminderKind):
        to_user = kind in TO_USERS
        reader = {"user": side.member} if to_user else {"activist": side.assignment.activist}
        row = Reminder.objects.create(
            event=side.event, kind=kind, revision=1, round=50 + number, due_at=now, next_at=now,
            expires_at=now + timedelta(hours=1), **reader,
        )  # fmt: skip
        yield row, not to_user


def _address(row: Reminder) -> str:
    return str(Activist.objects.get(pk=row.activist_id).email if row.activist_id else row.user.email)


def leaks_of_mails(world: World, aviary: Aviary) -> set[str]:
    """Return {"kind: field"} of what mails tell their readers beyond what these may read."""
    found = set()
    for side, owner in ((world.ours, ORGANISER), (world.theirs, OTHER_COORDINATOR)):
        for row, is_to_lead in reminders_of_every_kind(side):
            mail = ReminderGroup([row.pk], timezone.now()).compose(row.pk).content()
            words = decoded(message_from_bytes(mail, policy=policy.default))
            words = words.replace("\r\n ", "").replace(_address(row), "")
            read = leaks(aviary, words.encode(), world, owner, side if is_to_lead else None)
            found |= {f"{row.kind}: {name}" for name in read}
    return found


def test_mails_tell_their_reader_nothing_that_is_not_hers(world: World, aviary: Aviary) -> None:
    assert leaks_of_mails(world, aviary) == set()


def test_mail_that_names_the_second_person_in_full_is_found(
    world: World, aviary: Aviary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices.Notices, "_lead_of", lambda self, row: Activist.objects.last().name)

    assert "day_before: Activist.name" in leaks_of_mails(world, aviary)


@pytest.mark.parametrize("purpose", LinkPurpose.values)
def test_pages_and_feeds_behind_links_name_no_second_person(
    purpose: str, world: World, aviary: Aviary
) -> None:
    for side in (world.ours, world.theirs):
        lead = side.assignment
        subject = {"assignment": lead} if purpose in ("answer", "report") else {"activist": lead.activist}
        link = Link.objects.get(purpose=purpose, **subject)
        page = Client().get(reverse("events:link", args=[link_token(link.pk, link.generation)]))

        assert page.status_code == 200
        assert aviary.found_in(page.content) or purpose == LinkPurpose.UNSUBSCRIBE
        assert [bird.name for bird in aviary.found_in(page.content) if not link_reads(side)(bird)] == []


@pytest.mark.parametrize("event", ["past", "public"])
def test_pages_of_past_and_public_events(event: str, world: World, aviary: Aviary) -> None:
    for side in (world.ours, world.theirs):
        past = side.past_event
        shown = past if event == "past" else side.section.events.get(visibility="public")
        for visitor in VISITORS:
            page = world.clients[visitor].get(reverse("events:event", args=[shown.public_id]))
            assert leaks(aviary, page.content, world, visitor) == set(), visitor


def test_copy_of_what_is_kept_about_somebody_names_nobody_else(world: World, aviary: Aviary) -> None:
    anna = world.ours.assignment.activist
    address = reverse("accounts:activist_export", args=[anna.public_id])

    file = content(signed_in(world.users[COORDINATOR]).post(address, {"do": "export"}))

    found = aviary.found_in(file)
    assert {"Activist.name", "Activist.email", "Activist.phone"} <= {bird.name for bird in found}
    assert {bird.row for bird in found if isinstance(bird.row, Activist)} == {anna}
    assert leaks(aviary, file, world, COORDINATOR) == set()


def test_forgotten_scope_is_read(world: World, aviary: Aviary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "visible_events", lambda user: Event.objects.all())

    assert "GET coordinator elsewhere: Event.meeting_point" in answers("events:event", world, aviary).leaks


def test_what_holds_no_canary_is_a_field() -> None:
    stored = {field.name for model in own_models() for field in model._meta.concrete_fields}

    assert NO_TEXT - stored == set()
    assert "email" in {field.name for field in planted_fields(Activist)}
