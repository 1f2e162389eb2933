"""The embargo, and figures frozen for the press."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.audit import SYSTEM
from accounts.models import AuditEntry
from events.actions.press import end_embargo, freeze_figures, set_embargo
from events.choices import Visibility
from events.models import PressSnapshot
from events.rules.press_document import digest_of, figures_in
from tests import make
from tests.rows import nothing_stored

pytestmark = pytest.mark.django_db

NOW = datetime(2017, 6, 2, 12, 0, tzinfo=UTC)


def acts() -> list[str]:
    return list(AuditEntry.objects.filter(act__contains="press").values_list("act", flat=True))


def test_figures_are_frozen_with_their_digest() -> None:
    campaign, anna = make.campaign(), make.global_coordinator()
    event = make.past_event(campaign=campaign, visibility=Visibility.PUBLIC, mission=make.mission(), now=NOW)
    make.attempt(event, now=NOW)
    frozen = PressSnapshot.objects.get(pk=freeze_figures(by=anna, campaign=campaign, now=NOW).pk)
    make.attempt(event, reception="consul", petition="accepted", now=NOW)
    make.outcome(event, signatures=900, now=NOW)

    assert (frozen.as_of, frozen.frozen_by) == (NOW, anna)
    assert digest_of(frozen.figures) == frozen.sha256
    (told,) = figures_in(frozen.figures).events
    assert (told.state, told.signatures) == ("awaiting_report", 0)
    assert "1 consulate refused to meet" in frozen.figures["text"]["en"]
    assert acts() == ["campaign.press_frozen"]


@pytest.mark.parametrize("hidden", [{"visibility": Visibility.NETWORK}, {"discreet": True}, {"draft": True}])
def test_what_is_not_public_is_in_no_figure(hidden: dict[str, object]) -> None:
    campaign = make.campaign()
    make.event(**{"campaign": campaign, "visibility": Visibility.PUBLIC, **hidden})
    frozen = freeze_figures(by=SYSTEM, campaign=campaign)
    assert frozen.figures["events"] == []
    assert set(frozen.figures["text"].values()) == {""}


def test_signatures_of_a_refused_petition_are_not_handed_over() -> None:
    campaign = make.campaign()
    event = make.past_event(campaign=campaign, visibility=Visibility.PUBLIC)
    make.attempt(event)
    make.outcome(event, signatures=900)
    assert figures_in(freeze_figures(by=SYSTEM, campaign=campaign).figures).handed_over.total == 0


def test_embargo_is_set_and_ended_and_the_trail_says_so() -> None:
    campaign, anna = make.campaign(), make.global_coordinator()
    before = NOW - timedelta(hours=1)
    set_embargo(by=anna, campaign=campaign, until=NOW, now=before)
    set_embargo(by=anna, campaign=campaign, until=NOW, now=before)
    campaign.refresh_from_db()
    assert campaign.embargo_until == NOW
    end_embargo(by=anna, campaign=campaign)
    end_embargo(by=anna, campaign=campaign)
    campaign.refresh_from_db()
    assert campaign.embargo_until is None
    said = AuditEntry.objects.filter(act__startswith="campaign.embargo", actor_user=anna).order_by("pk")
    assert list(said.values_list("act", flat=True)) == ["campaign.embargo_set", "campaign.embargo_ended"]


def test_embargo_that_is_past_already_is_refused() -> None:
    campaign = make.campaign()
    with nothing_stored(), pytest.raises(ValidationError, match="This is past"):
        set_embargo(by=SYSTEM, campaign=campaign, until=NOW, now=NOW)
