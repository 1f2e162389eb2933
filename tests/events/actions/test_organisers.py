"""Organisers belong to the event's section."""

import pytest
from django.core.exceptions import ValidationError

from accounts.audit import SYSTEM
from events.actions.organisers import name_organisers
from tests import make
from tests.rows import acts, nothing_stored

pytestmark = pytest.mark.django_db


def test_named_organisers_replace_the_ones_before() -> None:
    event = make.event()
    first, second = make.organiser(event.section), make.organiser(event.section)

    name_organisers(by=SYSTEM, event=event, organisers=[first])
    name_organisers(by=SYSTEM, event=event, organisers=[second])

    assert list(event.organisers.all()) == [second]
    assert acts(event)[-1] == ("event.edited", ["organisers"])


def test_same_organisers_again_change_nothing() -> None:
    event = make.event()
    first = make.organiser(event.section)
    name_organisers(by=SYSTEM, event=event, organisers=[first])

    with nothing_stored():
        name_organisers(by=SYSTEM, event=event, organisers=[first])


def test_user_of_another_section_is_refused() -> None:
    event = make.event()
    stranger = make.organiser(make.belgium())

    with nothing_stored(), pytest.raises(ValidationError) as refused:
        name_organisers(by=SYSTEM, event=event, organisers=[stranger])

    assert refused.value.message_dict.keys() == {"organisers"}
