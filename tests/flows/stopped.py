"""A sender that is stopped (SIGSTOP), and for whom two minutes have passed when it goes on (SIGCONT).

Run as `python -m tests.flows.stopped`: it becomes `run_due --once`. Its clocks are set ahead instead of waiting.
"""

from __future__ import annotations

import signal
import sys
import time
from datetime import timedelta

import time_machine

PAUSE = timedelta(seconds=125)
"""Longer than the lease of a claim."""


def main() -> None:
    """Send what is due."""
    clock, real = time_machine.travel(time.time(), tick=True).start(), time.monotonic
    passed = timedelta()

    def go_on(number: int, frame: object) -> None:
        nonlocal passed
        passed += PAUSE
        clock.shift(PAUSE)

    signal.signal(signal.SIGCONT, go_on)
    time.monotonic = lambda: real() + passed.total_seconds()
    from django.core.management import execute_from_command_line

    execute_from_command_line([sys.argv[0], "run_due", "--once"])


if __name__ == "__main__":
    main()
