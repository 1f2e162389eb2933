"""Ends processes, and the forked guard that ends them when nobody else is left to. Standard library only."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

PATIENCE = 4.0  # seconds between the friendly signal and SIGKILL
LAST_PATIENCE = 0.7  # the same for the broker, which only has to close its file
POLL = 0.025


@dataclass
class Child:
    """One process to keep alive. `answers_at` is a socket path or [host, port]; `is_last` is ended after all others."""

    name: str
    command: list[str]
    answers_at: Any = None
    is_essential: bool = False
    is_last: bool = False
    pid: int = 0
    start_at: float = 0.0
    deaths: list[float] = field(default_factory=list)


# --- ending processes ---------------------------------------------------------------------------------------------


def is_over(pid: int) -> bool:
    """Tell whether process `pid` is gone; reaps it if it is ours, and kills what it left behind in its group."""
    with contextlib.suppress(ChildProcessError):
        if os.waitpid(pid, os.WNOHANG)[0] == 0:
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        kill_group(pid)
        return True
    return False


def kill_group(pid: int) -> None:
    """Kill whoever is left in the group `pid` led: its number is nobody else's as long as there is one."""
    with contextlib.suppress(
        ProcessLookupError, PermissionError
    ):  # macOS answers EPERM for a group of zombies
        os.killpg(pid, signal.SIGKILL)


def end(groups: Iterable[int], patience: float, is_impatient: Callable[[], bool] = lambda: False) -> None:
    """Ask each group's leader to end, and kill the groups that are left after `patience` seconds."""
    left = set(groups)
    for pid in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + patience
    while left and time.monotonic() < deadline and not is_impatient():
        left = {pid for pid in left if not is_over(pid)}
        time.sleep(POLL if left else 0)
    for pid in left:
        kill_group(pid)
    for pid in left:
        is_over(pid)


# --- the guard ----------------------------------------------------------------------------------------------------


class Guard:
    """A forked process that waits on a pipe for our death, however it comes, and ends what we leave behind."""

    def __init__(self) -> None:
        self.pid = 0
        self.pipe = -1

    def start(self, children: Collection[Child]) -> None:
        """Fork it, and tell it of the children that run already."""
        ours, self.pipe = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self.pipe)
            self._watch(ours)
            os._exit(0)
        os.close(ours)
        for child in children:
            if child.pid:
                self.tell("+", child.pid, child)

    def tell(self, sign: str, pid: int, child: Child) -> None:
        """Say that `pid` began (+) or ended (-). A dead guard is replaced later, and told everything then."""
        with contextlib.suppress(BrokenPipeError):
            os.write(self.pipe, f"{sign}{pid} {int(child.is_last)}\n".encode())

    def replace_if_dead(self, children: Collection[Child]) -> None:
        """Start another guard if somebody killed this one."""
        if os.waitpid(self.pid, os.WNOHANG)[0]:
            os.close(self.pipe)
            self.start(children)

    @staticmethod
    def _watch(pipe: int) -> None:
        os.setsid()
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        alive: dict[int, bool] = {}
        with os.fdopen(pipe) as lines:
            for line in lines:
                pid, is_last = line[1:].split()
                alive.pop(int(pid), None)
                if line.startswith("+"):
                    alive[int(pid)] = is_last == "1"
        end([pid for pid, is_last in alive.items() if not is_last], PATIENCE)
        end([pid for pid, is_last in alive.items() if is_last], LAST_PATIENCE)
