"""The suite's own footing: each database really stands behind *default*, and child processes can reach it."""

import subprocess
import sys

import pytest
from django.db import connection

from accounts.models import Section
from tests.databases import Database


@pytest.mark.django_db
def test_test_runs_on_the_database_it_is_named_after(database: Database) -> None:
    assert connection.vendor == database.name


@pytest.mark.django_db(transaction=True)
def test_child_process_reads_what_the_test_committed(database: Database) -> None:
    Section.objects.create(slug="australia", name="Australia")

    told = subprocess.run(
        [
            sys.executable,
            "manage.py",
            "shell",
            "--no-imports",
            "-c",
            "from accounts.models import *; print(Section.objects.get())",
        ],
        env={"DATABASE_URL": database.url, "DJANGO_SETTINGS_MODULE": "handins.settings"},
        capture_output=True,
        text=True,
    )

    assert (told.stdout, told.stderr) == ("Australia\n", "")
