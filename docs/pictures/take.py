#!/usr/bin/env python3
"""Take the pictures of the board: `.venv/bin/python docs/pictures/take.py`, where Chromium is installed.

The demo is played into a database of its own, on the day of the story, and everything believes it is 11:20 UTC then.
"""

import os
import shutil
import sys
import tempfile
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import time_machine
from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
DAY = date(2017, 6, 2)
NOON = datetime(2017, 6, 2, 11, 20, tzinfo=UTC)
BOARD = "/campaigns/chechnya/board/"
DESKTOP, PHONE, WALL = (1440, 900), (390, 844), (1920, 1080)
PICTURES = {
    # name: address, window, dark, language, the whole page
    "board": (BOARD, DESKTOP, False, "en", False),
    "board-dark": (BOARD, DESKTOP, True, "en", False),
    "board-arabic": (BOARD, DESKTOP, False, "ar", False),
    "board-phone": (BOARD, PHONE, False, "en", True),
    "board-wall": (f"{BOARD}?wall=1", WALL, True, "en", False),
}


def serve() -> str:
    """Serve the installation from a thread of this process; return its address."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    server = ThreadedWSGIServer(("localhost", 0), WSGIRequestHandler)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://localhost:{server.server_port}"


def session() -> dict[str, str]:
    """Return the cookie of the global coordinator's session."""
    from django.conf import settings
    from django.test import Client

    from accounts.models import User

    client = Client()
    client.force_login(User.objects.get(is_global_coordinator=True))
    return {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}


def take(address: str, cookie: dict[str, str]) -> None:
    """Take every picture."""
    from django.conf import settings

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell") or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        for name, (path, (width, height), is_dark, language, is_whole) in PICTURES.items():
            window = browser.new_context(
                base_url=address,
                viewport={"width": width, "height": height},
                color_scheme="dark" if is_dark else "light",
            )
            spoken = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language}
            window.add_cookies([{**each, "url": address} for each in (cookie, spoken)])
            page = window.new_page()
            page.goto(path, wait_until="networkidle")
            page.screenshot(path=HERE / f"{name}.png", full_page=is_whole)
            print(f"{name}.png")
            window.close()


def main() -> None:
    sys.path.insert(0, str(HERE.parents[1]))
    with tempfile.TemporaryDirectory() as folder, time_machine.travel(NOON, tick=True):
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "handins.settings",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright keeps an event loop in this thread
            "HANDINS_VAR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/pictures.sqlite3",
            "DEMO": "1",
            "DEBUG": "1",
        }
        import django
        from django.core.management import call_command

        django.setup()
        for command in ("migrate", "load_cities"):
            call_command(command, verbosity=0)
        call_command("seed_demo", day=DAY.isoformat())
        call_command("run_due", once=True)  # the clock of the mails beats
        take(serve(), session())


if __name__ == "__main__":
    main()
