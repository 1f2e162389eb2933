"""Faults of processes and servers: killed, stopped, doubled, frozen, flushed, restarted."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

from .run import ALL, Run

MOST_KILLS, FEW_KILLS = 60, 8
PAST_THE_LEASE = 125.0  # seconds; the lease is 120


def steady(run: Run) -> dict[str, Any]:
    """Nothing goes wrong."""
    run.start(*ALL)
    run.begin()
    run.finish()
    return run.report()


def kill_worker(run: Run) -> dict[str, Any]:
    """kill -9 of a random sender each second: a worker's process, a whole worker, the watch."""
    run.start(*ALL)
    run.begin()
    run.until_sent(0.01)
    kills = lanes = 0
    while kills < (FEW_KILLS if run.is_quick else MOST_KILLS) and not run.is_over():
        senders = run.programs.senders()
        if senders:
            pid, program = run.dice.choice(sorted(senders.items()))
            if program.name == "worker" and run.dice.random() < 0.2:
                lanes += len(program.senders())
                program.kill()
            else:
                lanes += 1
                os.kill(pid, signal.SIGKILL)
            kills += 1
        run.until(lambda: False, within=1.0)
    run.finish()
    return run.report(bound=lanes, kills=kills)


def kill_all(run: Run) -> dict[str, Any]:
    """kill -9 of everything at once, several times."""
    run.start(*ALL)
    run.begin()
    lanes = kills = 0
    for share in (0.1, 0.4) if run.is_quick else (0.05, 0.2, 0.4, 0.6, 0.8):
        run.until_sent(share)
        lanes += len(run.programs.senders())
        for program in run.programs.programs.values():
            program.kill()
        kills += 1
    run.finish()
    return run.report(bound=lanes, kills=kills)


def stop_past_lease(run: Run) -> dict[str, Any]:
    """SIGSTOP of a worker's processes, which go on when their leases are over and the watch has sent the mails."""
    run.start("worker", "beat")
    run.begin()
    run.until_sent(0.2)
    stopped = run.programs.programs["worker"].senders()
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    run.programs.start("watch")
    run.until(lambda: False, within=PAST_THE_LEASE)
    run.until(run.is_over, within=120.0)
    for pid in stopped:
        os.kill(pid, signal.SIGCONT)
    run.finish()
    return run.report(bound=len(stopped), stops=len(stopped))


def two_beats(run: Run) -> dict[str, Any]:
    """Two beats and two workers, beside the watch."""
    run.start(*ALL, "worker2", "beat2")
    run.begin()
    run.finish()
    return run.report()


def redis_flush(run: Run) -> dict[str, Any]:
    """FLUSHALL several times a second."""
    run.start(*ALL)
    run.begin()
    flushes = 0
    while not run.is_over() and flushes < 400:
        run.valkey.flush()
        flushes += 1
        time.sleep(0.3)
    run.finish()
    return run.report(flushes=flushes)


def redis_stop(run: Run) -> dict[str, Any]:
    """The broker goes away while mails are sent, and comes back when all is over."""
    run.start(*ALL)
    run.begin()
    run.until_sent(0.1)
    run.valkey.kill()
    run.finish()
    report = run.report()
    run.valkey.start()
    return report


def redis_freeze(run: Run) -> dict[str, Any]:
    """The broker stops answering, without hanging up."""
    run.start(*ALL)
    run.begin()
    run.until_sent(0.1)
    run.valkey.freeze()
    run.finish()
    report = run.report()
    run.valkey.thaw()
    return report


def postgresql_restart(run: Run) -> dict[str, Any]:
    """PostgreSQL is restarted while mails are sent: twice closing connections, once as after a crash."""
    assert run.restart_database is not None
    run.start(*ALL)
    run.begin()
    lanes = restarts = 0
    for share, mode in ((0.1, "fast"), (0.35, "fast"), (0.6, "immediate")):
        run.until_sent(share)
        lanes += len(run.programs.senders())
        run.restart_database(mode)
        restarts += 1
    run.finish()
    return run.report(bound=lanes, restarts=restarts)
