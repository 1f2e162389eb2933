"""`manage.py seed_demo`: the story of the product, played from forty days ago up to now, into an empty database."""

from __future__ import annotations

import os
import secrets
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Section, User
from events.actions.cities import load_cities
from events.actions.demo_scale import add_synthetic_events
from events.management.demo.cast import SIGN_INS
from events.management.demo.play import play
from events.models import Campaign, City, Mission

PASSWORDS_FILE: Final = "demo-passwords"
HARMLESS_BACKENDS: Final = (
    "handins.mailbox.FileBackend",
    "django.core.mail.backends.console.EmailBackend",
    "django.core.mail.backends.filebased.EmailBackend",
    "django.core.mail.backends.locmem.EmailBackend",
)
"""Where no mail leaves this machine."""


class Command(BaseCommand):
    help = (
        "Play the demo's story up to now into an empty database. Refuses any other database, and real mail."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--day", help="the day of action, YYYY-MM-DD (default: today, UTC)")
        parser.add_argument(
            "--scale", type=int, default=0, metavar="N", help="add N synthetic events for measuring"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        day = day_of_action(options["day"]) if options["day"] else None
        refuse_real_mail()
        refuse_real_data()
        if not City.objects.exists():
            load_cities()
        now = timezone.now()
        stage = play(day=day or now.date(), now=now, tell=self.say)
        if options["scale"]:
            add_synthetic_events(campaign=stage.campaign, number=options["scale"], now=now)
            self.say(f"{options['scale']:,} synthetic events")
        keep_passwords(settings.VAR / PASSWORDS_FILE, stage.passwords)
        if options["verbosity"]:
            self.say(how_to_sign_in(stage.passwords))

    def say(self, line: str) -> None:
        """Print a line at once: whoever waits sees the story move."""
        self.stdout.write(line)
        self.stdout.flush()


def day_of_action(text: str) -> date:
    """Return the day that `text` names. Raises CommandError."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(_("“%(text)s” is not a day like 2017-06-02.") % {"text": text}) from error


def refuse_real_mail() -> None:
    """Raise CommandError unless mail stays on this machine, or the installation calls itself a demo."""
    if not (settings.DEMO or settings.DEBUG or settings.EMAIL_BACKEND in HARMLESS_BACKENDS):
        raise CommandError(
            _(
                "This installation sends real mail, and the demo writes to people who do not exist. Set DEMO=1, or send"
                " mail to a folder (EMAIL_URL=file://…)."
            )
        )


def refuse_real_data() -> None:
    """Raise CommandError unless the database is empty, the cities aside."""
    for model in (User, Section, Campaign, Mission):
        if model._default_manager.exists():
            raise CommandError(
                _(
                    "This database is not empty: it holds %(what)s. The demo is loaded into an empty database only."
                )
                % {"what": model._meta.verbose_name_plural}
            )


def keep_passwords(path: Path, passwords: Mapping[str, str]) -> None:
    """Write the passwords where only the owner of the installation can read them, in one move."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write("\n".join([*_sign_in_lines(passwords), ""]))
    draft.replace(path)


def _sign_in_lines(passwords: Mapping[str, str]) -> list[str]:
    return [f"{email}  {passwords[email]}  {what}" for email, what in SIGN_INS.items()]


def how_to_sign_in(passwords: Mapping[str, str]) -> str:
    """Return the last lines: who can sign in, and where the mails are."""
    lines = ["", "Sign in as", *(f"  {line}" for line in _sign_in_lines(passwords))]
    lines += [f"The mails are at {settings.PUBLIC_URL}/mail/"]
    return "\n".join(lines)
