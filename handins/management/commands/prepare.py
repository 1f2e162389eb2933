"""`manage.py prepare`: what has to be done before anything is served. `up` does it at every start, deployments once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, cast

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from accounts.actions.field_keys import ensure_canary


class Command(BaseCommand):
    help = (
        "Migrate, check the field keys, load the gazetteer, collect static files. Quick when nothing changed."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.step("database")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        ensure_canary()
        self.step("cities")
        call_command("load_cities", verbosity=0, stdout=self.stdout, stderr=self.stderr)
        self.step("static files")
        collect_static_files()

    def step(self, text: str) -> None:
        """Say what is done now, at once: the first time takes some seconds."""
        self.stdout.write(f"handins: {text}")
        self.stdout.flush()


def collect_static_files() -> None:
    """Collect them when one was added, changed or removed since the last time."""
    stamp = settings.STATIC_ROOT / ".stamp"
    state = hashlib.sha256("\n".join(sorted(_static_files())).encode()).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == state:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(state, encoding="utf-8")


def _static_files() -> Iterator[str]:
    ignored = cast(StaticFilesConfig, apps.get_app_config("staticfiles")).ignore_patterns
    for finder in get_finders():
        for path, storage in finder.list(ignored):
            yield f"{path} {storage.size(path)} {storage.get_modified_time(path).timestamp()}"
