"""What the overviews of others have in common: the rows they are given, how they are asked, what is said.

Runs in the environment of a peer: ``python pretix_board.py prepare`` makes its database, without rows, and
``python pretix_board.py EVENTS ROUNDS`` fills and asks. The stopwatch is the one of our board.
"""

import datetime as dt
import json
import sys
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[1]))

from parts.board_pages import measured, octets  # noqa: E402

DAYS = 28
PLACES = 20
"""Rooms or the like: as many as there are events at one time."""
ZONE = ZoneInfo("UTC")


def month():
    """Return the first moment of the month after this one: everything is still to come."""
    today = dt.datetime.now(ZONE)
    return dt.datetime(today.year + today.month // 12, today.month % 12 + 1, 1, tzinfo=ZONE)


def rows(number):
    """Yield (name, begin, place): so many events of half an hour, spread over a month as evenly as may be."""
    for index in range(number):
        day, of_day = index % DAYS, index // DAYS
        begin = month() + dt.timedelta(days=day, hours=8, minutes=30 * (of_day // PLACES))
        yield f"Petition {index:05} to the embassy", begin, of_day % PLACES


def say(address, number, rounds):
    """Ask for an overview through all middleware, check that every row is on it, and print what it costs."""
    from django.db import connection
    from django.test import Client

    statements = []

    def note(execute, sql, params, many, context):
        statements.append(sql)
        return execute(sql, params, many, context)

    client = Client(SERVER_NAME="localhost", HTTP_ACCEPT="text/html")
    client.get(address)  # templates are compiled
    with connection.execute_wrapper(note):
        page = client.get(address)
    assert page.status_code == 200, f"{address} answered {page.status_code}"
    shown = sum(name.encode() in page.content for name, _begin, _place in rows(number))
    assert shown == number, f"{address} shows {shown} of {number}"
    render = measured(lambda: client.get(address), rounds)
    versions = {name: version(name) for name in (Path(sys.argv[0]).stem.partition("_")[0], "Django")}
    print(json.dumps({**versions, "queries": len(statements), **octets(page.content), "render": render}))


def main(fill, address, *prepare):
    """Do what the command line asks for: run the management commands `prepare`, or fill and ask for `address`."""
    import django

    django.setup()
    from django.core.management import call_command

    if sys.argv[1] == "prepare":
        for command, told in prepare:
            call_command(command, verbosity=0, **told)
    else:
        number, rounds = map(int, sys.argv[1:3])
        fill(number)
        say(address, number, rounds)
