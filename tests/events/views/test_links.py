"""The doors behind the links in mails (safety.md, rules 1 and 2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import Activist, Section
from accounts.tokens import link_token
from events.actions.links import revoke_links
from events.actions.scheduling import cancel_event
from events.choices import Answer, LinkPurpose, Role
from events.models import Assignment, DeliveryAttempt, Event, Link, Outcome
from tests import make
from tests.events.views.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """A browser that would be refused where a CSRF token is missing."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def ana(australia: Section) -> Activist:
    """Somebody without an account."""
    return make.activist(section=australia, name="Ana Lima")


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


def address(of: Assignment | Activist, purpose: str = LinkPurpose.ANSWER) -> str:
    link = of.links.get(purpose=purpose)
    return f"/k/{link_token(link.pk, link.generation)}/"


def text(response: HttpResponse, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


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
    client: Client, asked: Assignment, ana: Activist
) -> None:
    unknown = text(client.get("/k/never-was/"), 404)
    assert "This link does not work any more" in unknown

    expired = address(asked)
    Link.objects.filter(assignment=asked).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert text(client.get(expired), 404) == unknown
    assert text(client.post(expired, {"answer": "yes"}), 404) == unknown

    Link.objects.filter(assignment=asked).update(expires_at=timezone.now() + timedelta(days=1))
    assert "Can you come?" in text(client.get(expired))
    revoke_links(by=make.coordinator(asked.event.section), activist=ana)
    assert text(client.get(expired), 404) == unknown
    asked.refresh_from_db()
    assert asked.answer == Answer.ASKED


@pytest.mark.parametrize("language", ["fr", "ar", "es"])
def test_page_speaks_the_activist_s_language_whatever_the_browser_asks_for(
    language: str, event: Event, client: Client
) -> None:
    person = make.activist(section=event.section, language=language)
    assignment = make.assignment(event, person)
    response = client.get(address(assignment), headers={"Accept-Language": "en"})

    assert f'lang="{language}"' in response.content.decode()
    assert response["Content-Language"] == language
    assert ('dir="rtl"' in response.content.decode()) is (language == "ar")


