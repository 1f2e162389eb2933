"""The events of the demo, read from events/data/demo_story.toml. Whatever is no fact gets its mark here."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from events.choices import Role
from events.management.demo.acts import LATE, NO, SILENT, YES, Act, Part, Report, Try

STORY_FILE: Final = Path(__file__).resolve().parents[2] / "data" / "demo_story.toml"
DEMONSTRATION: Final = "Demonstration data, not what happened in 2017."

ANSWERS: Final = {"+": YES, "?": SILENT, "-": NO, "~": LATE}
ROLES: Final = {
    "lead": Role.LEAD,
    "speak": Role.SPOKESPERSON,
    "carry": Role.PETITION_CARRIER,
    "photo": Role.PHOTOGRAPHER,
    "legal": Role.LEGAL_OBSERVER,
    "aid": Role.FIRST_AID,
    "steward": Role.STEWARD,
    "press": Role.PRESS_CONTACT,
    "join": Role.PARTICIPANT,
}

WROTE_AHEAD: Final = (
    Try(
        timedelta(days=-31),
        "post",
        "nobody",
        "not_offered",
        f"Letter asking for an appointment. {DEMONSTRATION}",
    ),
    Try(timedelta(days=-9), "appointment", "staff", "not_offered", f"Phoned: write again. {DEMONSTRATION}"),
)
"""A month ahead and again: contact with a mission that leads to nothing."""


@cache
def events() -> tuple[Act, ...]:
    """Return the events that sections plan, the preview first, then day by day."""
    return tuple(map(_act, _story()["event"]))


@cache
def drafts() -> tuple[Act, ...]:
    """Return the global coordinators' drafts that no section has confirmed."""
    return tuple(map(_act, _story()["draft"]))


def _story() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(STORY_FILE.read_text(encoding="utf-8"))


def act_called(key: str) -> Act:
    """Return the event called `key`."""
    return next(act for act in events() if act.key == key)


def _act(facts: dict[str, Any]) -> Act:
    report = facts.pop("report", None)
    is_fact = bool(report and report.get("is_fact"))
    tries = tuple(_try(tried, is_fact=is_fact) for tried in facts.pop("tries", ()))
    return Act(
        cast=_cast(facts.pop("cast", ""), first=facts.pop("first", 1)),
        lasts=timedelta(minutes=facts.pop("lasts")),
        also_needed=tuple(facts.pop("also_needed", ())),
        tries=(*(WROTE_AHEAD if facts.pop("wrote_ahead", False) else ()), *tries),
        report=_report(report, is_fact=is_fact) if report else None,
        **facts,
    )


def _cast(line: str, *, first: int) -> tuple[Part, ...]:
    """Read "lead+ carry? legal-": a role and how its holder answers."""
    return tuple(
        Part(number=number, role=ROLES[word[:-1]], answers=ANSWERS[word[-1]])
        for number, word in enumerate(line.split(), start=first)
    )


def _try(facts: dict[str, Any], *, is_fact: bool) -> Try:
    after = {unit: facts[unit] for unit in ("minutes", "days") if unit in facts}
    said = {name: value for name, value in facts.items() if name not in after}
    said["note"] = _marked(said["note"], is_fact=is_fact)
    return Try(after=timedelta(**after), **said)


def _report(facts: dict[str, Any], *, is_fact: bool) -> Report:
    said = dict(facts)
    said["after"] = timedelta(minutes=said["after"])
    said["summary"] = _marked(said["summary"], is_fact=is_fact)
    if "turnout" in said:
        said["turnout"] = tuple(said["turnout"])
    return Report(**said)


def _marked(text: str, *, is_fact: bool) -> str:
    return text if is_fact else f"{text} {DEMONSTRATION}"
