"""What a polling page is told apart by, and what readers of the same board share."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Section, User
from events.live import change_mark
from events.models import Campaign
from tests import make
from tests.late import late_act

pytestmark = pytest.mark.django_db


@pytest.mark.writes_rows
def test_mark_tells_an_action_that_was_finished_after_a_later_one() -> None:
    event = make.event()
    before = change_mark()
    late = late_act(event)
    after_the_later_one = change_mark()
    late.save(force_insert=True)
    assert len({before, after_the_later_one, change_mark()}) == 3


# --- sharing ------------------------------------------------------------------------------------------------------


@pytest.fixture
def _as_in_production(settings: Any, time_machine: Any) -> None:
    settings.CACHES = {
        **settings.CACHES,
        "shared_parts": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": str(timezone.now()),  # nothing of another test is in it
        },
    }
    time_machine.move_to(timezone.now().replace(second=5), tick=False)  # within one slot


@pytest.fixture
def campaign() -> Campaign:
    make.belgium()
    return make.event(title="Petition at the embassy").campaign


def asked(reader: User, campaign: Campaign, query: str = "") -> tuple[str, int]:
    """Return the board as a reader sees it, and how many statements that took."""
    client = Client()
    client.force_login(reader)
    with CaptureQueriesContext(connection) as statements:
        page = client.get(reverse("events:board", args=[campaign.slug]) + query)
    assert page.status_code == 200
    return page.content.decode(), len(statements)


@pytest.mark.usefixtures("_as_in_production")
def test_readers_with_the_same_rights_share_what_was_rendered(campaign: Campaign) -> None:
    marsha = make.global_coordinator(name="Marsha Johnson", email="marsha@example.org")
    sylvia = make.global_coordinator(name="Sylvia Rivera", email="sylvia@example.org")
    first, all_of_it = asked(marsha, campaign)
    second, little = asked(sylvia, campaign)
    assert little < all_of_it - 3
    assert "marsha" not in second.lower()
    assert living(first) == living(second)


def living(page: str) -> str:
    return page[page.index('id="live"') : page.index("</main>")]


@pytest.mark.usefixtures("_as_in_production")
def test_readers_who_differ_in_anything_share_nothing(campaign: Campaign) -> None:
    australia, belgium = Section.objects.get(slug="australia"), Section.objects.get(slug="belgium")
    readers = [
        make.global_coordinator(),
        make.global_coordinator(time_zone="Europe/Oslo"),
        make.coordinator(australia),
        make.viewer(australia),
        make.coordinator(belgium),
        make.organiser(australia),
        make.organiser(australia),
    ]
    costs = {asked(reader, campaign)[1] for reader in readers}
    costs |= {asked(readers[0], campaign, query)[1] for query in ("?kind=stunt", "?wall=1", "?page=1")}
    fresh = asked(make.global_coordinator(time_zone="Asia/Tokyo"), campaign)[1]
    assert min(costs) >= fresh - 1  # nobody was shown what somebody else was
    assert "Petition at the embassy" not in living(asked(make.viewer(belgium), campaign)[0])


@pytest.mark.usefixtures("_as_in_production")
def test_nobody_is_shown_what_was_rendered_before_a_change(campaign: Campaign) -> None:
    reader = make.global_coordinator()
    section = Section.objects.get(slug="australia")
    assert "1,234" not in asked(reader, campaign)[0]
    make.signature_count(campaign, section, 1_234)
    assert "1,234" in asked(reader, campaign)[0]


@pytest.mark.usefixtures("_as_in_production")
def test_what_is_shared_lasts_a_minute(campaign: Campaign, time_machine: Any) -> None:
    reader = make.global_coordinator()
    _page, fresh = asked(reader, campaign)
    time_machine.move_to(timezone.now() + timedelta(minutes=1), tick=False)
    assert asked(reader, campaign)[1] == fresh