def test_calm_page_speaks_the_browser_s_language_not_the_cookie_s(client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    response = client.get("/k/never-was/", headers={"Accept-Language": "fr-CH, en;q=0.5"})

    assert response["Content-Language"] == "fr"


# --- answer -------------------------------------------------------------------------------------------------------


def test_looking_shows_role_time_place_and_what_to_bring_and_records_nothing(
    client: Client, asked: Assignment
) -> None:
    make.assignment(asked.event, make.activist(section=asked.event.section, name="Bo Berg"))
    page = text(client.get(address(asked) + "?answer=yes"))

    for words in ("Sydney: protest", "petition carrier", "in Sydney", "At the gate", "A hat."):
        assert words in page
    assert "Bo Berg" not in page
    asked.refresh_from_db()
    assert asked.answer == Answer.ASKED


def test_first_button_records_nothing(client: Client, asked: Assignment) -> None:
    page = text(client.get(address(asked)))
    first = page[page.index("<button") :]

    assert first.index('name="later"') < first.index('name="answer"')
    assert "Nothing was recorded." in text(client.post(address(asked), {"later": "later"}), 400)
    asked.refresh_from_db()
    assert asked.answer == Answer.ASKED


@pytest.mark.parametrize(
    "sent", [{}, {"answer": ""}, {"answer": "asked"}, {"answer": "maybe"}, {"yes": "answer"}]
)
def test_a_post_without_an_answer_is_refused(sent: dict[str, str], client: Client, asked: Assignment) -> None:
    assert "Nothing was recorded." in text(client.post(address(asked), sent), 400)
    asked.refresh_from_db()
    assert asked.answer == Answer.ASKED


@pytest.mark.parametrize(("answer", "said"), [("yes", "You said: I can come."), ("no", "You said: I can't.")])
def test_an_answer_counts_for_every_role_of_that_person(
    answer: str, said: str, client: Client, asked: Assignment, ana: Activist
) -> None:
    second = make.assignment(asked.event, ana, role=Role.STEWARD)
    other = make.assignment(asked.event, role=Role.STEWARD)
    page = text(client.post(address(asked), {"answer": answer}, follow=True))

    assert said in page
    for assignment, expected in ((asked, answer), (second, answer), (other, Answer.ASKED)):
        assignment.refresh_from_db()
        assert assignment.answer == expected


def test_a_mind_can_be_changed(client: Client, asked: Assignment) -> None:
    client.post(address(asked), {"answer": "yes"})
    client.post(address(asked), {"answer": "no"})
    asked.refresh_from_db()

    assert asked.answer == Answer.NO


def test_after_it_was_cancelled_nothing_is_asked(client: Client, asked: Assignment) -> None:
    link = address(asked)
    cancel_event(by=make.coordinator(asked.event.section), event=asked.event, reason="Storm.")
    page = text(client.get(link))

    assert "This event is cancelled." in page
    assert "Storm." in page
    assert "<button" not in page
    assert "This event is cancelled." in text(client.post(link, {"answer": "yes"}), 400)


# --- report -------------------------------------------------------------------------------------------------------


@pytest.fixture
def lead(australia: Section, ana: Activist) -> Assignment:
    """Ana leads a hand-in that is over; somebody else came."""
    over = make.past_event(section=australia, mission=make.mission(), allotted_signatures=18_460)
    before = over.starts_at - timedelta(days=1)
    bo = make.activist(section=australia, name="Bo Berg")
    make.assignment(over, bo, role=Role.STEWARD, said="yes", now=before)
    return make.assignment(over, ana, said="yes", now=before)


def report(event: Event) -> dict[str, str]:
    day = event.starts_wall.date().isoformat()
    return {
        "reception": "refused",
        "petition": "refused",
        "channel": "door",
        "at_date": day,
        "at_time": "00:00",
    }


def test_lead_sees_counts_by_role_and_no_names(client: Client, lead: Assignment) -> None:
    page = text(client.get(address(lead, LinkPurpose.REPORT)))

    assert "Did somebody meet you?" in page
    assert "2 people said yes" in page
    assert "Bo Berg" not in page
    assert "csrfmiddlewaretoken" not in page


def test_lead_s_report_is_stored_under_her_name_and_shown(
    client: Client, lead: Assignment, ana: Activist
) -> None:
    link = address(lead, LinkPurpose.REPORT)
    page = text(client.post(link, {**report(lead.event), "send": "report"}, follow=True))

    assert "Your report is stored." in page
    assert "Refused to meet" in page
    assert Outcome.objects.get().reported_by_activist == ana


@pytest.mark.parametrize("button", [{}, {"check": "check"}, {"send": ""}])
def test_without_the_named_button_nothing_is_sent_and_the_answers_stay(
    button: dict[str, str], client: Client, lead: Assignment
) -> None:
    link = address(lead, LinkPurpose.REPORT)
    page = text(client.post(link, {**report(lead.event), "summary": "They shut the door.", **button}), 400)

    assert "Nothing is sent yet." in page
    assert "They shut the door." in page
    assert not DeliveryAttempt.objects.exists()


def test_first_button_of_the_report_sends_nothing(client: Client, lead: Assignment) -> None:
    page = text(client.get(address(lead, LinkPurpose.REPORT)))
    first = page[page.index("<button") :]

    assert first.index('name="check"') < first.index('name="send"')


def test_report_can_be_changed_and_stays_one(client: Client, lead: Assignment) -> None:
    link = address(lead, LinkPurpose.REPORT)
    for petition in ("refused", "left"):
        client.post(link, {**report(lead.event), "petition": petition, "signatures": "0", "send": "report"})

    assert DeliveryAttempt.objects.get().petition == "left"
    assert Outcome.objects.count() == 1


def test_before_the_event_there_is_nothing_to_report(client: Client, event: Event, ana: Activist) -> None:
    assignment = make.assignment(event, ana)
    page = text(client.get(address(assignment, LinkPurpose.REPORT)))

    assert "This event has not begun yet." in page
    assert "Did somebody meet you?" not in page


def test_a_lead_s_link_changes_no_event(client: Client, lead: Assignment) -> None:
    client.post(address(lead, LinkPurpose.REPORT), {"title": "Mine", "send": "report", "answer": "no"})
    lead.refresh_from_db()
    lead.event.refresh_from_db()

    assert lead.event.title == "Hand-in in Sydney"
    assert lead.answer == Answer.YES


# --- stop mails ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sent", [{"stop": "all"}, {"List-Unsubscribe": "One-Click"}])
def test_mails_are_stopped_by_the_button_or_by_the_mail_program(
    sent: dict[str, str], client: Client, asked: Assignment, ana: Activist
) -> None:
    page = text(client.post(address(ana, LinkPurpose.UNSUBSCRIBE), sent))
    ana.refresh_from_db()

    assert "You get no more mails" in page
    assert ana.opted_out_at is not None


@pytest.mark.parametrize(("sent", "status"), [({"keep": "keep"}, 200), ({}, 400), ({"stop": ""}, 400)])
def test_anything_else_keeps_the_mails(
    sent: dict[str, str], status: int, client: Client, asked: Assignment, ana: Activist
) -> None:
    text(client.post(address(ana, LinkPurpose.UNSUBSCRIBE), sent), status)
    text(client.get(address(ana, LinkPurpose.UNSUBSCRIBE)))
    ana.refresh_from_db()

    assert ana.opted_out_at is None


def test_one_click_on_another_link_does_nothing(client: Client, asked: Assignment, ana: Activist) -> None:
    text(client.post(address(asked), {"List-Unsubscribe": "One-Click"}), 400)
    ana.refresh_from_db()

    assert ana.opted_out_at is None
