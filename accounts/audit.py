"""Writing and reading the audit trail. It says which fields changed, never to what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, TypeAlias, TypeVar
from uuid import UUID

from django.db.models import Count, Model, QuerySet
from django.utils import timezone

from accounts.choices import ActorKind
from accounts.models import Activist, AuditEntry, Section, User


class System:
    """Stands for the program itself where nobody in particular acted."""

    def __repr__(self) -> str:
        return "SYSTEM"


SYSTEM: Final = System()
Actor: TypeAlias = User | Activist | System
Row = TypeVar("Row", bound=Model)


def actor_columns(by: Actor, *, prefix: str) -> dict[str, User | Activist | None]:
    """Return {prefix_user: …, prefix_activist: …} for `by`, both None for SYSTEM."""
    return {
        f"{prefix}_user": by if isinstance(by, User) else None,
        f"{prefix}_activist": by if isinstance(by, Activist) else None,
    }


def _kind(by: Actor) -> ActorKind:
    if isinstance(by, User):
        return ActorKind.USER
    return ActorKind.ACTIVIST if isinstance(by, Activist) else ActorKind.SYSTEM


def _entry(
    *, by: Actor, act: str, row: Model, fields: Iterable[str], section: Section | None, at: datetime | None
) -> AuditEntry:
    return AuditEntry(
        at=at or timezone.now(),
        actor_kind=_kind(by),
        act=act,
        object_type=row._meta.label_lower,
        object_id=row.public_id,  # type: ignore[attr-defined]
        section=section,
        fields=sorted(fields),
        **actor_columns(by, prefix="actor"),
    )


def record(
    *,
    by: Actor,
    act: str,
    row: Model,
    fields: Iterable[str] = (),
    section: Section | None = None,
    at: datetime | None = None,
) -> AuditEntry:
    """Append "`by` did `act` to `row`", in the caller's transaction. `fields` are names, never values."""
    entry = _entry(by=by, act=act, row=row, fields=fields, section=section, at=at)
    entry.save()
    return entry


def record_all(
    *,
    by: Actor,
    act: str,
    rows: Iterable[tuple[Model, Iterable[str]]],
    section: Section | None = None,
    at: datetime | None = None,
) -> None:
    """Append one entry per (row, names of changed fields), in one statement."""
    AuditEntry.objects.bulk_create(
        _entry(by=by, act=act, row=row, fields=fields, section=section, at=at) for row, fields in rows
    )


def record_each(
    *, by: Actor, act: str, rows: Iterable[tuple[Model, Section | None]], at: datetime | None = None
) -> None:
    """Append one entry per (row, the section it belongs to), in one statement."""
    AuditEntry.objects.bulk_create(
        _entry(by=by, act=act, row=row, fields=(), section=section, at=at) for row, section in rows
    )


def acted_on_again(ids: Any) -> set[UUID]:
    """Return which rows with these public ids (or a query of them) something was done to since they were made."""
    entries = AuditEntry.objects.filter(object_id__in=ids).order_by().values("object_id")
    return set(entries.annotate(acts=Count("pk")).filter(acts__gt=1).values_list("object_id", flat=True))


def forget_activists(objects: Any) -> None:
    """Empty which activists acted on rows with these public ids (or a query of them); what was done stays.

    Who took part is not kept for ever. Besides erasing an account and merging two rows of one person, this is the one
    change of stored entries.
    """
    AuditEntry._base_manager.filter(object_id__in=objects, actor_activist__isnull=False).update(
        actor_activist=None
    )


def hand_over_acts(kept: Activist, gone: Activist) -> None:
    """Let what `gone` did by herself be done by `kept`: they are one person. Entries about the row stay as they are."""
    AuditEntry._base_manager.filter(actor_activist=gone).update(actor_activist=kept)


def trail(row: Model) -> QuerySet[AuditEntry]:
    """Return what was done to `row`, newest first, with the actors at hand."""
    return AuditEntry.objects.filter(object_id=row.public_id).select_related("actor_user", "actor_activist")  # type: ignore[attr-defined]


def acts_of(activist: Activist) -> dict[str, Any]:
    """Return what `activist` did by herself, oldest first, for a copy of what is kept about her."""
    return {"acts": list(activist.acts.order_by("at", "id").values("at", "act", "fields"))}
