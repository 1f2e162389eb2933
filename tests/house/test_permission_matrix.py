"""Every address × nine visitors × own, foreign and missing object × GET and POST, against declared rows.

Every text that is stored in that world is a canary: no answer may hold one that its visitor is not cleared for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.test import Client
from django.urls import reverse

from events import access
from events.models import Event
from events.views import missions
from tests.house.canaries import Aviary, leaks_of_row
from tests.house.permission_rows import DENIED, NO_METHOD, ROWS, THIRD_PARTY, Row
from tests.house.visitors import (
    COORDINATOR,
    GLOBAL,
    MISSING,
    OBJECTS,
    OTHER_ORGANISER,
    VIEWER,
    VISITORS,
    World,
)
from tests.house.walks import Route, routes

LETTERS = {200: "+", 400: "o", 403: "x", 404: "-", 405: "!"}
OF_SECTIONS = ("event", "past event", "photo", "assignment", "activist", "section", "member")
TOKENS = re.compile(rb"[0-9A-Za-z]{64}")


def letter(response: HttpResponse) -> str:
    """Return the letter of tests.house.permission_rows for a response."""
    if response.status_code in (301, 302, 303):
        return ">" if "/login/" in response["Location"] else "*"
    return LETTERS.get(response.status_code, str(response.status_code))


def own_routes() -> list[Route]:
    return [route for route in routes() if route.owner in ("accounts", "events", "handins")]


def knock(client: Client, method: str, address: str) -> HttpResponse:
    """Send one request and undo what it stored."""
    with transaction.atomic():
        response = client.get(address) if method == "GET" else client.post(address, {})
        transaction.set_rollback(True)
    return response


def addresses(name: str, row: Row, visitor: str, world: World) -> dict[str, str]:
    """Return {"own": address, "foreign": …, "missing": …}, or {"": address} where no object is in it."""
    if not row.thing:
        return {"": reverse(name)}
    found = {
        which: OBJECTS[row.thing](world, side, which == "own")
        for which, side in world.sides(visitor).items()
        if which != "international" or row.thing in OF_SECTIONS
    }
    found["missing"] = {argument: MISSING[argument] for argument in found["own"]}
    return {which: reverse(name, kwargs=arguments) for which, arguments in found.items()}


def expected(row: Row, which: str, method: str) -> str:
    if which == "international":
        coordinators = declared(row, "own", method)[VISITORS.index(COORDINATOR)]
        return coordinators if coordinators == NO_METHOD else row.international or coordinators
    if which == "missing":
        return NO_METHOD * 9 if declared(row, "own", method) == NO_METHOD * 9 else row.missing
    return declared(row, which, method)


def declared(row: Row, which: str, method: str) -> str:
    own = row.get if method == "GET" else row.post
    foreign = row.foreign_get if method == "GET" else row.foreign_post
    return foreign if which == "foreign" and foreign and own != NO_METHOD * 9 else own


def content(response: HttpResponse) -> bytes:
    """Return all of a page or a file."""
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


def normal(response: HttpResponse) -> bytes:
    """Return the page without what differs each time (CSRF tokens)."""
    return TOKENS.sub(b"", response.content)


@dataclass
class Answers:
    """What a route answered and should have: {"GET own": nine letters, …}."""

    told: dict[str, str] = field(default_factory=dict)
    wanted: dict[str, str] = field(default_factory=dict)
    unlike: list[str] = field(default_factory=list)
    """Who can tell what is not theirs from what does not exist."""
    leaks: set[str] = field(default_factory=set)
    """Who read which field that is not for them."""


def answers(name: str, world: World, aviary: Aviary) -> Answers:
    """Knock at a route as every visitor, with every object and both methods."""
    row, found = ROWS[name], Answers()
    for method in ("GET", "POST"):
        for visitor in VISITORS:
            pages = set()
            for which, address in addresses(name, row, visitor, world).items():
                response = knock(world.clients[visitor], method, address)
                cell = f"{method} {which}".strip()
                found.told[cell] = found.told.get(cell, "") + letter(response)
                found.wanted[cell] = expected(row, which, method)
                read = leaks_of_row(row.thing, aviary, content(response), world, visitor, which)
                found.leaks |= {f"{method} {visitor}: {bird}" for bird in read}
                if response.status_code == 404:
                    pages.add(normal(response))
            if len(pages) > 1:
                found.unlike.append(f"{method} {visitor}")
    return found


@pytest.mark.django_db
@pytest.mark.database("sqlite")
@pytest.mark.parametrize("name", ROWS)
def test_route_answers_each_visitor_as_declared(
    name: str, world: World, aviary: Aviary, record_property: Callable[[str, object], None]
) -> None:
    found = answers(name, world, aviary)

    record_property("cells", sum(map(len, found.told.values())))
    assert found.told == found.wanted
    assert found.unlike == [], "what is not yours must look like what does not exist"
    assert found.leaks == set(), "what was read by whom it is not for"


@pytest.mark.django_db
@pytest.mark.database("sqlite")
@pytest.mark.parametrize("package", THIRD_PARTY)
def test_third_party_pages(package: str, world: World) -> None:
    name, wanted = THIRD_PARTY[package]

    assert (
        "".join(letter(knock(world.clients[visitor], "GET", reverse(name))) for visitor in VISITORS) == wanted
    )


OFFERING = (
    "events:home", "events:campaigns", "events:campaign", "events:events", "events:event", "events:event_mails",
    "events:missions", "events:mission", "events:press", "accounts:sections", "accounts:section", "accounts:member",
)  # fmt: skip
"""Pages that lead to steps not everybody may take."""


def refused_offers(visitor: str, world: World) -> set[str]:
    """Return the addresses a visitor's pages lead to that are refused to that visitor."""
    client = world.clients[visitor]
    pages = [
        knock(client, "GET", address)
        for name in OFFERING
        for which, address in addresses(name, ROWS[name], visitor, world).items()
        if which in ("", "own")
    ]
    offered = {link for page in pages for link in OFFERS.findall(page.content.decode())}
    return {link for link in offered if letter(knock(client, "GET", link)) in DENIED}


