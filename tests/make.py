"""Builders: one thing with good defaults, through the actions people use. Every default can be overridden by name.

`now` is passed on to the action where given; starts are 30 days ahead of it, at 11:00 local time.
"""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from accounts.actions.activists import add_activist
from accounts.actions.members import create_user, deactivate_user
from accounts.actions.sections import create_section, international_section
from accounts.audit import SYSTEM
from accounts.choices import Role as SectionRole
from accounts.models import Activist, Section, User
from events.actions.assignments import answer, assign, set_need
from events.actions.campaigns import open_campaign
from events.actions.cities import load_some_cities
from events.actions.outcomes import record_attempt, record_outcome
from events.actions.photos import add_photo
from events.actions.scheduling import schedule_event
from events.actions.signatures import count_signatures
from events.choices import Answer, Channel, EventKind, MissionKind, Petition, Reception, Role
from events.models import (
    Assignment,
    Campaign,
    City,
    DeliveryAttempt,
    Event,
    Mission,
    Need,
    Outcome,
    Photo,
    SignatureCount,
)
from tests.pictures import picture

PASSWORD = "correct horse battery staple"
AHEAD = timedelta(days=30)
ELEVEN = time(11, 0)

_number = count(1)

# as in events/data/cities.tsv.gz, other names shortened
CITIES = {
    "Sydney": "2147714\tSydney\tAU\tNew South Wales\t-33.8678\t151.2073\tAustralia/Sydney\t4627345\tSidney|悉尼",
    "Canberra": "2172517\tCanberra\tAU\tAustralian Capital Territory\t-35.2835\t149.1281\tAustralia/Sydney\t367752\t",
    "Brussels": "2800866\tBrussels\tBE\tBrussels Capital\t50.8505\t4.3488\tEurope/Brussels\t1019022\tBruxelles|Brussel",
    "Ottawa": "6094817\tOttawa\tCA\tOntario\t45.4112\t-75.6981\tAmerica/Toronto\t812129\t",
    "Helsinki": "658225\tHelsinki\tFI\tUusimaa\t60.1695\t24.9354\tEurope/Helsinki\t658864\tHelsingfors",
    "Rome": "3169070\tRome\tIT\tLatium\t41.8919\t12.5113\tEurope/Rome\t2318895\tRoma",
    "The Hague": "2747373\tThe Hague\tNL\tSouth Holland\t52.0767\t4.2986\tEurope/Amsterdam\t474292\tDen Haag",
    "Oslo": "3143244\tOslo\tNO\tOslo\t59.9127\t10.7461\tEurope/Oslo\t1082575\tChristiania",
    "London": "2643743\tLondon\tGB\tEngland\t51.5085\t-0.1257\tEurope/London\t8961989\tLondres|Londra",
    "Kyiv": "703448\tKyiv\tUA\t\t50.4547\t30.5238\tEurope/Kyiv\t2952301\tKiev|Kiew|Київ",
    "Taipei": "1668341\tTaipei\tTW\tTaiwan\t25.0531\t121.5264\tAsia/Taipei\t7871900\t台北",
    "New York City": "5128581\tNew York City\tUS\tNew York\t40.7143\t-74.0060\tAmerica/New_York\t8804190\tNew York",
}
_HEADINGS = "geoname_id\tname\tcountry\tregion\tlatitude\tlongitude\ttime_zone\tpopulation\tothers"


# --- people -------------------------------------------------------------------------------------------------------


def section(**facts: Any) -> Section:
    """Return a section: Australia, unless told otherwise; a second one gets a number."""
    taken = Section.objects.filter(slug=facts.get("slug", "australia")).exists()
    name = facts.pop("name", f"Section {next(_number)}" if taken else "Australia")
    defaults = {} if taken else {"country": "AU", "time_zone": "Australia/Sydney"}
    return create_section(by=SYSTEM, name=name, **{**defaults, **facts})


def belgium(**facts: Any) -> Section:
    """Return a second, real section."""
    return section(
        **{"name": "Belgium", "slug": "belgium", "country": "BE", "time_zone": "Europe/Brussels"} | facts
    )


def international() -> Section:
    """Return the section *International*."""
    return international_section(by=SYSTEM)


def user(
    *, role: str | None = None, section: Section | None = None, is_active: bool = True, **facts: Any
) -> User:
    """Return a user, with `role` in `section` where named, who signs in with PASSWORD."""
    number = next(_number)
    defaults = {"name": f"User {number}", "email": f"user{number}@example.org", "password": PASSWORD}
    made = create_user(by=SYSTEM, section=section, role=role, **{**defaults, **facts})
    return made if is_active else deactivate_user(by=SYSTEM, user=made)


def coordinator(section: Section, **facts: Any) -> User:
    """Return a coordinator of `section`."""
    return user(role=SectionRole.COORDINATOR, section=section, **facts)


def organiser(section: Section, **facts: Any) -> User:
    """Return an organiser of `section`."""
    return user(role=SectionRole.ORGANISER, section=section, **facts)


def viewer(section: Section, **facts: Any) -> User:
    """Return a viewer of `section`."""
    return user(role=SectionRole.VIEWER, section=section, **facts)


def global_coordinator(**facts: Any) -> User:
    """Return a global coordinator, who belongs to no section."""
    return user(is_global_coordinator=True, **facts)


def activist(*, section: Section, **facts: Any) -> Activist:
    """Return an activist of `section`."""
    number = next(_number)
    defaults = {"name": f"Activist {number}", "email": f"activist{number}@example.org"}
    return add_activist(by=SYSTEM, section=section, **{**defaults, **facts})


# --- places -------------------------------------------------------------------------------------------------------


