"""An act that is saved after one that was begun later, as two requests at once may do."""

from django.db.models import Model

from accounts.audit import SYSTEM, record
from accounts.models import AuditEntry


def late_act(row: Model) -> AuditEntry:
    """Record an act on `row` and return one with the number before it, which is not saved yet."""
    newest = record(by=SYSTEM, act="event.scheduled", row=row)
    late = AuditEntry(**{name: getattr(newest, name) for name in ("at", "actor_kind", "act", "object_type")})
    late.object_id, late.id = newest.object_id, newest.id
    AuditEntry._base_manager.filter(pk=newest.pk).update(id=newest.pk + 1)
    return late
