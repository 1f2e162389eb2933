"""Give a user an address of a section's calendar, another one, or none any more."""

from __future__ import annotations

import secrets

from django.db import transaction

from accounts.audit import record
from accounts.models import Section, User
from accounts.tokens import calendar_token, digest
from events.models import SectionCalendar


@transaction.atomic
def renew_section_calendar(*, by: User, section: Section) -> SectionCalendar:
    """Make an address of the section's calendar for `by`; one that was there before is void."""
    # the token hangs on the id, which is known once the row is stored
    unknown_yet = {"digest": secrets.token_hex(), "generation": 0}
    calendars = SectionCalendar.objects.select_for_update()
    mine, _is_new = calendars.get_or_create(user=by, section=section, defaults=unknown_yet)
    mine.generation += 1
    mine.digest = digest(calendar_token(mine.pk, mine.generation))
    mine.save(update_fields=["generation", "digest"])
    record(by=by, act="section.calendar_renewed", row=section, section=section)
    return mine


@transaction.atomic
def end_section_calendar(*, by: User, section: Section) -> bool:
    """Make the address of `by` void; returns whether there was one."""
    ended, _by_model = SectionCalendar.objects.filter(user=by, section=section).delete()
    if ended:
        record(by=by, act="section.calendar_ended", row=section, section=section)
    return bool(ended)
