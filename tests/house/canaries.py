"""Canaries: every stored text of every section's rows is one of a kind, so that whoever reads it can be told.

`plant` writes them over the rows of a world; whoever then finds one in what a visitor was shown knows which field of
which row it came from, and `cleared` says who may read that. A new text field is planted by itself, and belongs to
nobody but its section's coordinators until a line below says otherwise.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Model

from accounts.fields import EncryptedTextField
from accounts.models import Activist, Section, User
from accounts.privacy import own_models
from events.actions.board_lines import refresh_lines
from events.choices import EventStatus, Visibility
from events.models import Assignment, Campaign, Event, Mission, SignatureCount
from tests.house.visitors import (
    COORDINATOR,
    GLOBAL,
    ORGANISER,
    OTHER_COORDINATOR,
    OTHER_ORGANISER,
    VIEWER,
    VISITORS,
    Side,
    World,
)

CANARY = re.compile(r"qz(\d{5})zq")
TEXT = (models.CharField, models.TextField, EncryptedTextField)
NO_TEXT = {
    # what the product reads as something else than words
    "slug", "time_zone", "moved_from_zone", "language", "password", "digest", "claim", "message_id", "sha256",
    "email_hash", "phone_hash", "key_id", "sealed", "jpeg", "payload", "part", "reason", "kind", "came_to", "fault",
    "act", "object_type", "result", "website",
}  # fmt: skip
PUBLIC_GAZETTEER = {"City", "CityName", "GazetteerStamp"}
"""Tables of public facts that belong to no section."""
HEALTH = {"Heartbeat", "Relay", "MailTally", "MailMinute", "FieldKeyCanary", "PressSnapshot"}
"""Tables without words of people: parts, counts, figures that are nothing but what others hold already."""

SIGNED_IN = frozenset({VIEWER, ORGANISER, OTHER_ORGANISER, COORDINATOR, OTHER_COORDINATOR, GLOBAL})
EVERYBODY = frozenset(VISITORS)


@dataclass(frozen=True)
class Bird:
    """One canary: the field it sits in, and the row as it was when it was planted."""

    row: Model
    field: str

    @property
    def name(self) -> str:
        """The field as a person calls it: "Activist.email"."""
        return f"{type(self.row).__name__}.{self.field}"


class Aviary(dict[int, Bird]):
    """All canaries of a world by their numbers."""

    def found_in(self, content: bytes) -> set[Bird]:
        """Return the canaries in a page, a mail or a file."""
        words = " ".join(_texts(content)).casefold()
        return {self[int(number)] for number in CANARY.findall(words) if int(number) in self}


def _texts(content: bytes) -> Iterator[str]:
    if content.startswith(b"PK\x03\x04"):  # a workbook is a packed folder
        with zipfile.ZipFile(io.BytesIO(content)) as folder:
            for name in folder.namelist():
                yield from _texts(folder.read(name))
    else:
        yield content.decode("utf-8", "replace").replace("\r\n ", "")


def planted_fields(model: type[Model]) -> Iterator[models.Field[Any, Any]]:
    """Yield the fields of `model` that hold words."""
    if model.__name__ in PUBLIC_GAZETTEER | HEALTH:
        return
    for field in model._meta.concrete_fields:
        if isinstance(field, TEXT) and not field.choices and field.name not in NO_TEXT:
            yield field


def plant(aviary: Aviary) -> None:
    """Write a canary into every text of every row, blank ones too, as no form would let a person do."""
    for model in sorted(own_models(), key=lambda model: model._meta.label):
        fields = list(planted_fields(model))
        for row in model._base_manager.order_by("pk") if fields else ():
            for field in fields:
                number = len(aviary) + 1
                aviary[number] = Bird(row, field.name)
                setattr(row, field.attname, _words(field, f"qz{number:05}zq"))
            row.save(update_fields=[field.name for field in fields])
    refresh_lines(events=Event.objects.all())


def _words(field: models.Field[Any, Any], canary: str) -> str:
    return f"{canary}@example.org" if field.name in ("email", "reply_to") else canary


# --- who may read what ----------------------------------------------------------------------------------------------


def leaks(aviary: Aviary, content: bytes, world: World, visitor: str, link: Side | None = None) -> set[str]:
    """Return the fields a visitor should not have read in `content`; `link`: the side whose lead's link it was."""
    reads = link_reads(link) if link else lambda bird: visitor in readers(bird, world)
    return {bird.name for bird in aviary.found_in(content) if not reads(bird)}


