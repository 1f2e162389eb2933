"""Pages before the sign-in, behind the links in mails, and where nothing is: as much for everybody as the others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from accounts.actions.activists import edit_activist, opt_out
from accounts.audit import SYSTEM
from accounts.models import Activist
from events.actions.scheduling import cancel_event
from events.choices import LinkPurpose, Role
from events.models import Event
from tests import make
from tests.browser.conftest import Windows
from tests.browser.looking import faults, faults_as_shown, faults_in_arabic
from tests.browser.worlds import token_of

pytestmark = [pytest.mark.browser, pytest.mark.database("sqlite")]


# --- before the sign-in -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_reset_password",
        "account_reset_password_done",
        "account_inactive",
    ],
)
def test_entrance_is_for_everybody(windows: Windows, name: str) -> None:
    make.user()
    address = reverse(name)
    assert faults(windows.open(), address) == []
    assert faults_in_arabic(windows.open(language="ar"), address) == []


def test_first_steps_are_for_everybody(windows: Windows) -> None:
    page = windows.open()
    assert faults(page, "/") == []
    assert page.get_by_role("heading", name="First steps").is_visible()
    assert faults_in_arabic(windows.open(language="ar"), "/") == []


def test_first_steps_go_on_after_signing_in(windows: Windows) -> None:
    page = windows.open(make.global_coordinator())
    assert faults(page, "/") == []
    with page.expect_navigation():
        page.get_by_role("button", name="Send me a test mail").click()
    assert faults_as_shown(page) == []


def test_wrong_password_is_refused_in_words(windows: Windows) -> None:
    make.user(email="rosa@example.org")
    page = windows.open()
    page.goto(reverse("account_login"))
    page.get_by_label("Email").fill("rosa@example.org")
    page.get_by_label("Password").fill("something else")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("alert").first.wait_for()
    assert faults_as_shown(page) == []


# --- where nothing is ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "status"),
    [("/nowhere/", 404), (reverse("events:campaign_new"), 403)],
    ids=["missing", "not yours"],
)
def test_refusal_is_for_everybody(windows: Windows, address: str, status: int) -> None:
    reader = make.coordinator(make.section())
    assert faults(windows.open(reader), address, status=status) == []
    assert faults_in_arabic(windows.open(reader, language="ar"), address) == []


def test_form_from_a_forgotten_window_is_refused_in_words(windows: Windows) -> None:
    page = windows.open(make.coordinator(make.section()))
    page.goto(reverse("accounts:preferences"))
    page.context.clear_cookies(name="handins_csrf")
    with page.expect_navigation() as answer:
        page.locator("main form").first.evaluate("form => form.submit()")
    assert answer.value is not None
    assert answer.value.status == 403
    assert faults_as_shown(page) == []


# --- behind the links in mails ------------------------------------------------------------------------------------


def _asked(**facts: object) -> tuple[Event, Activist]:
    event = make.event(
        meeting_point="Outside the gate", what_to_bring="A hat.", contact_phone="+61 491 570 156"
    )
    person = make.activist(section=event.section, name="Ana Lima")
    make.assignment(event, person, role=Role.LEAD, **facts)
    return event, person


def _address(event: Event, purpose: str) -> str:
    return f"/k/{token_of(event.assignments.get(), purpose)}/"


def unanswered() -> str:
    event, _person = _asked()
    return _address(event, LinkPurpose.ANSWER)


def answered() -> str:
    event, _person = _asked(said="yes")
    return _address(event, LinkPurpose.ANSWER)


def called_off() -> str:
    event, _person = _asked(said="yes")
    cancel_event(by=SYSTEM, event=event, reason="A storm is coming.")
    return _address(event, LinkPurpose.ANSWER)


def too_early() -> str:
    event, _person = _asked(said="yes")
    return _address(event, LinkPurpose.REPORT)


def _over() -> Event:
    event = make.past_event(mission=make.mission(), allotted_signatures=18_460)
    person = make.activist(section=event.section)
    make.assignment(event, person, role=Role.LEAD, now=event.planned_at)
    return event


def to_report() -> str:
    return _address(_over(), LinkPurpose.REPORT)


def reported() -> str:
    event = _over()
    make.attempt(event)
    make.outcome(event, signatures=0, summary="Nobody opened.")
    return _address(event, LinkPurpose.REPORT)


def _to_stop() -> Activist:
    _event, person = _asked()
    return person


def stopping() -> str:
    return f"/k/{token_of(_to_stop(), LinkPurpose.UNSUBSCRIBE)}/"


def stopped() -> str:
    person = opt_out(by=SYSTEM, activist=_to_stop())
    return f"/k/{token_of(person, LinkPurpose.UNSUBSCRIBE)}/"


def own_events() -> str:
    return f"/k/{token_of(_asked()[1], LinkPurpose.MINE)}/"


BEHIND_LINKS = [
    own_events,
    unanswered,
    answered,
    called_off,
    too_early,
    to_report,
    reported,
    stopping,
    stopped,
]


@pytest.mark.parametrize("behind", BEHIND_LINKS, ids=lambda behind: behind.__name__)
def test_what_stands_behind_a_link_is_for_everybody(windows: Windows, behind: Callable[[], str]) -> None:
    address, page = behind(), windows.open()
    assert faults(page, address) == []
    for person in Activist.objects.all():
        edit_activist(by=SYSTEM, activist=person, language="ar")
    assert faults_in_arabic(page, address) == []


def test_link_that_ended_is_a_calm_page_for_everybody(windows: Windows) -> None:
    assert faults(windows.open(), "/k/never-was/", status=404) == []
    assert faults_in_arabic(windows.open(language="ar"), "/k/never-was/") == []


@pytest.mark.parametrize("behind", [unanswered, to_report, stopping], ids=lambda behind: behind.__name__)
def test_first_button_leads_to_a_page_for_everybody(windows: Windows, behind: Callable[[], str]) -> None:
    page: Page = windows.open()
    page.goto(behind())
    with page.expect_navigation():
        page.get_by_role("button").first.click()
    assert faults_as_shown(page) == []
