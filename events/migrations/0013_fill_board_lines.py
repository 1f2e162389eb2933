"""Write the board's lines of the events there are, counted as of this migration: later code may count otherwise."""

from collections import defaultdict
from itertools import islice
from math import floor

from django.db import migrations

EVENTS_AT_ONCE = 500
DELIVERING = ("accepted", "part_accepted", "left")


def fill(apps, schema_editor):
    """Count every event there is."""
    models = {name: apps.get_model("events", name) for name in ("Event", "BoardLine")}
    wanted = ("pk", "starts_at", "ends_at", "latitude", "longitude")
    events = models["Event"].objects.filter(line=None).order_by("pk").values_list(*wanted).iterator()
    while chunk := list(islice(events, EVENTS_AT_ONCE)):
        models["BoardLine"].objects.bulk_create(_lines(apps, models["BoardLine"], chunk))


def _lines(apps, line, chunk):
    def rows(name, *columns):
        found = defaultdict(list)
        of_events = apps.get_model("events", name).objects.filter(
            event_id__gte=chunk[0][0], event_id__lte=chunk[-1][0]
        )
        for event, *values in of_events.order_by("pk").values_list("event_id", *columns):
            found[event].append(values)
        return found

    needs = rows("Need", "role", "wanted")
    people = rows("Assignment", "activist_id", "role", "answer", "asked_at")
    frozen = rows("FrozenCount", "role", "answer", "people")
    attempts = rows("DeliveryAttempt", "at", "id", "petition", "next_due_on")
    for pk, starts_at, ends_at, latitude, longitude in chunk:
        yield line(
            event_id=pk,
            slot=floor(starts_at.timestamp()) // 900,
            last_slot=floor(ends_at.timestamp()) // 900,
            cell=_cell(latitude, longitude),
            **_crew(needs[pk], people[pk], frozen[pk]),
            **_people(people[pk]),
            **_chain(sorted(attempts[pk], key=lambda attempt: attempt[:2])),
        )


def _cell(latitude, longitude):
    if latitude is None or longitude is None:
        return None
    return floor((latitude + 90) / 5) * 72 + floor((longitude + 180) / 5) % 72


def _crew(needs, people, frozen):
    yes = defaultdict(int)
    for _activist, role, answer, _asked_at in people:
        yes[role] += answer == "yes"
    for role, answer, left in frozen:
        yes[role] += left * (answer == "yes")
    missing = {role: wanted - yes[role] for role, wanted in needs if yes[role] < wanted}
    return {
        "wanted": sum(wanted for _role, wanted in needs),
        "filled": sum(min(wanted, yes[role]) for role, wanted in needs),
        "lacks_people": bool(missing),
        "missing": missing,
    }


def _people(people):
    def persons(*answers):
        return len({activist for activist, _role, answer, _asked_at in people if answer in answers})

    leads = [(answer, asked_at) for _activist, role, answer, asked_at in people if role == "lead"]
    return {
        "people": persons("yes", "asked", "no"),
        "yes": persons("yes"),
        "silent": persons("asked"),
        "no": persons("no"),
        "lead_said_yes": any(answer == "yes" for answer, _asked_at in leads),
        "lead_asked_at": min((asked_at for answer, asked_at in leads if answer == "asked"), default=None),
    }


def _chain(attempts):
    if not attempts:
        return {}
    at, _id, _petition, next_due_on = attempts[-1]
    delivered = any(petition in DELIVERING for _at, _id, petition, _due in attempts)
    return {"is_delivered": delivered, "last_attempt_at": at, "next_due_on": next_due_on}


class Migration(migrations.Migration):
    dependencies = [("events", "0012_board_lines")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
