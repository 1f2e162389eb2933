"""One way to change an event: in a transaction, on the row as it stands now, with others kept waiting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from events.models import Event


@contextmanager
def changing(event: Event) -> Iterator[Event]:
    """Lock the row, bring `event` up to date and yield it; when the block fails, `event` is as it was before.

    Two changes of one event follow one another, so a plan never speaks of half of each.
    """
    before = dict(event.__dict__)
    with transaction.atomic():
        try:
            _lock(event)
            yield event
        except BaseException:
            event.__dict__.clear()
            event.__dict__.update(before)
            raise


def _lock(event: Event) -> None:
    try:
        event.refresh_from_db(from_queryset=Event.objects.select_for_update(of=("self",)))
    except Event.DoesNotExist as gone:
        raise ValidationError(_("This draft was taken back a moment ago."), code="gone") from gone
