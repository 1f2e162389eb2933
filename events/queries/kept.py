"""What the work side keeps about one activist, for a copy she asks for. Nobody else is named in it."""

from __future__ import annotations

from typing import Any

from accounts.models import Activist
from events.models import DeliveryAttempt, Outcome, Photo


def kept_about(activist: Activist) -> dict[str, Any]:
    """Return {heading: rows}: what she was asked and answered, the mails she got, will get or stopped, her reports."""
    asked = activist.assignments.order_by("event__starts_at", "pk")
    mails = activist.reminders.order_by("due_at", "pk")
    return {
        "assignments": list(
            asked.values(
                "event__title",
                "event__city",
                "event__starts_wall",
                "event__time_zone",
                "role",
                "answer",
                "asked_at",
                "answered_at",
            )
        ),
        "mails": list(mails.values("event__title", "kind", "state", "due_at", "sent_at")),
        "stopped_kinds": list(activist.mail_stops.order_by("kind").values_list("kind", flat=True)),
        "reports": list(
            Outcome.objects.filter(reported_by_activist=activist)
            .order_by("pk")
            .values(
                "event__title", "summary", "quote", "signatures_handed_over", "turnout_low", "turnout_high"
            )
        ),
        "attempts": list(
            DeliveryAttempt.objects.filter(recorded_by_activist=activist)
            .order_by("pk")
            .values("event__title", "at", "channel", "reception", "petition", "note")
        ),
        "photos": list(
            Photo.objects.filter(added_by_activist=activist)
            .order_by("pk")
            .values("event__title", "caption", "alt", "credit", "consent", "created_at")
        ),
        "links": list(activist.links.order_by("pk").values("purpose", "expires_at", "revoked_at")),
    }
