"""The progress of a send on the pages of an event and a campaign, and on /status."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.post.progress import Progress
from events.models import Event, Reminder
from events.views.mail_words import sending_of
from tests import make
from tests.events.crowds import crowd

pytestmark = pytest.mark.django_db
MOST = 40


@pytest.fixture
def event() -> Event:
    return make.event()


def big_send(event: Event) -> None:
    """Store a send to 40 people: 25 sent within the last half minute, 1 failed, 14 left."""
    crowd(event, MOST)
    Reminder.objects.all().delete()
    now = timezone.now()
    rows = [
        Reminder(
            event=event, activist=person, kind="day_before", revision=1, due_at=now - timedelta(seconds=30),
            next_at=now - timedelta(seconds=30), expires_at=now + timedelta(hours=1),
        )
        for person in event.section.activists.all()
    ]  # fmt: skip
    for row in rows[:25]:
        row.state, row.next_at, row.sent_at = "sent", None, now - timedelta(seconds=30)
    rows[25].state, rows[25].next_at = "failed", None
    Reminder.objects.bulk_create(rows)


def text(client: Client, address: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(address).content.decode()).split())


def addresses(event: Event) -> dict[str, str]:
    """Return {page: address of its part that asks for itself}."""
    campaign = event.campaign
    return {
        event.get_absolute_url(): reverse("events:event_sending", args=[event.public_id]),
        reverse("events:campaign", args=[campaign.slug]): reverse(
            "events:campaign_sending", args=[campaign.slug]
        ),
    }


def test_pages_tell_sent_left_failed_rate_and_time_to_go(client: Client, event: Event) -> None:
    client.force_login(make.coordinator(event.section))
    big_send(event)

    for page, part in addresses(event).items():
        for address in (page, part):
            seen = text(client, address)
            assert re.search(
                r"25 sent · 14 left · 1 failed · (49|50) a minute, less than a minute to go", seen
            ), address
        assert '<progress max="40" value="26"' in re.sub(r"\s+", " ", client.get(part).content.decode())


def test_whole_installation_is_told_on_its_status(client: Client, event: Event) -> None:
    big_send(event)
    client.force_login(make.global_coordinator())

    for address in (reverse("status"), reverse("status_sending")):
        assert "14 left · None went within the last minute." in text(client, address)


def test_where_nothing_is_due_nothing_is_shown_and_asked_less_often(client: Client, event: Event) -> None:
    client.force_login(make.coordinator(event.section))

    for page, part in addresses(event).items():
        for address in (page, part):
            seen = client.get(address).content.decode()
            assert "<progress" not in seen
            assert 'hx-trigger="every 30s"' in seen
            assert f'hx-get="{part}"' in seen


def test_poll_without_news_brings_nothing(client: Client, event: Event) -> None:
    big_send(event)
    Reminder.objects.filter(state="sent").update(sent_at=timezone.now() - timedelta(hours=1))
    client.force_login(make.coordinator(event.section))

    for part in addresses(event).values():
        first = client.get(part)
        stamp = re.search(r'"If-None-Match": "\\"(\w+)\\""', first.content.decode().replace("&quot;", '"'))
        assert stamp, first.content
        headers = {"If-None-Match": f'"{stamp[1]}"'}
        again = client.get(part, headers=headers)
        assert (again.status_code, again.content) == (304, b"")

        Reminder.objects.filter(pk=Reminder.objects.filter(state="pending").values("pk")[:1]).update(
            state="failed", next_at=None
        )
        assert client.get(part, headers=headers).status_code == 200


def test_nobody_is_named(client: Client, event: Event) -> None:
    big_send(event)
    client.force_login(make.coordinator(event.section))

    for part in addresses(event).values():
        assert "Person" not in client.get(part).content.decode()


def test_viewers_and_organisers_see_no_mail_of_the_campaign(client: Client, event: Event) -> None:
    big_send(event)
    page = reverse("events:campaign", args=[event.campaign.slug])
    for reader in (make.viewer(event.section), make.organiser(event.section)):
        client.force_login(reader)
        assert 'id="sending"' not in client.get(page).content.decode()


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("progress", "counts", "pace"),
    [
        (
            Progress(left=3_796, sent=1_204, per_minute=600),
            "1,204 sent · 3,796 left",
            "600 a minute, about 6 min to go",
        ),
        (Progress(left=1, sent=0), "0 sent · 1 left", "None went within the last minute."),
        (
            Progress(left=2, later=12, sent=5, failed=3, per_minute=9),
            "5 sent · 2 left · 3 failed · 12 are tried again later",
            "9 a minute, less than a minute to go",
        ),
        (Progress(later=3), "", ""),
    ],
)
def test_progress_in_words(progress: Progress, counts: str, pace: str) -> None:
    sending = sending_of(progress, address="/")

    assert (sending.counts, sending.pace, sending.is_shown) == (counts, pace, bool(progress.left))
