"""The rows of the demo by the names the story calls them."""

from __future__ import annotations

from dataclasses import dataclass, field

from accounts.fields import fold
from accounts.models import Activist, Section, User
from events.management.demo.acts import Act, Part
from events.management.demo.almanac import Almanac
from events.management.demo.cast import GLOBAL_COORDINATOR, MAIL_DOMAIN, ORGANISER, coordinator_of
from events.models import Assignment, Campaign, Event, Mission, Photo


@dataclass
class Stage:
    """What is there while the story is played; `passwords` are {e-mail: password} of those who sign in.

    Missions are found by (city, kind), activists by name, assignments by (event, number of the person).
    """

    almanac: Almanac
    campaign: Campaign = field(init=False)
    passwords: dict[str, str] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    sections: dict[str, Section] = field(default_factory=dict)
    missions: dict[tuple[str, str], Mission] = field(default_factory=dict)
    activists: dict[str, Activist] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    assignments: dict[tuple[str, int], Assignment] = field(default_factory=dict)
    photos: dict[str, Photo] = field(default_factory=dict)

    def coordinator(self, section: str) -> User:
        """Return who coordinates `section`."""
        return self.users[GLOBAL_COORDINATOR if section == "international" else coordinator_of(section)]

    def scheduler(self, act: Act) -> User:
        """Return who schedules `act`: the Australian organiser has one event of her own."""
        return self.users[ORGANISER] if act.key == "melbourne" else self.coordinator(act.section)

    def activist(self, act: Act, part: Part) -> Activist:
        """Return who plays `part`."""
        return self.activists[name_of(act, part)]

    def lead(self, act: Act) -> Activist:
        """Return the first lead of `act`."""
        return self.activist(act, act.cast[0])


def name_of(act: Act, part: Part) -> str:
    """Return what an activist is called: a number and a city, nobody's name."""
    return f"Activist {part.number} {act.city}"


def address_of(act: Act, part: Part) -> str:
    """Return an activist's address, at a domain that is nobody's."""
    return f"activist{part.number}.{fold(act.city).replace(' ', '')}@{MAIL_DOMAIN}"