def leaks_of_row(
    thing: str, aviary: Aviary, content: bytes, world: World, visitor: str, which: str
) -> set[str]:
    """Return the leaks of an address with a `thing` in it: what is a capability is read as whoever it was given to."""
    side = world.sides(visitor).get(which)
    if side and thing == "section calendar":
        visitor = ORGANISER if side is world.ours else OTHER_COORDINATOR
    return leaks(aviary, content, world, visitor, side if thing == "link" else None)


def link_reads(side: Side) -> Callable[[Bird], bool]:
    """Return what whoever holds the lead's link may read: herself, her event and who asks her; nobody else."""
    event, own = side.assignment.event, side.assignment.activist
    told = (event, event.section, event.campaign, event.mission, own)

    def reads(bird: Bird) -> bool:
        return bird.row in told and bird.name not in UNTOLD

    return reads


UNTOLD = {"Activist.email", "Activist.phone", "Activist.external_id", "Event.external_id"}
"""What no page and no mail tells even the person it is about."""


def readers(bird: Bird, world: World) -> frozenset[str] | set[str]:
    """Return the visitors who may read what stood in a field: the declared rules, without the product's own."""
    row, field = bird.row, bird.field
    if isinstance(row, Event):
        return _readers_of_event(row, field, world)
    if isinstance(row, User):
        return _readers_of_user(row, world)
    if isinstance(row, Section):
        return EVERYBODY if field == "name" else _members(row, world) | {GLOBAL}
    if isinstance(row, Campaign):
        return {GLOBAL} if row == world.draft else EVERYBODY if field in ("title", "ask") else SIGNED_IN
    if isinstance(row, Mission | SignatureCount):
        return SIGNED_IN
    if isinstance(row, Activist) and field == "name":
        return _look_after(row.section, world) | _who_run_her_events(row, world)
    if type(row).__name__ in ON_THE_EVENTS_PAGE:
        return _readers_of_event(row.event, field, world)  # type: ignore[attr-defined]
    return _look_after(getattr(row, "section", None), world)


ON_THE_EVENTS_PAGE = {"DeliveryAttempt", "Outcome", "Photo"}
FOR_WHO_RUNS_IT = {"contact_phone", "external_id"}
ON_THE_BOARD = {"city"}
"""A section's own event is a line with its city to everybody who is signed in."""
PUBLIC_FACTS = {"title", "city", "address", "meeting_point", "cancel_reason"}


def _readers_of_event(event: Event, field: str, world: World) -> frozenset[str] | set[str]:
    run = _coordinators(event.section, world) | (
        {ORGANISER} if event.section == world.ours.section else set()
    )
    if field in FOR_WHO_RUNS_IT:
        return run
    if event.visibility == Visibility.PUBLIC and field in PUBLIC_FACTS and event.status != EventStatus.DRAFT:
        return EVERYBODY
    if field in ON_THE_BOARD or event.visibility != Visibility.SECTION:
        return SIGNED_IN
    return _members(event.section, world) | {GLOBAL}


def _coordinators(section: Section, world: World) -> set[str]:
    return {GLOBAL} if section == world.international.section else _look_after(section, world)


def _look_after(section: Section | None, world: World) -> set[str]:
    """Return who coordinates a section's people; those of *International* nobody does."""
    here = {world.ours.section: COORDINATOR, world.theirs.section: OTHER_COORDINATOR}
    return {here[section]} if section in here else set()


def _who_run_her_events(activist: Activist, world: World) -> set[str]:
    runs = Assignment.objects.filter(activist=activist, event__owner=world.ours.member).exists()
    return {ORGANISER} if runs else set()


def _members(section: Section, world: World) -> set[str]:
    if section == world.ours.section:
        return {VIEWER, ORGANISER, OTHER_ORGANISER, COORDINATOR}
    return _coordinators(section, world)


def _readers_of_user(user: User, world: World) -> set[str]:
    """Return who reads a user's name and address: themselves, their sections, the global coordinator."""
    found = {visitor for visitor, other in world.users.items() if other == user} | {GLOBAL}
    for section in (world.ours.section, world.theirs.section):
        if user.memberships.filter(section=section).exists():
            found |= _members(section, world)
    return found
