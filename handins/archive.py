"""The whole database in one file and back: SQLite's own format, or pg_dump's. Keys are never in it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from accounts.actions.field_keys import check_canary

MAGIC = {"sqlite": b"SQLite format 3\x00", "postgresql": b"PGDMP"}


def dump(path: Path) -> None:
    """Write the database to `path`, owner only, while others go on working with it. Raises CommandError."""
    if path.exists():
        raise CommandError(f"{path} exists already; a backup overwrites nothing.")
    draft = path.with_name(f"{path.name}.part")
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(draft)) as target:
                _sqlite().backup(target)
        else:
            _run("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", f"--file={draft}"])
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)


def load(path: Path, *, safety_copy: Path) -> None:
    """Replace the database by what `path` holds. On any failure what stood here before is put back.

    Raises CommandError for a file of another kind, of a newer version, or written with other keys.
    """
    refuse_foreign(path)
    dump(safety_copy)
    try:
        _pour(path)
        _refuse_newer()
        call_command("migrate", verbosity=0, interactive=False)
        check_canary()
    except Exception:
        _pour(safety_copy)
        raise


def refuse_foreign(path: Path) -> None:
    """Raise CommandError unless `path` is a whole backup of this kind of database."""
    if not path.is_file():
        raise CommandError(f"There is no file {path}.")
    with path.open("rb") as file:
        start = file.read(16)
    if not start.startswith(MAGIC[connection.vendor]):
        raise CommandError(f"{path} is no backup of a {connection.display_name} database.")
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as source:
            _refuse_damaged(source, path)


def _refuse_damaged(source: sqlite3.Connection, path: Path) -> None:
    try:
        found = source.execute("PRAGMA integrity_check").fetchone()[0]
        tables = {name for (name,) in source.execute("SELECT name FROM sqlite_master")}
    except sqlite3.DatabaseError as error:
        raise CommandError(f"{path} is damaged: {error}.") from error
    if found != "ok" or "django_migrations" not in tables:
        raise CommandError(f"{path} is damaged or no backup of handins.")


def _refuse_newer() -> None:
    loader = MigrationLoader(connection)
    ours = {app for app, _name in loader.disk_migrations}
    unknown = [
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in ours
        and (app, name) not in loader.disk_migrations
        and (app, name) not in loader.replacements
    ]
    if unknown:
        raise CommandError(
            f"The backup is from a newer version of handins (it knows {unknown[0]}). Update first."
        )


def _pour(path: Path) -> None:
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as source:
            source.backup(_sqlite())
    else:
        _drop_tables()
        connection.close()
        _run(
            "pg_restore",
            ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", str(path)],
        )


def _drop_tables() -> None:
    # pg_restore --clean would leave tables that are newer than the backup
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")


def _sqlite() -> sqlite3.Connection:
    connection.ensure_connection()
    found: sqlite3.Connection = connection.connection
    return found


def _run(program: str, arguments: Sequence[str]) -> None:
    """Run one of PostgreSQL's programs on this database; the password goes by the environment."""
    path = shutil.which(program)
    if path is None:
        raise CommandError(f"{program} is needed for PostgreSQL and not on PATH (Debian: postgresql-client).")
    found = connection.get_connection_params()
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    environment = os.environ | {
        variable: str(found[name]) for name, variable in names.items() if found.get(name)
    }
    command = [path, f"--dbname={found['dbname']}", *arguments]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if result.returncode:
        raise CommandError(f"{program} failed: {result.stderr.strip()}")
