"""The list of activists as their coordinator's browser asks for it: ``python -m parts.activist_list ROUNDS SIZE …``.

On an empty database; prints a JSON line per question: queries and milliseconds at each size, by the clock and of this
process's processor. The fastest of all rounds counts, as on a machine that does nothing else.
"""

from __future__ import annotations

import json
import random
import sys
import time
from typing import Any

FIRST = (
    *("Ana", "Ben", "Carmen", "Dora", "Elif", "Femke", "Goran", "Hana", "Igor", "Jana"),
    *("Kofi", "Leila", "Marko", "Nadia", "Omar", "Pia", "Quinn", "Rosa", "Samir", "Tess"),
)
SYLLABLES = [consonant + vowel for consonant in "bdklmnrstv" for vowel in "aeo"]
EVERY = 1_000
"""People stored at once."""
RARE = ("Zuzana", "Xylander", "zuzana.x@example.org", "+61 491 570 156")
"""One person, there at every size, whom nobody else shares a name with."""
ALWAYS = [RARE, *(("Ana", "Bakalo", f"ana{n}@example.org", "") for n in range(2))]
"""At every size somebody is found for each question, but one."""
QUESTIONS = {
    "first page": {},
    "first name of one in twenty": {"q": "ana"},
    "first name and beginning of a surname": {"q": "ana ba"},
    "beginning of a surname": {"q": "ba"},
    "one person by name": {"q": "zuzana xyl"},
    "one person by address": {"q": RARE[2]},
    "one person by number": {"q": RARE[3]},
    "nobody": {"q": "wolfgang"},
    "asked longest ago first": {"sort": "last_asked"},
    "first name, asked longest ago first": {"q": "ana", "sort": "last_asked"},
    "same name or phone as somebody else": {"show": "doubles"},
}


def main(rounds: int, sizes: list[int]) -> None:
    """Fill the database step by step and ask the same questions at each size."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    section, client = _section(), _client()
    _store(section, ALWAYS)
    drawn = random.Random(7)
    stored, told = len(ALWAYS), {name: ([], [], []) for name in QUESTIONS}
    for size in sizes:
        while stored < size:
            number = min(EVERY, size - stored)
            _store(section, [_person(drawn, stored + n) for n in range(number)])
            stored += number
        _analyze()
        for name, query in QUESTIONS.items():
            for figures, figure in zip(told[name], _asked(client, query, rounds), strict=True):
                figures.append(figure)
    for name, (queries, wall, cpu) in told.items():
        facts = {"case": name, "is_search": "q" in QUESTIONS[name], "sizes": sizes, "queries": queries}
        ratios = {"ratio": round(wall[-1] / wall[-2], 2), "cpu_ratio": round(cpu[-1] / cpu[-2], 2)}
        print(json.dumps({**facts, "ms": wall, "cpu_ms": cpu, **ratios}))


def _section() -> Any:
    from accounts.actions.members import create_user
    from accounts.actions.sections import create_section
    from accounts.audit import SYSTEM

    section = create_section(by=SYSTEM, name="Australia", country="AU", time_zone="Australia/Sydney")
    create_user(by=SYSTEM, name="Carmen", email="carmen@example.org", section=section, role="coordinator")
    return section


def _client() -> Any:
    from django.conf import settings
    from django.test import Client

    from accounts.models import User

    settings.SECOND_FACTOR_REQUIRED = False
    # names without a digest: nothing is collected before
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get())
    return client


def _person(drawn: random.Random, number: int) -> tuple[str, str, str, str]:
    surname = "".join(drawn.choice(SYLLABLES) for _syllable in range(3)).capitalize()
    phone = f"+61 4{number:08}" if number % 2 else ""
    return drawn.choice(FIRST), surname, f"activist{number}@example.org", phone


def _store(section: Any, people: list[tuple[str, str, str, str]]) -> None:
    from accounts.fields import email_hash, fold, phone_hash
    from accounts.models import Activist, ActivistWord

    rows = Activist.objects.bulk_create(
        Activist(
            section=section,
            name=f"{first} {surname}",
            name_folded=fold(f"{first} {surname}"),
            email=email,
            email_hash=email_hash(email),
            phone=phone,
            phone_hash=phone_hash(phone) if phone else "",
        )
        for first, surname, email, phone in people
    )
    ActivistWord.objects.bulk_create(
        ActivistWord(activist=row, section=section, word=word)
        for row in rows
        for word in row.name_folded.split()
    )


def _analyze() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _asked(client: Any, query: dict[str, str], rounds: int) -> tuple[int, float, float]:
    from django.db import connection

    asked = []

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        page = client.get("/activists/", query)
        assert page.status_code == 200, page.status_code
    wall, cpu = [], []
    for _round in range(rounds):
        began, busy = time.perf_counter(), time.process_time()
        client.get("/activists/", query)
        wall.append(time.perf_counter() - began)
        cpu.append(time.process_time() - busy)
    return len(asked), round(1_000 * min(wall), 2), round(1_000 * min(cpu), 2)


if __name__ == "__main__":
    main(int(sys.argv[1]), [int(size) for size in sys.argv[2:]])