OFFERS = re.compile(r'(?:href|action)="(/(?!static/|accounts/|i18n/)[^"#?]*)')


@pytest.mark.django_db
@pytest.mark.database("sqlite")
@pytest.mark.parametrize("visitor", [VIEWER, OTHER_ORGANISER, GLOBAL])
def test_no_page_offers_what_is_refused(visitor: str, world: World) -> None:
    assert refused_offers(visitor, world) == set()


def test_every_route_has_a_row() -> None:
    named = {route.name for route in own_routes()}

    assert named - ROWS.keys() == set(), "addresses without a declared row"
    assert ROWS.keys() - named == set(), "rows without an address"
    others = {".".join(route.view.__module__.split(".")[:2]) for route in routes()} - {
        ".".join(route.view.__module__.split(".")[:2]) for route in own_routes()
    }
    assert others == THIRD_PARTY.keys()


def test_every_denial_has_an_allowed_sibling() -> None:
    """A page that is closed to everybody proves nothing: perhaps it is broken."""
    for name, row in ROWS.items():
        for method in ("GET", "POST"):
            letters = set(declared(row, "own", method) + declared(row, "foreign", method)) - {NO_METHOD}
            assert not letters & DENIED or letters - DENIED, f"{method} {name} is denied to everybody"


def test_missing_row_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(ROWS, next(iter(ROWS)))

    with pytest.raises(AssertionError, match="without a declared row"):
        test_every_route_has_a_row()


# --- planted faults -----------------------------------------------------------------------------------------------


def wrong_cells(name: str, world: World) -> set[str]:
    found = answers(name, world, Aviary())
    return {cell for cell, told in found.told.items() if told != found.wanted[cell]}


@pytest.mark.django_db
@pytest.mark.database("sqlite")
def test_forgotten_permission_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "require_on", lambda user, permission, event: None)

    assert wrong_cells("events:event_cancel", world) == {"GET own", "GET foreign", "POST own", "POST foreign"}


@pytest.mark.django_db
@pytest.mark.database("sqlite")
def test_forgotten_scope_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "visible_events", lambda user: Event.objects.all())

    assert wrong_cells("events:event", world) == {"GET foreign"}


@pytest.mark.django_db
@pytest.mark.database("sqlite")
def test_page_that_tells_foreign_from_missing_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def telling(user: object, public_id: object) -> Event:
        event = Event.objects.filter(public_id=public_id).first()
        raise Http404 if event is None else PermissionDenied

    monkeypatch.setattr(access, "event_or_404", telling)

    assert {"GET foreign", "POST foreign"} <= wrong_cells("events:event_cancel", world)


@pytest.mark.django_db
@pytest.mark.database("sqlite")
def test_offer_that_is_refused_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(missions, "may", lambda user, permission: True)

    assert reverse("events:event_new") in refused_offers(VIEWER, world)
