"""What is kept about people: the per-field declaration, read from the models, and the registry of holders.

A holder is whoever keeps rows about an Activist or a User. Erasure, export and merging start here and reach the
work side through the registry, so that people never have to know work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db.models import Model

OWN_APPS = ("accounts", "events")


@dataclass(frozen=True)
class FieldDeclaration:
    """One stored field: personal with why and how long, or plain."""

    model: str
    field: str
    personal: bool
    why: str = ""


@dataclass(frozen=True)
class Holder:
    """Who holds personal rows: `models` it answers for, and what it hands out about one person.

    `export` returns {heading: list of rows as dicts} about an activist.
    """

    name: str
    models: tuple[type[Model], ...]
    export: Callable[[Model], dict[str, list[dict[str, object]]]] = field(default=lambda person: {})


_holders: dict[str, Holder] = {}


def register_holder(holder: Holder) -> None:
    """Add `holder`; apps call it in `ready()`. Registering a name again replaces it."""
    _holders[holder.name] = holder


def holders() -> tuple[Holder, ...]:
    """Return every registered holder."""
    return tuple(_holders.values())


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
