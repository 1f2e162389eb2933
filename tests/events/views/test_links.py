"""The doors behind the links in mails (safety.md, rules 1 and 2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import Activist, Section
from events.actions.links import revoke_links
from events.actions.scheduling import cancel_event
from events.choices import Answer, LinkPurpose, Role
from events.models import Assignment, Event, Link
from tests import make
from tests.events.views.conftest import address, signed_in, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(australia: Section) -> Event:
    """An event ahead."""
    return make.event(
        section=australia, title="Sydney: protest", what_to_bring="A hat.", meeting_point="At the gate"
    )


@pytest.fixture
def asked(event: Event, ana: Activist) -> Assignment:
    """Ana is asked to carry the petition."""
    return make.assignment(event, ana, role=Role.PETITION_CARRIER)


# --- what every such page keeps -------------------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", ["answer", "unsubscribe", "unknown"])
def test_no_cookie_is_read_or_set_and_nothing_is_kept(
    purpose: str, asked: Assignment, ana: Activist, australia: Section
) -> None:
    addresses = {
        "answer": address(asked),
        "unsubscribe": address(ana, LinkPurpose.UNSUBSCRIBE),
        "unknown": "/k/x/",
    }
    client = signed_in(make.coordinator(australia, name="Rosa"))
    response = client.get(addresses[purpose])

    assert not response.cookies
    assert not response.wsgi_request.session.accessed
    assert "Cookie" not in response.get("Vary", "")
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert "csrfmiddlewaretoken" not in response.content.decode()
    assert "Rosa" not in response.content.decode()


def test_unknown_expired_and_revoked_are_one_calm_page(
    stranger: Client, asked: Assignment, ana: Activist
) -> None:
    unknown = text(stranger.get("/k/never-was/"), 404)
    assert "This link does not work any more" in unknown

    expired = address(asked)
    Link.objects.filter(assignment=asked).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert text(stranger.get(expired), 404) == unknown
    assert text(stranger.post(expired, {"answer": "yes"}), 404) == unknown

    Link.objects.filter(assignment=asked).update(expires_at=timezone.now() + timedelta(days=1))
    assert "Can you come?" in text(stranger.get(expired))
    revoke_links(by=make.coordinator(asked.event.section), activist=ana)
    assert text(stranger.get(expired), 404) == unknown
    asked.refresh_from_db()
    assert asked.answer == Answer.ASKED


@pytest.mark.parametrize("language", ["fr", "ar", "es"])
def test_page_speaks_the_activist_s_language_whatever_the_browser_asks_for(
    language: str, event: Event, stranger: Client
) -> None:
    person = make.activist(section=event.section, language=language)
    assignment = make.assignment(event, person)
    response = stranger.get(address(assignment), headers={"Accept-Language": "en"})

    assert f'lang="{language}"' in response.content.decode()
    assert response["Content-Language"] == language
    assert ('dir="rtl"' in response.content.decode()) is (language == "ar")


def test_calm_page_speaks_the_browser_s_language_not_the_cookie_s(stranger: Client) -> None:
    stranger.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    response = stranger.get("/k/never-was/", headers={"Accept-Language": "fr-CH, en;q=0.5"})

    assert response["Content-Language"] == "fr"


# --- answer -------------------------------------------------------------------------------------------------------


def test_looking_shows_role_time_place_and_what_to_bring_and_records_nothing(
    stranger: Client, asked: Assignment
) -> None:
    make.assignment(asked.event, make.activist(section=asked.event.section, name="Bo Berg"))
    page = text(stranger.get(address(asked) + "?answer=yes"))

    for words in ("Sydney: protest", "petition carrier", "in Sydney", "At the gate", "A hat."):
        assert words in page
    assert "Bo Berg" not in page
    asked.refresh_from_db()
    assert asked.answer == Answer.ASKED


def test_first_button_records_nothing(stranger: Client, asked: Assignment) -> None:
    page = text(stranger.get(address(asked)))
    first = page[page.index("<button") :]

    assert first.index('name="later"') < first.index('name="answer"')
    assert "Nothing was recorded." in text(stranger.post(address(asked), {"later": "later"}), 400)
    asked.refresh_from_db()
    assert asked.answer == Answer.ASKED


@pytest.mark.parametrize(
    "sent", [{}, {"answer": ""}, {"answer": "asked"}, {"answer": "maybe"}, {"yes": "answer"}]
)
def test_a_post_without_an_answer_is_refused(
    sent: dict[str, str], stranger: Client, asked: Assignment
) -> None:
    assert "Nothing was recorded." in text(stranger.post(address(asked), sent), 400)
    asked.refresh_from_db()
    assert asked.answer == Answer.ASKED


@pytest.mark.parametrize(("answer", "said"), [("yes", "You said: I can come."), ("no", "You said: I can't.")])
def test_an_answer_counts_for_every_role_of_that_person(
    answer: str, said: str, stranger: Client, asked: Assignment, ana: Activist
) -> None:
    second = make.assignment(asked.event, ana, role=Role.STEWARD)
    other = make.assignment(asked.event, role=Role.STEWARD)
    page = text(stranger.post(address(asked), {"answer": answer}, follow=True))

    assert said in page
    for assignment, expected in ((asked, answer), (second, answer), (other, Answer.ASKED)):
        assignment.refresh_from_db()
        assert assignment.answer == expected


def test_a_mind_can_be_changed(stranger: Client, asked: Assignment) -> None:
    stranger.post(address(asked), {"answer": "yes"})
    stranger.post(address(asked), {"answer": "no"})
    asked.refresh_from_db()

    assert asked.answer == Answer.NO


def test_after_it_was_cancelled_nothing_is_asked(stranger: Client, asked: Assignment) -> None:
    link = address(asked)
    cancel_event(by=make.coordinator(asked.event.section), event=asked.event, reason="Storm.")
    page = text(stranger.get(link))

    assert "This event is cancelled." in page
    assert "Storm." in page
    assert "<button" not in page
    assert "This event is cancelled." in text(stranger.post(link, {"answer": "yes"}), 400)


# --- stop mails ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sent", [{"stop": "all"}, {"List-Unsubscribe": "One-Click"}])
def test_mails_are_stopped_by_the_button_or_by_the_mail_program(
    sent: dict[str, str], stranger: Client, asked: Assignment, ana: Activist
) -> None:
    page = text(stranger.post(address(ana, LinkPurpose.UNSUBSCRIBE), sent))
    ana.refresh_from_db()

    assert "You get no more mails" in page
    assert ana.opted_out_at is not None


@pytest.mark.parametrize(("sent", "status"), [({"keep": "keep"}, 200), ({}, 400), ({"stop": ""}, 400)])
def test_anything_else_keeps_the_mails(
    sent: dict[str, str], status: int, stranger: Client, asked: Assignment, ana: Activist
) -> None:
    text(stranger.post(address(ana, LinkPurpose.UNSUBSCRIBE), sent), status)
    text(stranger.get(address(ana, LinkPurpose.UNSUBSCRIBE)))
    ana.refresh_from_db()

    assert ana.opted_out_at is None


def test_one_click_on_another_link_does_nothing(stranger: Client, asked: Assignment, ana: Activist) -> None:
    text(stranger.post(address(asked), {"List-Unsubscribe": "One-Click"}), 400)
    ana.refresh_from_db()

    assert ana.opted_out_at is None
