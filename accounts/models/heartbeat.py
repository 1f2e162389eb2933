"""When each moving part was last seen alive. Lateness is computed when a page is read, never stored."""

from typing import ClassVar

from django.db import models


class Heartbeat(models.Model):
    """The last sign of life of one part.

    `clock`: any pass over the outbox; `beat`: one that a tick of Celery's beat asked for; `watch`: one of
    `run_due --watch`; `mail`: a mail the relay accepted.
    """

    part = models.CharField(max_length=20, unique=True)
    at = models.DateTimeField()

    personal_fields: ClassVar[dict[str, str]] = {}
    plain_fields: ClassVar[str] = "id part at"

    def __str__(self) -> str:
        return f"{self.part} {self.at:%c}"
