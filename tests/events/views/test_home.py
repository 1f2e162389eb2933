"""Where everybody's day begins."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions.letters import send_test_mail
from accounts.models import Heartbeat
from events.actions.campaigns import close_campaign
from events.choices import CampaignStatus
from events.models import Campaign
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.database("sqlite")]

HOME = reverse("events:home")


def landed(client: Client) -> str:
    return client.get(HOME).headers["Location"]


def test_stranger_is_sent_to_sign_in(client: Client) -> None:
    make.user()
    assert landed(client) == reverse("account_login")


def test_empty_installation_shows_the_first_steps(client: Client) -> None:
    seen = client.get(HOME).content.decode()
    assert "create_user" in seen
    assert reverse("accounts:section_new") not in seen
    assert "Once signed in you can send yourself a test mail here." in seen
    assert reverse("accounts:test_mail") not in seen


def test_signed_in_without_a_campaign_the_steps_go_on(client: Client) -> None:
    user = make.global_coordinator()
    send_test_mail(by=user, user=user)
    client.force_login(user)
    seen = client.get(HOME).content.decode()
    assert reverse("accounts:test_mail") in seen
    assert reverse("events:campaign_new") in seen
    assert "will be sent" in seen


def test_coordinator_without_a_campaign_learns_whom_to_wait_for(client: Client) -> None:
    client.force_login(make.coordinator(make.section()))
    seen = client.get(HOME).content.decode()
    assert "No campaign is open yet." in seen
    assert reverse("events:campaign_new") not in seen


def test_draft_campaign_is_none_yet_to_whoever_may_not_see_it(client: Client) -> None:
    Campaign.objects.filter(pk=make.campaign().pk).update(status=CampaignStatus.DRAFT)
    client.force_login(make.coordinator(make.section()))

    assert "No campaign is open yet." in client.get(HOME).content.decode()


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (None, "The clock has not run yet; no mail goes out."),
        (timedelta(seconds=9), "The clock lives: it looked for due mail"),
        (timedelta(hours=2), "The clock stopped 2 h ago; no mail goes out."),
    ],
)
def test_first_steps_say_whether_the_clock_lives(client: Client, age: timedelta | None, said: str) -> None:
    if age is not None:
        Heartbeat.objects.create(part="clock", at=timezone.now() - age)
    assert said in client.get(HOME).content.decode()


def test_global_coordinator_starts_on_the_newest_board(client: Client) -> None:
    make.campaign(slug="older", day_of_action=date(2029, 1, 1))
    make.campaign(slug="newer", day_of_action=date(2030, 1, 1))
    client.force_login(make.global_coordinator())
    assert landed(client) == reverse("events:board", args=["newer"])


def test_others_start_on_their_events(client: Client) -> None:
    make.campaign()
    client.force_login(make.viewer(make.section()))
    assert landed(client) == reverse("events:events")


def test_after_the_last_campaign_was_closed_nobody_is_led_through_first_steps(client: Client) -> None:
    close_campaign(by=make.global_coordinator(email="g@example.org"), campaign=make.campaign())
    client.force_login(make.global_coordinator())
    assert landed(client) == reverse("events:campaigns")
    client.force_login(make.viewer(make.section()))
    assert landed(client) == reverse("events:events")


def test_others_choose_among_several_campaigns(client: Client) -> None:
    make.campaign(slug="older")
    make.campaign(slug="newer")
    client.force_login(make.organiser(make.section()))
    seen = client.get(HOME).content.decode()
    assert reverse("events:board", args=["newer"]) in seen
    assert f"{reverse('events:events')}?campaign=older" in seen
