"""The demo, seeded at a chosen instant with its own mailbox and its own `var/`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import time_machine
from django.core.management import call_command
from django.test import override_settings

from events.actions.cities import load_some_cities
from events.choices import BoardState
from events.models import Event
from events.queries.facts import state_of, with_facts

DAY = date(2026, 6, 2)

# the cities of the story, by their GeoNames numbers
CITIES = [
    *(2147714, 2158177, 2063523, 2174003, 2172517, 2761369, 2800866, 2803138, 2797656, 3469058, 3451190),
    *(3448439, 6094817, 6167865, 6077243, 6173331, 5913490, 658225, 633679, 2950159, 3169070, 3173435),
    *(3176219, 2523920, 3172394, 2747373, 2759794, 3143244, 3117735, 3128760, 2509954, 2673730, 2711537),
    *(1668341, 703448, 706483, 702550, 698740, 2643743, 2650225, 2643123, 780687),
]


@dataclass(frozen=True)
class Demo:
    """What one run left behind."""

    now: datetime
    printed: str
    folder: Path

    def event(self, city: str, **which: Any) -> Event:
        """Return the event in `city`, with the facts of its board state."""
        return with_facts(Event.objects.all()).get(city=city, **which)

    def states(self) -> Counter[BoardState]:
        """Return how many events the board shows in which state."""
        return Counter(state_of(event, now=self.now) for event in with_facts(Event.objects.all()))


@contextmanager
def seeded(*, now: datetime, folder: Path, day: date | None = DAY, **options: Any) -> Iterator[Demo]:
    """Seed the demo whose day of action is `day` (None: not said) as if it were `now`; its settings hold here."""
    mailbox = {"EMAIL_BACKEND": "handins.mailbox.FileBackend", "EMAIL_FILE_PATH": folder / "mail"}
    with override_settings(VAR=folder, DEMO=True, **mailbox):
        load_some_cities(CITIES)
        printed = StringIO()
        with time_machine.travel(now, tick=False):
            call_command("seed_demo", day=day and day.isoformat(), stdout=printed, **options)
        yield Demo(now, printed.getvalue(), folder)
