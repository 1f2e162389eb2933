"""Twenty events with a crowd at each, in four languages: ``python -m parts.crowd NUMBER`` on an empty database.

Every tenth activist reads discreet mail, and every second event says how many people it needs.
"""

from __future__ import annotations

import sys

from . import world

EVENTS = 20
DISCREET_EVERY = 10


def main(mails: int) -> None:
    """Migrate the database and fill it with so many mails *asked*."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    world.PER_EVENT = world.PER_SECTION = max(world.PER_EVENT, -(-mails // EVENTS))
    world.fill(mails)
    _mix()


def _mix() -> None:
    from django.db.models import F

    from accounts.audit import SYSTEM
    from accounts.models import Activist
    from events.actions.assignments import set_needs
    from events.choices import Role
    from events.models import Event

    Activist.objects.alias(turn=F("pk") % DISCREET_EVERY).filter(turn=0).update(discreet=True)
    for event in Event.objects.order_by("pk")[::2]:
        set_needs(by=SYSTEM, event=event, wanted={Role.PARTICIPANT: world.PER_EVENT + 1})


if __name__ == "__main__":
    main(int(sys.argv[1]))
