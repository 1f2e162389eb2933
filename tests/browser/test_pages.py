"""Every page there is: readable by everybody, on every device, in every light, in both reading directions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Page

from accounts.models import Membership
from tests import make
from tests.browser.conftest import Windows
from tests.browser.looking import faults, faults_as_shown, faults_at_a_glance, faults_in_arabic
from tests.browser.worlds import World, coordinator_world, global_world

pytestmark = [pytest.mark.browser, pytest.mark.database("sqlite")]

COORDINATOR, GLOBAL = "coordinator", "global coordinator"
WORLDS = {COORDINATOR: coordinator_world, GLOBAL: global_world}


@dataclass(frozen=True)
class Shown:
    """One page: the name of its address, the thing of the world it is about, and who can open it."""

    name: str
    thing: str = ""
    readers: tuple[str, ...] = (COORDINATOR, GLOBAL)
    query: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.name.rpartition(":")[2], self.thing, self.query)))

    def address(self, world: World) -> str:
        """Return where the page is."""
        thing: Any = getattr(world, self.thing, None)
        if isinstance(thing, Membership):
            key = [thing.section.slug, thing.user.public_id]
        else:
            key = [getattr(thing, "slug", None) or thing.public_id] if thing else []
        return reverse(self.name, args=key) + self.query.format(world=world)


PAGES = [
    Shown("events:home"),
    Shown("events:campaigns"),
    Shown("events:campaign_new", readers=(GLOBAL,)),
    Shown("events:campaign", "campaign"),
    Shown("events:campaign", "draft_campaign", readers=(GLOBAL,)),
    Shown("events:campaign_edit", "campaign", readers=(GLOBAL,)),
    Shown("events:campaign_open", "draft_campaign", readers=(GLOBAL,)),
    Shown("events:campaign_close", "campaign", readers=(GLOBAL,)),
    Shown("events:board", "campaign"),
    Shown("events:board", "campaign", query="?state=delivered"),
    Shown("events:board", "campaign", query="?wall=1", readers=(GLOBAL,)),
    Shown("events:board", "draft_campaign", readers=(GLOBAL,)),
    Shown("events:plan", "campaign", readers=(GLOBAL,)),
    Shown("events:plan", "draft_campaign", readers=(GLOBAL,)),
    Shown("events:plan", "campaign", query="?q=nowhere", readers=(GLOBAL,)),
    Shown("events:plan_made", "plan", readers=(GLOBAL,)),
    Shown("events:coverage", "campaign"),
    Shown("events:coverage", "campaign", query="?q=nowhere", readers=(GLOBAL,)),
    Shown("events:signatures", "campaign"),
    Shown("events:press", "campaign"),
    Shown("events:press", "draft_campaign", readers=(GLOBAL,)),
    Shown("events:press_embargo", "campaign", readers=(GLOBAL,)),
    Shown("events:press_embargo_end", "draft_campaign", readers=(GLOBAL,)),
    Shown("events:press_freeze", "campaign", readers=(GLOBAL,)),
    Shown("events:missions"),
    Shown("events:missions", query="?q=nowhere"),
    Shown("events:mission_new"),
    Shown("events:mission", "mission"),
    Shown("events:mission_edit", "mission", readers=(GLOBAL,)),
    Shown("events:events"),
    Shown("events:events", query="?section=all&q=nowhere"),
    Shown("events:event_new"),
    Shown("events:event", "event"),
    Shown("events:event", "draft", readers=(COORDINATOR,)),
    Shown("events:event", "cancelled", readers=(COORDINATOR,)),
    Shown("events:event", "past", readers=(COORDINATOR,)),
    Shown("events:event", "refused", readers=(COORDINATOR,)),
    Shown("events:event_trail", "event"),
    Shown("events:event_edit", "event"),
    Shown("events:event_move", "event"),
    Shown("events:event_confirm", "draft"),
    Shown("events:event_cancel", "event"),
    Shown("events:event_clone", "event"),
    Shown("events:event_needs", "event"),
    Shown("events:event_outcome", "past"),
    Shown("events:event_photos", "refused"),
    Shown("events:photo_edit", "photo"),
    Shown("events:event_outcome", "refused", readers=(COORDINATOR,)),
    Shown("events:event_outcome", "event", readers=(COORDINATOR,)),
    Shown("events:event_attempt", "refused"),
    Shown("events:event_give_up", "refused"),
    # global coordinators see counts, never people
    Shown("events:event_assign", "event", readers=(COORDINATOR,)),
    Shown("events:event_mails", "event", readers=(COORDINATOR,)),
    Shown("events:event_mails", "event", query="?state=failed", readers=(COORDINATOR,)),
    Shown("events:event_mail_preview", "event", readers=(COORDINATOR,)),
    Shown("events:event_mails_step", "event", query="?do=stop&kind=week_before", readers=(COORDINATOR,)),
    Shown("events:activist_mails", "activist", readers=(COORDINATOR,)),
    Shown(
        "events:activist_mails_step", "activist", query="?do=stop&kind=week_before", readers=(COORDINATOR,)
    ),
    Shown("events:campaign_mails", "campaign", readers=(GLOBAL,)),
    Shown("events:assignment_answer", "assignment", readers=(COORDINATOR,)),
    Shown("events:assignment_unassign", "assignment", readers=(COORDINATOR,)),
    Shown("events:activist_events", "activist", readers=(COORDINATOR,)),
    Shown("accounts:activists", readers=(COORDINATOR,)),
    Shown("accounts:activist_new", readers=(COORDINATOR,)),
    Shown("accounts:activist", "activist", readers=(COORDINATOR,)),
    Shown("accounts:activist_edit", "activist", readers=(COORDINATOR,)),
    Shown("accounts:activist_export", "activist", readers=(COORDINATOR,)),
    Shown("accounts:activist_erase", "activist", readers=(COORDINATOR,)),
    Shown("accounts:activist_doubles", "activist", readers=(COORDINATOR,)),
    Shown("accounts:activist_doubles", "activist", query="?q=nobody", readers=(COORDINATOR,)),
    Shown(
        "accounts:activist_merge",
        "activist",
        query="?other={world.other_activist.public_id}",
        readers=(COORDINATOR,),
    ),
    Shown("accounts:activists", query="?show=doubles", readers=(COORDINATOR,)),
    Shown("accounts:sections"),
    Shown("accounts:section_new", readers=(GLOBAL,)),
    Shown("accounts:member_invite", "section"),
    Shown("accounts:member", "member"),
    Shown("accounts:member_step", "member", query="?do=remove"),
    Shown("events:section_trail", "section"),
    Shown("events:network_trail", readers=(GLOBAL,)),
    Shown("accounts:section", "section", query="?q=a"),
    Shown("events:section_calendar", "section"),
    Shown("events:section_trail", "section", query="?what=activist&until=2001-01-01", readers=(COORDINATOR,)),
    Shown("accounts:section", "section"),
    Shown("accounts:section_edit", "section"),
    Shown("accounts:preferences"),
    Shown("status", readers=(GLOBAL,)),
    # allauth's, the same for every account
    Shown("account_change_password", readers=(COORDINATOR,)),
    Shown("account_email", readers=(COORDINATOR,)),
    Shown("account_logout", readers=(COORDINATOR,)),
    Shown("account_reauthenticate", readers=(COORDINATOR,)),
    Shown("mfa_index", readers=(COORDINATOR,)),
    Shown("mfa_list_webauthn", readers=(COORDINATOR,)),
    Shown("usersessions_list", readers=(COORDINATOR,)),
]
NO_PAGES = {
    "accounts:test_mail": "takes a POST only",
    "events:campaign_sending": "a part of a page: test_sending.py",
    "events:event_sending": "a part of a page: test_sending.py",
    "events:event_mail_preview_html": "a mail, not a page of ours",
    "events:campaign_feed": "for calendar programs",
    "events:section_feed": "for calendar programs",
    "events:section_calendar_feed": "for calendar programs",
    "events:press_csv": "a file",
    "events:press_json": "a file",
    "events:press_xlsx": "a file",
    "events:press_snapshot": "knows no reader: test_outside.py",
    "events:press_snapshot_csv": "a file",
    "events:press_snapshot_json": "a file",
    "events:press_snapshot_xlsx": "a file",
    "events:public_list": "knows no reader: test_outside.py",
    "events:public_map": "for maps",
    "events:link": "knows no reader: test_entrances.py",
    "events:report_worker": "a script",
    "events:photo": "a picture, not a page",
    "events:places": "a part of a page: test_scheduling.py",
    "clockz": "for machines",
    "livez": "for machines",
    "metrics": "for machines",
    "readyz": "for machines",
    "status_sending": "a part of a page: test_sending.py",
    "set_language": "takes a POST only",
}
OURS = ("accounts", "events", "")


@pytest.mark.parametrize(
    ("shown", "reader"),
    [pytest.param(shown, reader, id=f"{shown}, {reader}") for shown in PAGES for reader in shown.readers],
)
def test_page_is_for_everybody(windows: Windows, shown: Shown, reader: str) -> None:
    world = WORLDS[reader]()
    address = shown.address(world)
    page = windows.open(world.reader)
    if reader != shown.readers[0]:  # the same page with other rows: in the light, and on a phone
        assert faults_at_a_glance(page, address) == []
        return
    assert faults(page, address) == []
    windows.speak(page.context, "ar")
    assert faults_in_arabic(page, address) == []


def _names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield ":".join(filter(None, (namespace, entry.name)))
        elif entry.app_name in OURS and "allauth" not in str(entry.urlconf_name):
            yield from _names(entry, entry.namespace or namespace)


def test_every_page_is_looked_at() -> None:
    ours = set(_names(get_resolver()))
    assert (
        ours
        == {shown.name for shown in PAGES if ":" in shown.name or shown.name == "status"} | NO_PAGES.keys()
    )


# --- pages that say what went wrong -------------------------------------------------------------------------------


def _send(page: Page, address: str, button: str) -> None:
    page.goto(address)
    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_role("alert").first.wait_for()


@pytest.mark.parametrize(
    ("shown", "button"),
    [
        (Shown("events:event_new"), "Schedule event"),
        (Shown("events:event_outcome", "past"), "Record outcome"),
        (Shown("events:event_cancel", "event"), "Cancel event"),
        (Shown("accounts:activist_new"), "Add activist"),
    ],
    ids=str,
)
def test_complaints_are_for_everybody(windows: Windows, shown: Shown, button: str) -> None:
    world = coordinator_world()
    page = windows.open(world.reader)
    _send(page, shown.address(world), button)
    assert faults_as_shown(page) == []


# --- the looking itself -------------------------------------------------------------------------------------------

PLANTED = {
    "color-contrast": "main.querySelector('h1').style.color = '#ddd'",
    "link-name": "main.insertAdjacentHTML('beforeend', '<a href=\"/\"></a>')",
    "h1 is 2, not 1": "main.insertAdjacentHTML('beforeend', '<h1>Again</h1>')",
    "lang is , not en": "document.documentElement.lang = ''",
    "dir is rtl, not ltr": "document.documentElement.dir = 'rtl'",
    "too wide for a phone": "main.querySelector('h1').style.width = '700px'",
    "no focus to be seen": "main.querySelector('a').style.outline = 'none'",
}


def test_planted_faults_are_found(windows: Windows) -> None:
    page = windows.open(make.coordinator(make.section()))
    for fault, deed in PLANTED.items():
        page.goto("/events/")
        page.evaluate(f"(main) => {{ {deed} }}", page.query_selector("main"))
        assert fault in " ".join(faults_as_shown(page))
