"""Faults of the mail server: refusals, silence, hanging up, being away."""

from __future__ import annotations

from typing import Any

from .run import ALL, Run
from .world import DEAD_DOMAIN

TRY_LATER = "451 4.3.0 Try again later"
LEAVING = "421 4.3.2 Closing"


def _spread(run: Run, number: int, **rule: Any) -> list[dict[str, Any]]:
    """Return rules that apply once each, evenly spread over the mails."""
    apart = run.mails // (number + 1)
    return [{**rule, "skip": apart * (index + 1), "times": 1} for index in range(number)]


def _sent_through(run: Run, *rules: dict[str, Any], bound: int = 0) -> dict[str, Any]:
    run.start(*ALL)
    run.misbehave(*rules)
    run.begin()
    run.finish()
    return run.report(bound=bound, faults=run.sink.tell("figures")["faults"])


def smtp_4xx(run: Run) -> dict[str, Any]:
    """Each 40th mail is put off with 451: at MAIL, at RCPT, at DATA, after the body."""
    each = run.mails // 160
    stages = ("MAIL", "RCPT", "DATA", "body")
    rules = [rule for stage in stages for rule in _spread(run, each, at=stage, answer=TRY_LATER)]
    return _sent_through(run, *rules)


def smtp_421(run: Run) -> dict[str, Any]:
    """The server leaves with 421: on connecting, at MAIL, at RCPT, after the body."""
    each = 1 if run.is_quick else 5
    rules = [
        rule for stage in ("MAIL", "RCPT", "body") for rule in _spread(run, each, at=stage, answer=LEAVING)
    ]
    return _sent_through(run, {"at": "connect", "answer": LEAVING, "times": 2}, *rules)


def smtp_5xx(run: Run) -> dict[str, Any]:
    """Dead addresses are refused, and a few mails for what is in them."""
    dead = {"at": "RCPT", "to": DEAD_DOMAIN, "answer": "550 5.1.1 No such user"}
    spam = _spread(run, 2 if run.is_quick else 20, at="body", answer="554 5.7.1 Not this")
    return _sent_through(run, dead, *spam)


def smtp_hang(run: Run) -> dict[str, Any]:
    """The server falls silent for longer than anybody waits: at MAIL, and after a body it never took."""
    silence: dict[str, Any] = {"wait": 25.0, "drop": "before"}
    return _sent_through(run, *_spread(run, 1, at="MAIL", **silence), *_spread(run, 2, at="body", **silence))


def smtp_drop(run: Run) -> dict[str, Any]:
    """The server hangs up after the body: sometimes it has taken the mail, sometimes not."""
    taken, lost = (3, 2) if run.is_quick else (20, 20)
    rules = [
        *_spread(run, taken, at="body", drop="after"),
        *_spread(run, lost, at="body", drop="before"),
    ]
    return _sent_through(run, *rules, bound=taken)


def smtp_down(run: Run) -> dict[str, Any]:
    """The server is away for 20 seconds, connections cut; a mail cut off after its body may have been taken."""
    run.start(*ALL)
    run.begin()
    run.until_sent(0.3)
    lanes = len(run.programs.senders())
    run.sink.tell("refuse")
    run.until(lambda: False, within=20.0)
    run.sink.tell("accept")
    run.finish()
    return run.report(bound=lanes)
