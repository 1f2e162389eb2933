"""Migrations say what the models say, form one line, and can be taken back, on both databases."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from accounts.privacy import OWN_APPS


def own_tables() -> set[str]:
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    return {name for name in names if name.partition("_")[0] in OWN_APPS}


@pytest.mark.django_db
@pytest.mark.database("sqlite")
def test_models_have_no_change_without_a_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", *OWN_APPS, verbosity=0)


@pytest.mark.django_db
@pytest.mark.database("sqlite")
def test_migrations_form_one_line() -> None:
    graph = MigrationLoader(connection).graph

    assert {app: len(graph.leaf_nodes(app)) for app in OWN_APPS} == dict.fromkeys(OWN_APPS, 1)


@pytest.fixture
def _forwards_again(transactional_db: None) -> Iterator[None]:
    yield
    call_command("migrate", verbosity=0, interactive=False)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_forwards_again")
def test_migrations_can_be_taken_back_and_applied_again() -> None:
    before = own_tables()

    for app in ("events", "accounts"):
        call_command("migrate", app, "zero", verbosity=0, interactive=False)
    assert own_tables() == set()

    call_command("migrate", verbosity=0, interactive=False)
    assert own_tables() == before
    assert MigrationExecutor(connection).migration_plan(MigrationLoader(connection).graph.leaf_nodes()) == []
