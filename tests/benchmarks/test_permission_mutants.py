"""Checks are found by syntax tree, taken away one at a time, and put back."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from benchmarks.parts.mutants import Mutant, mutants, planted, traced
from events import access
from tests import make

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
