"""What the world may see is composed once, and anew when it changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.audit import SYSTEM
from events.actions.assignments import answer
from events.actions.scheduling import cancel_event
from events.choices import Visibility
from events.models import Event
from events.views import answers
from tests import make
from tests.late import late_act

pytestmark = [pytest.mark.django_db, pytest.mark.database("sqlite")]

PAGES = ("public_list", "public_map", "campaign_feed")


@pytest.fixture
def event(db: None) -> Event:
    return make.event(visibility=Visibility.PUBLIC)


@pytest.fixture
def composed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes each answer had that was composed."""
    sizes: list[int] = []
    compose = answers._of
    monkeypatch.setattr(answers, "_of", lambda made: sizes.append(len(made.content)) or compose(made))
    return sizes


def ask(event: Event, name: str = "public_list", **asked: str) -> bytes:
    found = Client().get(reverse(f"events:{name}", args=[event.campaign.slug]), asked)
    assert found.status_code == 200
    return found.content


@pytest.mark.parametrize("name", PAGES)
def test_same_question_is_composed_once_and_anew_after_a_change(
    event: Event, composed: list[int], name: str
) -> None:
    with time_machine.travel(event.starts_at - timedelta(days=3), tick=False):
        first = ask(event, name)
        assert (ask(event, name), len(composed)) == (first, 1)

        answer(by=SYSTEM, assignment=make.assignment(event), answer="yes")
        before = len(composed)
        cancel_event(by=SYSTEM, event=event, reason="A storm is coming.")
        assert (ask(event, name) == first, len(composed)) == (False, before + 1)


def test_list_is_composed_anew_when_time_has_changed_a_state(event: Event, composed: list[int]) -> None:
    with time_machine.travel(event.starts_at - timedelta(seconds=30), tick=False) as clock:
        ahead = ask(event)
        clock.shift(timedelta(seconds=31))
        assert (ask(event) == ahead, len(composed)) == (False, 2)


@pytest.mark.writes_rows
def test_act_that_is_saved_after_a_later_one_is_noticed(event: Event, composed: list[int]) -> None:
    with time_machine.travel(event.starts_at - timedelta(days=3), tick=False):
        late = late_act(event)
        ask(event, "campaign_feed")
        late.save(force_insert=True)
        ask(event, "campaign_feed")
    assert len(composed) == 2


def test_languages_are_kept_apart(event: Event, composed: list[int]) -> None:
    assert len({ask(event), ask(event, language="fr"), ask(event, language="ar")}) == 3


def test_searches_are_not_kept_and_no_more_than_a_few_answers_are(event: Event) -> None:
    for number in range(answers.MOST + 3):
        ask(event, q=f"made up {number}")
        assert not answers._kept
    for number in range(answers.MOST + 3):
        ask(event, embed=str(number))
    assert len(answers._kept) == answers.MOST


@pytest.mark.parametrize("name", ["public_map", "campaign_feed"])
def test_what_nobody_reads_of_a_query_composes_nothing_anew(
    event: Event, composed: list[int], name: str
) -> None:
    assert len({ask(event, name), ask(event, name, made="up"), ask(event, name, q="")}) == 1
    assert len(composed) == 1


def test_map_that_is_searched_is_another_one(event: Event, composed: list[int]) -> None:
    assert ask(event, "public_map") != ask(event, "public_map", q="nowhere")
    assert (len(composed), len(answers._kept)) == (2, 1)


def test_what_may_not_be_told_any_more_is_gone_though_it_was_kept(event: Event) -> None:
    ask(event)
    Event.objects.filter(pk=event.pk).update(visibility=Visibility.SECTION)

    assert Client().get(reverse("events:public_list", args=[event.campaign.slug])).status_code == 404
