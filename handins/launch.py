"""What `manage.py up` settles before Django is loaded: the address, the lock, the port, demo or not.

Settings are read from the environment, so whatever `up` decides has to stand there first. Standard library only.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import socket
import sys
import time
from urllib.parse import urlsplit

from handins.beside import LOCK_FILE, leave_word
from handins.loopback import is_loopback

LOCK = "HANDINS_LOCK"  # the number of the open lock file, handed on through exec
SOFT_SHUTDOWN_SECONDS = "3"  # Ctrl-C at a terminal must not take longer than 5
LET_GO = 6.0  # seconds the guard of a killed `up` needs to clean up and let go of the lock


class CannotStart(SystemExit):
    """A reason a person can act on; printed without a traceback, exit code 2."""

    def __init__(self, reason: str) -> None:
        print(f"handins cannot start: {reason}", file=sys.stderr)
        super().__init__(2)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `up`."""
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (this machine only by default)"
    )
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--demo-day", metavar="YYYY-MM-DD", help="day of action of the demo (today by default)"
    )
    parser.add_argument("--no-demo", action="store_true", help="start empty, without demo data and mailbox")


def settle(arguments: list[str]) -> None:
    """Check and reserve what `up` needs, and write its decisions into the environment. Raises CannotStart."""
    parser = argparse.ArgumentParser(prog="manage.py up", add_help=False, allow_abbrev=False)
    add_arguments(parser)
    options, _others = parser.parse_known_args(arguments)
    decide_on_demo(host=options.host, is_declined=options.no_demo)
    take_lock()
    probe(host=options.host, port=options.port)
    os.environ.setdefault("PUBLIC_URL", f"http://localhost:{options.port}")
    os.environ.setdefault("SOFT_SHUTDOWN_SECONDS", SOFT_SHUTDOWN_SECONDS)
    leave_word(int(os.environ[LOCK]), f"http://{options.host}:{options.port}")


# --- demo ---------------------------------------------------------------------------------------------------------


def decide_on_demo(*, host: str, is_declined: bool) -> None:
    """Set DEMO. It stays on this machine: its passwords are printed and its mailbox is open to everybody."""
    public_url = os.environ.get("PUBLIC_URL", "")
    if is_declined or os.environ.get("DEMO", "").lower() in ("0", "false", "no", "off"):
        os.environ["DEMO"] = "0"
        if not public_url and not is_loopback(host):
            raise CannotStart(
                "others can reach this address. Set PUBLIC_URL to the https:// address they will type."
            )
        return
    if not is_loopback(host):
        raise CannotStart(f"the demo must not be reachable from elsewhere, and {host} is. Add --no-demo.")
    if public_url and not is_loopback(urlsplit(public_url).hostname or ""):
        raise CannotStart(
            f"the demo must not be reachable from elsewhere, and {public_url} is. Add --no-demo."
        )
    os.environ["DEMO"] = "1"


# --- one at a time ------------------------------------------------------------------------------------------------


def take_lock() -> None:
    """Hold var/up.lock until the last of our processes is gone. Raises CannotStart when another `up` holds it."""
    if LOCK in os.environ:  # `up` started itself anew and has it already
        return
    LOCK_FILE.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + LET_GO
    while not _locked(lock):
        holder = (LOCK_FILE.read_text(encoding="utf-8").splitlines() or [""])[0]
        if _is_alive(holder.partition(" ")[0]) or time.monotonic() > deadline:
            raise CannotStart(
                f"it runs already (process {holder or 'unknown'}). Stop that one first, or give this one a folder "
                "of its own: HANDINS_VAR=/some/folder"
            )
        time.sleep(0.1)
    os.set_inheritable(lock, True)
    os.environ[LOCK] = str(lock)


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def probe(*, host: str, port: int) -> None:
    """Raise CannotStart when something listens there already: the web server would silently share the port with it."""
    if not 0 < port < 65_536:
        raise CannotStart(f"there is no port {port}.")
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(
                socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
            )  # leftovers of closed connections are fine
            listener.bind(address)
            listener.listen(1)
    except PermissionError as error:
        raise CannotStart(
            f"port {port} is reserved for the system. Choose another: make up PORT=8123"
        ) from error
    except OSError as error:
        raise CannotStart(
            f"port {port} of {host} cannot be used: {error.strerror}. Choose another: make up PORT={port + 1}"
        ) from error
