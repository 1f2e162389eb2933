"""Checks are found by syntax tree, taken away one at a time, and put back."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import User
from benchmarks.parts.mutants import EQUIVALENT, OPEN_TO_ALL, Mutant, mutants, planted, traced
from events import access
from events.choices import CampaignStatus
from events.models import Campaign
from tests import make
from tests.accounts.views.conftest import signed_in

EVERY = list(mutants())


def mutant(function: str, what: str) -> Mutant:
    (found,) = [each for each in EVERY if each.function == function and each.what == what]
    return found


def test_checks_scopes_and_refusals_are_found() -> None:
    found = {each.what for each in EVERY}

    assert len(EVERY) > 150
    assert {"may_on(user, permission, event)", "visible_events(user)", "raise Http404"} <= found
    assert {each.path.partition("/")[0] for each in EVERY} == {"accounts", "events", "handins"}


@pytest.mark.django_db
@pytest.mark.database("sqlite")
def test_check_is_gone_within_the_block_and_back_after_it() -> None:
    event = make.event()
    viewer = make.viewer(event.section)
    taken = mutant("require_on", "may_on(user, permission, event)")

    with planted(taken):
        access.changeable_event_or_404(viewer, event.public_id)
    with traced([taken]) as ran, pytest.raises(PermissionDenied):
        access.changeable_event_or_404(viewer, event.public_id)

    assert ran == {("events/access.py", "require_on")}


@pytest.mark.django_db
@pytest.mark.database("sqlite")
def test_scope_is_gone_within_the_block() -> None:
    event = make.event()
    stranger = make.viewer(make.belgium())
    whole = "Event.objects.filter(Q(section__in=list(user.roles)) | shared)"

    with planted(mutant("visible_events", whole)):
        assert list(access.visible_events(stranger)) == [event]
    assert list(access.visible_events(stranger)) == []


# --- checks without which nothing changes -------------------------------------------------------------------------


def test_each_is_there_and_no_other_is_left_out() -> None:
    left_out = [(each.path, each.function, each.what) for each in EVERY if each.equivalent]

    assert sorted(left_out) == sorted(EQUIVALENT)
    assert set(EQUIVALENT.values()) - {OPEN_TO_ALL} == {"nobody has the id None: the same 404 follows"}


@pytest.mark.django_db
@pytest.mark.database("sqlite")
def test_everybody_who_is_signed_in_sees_the_open_campaigns() -> None:
    section, drafts = make.section(), make.campaign(slug="draft")
    make.campaign()
    Campaign.objects.filter(pk=drafts.pk).update(status=CampaignStatus.DRAFT)
    for maker in (make.viewer, make.organiser, make.coordinator):
        maker(section)
    make.global_coordinator(), make.user()
    opened = Campaign.objects.filter(status=CampaignStatus.OPEN)

    for user in User.objects.all():
        assert list(access.visible_campaigns(user).filter(status=CampaignStatus.OPEN)) == list(opened)


@pytest.mark.django_db
@pytest.mark.database("sqlite")
def test_merging_with_words_that_are_no_id_is_the_same_404_without_the_check() -> None:
    anna = make.activist(section=make.section())
    client = signed_in(make.coordinator(anna.section))
    address = f"{reverse('accounts:activist_merge', args=[anna.public_id])}?other=words"

    with planted(mutant("_id", "raise Http404 from error")):
        assert client.get(address).status_code == 404
