"""Saying what an action would do: it is done, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction

Done = TypeVar("Done")


def rehearse(action: Callable[..., Done], **asked: Any) -> Done:
    """Return what `action` returns, and leave the database as it was. For actions that tell nobody by themselves."""
    with transaction.atomic():
        done = action(**asked)
        transaction.set_rollback(True)
    return done
