"""Seal everything again under the first key of FIELD_KEYS."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.actions.key_rotation import Rotation, rotate_field_keys


class Command(BaseCommand):
    help = (
        "Seal addresses, letters and second factors again under the first key of FIELD_KEYS. It may be ended and begun "
        "again, and the site goes on meanwhile."
    )

    def handle(self, **options: Any) -> None:
        tables: dict[str, Rotation] = {}
        for told in rotate_field_keys():
            tables[told.table] = told
            self.stdout.write(f"{told.table}: {told.seen} looked at, {told.written} written again")
        if clashes := sum(told.clashes for told in tables.values()):
            self.stdout.write(
                self.style.WARNING(
                    f"{clashes} left as they are: their section has another activist with the same address. "
                    "Make them one, then run this again."
                )
            )
            return
        old = ", ".join(list(settings.FIELD_KEYS)[1:])
        if not old:
            self.stdout.write(self.style.SUCCESS("Everything is sealed under the only key there is."))
            return
        self.stdout.write(
            self.style.SUCCESS(f"Everything is sealed under {next(iter(settings.FIELD_KEYS))}.")
        )
        unknown = tables["suppressed addresses"].seen - tables["suppressed addresses"].current
        self.stdout.write(
            f"{unknown} suppressed addresses nobody here has are known by their old hash only: keep {old} at the end "
            "of FIELD_KEYS, or they may be written to again."
            if unknown
            else f"{old} can be taken out of FIELD_KEYS. Backups made before still need it."
        )
