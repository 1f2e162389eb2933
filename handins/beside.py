"""What a running `manage.py up` decided, for commands typed beside it: they have to agree on address and demo.

Believed only while that `up` holds its lock, so that nothing outlives it. Standard library only.
"""

from __future__ import annotations

import os
from functools import cache

from handins.places import VAR

try:
    import fcntl
except ImportError:  # Windows has no `up` either
    fcntl = None  # type: ignore[assignment]

LOCK_FILE = VAR / "up.lock"
SHARED = ("PUBLIC_URL", "DEMO")


def leave_word(lock: int, address: str) -> None:
    """Write into the open lock file who holds it and what was decided."""
    lines = [f"{os.getpid()} at {address}", *(f"{name}={os.environ[name]}" for name in SHARED)]
    os.ftruncate(lock, 0)
    os.pwrite(lock, "".join(f"{line}\n" for line in lines).encode(), 0)


def is_held() -> bool:
    """Tell whether an `up` is running in this folder."""
    if fcntl is None or not LOCK_FILE.exists():
        return False
    with LOCK_FILE.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


@cache
def decided() -> dict[str, str]:
    """Return the running up's decisions, by the name of their variable; nothing when none is running."""
    if not is_held():
        return {}
    pairs = (line.partition("=") for line in LOCK_FILE.read_text(encoding="utf-8").splitlines()[1:])
    return {name: value for name, _equals, value in pairs if name in SHARED}
