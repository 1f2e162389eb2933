"""`manage.py up`: from an empty folder to a running installation, in one command."""

from __future__ import annotations

import gc
import json
import os
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any, NoReturn

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from handins import children, launch, supervisor

UNFINISHED_DEMO = "demo-unfinished"  # exists while the demo is loaded into a database that was empty
DEMO_PASSWORDS = "demo-passwords"


class Command(BaseCommand):
    help = "Migrate, load the demo into an empty database, serve web and clock until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        launch.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if launch.LOCK not in os.environ:
            raise CommandError("Start it as `python manage.py up`: it has to run before settings are read.")
        gc.disable()  # this process lives for seconds: searching it for cycles is a tenth of them
        try:
            call_command("prepare", stdout=self.stdout)
            self.clear_half_a_demo()
            if settings.DEMO:
                self.prepare_demo(options["demo_day"])
        except KeyboardInterrupt:
            raise SystemExit(
                "\nhandins: stopped before anything was served; the next start goes on from here."
            ) from None
        self.serve(host=options["host"], port=options["port"])

    def prepare_demo(self, day: str | None) -> None:
        """Play the story into an empty database; leave any other database alone, and the demo switched off."""
        if not User.objects.exists():
            self.step("demo")
            unfinished = settings.VAR / UNFINISHED_DEMO
            unfinished.write_text(database_name(), encoding="utf-8")
            call_command("seed_demo", **({"day": day} if day else {}))
            unfinished.unlink()
        elif not demo_passwords():
            self.step("this database is not the demo's: the demo stays off")
            start_anew("--no-demo")

    def clear_half_a_demo(self) -> None:
        """Empty a database in which loading the demo was interrupted, as long as nobody real has come in since."""
        unfinished = settings.VAR / UNFINISHED_DEMO
        if not unfinished.is_file():
            return
        is_this_one = unfinished.read_text(encoding="utf-8") == database_name()
        if is_this_one and not User.objects.exclude(email__endswith="@example.org").exists():
            self.step("loading the demo was interrupted last time: its half is cleared away")
            call_command("flush", verbosity=0, interactive=False)
            call_command("prepare", stdout=self.stdout)
        unfinished.unlink()

    def serve(self, *, host: str, port: int) -> NoReturn:
        """Become the supervisor: this process ends here."""
        if not children.has_broker():
            self.step(
                "no Redis server in the wheels for this machine: mail goes out a little later. REDIS_URL changes that."
            )
        plan = {
            "children": [asdict(child) for child in children.children(host=host, port=port)],
            "greeting": greeting(),
            "lock": int(os.environ.pop(launch.LOCK)),
        }
        # Checked here already; three processes asking again would only be slower.
        os.environ.update(
            {supervisor.PLAN: json.dumps(plan), "CELERY_SKIP_CHECKS": "1", "REMAP_SIGTERM": "SIGQUIT"}
        )
        os.chdir(settings.BASE_DIR)
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, *supervisor.BARE])

    def step(self, text: str) -> None:
        self.stdout.write(f"handins: {text}")
        self.stdout.flush()


def database_name() -> str:
    """Return what tells this database from another one."""
    return " ".join(
        str(settings.DATABASES["default"].get(part, "")) for part in ("ENGINE", "HOST", "PORT", "NAME")
    )


def start_anew(option: str) -> NoReturn:
    """Start `up` once more with `option`: settings cannot change under a running Django. The lock stays ours."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, *sys.argv, option])


# --- words --------------------------------------------------------------------------------------------------------


def demo_passwords() -> list[str]:
    """Return the lines of var/demo-passwords (address first) that this database knows."""
    path = settings.VAR / DEMO_PASSWORDS
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    known = set(
        User.objects.filter(email__in=[line.split()[0] for line in lines if line]).values_list(
            "email", flat=True
        )
    )
    return [line for line in lines if line and line.split()[0] in known]


def greeting() -> str:
    """Return what a person needs to know once the first page answers."""
    lines = ["", f"handins is at {settings.PUBLIC_URL}/", ""]
    if settings.DEMO:
        lines += ["Sign in as", *(f"  {line}" for line in demo_passwords()), ""]
        lines += [f"Mail of the demo: {settings.PUBLIC_URL}/mail/"]
    elif not User.objects.exists():
        lines += ["Nobody can sign in yet: open the page above, it says how to begin."]
    return "\n".join([*lines, "Ctrl-C stops everything.", ""])
