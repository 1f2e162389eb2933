"""`forget_old`: what the clock does every night, now."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.actions.retention import forget_what_is_old


class Command(BaseCommand):
    help = (
        "Delete what has been kept long enough, as the clock does every night. Numbers of past events stay."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        gone = forget_what_is_old(now=timezone.now())
        self.stdout.write(", ".join(f"{count:,} {what}" for what, count in gone.items()))
