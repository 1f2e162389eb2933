"""Print what is stored about people: field by field, why, and for how long."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.privacy import declarations


class Command(BaseCommand):
    help = "Print every stored field: personal or not, why it is kept and for how long."

    def handle(self, *args: Any, **options: Any) -> None:
        for row in sorted(declarations(), key=lambda row: (row.model, not row.personal, row.field)):
            self.stdout.write(f"{row.model}.{row.field}: {row.why if row.personal else 'not personal'}")
