"""Two activists who turn out to be one person become one row. Every holder is asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import Actor, hand_over_acts, record
from accounts.models import Activist, Suppression
from accounts.privacy import Joining, holders, replan

TAKEN_WHERE_BLANK = ("phone", "phone_hash", "external_id", "user")


def refuse_merging(kept: Activist, gone: Activist) -> None:
    """Raise ValidationError where the two cannot be one person."""
    if kept.pk == gone.pk:
        raise ValidationError(_("This is the same person already."), code="same")
    if kept.section_id != gone.section_id:
        raise ValidationError(_("The two belong to different sections."), code="other_section")
    if kept.user_id and gone.user_id and kept.user_id != gone.user_id:
        raise ValidationError(_("The two have accounts of their own."), code="two_accounts")


def foresee_merging(kept: Activist, gone: Activist, *, now: datetime) -> Joining:
    """Return what merging would do, in numbers and sentences, by every holder."""
    parts = [holder.foresee(kept, gone, now) for holder in holders()]
    return Joining(
        [number for part in parts for number in part.numbers],
        [one for part in parts for one in part.sentences],
    )


@transaction.atomic
def merge_activists(*, by: Actor, kept: Activist, gone: Activist, now: datetime | None = None) -> Activist:
    """Let `kept` be both: what is about `gone` becomes hers, `gone` is no more. There is no way back.

    Name, address and language stay the kept one's; what she has not is taken from the other, and of two wishes the one
    that protects more. Nothing is mailed twice. Raises ValidationError where they cannot be one person, or while a mail
    to either is leaving.
    """
    now = now or timezone.now()
    both = Activist.objects.select_for_update(of=("self",)).select_related("section").order_by("pk")
    rows = {row.pk: row for row in both.filter(pk__in=(kept.pk, gone.pk))}
    if len(rows) < len({kept.pk, gone.pk}):
        raise ValidationError(_("One of the two is no longer on the list."), code="gone")
    kept, gone = rows[kept.pk], rows[gone.pk]
    refuse_merging(kept, gone)
    for holder in holders():
        holder.merge(kept, gone, by, now)
    taken = _taken(kept, gone)
    _refuse_leftovers(gone)
    gone.delete()  # first: its external id may be the kept one's now
    for name, value in taken.items():
        setattr(kept, name, value)
    kept.save()
    fields = taken.keys() - {"phone_hash"}
    record(by=by, act="activist.merged", row=kept, fields=fields, section=kept.section, at=now)
    replan(kept, now=now)
    return kept


def _refuse_leftovers(gone: Activist) -> None:
    """Raise RuntimeError where a row that no holder took over would go with `gone`."""
    for relation in gone._meta.related_objects:
        rows = relation.related_model._base_manager.filter(**{relation.field.name: gone})
        if rows.exists():
            raise RuntimeError(f"Nobody merges {relation.related_model._meta.label}.")


def _taken(kept: Activist, gone: Activist) -> dict[str, Any]:
    """Return {column: value} of what changes on the kept row."""
    wanted: dict[str, Any] = {
        name: getattr(gone, name) for name in TAKEN_WHERE_BLANK if not getattr(kept, name)
    }
    if kept.quiet_from is None:
        wanted |= {"quiet_from": gone.quiet_from, "quiet_until": gone.quiet_until}
    wanted |= {
        "discreet": kept.discreet or gone.discreet,
        "paused_until": max(filter(None, (kept.paused_until, gone.paused_until)), default=None),
        "opted_out_at": min(filter(None, (kept.opted_out_at, gone.opted_out_at)), default=None),
        "last_asked_at": max(filter(None, (kept.last_asked_at, gone.last_asked_at)), default=None),
    }
    return {name: value for name, value in wanted.items() if value != getattr(kept, name)}


def merge(kept: Activist, gone: Activist, by: Actor, now: datetime) -> None:
    """Do what the people side has to: her own acts are the kept one's, and the words of the other name go."""
    hand_over_acts(kept, gone)
    gone.words.all().delete()


def foresee(kept: Activist, gone: Activist, now: datetime) -> Joining:
    """Say what becomes of the facts."""
    taken = _taken(kept, gone)
    sentences = []
    if Suppression.objects.filter(email_hash=kept.email_hash).exists():
        sentences.append(str(_("The address that stays takes no mail. The other row may have a better one.")))
    if "opted_out_at" in taken:
        sentences.append(str(_("One of the two wants no mail: afterwards the person gets none.")))
    elif "paused_until" in taken:
        sentences.append(str(_("One of the two is paused: afterwards the person is.")))
    if "discreet" in taken:
        sentences.append(str(_("One of the two gets discreet mail: afterwards all mail to the person is.")))
    if taken.get("phone"):
        sentences.append(str(_("The phone number is taken over.")))
    return Joining([], sentences)
