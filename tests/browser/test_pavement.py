"""A report from the pavement, on a phone: with a network that comes and goes, and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from events.models import DeliveryAttempt, Outcome, ReportReceipt
from tests import make
from tests.browser.conftest import PHONE, Windows, choose
from tests.browser.looking import faults, faults_as_shown, faults_in_arabic
from tests.browser.phones import BLANKS, KEEP_AN_OLD_ONE, KEPT, WORKERS, address_of, eventually
from tests.rows import nothing_stored

pytestmark = [pytest.mark.browser, pytest.mark.database("sqlite")]


def fill(page: Page) -> None:
    choose(page, "Refused to meet")
    choose(page, "We left it there")
    page.get_by_label("How many signatures").fill("120")
    page.get_by_label("At least").fill("about 40")


def ready(page: Page) -> None:
    """Wait until the page could be opened without network."""
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    eventually(page, lambda: page.evaluate(BLANKS) != "")


def test_report_without_network_is_kept_sent_later_and_stored_once(phone: Page) -> None:
    event = make.past_event(mission=make.mission())
    phone.goto(address_of(event))
    ready(phone)
    fill(phone)
    expect(phone.get_by_text("4 of 5 answered")).to_be_visible()

    with nothing_stored():
        phone.context.set_offline(True)
        phone.get_by_role("button", name="Send report").click()
        expect(phone.get_by_text("Not sent yet: no network.").locator("visible=true")).to_be_visible()
        assert faults_as_shown(phone) == []
        kept = phone.evaluate(KEPT)
        assert ("about 40" in kept, "Ana" in kept, "Lima" in kept) == (True, False, False)

    phone.context.set_offline(False)
    expect(phone.get_by_text("Received. The report is stored.")).to_be_visible()
    outcome, attempt = Outcome.objects.get(), DeliveryAttempt.objects.get()
    assert (outcome.signatures_handed_over, outcome.turnout_low, outcome.turnout_high) == (120, 40, 40)
    assert (attempt.petition, ReportReceipt.objects.count()) == ("left", 1)
    assert phone.evaluate(KEPT) == "[]"


def test_report_leaves_though_its_page_was_closed(phone: Page) -> None:
    event = make.past_event(mission=make.mission())
    # a Chromium that has no windows can be woken by its tools alone
    phone.add_init_script("SyncManager.prototype.register = async () => {}")
    phone.goto(address_of(event))
    ready(phone)
    context = phone.context
    devtools = context.new_cdp_session(phone)
    workers: list[dict[str, object]] = []
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda told: workers.extend(told["registrations"]))
    devtools.send("ServiceWorker.enable")
    fill(phone)

    with nothing_stored():
        context.set_offline(True)
        phone.get_by_role("button", name="Send report").click()
        expect(phone.get_by_text("also when this page is closed")).to_be_visible()
        phone.goto("about:blank")
    context.set_offline(False)
    # what a browser does when its network is back; it listens to that of the machine, which was never away
    woken = {"origin": workers[0]["scopeURL"].rpartition("/k/")[0], "tag": "report", "lastChance": False}
    devtools.send(
        "ServiceWorker.dispatchSyncEvent", {**woken, "registrationId": workers[0]["registrationId"]}
    )

    eventually(phone, lambda: Outcome.objects.exists())
    assert (Outcome.objects.get().signatures_handed_over, ReportReceipt.objects.count()) == (120, 1)
    phone.goto("/livez")
    eventually(phone, lambda: phone.evaluate(WORKERS) == 0)
    assert (phone.evaluate(KEPT), phone.evaluate(BLANKS)) == ("[]", "")


def test_address_opened_without_network_shows_the_form_and_nothing_of_the_event(phone: Page) -> None:
    mission = make.mission()
    event = make.past_event(mission=mission)
    address = address_of(event)
    phone.goto(address)
    ready(phone)
    told = phone.evaluate(BLANKS)
    assert [
        each for each in filter(None, (event.title, event.city, mission.name, address, "Ana")) if each in told
    ] == []

    phone.context.set_offline(True)
    phone.goto(address)
    expect(phone.get_by_text("No network here.")).to_be_visible()
    assert faults_as_shown(phone) == []
    fill(phone)
    phone.get_by_role("button", name="Send report").click()
    expect(phone.get_by_text("Not sent yet: no network.").locator("visible=true")).to_be_visible()
    phone.reload()
    expect(phone.get_by_label("How many signatures")).to_have_value("120")

    phone.context.set_offline(False)
    expect(phone.get_by_text("Received. The report is stored.")).to_be_visible()
    assert (Outcome.objects.count(), ReportReceipt.objects.count()) == (1, 1)
    eventually(phone, lambda: phone.evaluate(WORKERS) == 0)
    assert (phone.evaluate(KEPT), phone.evaluate(BLANKS)) == ("[]", "")


def test_answer_that_got_lost_is_asked_for_again_and_stored_once(phone: Page) -> None:
    event = make.past_event(mission=make.mission())
    phone.goto(address_of(event))
    fill(phone)

    def lose_the_answer(route: object) -> None:
        route.fetch(max_redirects=0)  # type: ignore[attr-defined]
        route.abort("connectionreset")  # type: ignore[attr-defined]

    phone.route("**/k/**", lose_the_answer, times=1)
    phone.get_by_role("button", name="Send report").click()
    expect(phone.get_by_text("Not sent yet: no network.").locator("visible=true")).to_be_visible()
    phone.reload()  # as somebody would who opens the link again

    expect(phone.get_by_text("Received. The report is stored.")).to_be_visible()
    expect(phone.get_by_text("Not sent yet: no network.").locator("visible=true")).to_be_hidden()
    assert (Outcome.objects.count(), DeliveryAttempt.objects.count(), ReportReceipt.objects.count()) == (
        1,
        1,
        1,
    )
    assert phone.evaluate(KEPT) == "[]"


def test_what_was_typed_is_there_again_and_is_not_sent(phone: Page) -> None:
    phone.goto(address_of(make.past_event(mission=make.mission())))
    ready(phone)
    with nothing_stored():
        fill(phone)
        eventually(phone, lambda: "about 40" in phone.evaluate(KEPT))
        phone.reload()  # as a telephone does that had let go of the page
        expect(phone.get_by_text("What you had typed is here again")).to_be_visible()
        expect(phone.get_by_label("How many signatures")).to_have_value("120")
        expect(phone.get_by_text("4 of 5 answered")).to_be_visible()

    phone.get_by_role("button", name="Send report").click()
    expect(phone.get_by_text("Received. The report is stored.")).to_be_visible()
    eventually(phone, lambda: phone.evaluate(KEPT) == "[]")


def test_kept_report_is_deleted_by_hand_or_after_a_day(phone: Page) -> None:
    address = address_of(make.past_event(mission=make.mission()))
    phone.goto(address)
    fill(phone)
    with nothing_stored():
        phone.context.set_offline(True)
        phone.get_by_role("button", name="Send report").click()
        phone.get_by_role("button", name="Delete them from this phone now").click()
        expect(phone.get_by_text("Nothing is kept on this phone any more")).to_be_visible()
        assert phone.evaluate(KEPT) == "[]"

        phone.context.set_offline(False)
        phone.evaluate(KEEP_AN_OLD_ONE)
        assert "old" in phone.evaluate(KEPT)
        phone.goto(address)
        eventually(phone, lambda: phone.evaluate(KEPT) == "[]")


def test_without_scripts_the_report_is_sent_as_it_is(windows: Windows) -> None:
    page = windows.open(size=PHONE, scripts=False)
    page.goto(address_of(make.past_event(mission=make.mission())))
    fill(page)
    page.get_by_role("button", name="Send report").click()

    expect(page.get_by_text("Received. The report is stored.")).to_be_visible()
    assert Outcome.objects.count() == 1


@pytest.mark.parametrize("is_reported", [False, True], ids=["open", "received"])
def test_report_is_for_everybody(windows: Windows, is_reported: bool) -> None:
    event = make.past_event(mission=make.mission())
    if is_reported:
        make.attempt(event)
        make.outcome(event, turnout_low=40, press_present=True, quote="We will write.")
    assert faults(windows.open(), address_of(event)) == []
    assert faults_in_arabic(windows.open(language="ar"), address_of(event, language="ar")) == []
