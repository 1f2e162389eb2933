"""What users change about themselves."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, record
from accounts.models import User
from accounts.privacy import replan

EDITABLE = frozenset(["name", "language", "time_zone", "discreet", "quiet_from", "quiet_until"])


@transaction.atomic
def edit_preferences(*, by: Actor, user: User, **changes: Any) -> User:
    """Change what `changes` names (see EDITABLE). Raises ValidationError."""
    assert EDITABLE.issuperset(changes), changes.keys() - EDITABLE
    user = User.objects.select_for_update().get(pk=user.pk)
    changed = {name for name, value in changes.items() if getattr(user, name) != value}
    for name in changed:
        setattr(user, name, changes[name])
    if changed:
        user.full_clean()
        user.save(update_fields=sorted(changed))
        record(by=by, act="user.preferences", row=user, fields=changed)
        replan(user, now=timezone.now())
    return user
