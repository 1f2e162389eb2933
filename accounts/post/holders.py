"""Who holds a claim: its token names the process that drew it, so that the death of a neighbour is seen at once.

Processes of another machine, or another container, cannot be seen from here: their rows wait for the end of the lease.
So do those of a process that is stopped: it may go on.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache, lru_cache
from itertools import count
from pathlib import Path

PROC = Path("/proc")
ENDED = "ZX"
"""States of a process that is dead already, and only waits to be noticed (proc(5))."""
_NUMBERS = count()


def new_token() -> str:
    """Return a token nobody drew before: eight hex digits each for the place, the process, its start, and a number."""
    pid = os.getpid()
    return f"{_place()}{pid:08x}{_own_start(pid):08x}{next(_NUMBERS) & 0xFFFFFFFF:08x}"


def is_dead(token: str) -> bool:
    """Say whether the process that drew `token` is known to have ended."""
    place, pid, start = token[:8], token[8:16], token[16:24]
    if place != _place() or not _can_be_seen():
        return False
    return _start_of(int(pid, 16)) != int(start, 16)


@cache
def _place() -> str:
    """Return what tells this machine, since it was started, and this container from all others."""
    try:
        boot = (PROC / "sys/kernel/random/boot_id").read_text().strip()
        name = f"{boot} {(PROC / 'self/ns/pid').readlink()}"
    except OSError:
        name = os.urandom(16).hex()  # not Linux: everybody is a stranger
    return hashlib.sha256(name.encode()).hexdigest()[:8]


@cache
def _can_be_seen() -> bool:
    """Whether processes of other users show (proc's option hidepid): who is not seen is not dead."""
    return (PROC / "1/stat").exists()


@lru_cache(maxsize=1)
def _own_start(pid: int) -> int:
    return _start_of(pid)


def _start_of(pid: int) -> int:
    """Return when a process began, in clock ticks since the machine did; 0 when there is none any more."""
    try:
        facts = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return 0 if facts[0] in ENDED else int(facts[19]) & 0xFFFFFFFF