def cities(*names: str) -> None:
    """Load these cities of CITIES, all of them by default, through the loader and its file format."""
    path = Path(settings.VAR) / "cities.tsv.gz"
    if not path.exists():
        path.write_bytes(gzip.compress("\n".join([_HEADINGS, *CITIES.values(), ""]).encode()))
    load_some_cities([int(CITIES[name].split("\t")[0]) for name in names or CITIES], path=path)


def city(name: str = "Sydney") -> City:
    """Return one of CITIES, loaded if it was not."""
    if not City.objects.filter(name=name).exists():
        cities(name)
    return City.objects.get(name=name)


def mission(*, city: City | None = None, **facts: Any) -> Mission:
    """Return a mission: Russia's consulate general in Sydney (as in 2015), or one in `city`."""
    place = city or _sydney()
    defaults: dict[str, Any] = {
        "source": "tests",
        "kind": MissionKind.CONSULATE_GENERAL,
        "sending_country": "RU",
        "sending_label": "Russia",
        "host_country": place.country,
        "host_label": place.country,
        "city": place.name,
        "place": place,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "time_zone": place.time_zone,
    }
    made = Mission(**{**defaults, **facts})
    made.full_clean()
    made.save()
    return made


# --- the work -----------------------------------------------------------------------------------------------------


def campaign(**facts: Any) -> Campaign:
    """Return an open campaign whose day of action is 30 days ahead, in a window of ten days."""
    day = facts.pop("day_of_action", None) or (timezone.now() + AHEAD).date()
    defaults = {
        "title": "Protection for gay men in Chechnya",
        "slug": f"chechnya-{next(_number)}",
        "ask": "End the abductions, torture and killings.",
        "target_country": "RU",
        "window_start": day - timedelta(days=1),
        "window_end": day + timedelta(days=8),
    }
    return open_campaign(by=SYSTEM, day_of_action=day, **{**defaults, **facts})


def wall(day: date, at: time = ELEVEN) -> datetime:
    """Return a wall time."""
    return datetime.combine(day, at)


def event(
    *,
    section: Section | None = None,
    campaign: Campaign | None = None,
    now: datetime | None = None,
    starts_wall: datetime | None = None,
    organisers: tuple[User, ...] = (),
    **facts: Any,
) -> Event:
    """Return a planned hand-in in Sydney, an hour long; `draft=True` for a draft, `city` or `mission` for elsewhere."""
    placed = {} if {"city", "mission", "time_zone"} & facts.keys() else {"city": _sydney()}
    defaults: dict[str, Any] = {"kind": EventKind.HAND_IN, "title": "Hand-in in Sydney", "by": SYSTEM}
    made = schedule_event(
        section=section or _australia(),
        campaign=campaign or _chechnya(),
        starts_wall=starts_wall or wall(((now or timezone.now()) + AHEAD).date()),
        now=now,
        **{**defaults, **placed, **facts},
    )
    made.organisers.add(*organisers)
    return made


def past_event(*, ended: timedelta = timedelta(hours=1), now: datetime | None = None, **facts: Any) -> Event:
    """Return a planned event that was over `ended` ago: it was scheduled 30 days before it began."""
    now = now or timezone.now()
    zone = facts.setdefault("time_zone", "Australia/Sydney")
    start = (now - ended - timedelta(hours=1)).replace(microsecond=0).astimezone(ZoneInfo(zone))
    facts.setdefault("city", _sydney())
    facts |= {"starts_wall": start.replace(tzinfo=None, fold=0), "starts_fold": start.fold}
    return event(now=start.astimezone(UTC) - AHEAD, **facts)


def need(event: Event, role: str = Role.LEAD, wanted: int = 1, **facts: Any) -> Need:
    """Return a need of `event`."""
    made = set_need(by=SYSTEM, event=event, role=role, wanted=wanted, **facts)
    assert made is not None
    return made


def assignment(
    event: Event,
    activist: Activist | None = None,
    *,
    role: str = Role.LEAD,
    said: str | None = None,
    now: datetime | None = None,
) -> Assignment:
    """Return an assignment at `event`, answered where `said` is yes or no."""
    person = activist or _somebody(event.section)
    made = assign(by=SYSTEM, event=event, activist=person, role=role, now=now)
    if said is not None:
        answer(by=person, assignment=made, answer=Answer(said), now=now)
    return made


def attempt(event: Event, **facts: Any) -> DeliveryAttempt:
    """Return a delivery attempt at `event`: at the door, refused and refused."""
    defaults: dict[str, Any] = {
        "channel": Channel.DOOR,
        "reception": Reception.REFUSED,
        "petition": Petition.REFUSED,
        "at": event.starts_at,
        "by": SYSTEM,
    }
    return record_attempt(event=event, **{**defaults, **facts})


def outcome(event: Event, **facts: Any) -> Outcome:
    """Return the outcome of `event`, which must have begun."""
    return record_outcome(event=event, **{"by": SYSTEM, **facts})


def photo(event: Event, **facts: Any) -> Photo:
    """Return a photo of `event`, which must have begun; nobody was asked for consent."""
    return add_photo(event=event, **{"by": SYSTEM, "key": uuid4(), "original": picture(), **facts})


def signature_count(campaign: Campaign, section: Section, count: int = 1_000, **facts: Any) -> SignatureCount:
    """Return a count of signatures."""
    return count_signatures(
        campaign=campaign, section=section, count=count, **{"by": SYSTEM, "source": "online", **facts}
    )


# --- defaults of the builders above, whose arguments bear the builders' own names ----------------------------------


def _australia() -> Section:
    return Section.objects.filter(slug="australia").first() or section()


def _sydney() -> City:
    return city()


def _chechnya() -> Campaign:
    return Campaign.objects.first() or campaign()


def _somebody(section: Section) -> Activist:
    return activist(section=section)
