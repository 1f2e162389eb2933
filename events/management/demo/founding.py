"""What is there before the story begins: sections, users, missions, the campaign, the activists of each city."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from accounts.actions.activists import add_activist
from accounts.actions.members import create_user
from accounts.actions.sections import create_section
from accounts.audit import SYSTEM
from accounts.choices import Role
from accounts.models import Activist, Section
from events.actions.campaigns import open_campaign
from events.actions.missions import import_missions
from events.exchange.missions import read_missions
from events.management.demo import cast
from events.management.demo.acts import Act, Part
from events.management.demo.stage import Stage, address_of, name_of
from events.models import Mission

MISSIONS_FILE: Final = Path(__file__).resolve().parents[2] / "data" / "demo_missions.csv"
SECRET_BYTES: Final = 12
"""96 random bits per password."""


def found(stage: Stage, *, now: datetime) -> None:
    """Create sections and users, load the missions, open the campaign."""
    for facts in cast.SECTIONS:
        stage.sections[facts.slug] = create_section(
            by=SYSTEM,
            slug=facts.slug,
            name=facts.name,
            country=facts.country,
            time_zone=facts.time_zone,
            language=facts.language,
            neutral_sender_name=cast.NEUTRAL_SENDER,
            reply_to=f"{facts.slug}@{cast.MAIL_DOMAIN}",
        )
        _sign_up(stage, cast.coordinator_of(facts.slug), facts, Role.COORDINATOR)
    _sign_up(stage, cast.ORGANISER, cast.AUSTRALIA, Role.ORGANISER)
    _sign_up(stage, cast.VIEWER, cast.AUSTRALIA, Role.VIEWER)
    _sign_up_global_coordinator(stage)
    _load_missions(stage)
    first, last = (stage.almanac.date(offset) for offset in cast.WINDOW)
    stage.campaign = open_campaign(
        by=stage.users[cast.GLOBAL_COORDINATOR],
        day_of_action=stage.almanac.day,
        window_start=first,
        window_end=last,
        now=now,
        **cast.CAMPAIGN,
    )


def _password(stage: Stage, email: str) -> str | None:
    """Return a fresh password for those who are shown signing in; all others set their own, by mail."""
    if email not in cast.SIGN_INS:
        return None
    return stage.passwords.setdefault(email, secrets.token_urlsafe(SECRET_BYTES))


def _sign_up(stage: Stage, email: str, facts: cast.SectionFacts, role: Role) -> None:
    stage.users[email] = create_user(
        by=SYSTEM,
        email=email,
        name=f"{role.value.capitalize()} {facts.name}",
        password=_password(stage, email),
        section=stage.sections[facts.slug],
        role=role,
        language=facts.language,
        time_zone=facts.time_zone,
    )


def _sign_up_global_coordinator(stage: Stage) -> None:
    email = cast.GLOBAL_COORDINATOR
    stage.users[email] = create_user(
        by=SYSTEM,
        email=email,
        name="Global coordinator",
        password=_password(stage, email),
        is_global_coordinator=True,
        time_zone="Europe/London",
    )
    stage.sections["international"] = Section.objects.get(is_international=True)


def _load_missions(stage: Stage) -> None:
    rows = read_missions(MISSIONS_FILE.read_bytes(), source="")
    import_missions(by=SYSTEM, rows=[row.facts for row in rows if row.facts])
    for mission in Mission.objects.select_related("place"):
        stage.missions[mission.city, mission.kind] = mission


def welcome(stage: Stage, acts: Iterable[Act], *, now: datetime) -> None:
    """Add the activists of each event to its section; a user who takes part is an activist, too."""
    for act in acts:
        for part in act.cast:
            stage.activists[name_of(act, part)] = _join(stage, act, part, now=now)


def _join(stage: Stage, act: Act, part: Part, *, now: datetime) -> Activist:
    name = name_of(act, part)
    facts = {"email": address_of(act, part), **cast.PECULIARITIES.get(name, {})}
    return add_activist(
        by=stage.coordinator(act.section),
        section=stage.sections[act.section],
        name=name,
        user=stage.users.get(facts["email"]),
        now=now,
        **facts,
    )
