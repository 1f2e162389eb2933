"""The pages behind links in mails, before machines that follow every link and before people who mean it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from accounts.choices import Language
from events.choices import Answer, LinkPurpose, Role
from tests import make
from tests.browser.conftest import PHONE, Windows, choose
from tests.browser.worlds import token_of
from tests.events.links import lead_of, links_in_mails
from tests.profile import IS_LONG
from tests.rows import contents

pytestmark = [pytest.mark.browser, pytest.mark.database("sqlite")]

LANGUAGES = Language.values if IS_LONG else [Language.ARABIC]
STAY = 10_000 if IS_LONG else 0
"""Milliseconds for which a scanner's browser looks at a page."""


@dataclass(frozen=True)
class Behind:
    """One purpose of a link: how a person uses its page, and how one sees that it took effect."""

    purpose: str
    means_it: Callable[[Page], None]
    shown: str


def say_yes(page: Page) -> None:
    page.get_by_role("button", name="I can come").click()


def report(page: Page) -> None:
    choose(page, "Refused to meet")
    choose(page, "No, refused")
    page.get_by_role("button", name="Send report").click()


def stop(page: Page) -> None:
    page.get_by_role("button", name="Stop all mails").click()


def renew(page: Page) -> None:
    page.get_by_role("button", name="Make a new address").click()


ANSWER = Behind(LinkPurpose.ANSWER, say_yes, "You said: I can come.")
REPORT = Behind(LinkPurpose.REPORT, report, "report is stored.")
STOP = Behind(LinkPurpose.UNSUBSCRIBE, stop, "You get no more mails")
MINE = Behind(LinkPurpose.MINE, renew, "In your calendar")
EVERY = pytest.mark.parametrize("behind", [ANSWER, REPORT, STOP, MINE], ids=lambda behind: behind.purpose)


def address_of(behind: Behind) -> str:
    """Return where the lead of an event comes by such a link; a report can be given while the event goes on."""
    over = behind is REPORT
    event = make.past_event(mission=make.mission()) if over else make.event()
    person = make.activist(section=event.section, name="Ana Lima")
    assignment = make.assignment(event, person, role=Role.LEAD, now=event.planned_at)
    return f"/k/{token_of(person if behind in (STOP, MINE) else assignment, behind.purpose)}/"


def scan(page: Page, address: str) -> None:
    """Do what scanners do: fetch often, submit what can be submitted, press the first button."""
    for query in ("", "?answer=yes", "?answer=no", "?stop=all", "?send=report"):
        page.goto(address + query)
        with page.expect_navigation():
            page.locator("form").first.evaluate("form => form.submit()")
        page.goto(address + query)
        with page.expect_navigation():
            page.locator("form").first.evaluate("form => form.requestSubmit()")
    page.goto(address)
    with page.expect_navigation():
        page.locator("button").first.click()


@EVERY
def test_scanner_changes_nothing(windows: Windows, behind: Behind) -> None:
    address, page = address_of(behind), windows.open()
    before = contents()
    scan(page, address)
    assert contents() == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_browser_that_stays_on_every_link_of_every_mail_changes_nothing(
    windows: Windows, language: str
) -> None:
    ahead, over = make.event(), make.past_event(mission=make.mission())
    addresses = {address for event in (ahead, over) for address in links_in_mails(lead_of(event, language))}
    assert len(addresses) >= 8
    before = contents()
    page = windows.open()
    for tab, address in enumerate(addresses):
        (page.context.new_page() if tab and STAY else page).goto(address)
    page.wait_for_timeout(STAY)
    assert contents() == before


@EVERY
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_person_who_means_it_is_heard(windows: Windows, behind: Behind, scripts: bool) -> None:
    page = windows.open(size=PHONE, scripts=scripts)
    page.goto(address_of(behind))
    behind.means_it(page)
    expect(page.get_by_role("main")).to_contain_text(behind.shown)
    assert page.context.cookies() == []


def test_browser_that_hides_where_it_comes_from_is_heard(windows: Windows) -> None:
    page = windows.open()
    page.goto(address_of(ANSWER))
    with page.expect_request(lambda request: request.method == "POST") as sent:
        say_yes(page)
    expect(page.get_by_role("main")).to_contain_text(ANSWER.shown)
    assert sent.value.all_headers()["origin"] == "null"
    assert "referer" not in sent.value.all_headers()


def test_mind_is_changed_with_one_more_button(windows: Windows) -> None:
    event = make.event()
    assignment = make.assignment(event, role=Role.STEWARD, said="yes")
    page = windows.open(size=PHONE)
    page.goto(f"/k/{token_of(assignment, LinkPurpose.ANSWER)}/")
    page.get_by_role("button", name="Leave it as it is").click()
    expect(page.get_by_role("main")).to_contain_text("Nothing was recorded.")
    page.get_by_role("button", name="I can't").click()
    expect(page.get_by_role("main")).to_contain_text("You said: I can't.")
    assignment.refresh_from_db()
    assert assignment.answer == Answer.NO


def test_whoever_is_signed_in_here_is_of_no_interest(windows: Windows) -> None:
    address = address_of(ANSWER)
    page = windows.open(make.global_coordinator(name="Ada"), language="fr")
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    say_yes(page)
    expect(page.get_by_role("main")).to_contain_text(ANSWER.shown)
    expect(page.get_by_text("Ada")).to_have_count(0)


def test_report_keeps_what_was_typed_when_it_is_not_sent(windows: Windows) -> None:
    page = windows.open(size=PHONE)
    page.goto(address_of(REPORT))
    page.get_by_label("What happened").fill("The guard shook his head.")
    page.get_by_role("button", name="Check my answers, send nothing").click()
    expect(page.get_by_role("main")).to_contain_text("Nothing is sent yet.")
    expect(page.get_by_label("What happened")).to_have_value("The guard shook his head.")
