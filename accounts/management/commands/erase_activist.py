"""Erase a person who takes part, by the id that stands in the address of her page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions.erasure import erase_activist
from accounts.audit import SYSTEM
from accounts.management.complaints import complaints
from accounts.models import Activist


class Command(BaseCommand):
    help = "Take away everything that names a person who takes part. Counts of past events stay. There is no way back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", help="as in the address of the activist's page")

    def handle(self, **options: Any) -> None:
        with complaints():
            erase_activist(by=SYSTEM, activist=self._activist(options["id"]))
        self.stdout.write(self.style.SUCCESS("Erased. Backups keep the person until they are deleted."))

    def _activist(self, public_id: str) -> Activist:
        try:
            found = Activist.objects.filter(public_id=UUID(public_id)).first()
        except ValueError:
            found = None
        if found is None:
            raise CommandError("There is no activist with this id.")
        return found
