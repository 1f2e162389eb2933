"""Open, edit and close campaigns."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.audit import SYSTEM
from events.actions.campaigns import close_campaign, draft_campaign, edit_campaign, start_campaign
from events.actions.scheduling import cancel_event
from events.choices import CampaignStatus
from tests import make
from tests.rows import acts, nothing_stored

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 5, 3, 9, 0, tzinfo=UTC)
DAY = date(2027, 6, 2)
FACTS: dict[str, Any] = {
    "by": SYSTEM,
    "title": "Protection for gay men in Chechnya",
    "slug": "chechnya",
    "ask": "End the abductions, torture and killings.",
    "target_country": "RU",
    "day_of_action": DAY,
    "window_start": date(2027, 6, 1),
    "window_end": date(2027, 6, 9),
}


def test_draft_opens_closes_and_opens_again() -> None:
    campaign = draft_campaign(**FACTS)
    states = [campaign.status]

    for step in (
        lambda: start_campaign(by=SYSTEM, campaign=campaign),
        lambda: close_campaign(by=SYSTEM, campaign=campaign, now=NOW),
        lambda: start_campaign(by=SYSTEM, campaign=campaign),
    ):
        step()
        campaign.refresh_from_db()
        states.append(campaign.status)

    assert states == [CampaignStatus.DRAFT, CampaignStatus.OPEN, CampaignStatus.CLOSED, CampaignStatus.OPEN]
    assert campaign.closed_at is None
    assert [act for act, _fields in acts(campaign)] == [
        "campaign.drafted", "campaign.opened", "campaign.closed", "campaign.opened",
    ]  # fmt: skip


def test_target_can_be_no_state_with_a_code() -> None:
    campaign = draft_campaign(**{**FACTS, "target_country": "", "target_label": "The Holy See and others"})

    assert campaign.target == "The Holy See and others"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 5_000}, "title"),
        ({"title": "\u202eesrever"}, "title"),
        ({"ask": "x" * 5_000}, "ask"),
        ({"slug": "with blanks"}, "slug"),
        ({"target_country": "ZZ"}, "target_country"),
        ({"target_country": ""}, "__all__"),
        ({"day_of_action": date(2027, 6, 10)}, "__all__"),
        ({"window_start": date(2027, 6, 10)}, "__all__"),
    ],
)
def test_impossible_campaign_is_refused(facts: dict[str, Any], field: str) -> None:
    with nothing_stored(), pytest.raises(ValidationError) as refused:
        draft_campaign(**{**FACTS, **facts})

    assert refused.value.message_dict.keys() == {field}


def test_short_name_is_taken_once() -> None:
    draft_campaign(**FACTS)

    with nothing_stored(), pytest.raises(ValidationError) as refused:
        draft_campaign(**FACTS)

    assert refused.value.message_dict.keys() == {"slug"}


def test_campaign_with_planned_events_ahead_is_not_closed() -> None:
    event = make.event(now=NOW)
    with nothing_stored(), pytest.raises(ValidationError, match="1 planned event"):
        close_campaign(by=SYSTEM, campaign=event.campaign, now=NOW)

    cancel_event(by=SYSTEM, event=event, reason="Closed", now=NOW)
    assert close_campaign(by=SYSTEM, campaign=event.campaign, now=NOW).closed_at == NOW


def test_drafts_and_past_events_do_not_keep_a_campaign_open() -> None:
    campaign = make.campaign()
    make.event(campaign=campaign, now=NOW, draft=True)
    make.past_event(campaign=campaign, now=NOW)

    assert close_campaign(by=SYSTEM, campaign=campaign, now=NOW).status == CampaignStatus.CLOSED


def test_open_campaign_is_not_opened_nor_a_closed_one_closed_twice() -> None:
    campaign = make.campaign()
    with nothing_stored(), pytest.raises(ValidationError, match="open already"):
        start_campaign(by=SYSTEM, campaign=campaign)

    close_campaign(by=SYSTEM, campaign=campaign, now=NOW)
    with nothing_stored(), pytest.raises(ValidationError, match="closed already"):
        close_campaign(by=SYSTEM, campaign=campaign, now=NOW)


def test_edited_campaign_leaves_its_events_where_they_are() -> None:
    event = make.event(now=NOW)
    before = event.starts_at

    campaign = edit_campaign(
        by=SYSTEM,
        campaign=event.campaign,
        day_of_action=event.campaign.window_end,
        title="Chechnya",
    )
    event.refresh_from_db()

    assert (campaign.title, event.starts_at) == ("Chechnya", before)
    assert acts(campaign)[-1] == ("campaign.edited", ["day_of_action", "title"])


def test_edit_into_nonsense_is_refused() -> None:
    campaign = make.campaign()

    with nothing_stored(), pytest.raises(ValidationError):
        edit_campaign(by=SYSTEM, campaign=campaign, day_of_action=campaign.window_end + timedelta(days=1))
