"""What the attempts say together: result and headline, computed and never typed. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.choices import DELIVERING_PETITIONS, Channel, EventKind, OutcomeResult, Petition, Reception
from events.rules.wording import clauses


class Attempt(Protocol):
    """What the rules read of a delivery attempt."""

    @property
    def reception(self) -> str: ...

    @property
    def petition(self) -> str: ...


def is_delivered(attempts: Sequence[Attempt]) -> bool:
    """Say whether any attempt left the petition with the mission (accepted, part accepted or left there)."""
    return any(attempt.petition in DELIVERING_PETITIONS for attempt in attempts)


def result_of(*, kind: str, attempts: Sequence[Attempt], given_up: bool) -> OutcomeResult:
    """Return where the chain stands. Only a hand-in can stay open; everything else was held."""
    if kind != EventKind.HAND_IN:
        return OutcomeResult.HELD
    if is_delivered(attempts):
        return OutcomeResult.DELIVERED
    return OutcomeResult.GIVEN_UP if given_up else OutcomeResult.OPEN


class WayTried(Attempt, Protocol):
    """An attempt and the way it went."""

    channel: str


def ways_that_work(attempts: Iterable[WayTried]) -> list[Channel]:
    """Return the ways by which a mission took the petition when it was last tried so, the most frequent first.

    `attempts` are in the order they were made; those that offered nothing say nothing.
    """
    offered = [attempt for attempt in attempts if attempt.petition != Petition.NOT_OFFERED]
    last = {attempt.channel: attempt.petition for attempt in offered}
    taken = Counter(a.channel for a in offered if a.petition in DELIVERING_PETITIONS)
    return [Channel(way) for way, _n in taken.most_common() if last[way] in DELIVERING_PETITIONS]


_MET = {
    Reception.AMBASSADOR: _("The ambassador met us"),
    Reception.CONSUL: _("The consul met us"),
    Reception.STAFF: _("Staff met us"),
    Reception.GUARD: _("Only a guard met us"),
    Reception.NOBODY: _("Nobody came to meet us"),
    Reception.REFUSED: _("%(mission)s refused to meet"),
}
_TAKEN = {
    Petition.ACCEPTED: _("petition accepted"),
    Petition.PART_ACCEPTED: _("part of the petition accepted"),
    Petition.LEFT: _("petition left there"),
    Petition.REFUSED: _("petition refused"),
    Petition.NOT_OFFERED: _("petition not offered"),
}
_MISSION_WORD = {
    "embassy": _("Embassy"),
    "high_commission": _("High commission"),
    "consulate_general": _("Consulate"),
    "consulate": _("Consulate"),
    "honorary_consulate": _("Consulate"),
    "permanent_mission": _("Permanent mission"),
    "representative_office": _("Representative office"),
}
_HELD = {
    EventKind.PROTEST: _("Protest held"),
    EventKind.STUNT: _("Stunt held"),
    EventKind.VIGIL: _("Vigil held"),
    EventKind.OTHER: _("Action held"),
}


def headline(*, kind: str, attempts: Sequence[Attempt], mission_kind: str = "") -> str | Promise:
    """Return the outcome in a few words, e.g. "Consulate refused to meet; petition left there".

    `attempts` are in the order they were made; the last one that offered the petition speaks.
    Refused to meet *and* petition refused is said once: "Consulate refused to meet".
    """
    if not attempts:
        return (
            _HELD.get(EventKind(kind), _("No delivery attempt yet"))
            if kind != EventKind.HAND_IN
            else _("No delivery attempt yet")
        )
    told = next((a for a in reversed(attempts) if a.petition != Petition.NOT_OFFERED), attempts[-1])
    met = str(_MET[Reception(told.reception)]) % {"mission": _MISSION_WORD.get(mission_kind, _("Mission"))}
    if told.reception == Reception.REFUSED and told.petition == Petition.REFUSED:
        return met
    return clauses((met, _TAKEN[Petition(told.petition)]))
