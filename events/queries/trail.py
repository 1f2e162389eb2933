"""The audit trail of an event in words. It names fields, never values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import ActorKind
from accounts.models import AuditEntry
from events.choices import ReminderKind, Role
from events.models import Event, Outcome
from events.rules.wording import listed

ACTS = {
    "event.scheduled": gettext_lazy("scheduled the event"),
    "event.confirmed": gettext_lazy("confirmed the draft"),
    "event.edited": gettext_lazy("edited the event"),
    "event.moved": gettext_lazy("moved the event"),
    "event.cancelled": gettext_lazy("cancelled the event"),
    "event.need_set": gettext_lazy("set a need"),
    "event.assigned": gettext_lazy("asked somebody"),
    "event.unassigned": gettext_lazy("took somebody off"),
    "event.answered": gettext_lazy("recorded an answer"),
    "event.attempt_recorded": gettext_lazy("recorded a delivery attempt"),
    "event.attempt_corrected": gettext_lazy("corrected a delivery attempt"),
    "event.outcome_recorded": gettext_lazy("recorded the outcome"),
    "event.outcome_corrected": gettext_lazy("corrected the outcome"),
    "event.kind_stopped": gettext_lazy("stopped mails of one kind"),
    "event.kind_resumed": gettext_lazy("let mails of one kind go again"),
    "event.mail_sent_now": gettext_lazy("sent a mail at once"),
    "event.mails_retried": gettext_lazy("had failed mails tried again"),
    "event.organisers_named": gettext_lazy("named the organisers"),
}
UNNAMED = {"starts_fold", "place", "latitude", "longitude"}
"""Columns that only follow from others: nobody changed them by themselves."""


@dataclass(frozen=True)
class TrailRow:
    """One act. `activist` is a name only some readers may see; `actor` says what kind of actor it was."""

    at: datetime
    user: str
    activist: str
    actor: str
    act: str
    fields: str


def trail_rows(entries: Iterable[AuditEntry]) -> list[TrailRow]:
    """Return the entries of an event's trail in the reader's language."""
    return [
        TrailRow(
            at=entry.at,
            user=str(entry.actor_user or ""),
            activist=str(entry.actor_activist or ""),
            actor=str(ActorKind(entry.actor_kind).label),
            act=str(ACTS.get(entry.act, entry.act)),
            fields=listed(_field(name) for name in entry.fields if name not in UNNAMED),
        )
        for entry in entries
    ]


def _field(name: str) -> str:
    kind, _colon, role = name.partition(":")
    if kind in ("role", "need") and role in Role.values:
        return str(Role(role).label)
    if kind == "mail" and role in ReminderKind.values:
        return str(ReminderKind(role).label)
    if name == "attempts":
        return _("delivery attempts")
    for model in (Event, Outcome):
        try:
            return str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        except FieldDoesNotExist:
            continue
    return capfirst(name.replace("_", " "))
