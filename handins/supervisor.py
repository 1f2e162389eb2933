"""Keeps the processes of `manage.py up` alive and leaves none behind. Standard library only: it stays small.

`up` replaces itself with this module and hands the plan over in the environment, because arguments are visible to
everybody on the machine. Each child leads a session of its own, so that the terminal's Ctrl-C reaches only us.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import sys
import time
from typing import Any, NoReturn

from handins.guard import LAST_PATIENCE, PATIENCE, Child, Guard, end, kill_group

PLAN = "HANDINS_PLAN"
BARE = ["-E", "-s", "-S", "-m", "handins.supervisor"]  # Python without its site: half the memory
FIRST_ANSWER = 30.0  # seconds a child may take until the next one starts anyway
WINDOW = 60.0  # seconds in which MOST_DEATHS make us give up
MOST_DEATHS = 5
FIRST_DELAY = 0.5  # seconds before the first restart; doubles each time
POLL = 0.05


def say(text: str) -> None:
    """Print a line; a closed terminal is no reason to stop."""
    with contextlib.suppress(OSError):
        print(f"handins: {text}", flush=True)


class Supervisor:
    """Starts the children in order, restarts them with growing delays, ends them on a signal."""

    def __init__(self, children: list[Child], greeting: str) -> None:
        self.children = children
        self.greeting = greeting
        self.guard = Guard()
        self.signals = 0
        self.exit_code = 0
        self.wake_up, writer = socket.socketpair()
        for end_ in (self.wake_up, writer):
            end_.setblocking(False)
        self._writer = writer

    def run(self) -> int:
        """Return the exit code: 0 after a signal, 1 when an essential child could not be kept alive."""
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only to wake up
        self.guard.start(self.children)
        try:
            self._start_in_order()
            while not self._is_stopping():
                self._look_after()
                self._sleep(0 if self._is_stopping() else self._until_next_start())
        finally:
            self._stop()
        return self.exit_code

    def _on_signal(self, number: int, frame: Any) -> None:
        self.signals += 1

    def _is_stopping(self) -> bool:
        return self.signals > 0 or self.exit_code != 0

    def _start_in_order(self) -> None:
        for child in self.children:
            if self._is_stopping():
                return
            self._start(child)
            if child.answers_at and self._has_answered(child) and child.is_essential:
                print(self.greeting, flush=True)

    def _has_answered(self, child: Child) -> bool:
        deadline = time.monotonic() + FIRST_ANSWER
        while time.monotonic() < deadline and not self._is_stopping():
            if answers(child.answers_at):
                return True
            self._sleep(POLL)
            self._look_after()
        return False

    def _start(self, child: Child) -> None:
        child.start_at = 0.0
        child.pid = os.fork()
        if child.pid == 0:
            os.setsid()
            # It announces itself before it becomes the program: a kill -9 of us in between leaves no orphan.
            self.guard.tell("+", os.getpid(), child)
            become(child.command)

    def _look_after(self) -> None:
        self.guard.replace_if_dead(self.children)
        for child in self.children:
            if child.pid and (status := ended(child.pid)) is not None:
                self._bury(child, status)
            if child.start_at and child.start_at <= time.monotonic() and not self._is_stopping():
                self._start(child)

    def _bury(self, child: Child, status: int) -> None:
        pid, child.pid = child.pid, 0
        kill_group(pid)  # workers of a killed web server would go on serving beside the new one
        self.guard.tell("-", pid, child)
        if self._is_stopping():
            return
        now = time.monotonic()
        child.deaths = [*(death for death in child.deaths if death > now - WINDOW), now]
        if len(child.deaths) >= MOST_DEATHS:
            self._give_up(child, status)
            return
        delay = FIRST_DELAY * 2 ** (len(child.deaths) - 1)
        child.start_at = now + delay
        say(f"{child.name} ended ({describe(status)}); starting it again in {delay:g} s.")

    def _give_up(self, child: Child, status: int) -> None:
        say(
            f"{child.name} ended {MOST_DEATHS} times within a minute ({describe(status)}). "
            "Giving it up; its last lines say why."
        )
        if child.is_essential:
            self.exit_code = 1
        else:
            say("Everything else goes on.")

    def _until_next_start(self) -> float | None:
        due = [child.start_at for child in self.children if child.start_at]
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _sleep(self, seconds: float | None) -> None:
        if select.select([self.wake_up], [], [], seconds)[0]:
            with contextlib.suppress(BlockingIOError):
                self.wake_up.recv(4096)

    def _stop(self) -> None:
        say("stopping …")
        before = self.signals
        running = [child for child in self.children if child.pid]
        end([child.pid for child in running if not child.is_last], PATIENCE, lambda: self.signals > before)
        end([child.pid for child in running if child.is_last], LAST_PATIENCE)
        for child in running:
            self.guard.tell("-", child.pid, child)
        say("stopped.")


def become(command: list[str]) -> NoReturn:
    """Replace this forked process by `command`, reading nothing; open files close by themselves."""
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.execv(command[0], command)
    except OSError as error:
        say(f"cannot start {command[0]}: {error.strerror}")
    os._exit(127)


def ended(pid: int) -> int | None:
    """Return the wait status of our child `pid`, None while it runs."""
    found, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def describe(status: int) -> str:
    """Say how a process ended, as people say it."""
    return f"exit code {status}" if status >= 0 else f"killed by {signal.Signals(-status).name}"


def answers(address: Any) -> bool:
    """Tell whether somebody listens at a socket path, or serves /livez at [host, port]."""
    family = (
        socket.AF_UNIX
        if isinstance(address, str)
        else socket.AF_INET6
        if ":" in address[0]
        else socket.AF_INET
    )
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(0.5)
        try:
            probe.connect(address if isinstance(address, str) else tuple(address))
            if isinstance(address, str):
                return True
            probe.sendall(b"GET /livez HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return b" 200 " in probe.recv(64)
        except OSError:
            return False


def main() -> int:
    # Taken out of the environment, so that no child inherits what it has no use for.
    plan = json.loads(os.environ.pop(PLAN))
    if plan["lock"] is not None:  # ours and the guard's until the very end, never a child's
        os.set_inheritable(plan["lock"], False)
    return Supervisor([Child(**child) for child in plan["children"]], plan["greeting"]).run()


if __name__ == "__main__":
    sys.exit(main())
