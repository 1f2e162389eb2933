"""A clone is a draft like its model, with nobody assigned."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.audit import SYSTEM
from events.actions.cloning import clone_event
from events.choices import EventStatus, Role
from tests import make
from tests.rows import acts, nothing_stored

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 5, 3, 9, 0, tzinfo=UTC)
ELEVEN = datetime(2027, 6, 1, 11, 0)


def test_clone_has_place_texts_needs_and_length_but_no_people() -> None:
    model = make.event(
        now=NOW, starts_wall=ELEVEN, ends_at=datetime(2027, 6, 1, 4, 0, tzinfo=UTC), mission=make.mission(),
        meeting_point="the corner", what_to_bring="the photo", external_id="E-1", discreet=True,
    )  # fmt: skip
    make.need(model, Role.LEAD, 1, now=NOW)
    make.need(model, Role.STEWARD, 3, now=NOW)
    make.assignment(model, now=NOW)

    clone = clone_event(by=SYSTEM, event=model, starts_wall=ELEVEN + timedelta(days=7), now=NOW)
    clone.refresh_from_db()

    same = (
        "title kind section campaign mission city country time_zone latitude longitude address meeting_point"
    )
    assert [getattr(clone, name) for name in same.split()] == [getattr(model, name) for name in same.split()]
    assert (clone.what_to_bring, clone.discreet, clone.external_id) == ("the photo", True, "")
    assert (clone.status, clone.revision, clone.public_id != model.public_id) == (EventStatus.DRAFT, 1, True)
    assert clone.ends_at - clone.starts_at == timedelta(hours=3)
    assert sorted(clone.needs.values_list("role", "wanted")) == [("lead", 1), ("steward", 3)]
    assert not clone.assignments.exists()
    assert not clone.reminders.exists()
    assert acts(clone) == [("event.scheduled", [])]


def test_past_or_cancelled_event_can_be_cloned_to_a_time_ahead() -> None:
    over = make.past_event(now=NOW)

    assert clone_event(by=SYSTEM, event=over, starts_wall=ELEVEN, now=NOW).status == EventStatus.DRAFT


def test_clone_into_the_past_is_refused() -> None:
    model = make.event(now=NOW, starts_wall=ELEVEN)

    with nothing_stored(), pytest.raises(ValidationError, match="in the past"):
        clone_event(by=SYSTEM, event=model, starts_wall=datetime(2027, 5, 1, 11, 0), now=NOW)
