"""A real Chromium before the real pages. Whatever it complains about, in its console or on the wire, fails the test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    ViewportSize,
    expect,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from accounts.models import User

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The same Chromium without the windows nobody sees comes first: each page costs it a sixth of the processor's time."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    # no other machine can be reached, whatever a page asks for
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
PATIENCE = 15_000  # ms; nobody waits so long unless something is broken
DESKTOP: Final = ViewportSize(width=1280, height=800)
PHONE: Final = ViewportSize(width=390, height=844)
SMALL_PHONE: Final = ViewportSize(width=360, height=740)

expect.set_options(timeout=PATIENCE)


# --- Chromium and the server --------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the system's Chromium. Without one, browser tests are skipped, or fail where CI promises one."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        refuse = pytest.fail if os.environ.get("CI") else pytest.skip
        refuse("there is no Chromium here (`make browser` installs one)")
    return path


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for all tests; each window has its own cookies."""
    with pytest.MonkeyPatch.context() as patch, _own_connections(), sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, and Django would take every query for one made in it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with playwright.chromium.launch(executable_path=chromium, args=FLAGS) as browser, _own_connections():
            yield browser


@contextmanager
def _own_connections() -> Iterator[None]:
    """Close connections before and after the event loop: asgiref keeps those made within apart."""
    connections.close_all()
    yield
    connections.close_all()


@pytest.fixture(scope="session")
def live_server(django_db_setup: None) -> Iterator[LiveServer]:
    """The product on a port, on whichever database is behind *default*, with the static files as they lie around."""
    with pytest.MonkeyPatch.context() as patch:
        # pytest-django looks for contrib's app by its own name; ours has a configuration of its own
        patch.setattr("django.test.testcases._StaticFilesHandler", StaticFilesHandler)
        server = LiveServer("localhost")
    yield server
    server.stop()


# --- windows ------------------------------------------------------------------------------------------------------


@dataclass
class Windows:
    """Opens windows of Chromium, each as of another person's device, and gathers what goes wrong in them."""

    browser: Browser
    address: str
    troubles: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(
        self,
        reader: User | None = None,
        *,
        language: str = "en",
        size: ViewportSize = DESKTOP,
        scripts: bool = True,
        **options: Any,
    ) -> Page:
        """Return an empty window in which `reader` is signed in; addresses in it are relative to the server's.

        `options` are Playwright's: `color_scheme`, `timezone_id` (the device's, which no page may depend on) …
        """
        context = self.browser.new_context(
            base_url=self.address,
            locale=language,
            viewport=size,
            has_touch=size["width"] < 500,
            java_script_enabled=scripts,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        if reader:
            self._sign_in(context, reader)
        if language != settings.LANGUAGE_CODE:
            self.speak(context, language)
        page = context.new_page()
        self._listen(page)
        return page

    def _sign_in(self, context: BrowserContext, reader: User) -> None:
        client = Client()
        client.force_login(reader)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self._set_cookie(context, settings.SESSION_COOKIE_NAME, session)

    def speak(self, context: BrowserContext, language: str) -> None:
        """Choose a language on this device, from the next page on."""
        self._set_cookie(context, settings.LANGUAGE_COOKIE_NAME, language)

    def _set_cookie(self, context: BrowserContext, name: str, value: str) -> None:
        context.add_cookies([{"name": name, "value": value, "url": self.address}])

    def _listen(self, page: Page) -> None:
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.troubles.append(f"{page.url}: {error}"))
        page.on("response", self._answered)
        page.on("requestfailed", self._failed)

    def _heard(self, message: ConsoleMessage) -> None:
        # What could not be loaded is judged below. htmx also complains of what it takes back itself.
        is_judged = message.text.startswith(
            ("Failed to load resource", "htmx:afterRequest", "htmx:sendAbort")
        )
        if message.type in ("error", "warning") and not is_judged:
            self.troubles.append(f"{message.location['url']}: {message.text}")

    def _answered(self, response: Response) -> None:
        is_page = response.request.is_navigation_request()
        if response.status >= 500 or (response.status >= 400 and not is_page):
            self.troubles.append(f"{response.url}: {response.status}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # what is taken back: a page left, letters typed on
            self.troubles.append(f"{request.url}: {request.failure}")

    def close(self) -> None:
        """Close every window."""
        for context in self.contexts:
            context.close()


@pytest.fixture
def windows(browser: Browser, live_server: LiveServer) -> Iterator[Windows]:
    """Windows for one test, which ends without a single complaint."""
    windows = Windows(browser, live_server.url)
    yield windows
    windows.close()
    assert windows.troubles == []


CUT = ("net::ERR_INTERNET_DISCONNECTED", "net::ERR_CONNECTION_RESET", "net::ERR_FAILED")
"""What Chromium says of a network that a test takes away."""


@pytest.fixture
def phone(windows: Windows) -> Iterator[Page]:
    """A phone, which may complain of a network that these tests take away, and of nothing else."""
    yield windows.open(size=PHONE)
    windows.troubles[:] = [trouble for trouble in windows.troubles if not trouble.endswith(CUT)]


def choose(page: Page, words: str) -> None:
    """Press the tile or segment that says `words`: a finger meets the button in the one and its label in the other."""
    button = page.get_by_role("radio", name=words, exact=True)
    page.locator(".form-check", has=button).click()
    expect(button).to_be_checked()


# --- accessibility ------------------------------------------------------------------------------------------------


def violations(page: Page, *rules: str, without: Iterable[str] = ()) -> list[str]:
    """Return what axe finds wrong with the page as it is shown now, one line per element.

    By all rules, by these `rules`, or by all `without` some.
    """
    # our only frame shows a mail and is sandboxed: axe gets no answer from within, and Chromium complains
    options: dict[str, Any] = {"resultTypes": ["violations"], "iframes": False}
    if rules:
        options["runOnly"] = list(rules)
    options["rules"] = {name: {"enabled": False} for name in without}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{each['id']}: {node['html']}" for each in found for node in each["nodes"]]
