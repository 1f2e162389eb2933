"""How late the first mails are, and what the clock costs when nothing is due."""

from __future__ import annotations

import time
from typing import Any

from . import rows, world
from .run import ALL, Run

AT_ONE_INSTANT = 1000
BOOT = 15.0  # seconds in which processes load their code
FIRST_TICK = (
    90.0  # seconds until beat and worker must have been heard of; on a busy machine they start slowly
)
WITH_REDIS, WITHOUT = 15.0, 30.0  # seconds


def _lag(run: Run, limit: float) -> dict[str, Any]:
    """Report on mails due at one instant, where the clock has been running for a while."""
    _boot(run)
    run.until(lambda: False, within=run.dice.random() * 10)
    run.sink.rules()  # in a quick run, too: how late the clock is, not how slow the relay
    run.begin(AT_ONE_INSTANT)
    run.finish()
    report = run.report(limit_s=limit)
    is_in_time = report["lag_p99_s"] is not None and report["lag_p99_s"] <= limit
    return {**report, "within": report["within"] and is_in_time}


def _boot(run: Run) -> None:
    """Wait until the programs have loaded their code and the first tick was done."""
    run.until(lambda: False, within=BOOT)
    if {"worker", "beat"} <= run.programs.programs.keys():
        run.until(rows.has_ticked, within=FIRST_TICK)


def lag(run: Run) -> dict[str, Any]:
    """1,000 mails due at one instant, everything alive."""
    run.start(*ALL)
    return _lag(run, WITH_REDIS)


def lag_redis_dead(run: Run) -> dict[str, Any]:
    """The same without a broker."""
    run.start(*ALL)
    _boot(run)
    run.valkey.kill()
    return _lag(run, WITHOUT)


def lag_redis_frozen(run: Run) -> dict[str, Any]:
    """The same with a broker that takes connections and says nothing."""
    run.start(*ALL)
    _boot(run)
    run.valkey.freeze()
    report = _lag(run, WITHOUT)
    run.valkey.thaw()
    return report


def lag_beat_dead(run: Run) -> dict[str, Any]:
    """The same without beat."""
    run.start("worker", "watch")
    return _lag(run, WITHOUT)


def lag_workers_dead(run: Run) -> dict[str, Any]:
    """The same without workers."""
    run.start("beat", "watch")
    return _lag(run, WITHOUT)


def idle(run: Run) -> dict[str, Any]:
    """Worker, beat and watch with nothing due: their share of one core."""
    run.start(*ALL)
    _boot(run)
    began, before = time.monotonic(), _cpu(run)
    run.until(lambda: False, within=60.0 if run.is_quick else 300.0)
    length = time.monotonic() - began
    shares = {name: round((cpu - before[name]) / length, 5) for name, cpu in _cpu(run).items()}
    share = round(sum(shares.values()), 5)
    return {
        "seconds": round(length),
        "core_share": share,
        "shares": shares,
        "limit": 0.02,
        "within": share <= 0.02,
    }


def _cpu(run: Run) -> dict[str, float]:
    return {name: program.cpu() for name, program in run.programs.programs.items()}


def redis_growth(run: Run) -> dict[str, Any]:
    """What the broker's memory grows by while 100,000 reminders are planned, the clock running."""
    run.start(*ALL)
    _boot(run)
    before = run.valkey.used_memory()
    planned = world.plan_synthetic(10_000 if run.is_quick else 100_000)
    run.until(lambda: False, within=12.0)  # a tick more
    grown = run.valkey.used_memory() - before
    return {"planned": planned, "grown_bytes": grown, "limit": 1_000_000, "within": grown < 1_000_000}
