"""What is kept about people: the per-field declaration, read from the models, and the registry of holders.

A holder answers for models that point at an Activist or a User. The registry is how people reach the work side
without knowing it: whatever is done about one person asks every holder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Model

from accounts.models import Activist

OWN_APPS = ("accounts", "events")


@dataclass(frozen=True)
class FieldDeclaration:
    """One stored field: personal with why and how long, or plain."""

    model: str
    field: str
    personal: bool
    why: str = ""


@dataclass(frozen=True)
class Joining:
    """What merging two rows of one person would do: numbers with their words, and what there is to know."""

    numbers: list[tuple[int, str]] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)


def _nothing_to_replan(person: Model, now: datetime) -> None:
    """Stand in for holders that plan nothing."""


def _nothing_kept(activist: Activist) -> dict[str, Any]:
    """Stand in for holders that keep nothing beyond the person's own row."""
    return {}


def _nothing_to_erase(activist: Activist, by: Any, now: datetime) -> None:
    """Stand in for holders whose rows go with the person's own."""


def _nothing_to_merge(kept: Activist, gone: Activist, by: Any, now: datetime) -> None:
    """Stand in for holders whose rows point at users only."""


def _nothing_foreseen(kept: Activist, gone: Activist, now: datetime) -> Joining:
    """Stand in for holders whose part in merging is of no interest."""
    return Joining()


def _nothing_old(now: datetime) -> dict[str, int]:
    """Stand in for holders that keep nothing for a time only."""
    return {}


def _nothing_open(activist: Activist, now: datetime) -> list[str]:
    """Stand in for holders that never object."""
    return []


@dataclass(frozen=True)
class Holder:
    """Who holds rows about people, in which models, and what it does when a person's wishes change.

    `replan` is called with the Activist or User and the instant, in the transaction of the change. `export` returns
    what is kept about an activist as {heading: rows}, ready for JSON; `objections` why she cannot be erased now, in
    sentences; `erase` takes away what names her, when she is stopped already and before her own row is emptied.
    `merge` gives to the first of two activists all that is about the second, whose row goes then; `foresee` says what
    that would do. `forget` deletes what was kept long enough at an instant, in transactions of its own, and returns
    {what: how many}.
    """

    name: str
    models: tuple[type[Model], ...]
    replan: Callable[[Any, datetime], object] = _nothing_to_replan
    export: Callable[[Activist], dict[str, Any]] = _nothing_kept
    objections: Callable[[Activist, datetime], list[str]] = _nothing_open
    erase: Callable[[Activist, Any, datetime], object] = _nothing_to_erase
    merge: Callable[[Activist, Activist, Any, datetime], object] = _nothing_to_merge
    foresee: Callable[[Activist, Activist, datetime], Joining] = _nothing_foreseen
    forget: Callable[[datetime], dict[str, int]] = _nothing_old


_holders: dict[str, Holder] = {}


def register_holder(holder: Holder) -> None:
    """Add `holder`; apps call it in `ready()`. Registering a name again replaces it."""
    _holders[holder.name] = holder


def holders() -> tuple[Holder, ...]:
    """Return every registered holder."""
    return tuple(_holders.values())


def replan(person: Model, *, now: datetime) -> None:
    """Let every holder bring what it plans for `person` (Activist or User) in line with the person's wishes."""
    for holder in holders():
        holder.replan(person, now)


def own_models() -> Iterator[type[Model]]:
    """Yield every model of the project's own apps, automatic join tables left out."""
    for app in OWN_APPS:
        yield from apps.get_app_config(app).get_models()


def declarations() -> Iterator[FieldDeclaration]:
    """Yield the declaration of every declared field (tests/house/test_personal_data.py holds that none is missing)."""
    for model in own_models():
        for name, why in getattr(model, "personal_fields", {}).items():
            yield FieldDeclaration(model._meta.label, name, personal=True, why=why)
        for name in getattr(model, "plain_fields", "").split():
            yield FieldDeclaration(model._meta.label, name, personal=False)
