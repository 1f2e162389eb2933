"""What tests ask a phone on the pavement: where its lead reports, and what it keeps."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Page

from events.choices import LinkPurpose, Role
from events.models import Event
from tests import make
from tests.browser.conftest import PATIENCE
from tests.browser.worlds import token_of

KEPT = """() => new Promise((resolve) => {
  const opening = indexedDB.open("handins", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("reports", { keyPath: "name" });
  opening.onsuccess = () => {
    const all = opening.result.transaction("reports").objectStore("reports").getAll();
    all.onsuccess = () => { opening.result.close(); resolve(JSON.stringify(all.result)); };
  };
})"""
KEEP_AN_OLD_ONE = """() => new Promise((resolve) => {
  const opening = indexedDB.open("handins", 1);
  opening.onsuccess = () => {
    const change = opening.result.transaction("reports", "readwrite");
    change.objectStore("reports").put({ name: "old", said: [], at: Date.now() - 864e5 });
    change.oncomplete = () => { opening.result.close(); resolve(); };
  };
})"""
BLANKS = """async () => {
  const cache = await caches.open("handins-report");
  const found = (await cache.keys()).find((each) => each.url.includes("/blank/"));
  return found ? (await cache.match(found)).text() : "";
}"""
WORKERS = "async () => (await navigator.serviceWorker.getRegistrations()).length"


def address_of(event: Event, language: str = "en") -> str:
    """Return where the lead of `event` reports."""
    lead = make.activist(section=event.section, name="Ana Lima", language=language)
    assignment = make.assignment(event, lead, role=Role.LEAD, now=event.planned_at)
    return f"/k/{token_of(assignment, LinkPurpose.REPORT)}/"


def eventually(page: Page, question: Callable[[], bool]) -> None:
    """Ask until the answer is yes; the browser goes on meanwhile."""
    deadline = time.monotonic() + PATIENCE / 1000
    while not question():
        assert time.monotonic() < deadline
        page.wait_for_timeout(100)
