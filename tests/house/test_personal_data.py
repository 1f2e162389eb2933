"""Every stored field of every own model is declared: personal, with why and how long, or plain."""

from collections.abc import Iterator

import pytest
from django.db import models
from django.db.models import Model

from accounts.models import Activist, User
from accounts.privacy import Holder, holders, own_models

OWN_MODELS = sorted(own_models(), key=lambda model: model._meta.label)


def misdeclared(model: type[Model]) -> dict[str, set[str]]:
    """Return {what is wrong: fields} of `model`'s declaration."""
    personal, plain = (
        set(getattr(model, "personal_fields", {})),
        set(getattr(model, "plain_fields", "").split()),
    )
    stored = {field.name for field in model._meta.get_fields() if _is_stored(field)}
    wrong = {
        "undeclared": stored - personal - plain,
        "declared twice": personal & plain,
        "not stored": (personal | plain) - stored,
        "without how long": {
            name for name, why in getattr(model, "personal_fields", {}).items() if ";" not in why
        },
    }
    return {what: names for what, names in wrong.items() if names}


def _is_stored(field: object) -> bool:
    # the far side of a relation is no column; an automatic row key is one
    is_far_side = getattr(field, "auto_created", False) and not getattr(field, "primary_key", False)
    return bool(getattr(field, "concrete", False)) and not is_far_side


def references_to_people() -> Iterator[tuple[type[Model], str]]:
    """Yield (model, field) for every foreign key and many-to-many of an own model to Activist or User."""
    for model in OWN_MODELS:
        for field in model._meta.get_fields():
            if isinstance(field, (models.ForeignKey, models.ManyToManyField)) and field.related_model in (
                Activist,
                User,
            ):
                yield model, field.name


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model._meta.label)
def test_fields_are_declared(model: type[Model]) -> None:
    assert misdeclared(model) == {}


@pytest.mark.parametrize(
    ("model", "field"),
    list(references_to_people()),
    ids=lambda part: part if isinstance(part, str) else part._meta.label,
)
def test_rows_about_people_have_a_holder(model: type[Model], field: str) -> None:
    assert [holder.name for holder in holders() if model in holder.models], (
        f"nobody answers for {model._meta.label}"
    )


@pytest.mark.parametrize(
    "model", {model for model, _field in references_to_people()}, ids=lambda model: model.__name__
)
def test_holders_of_rows_about_activists_can_merge_them(model: type[Model]) -> None:
    of_activists = {
        found
        for found, name in references_to_people()
        if found._meta.get_field(name).related_model is Activist
    }
    answering = [holder for holder in holders() if model in holder.models]
    assert model not in of_activists or all(holder.merge is not Holder.merge for holder in answering)


def test_undeclared_field_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Activist, "plain_fields", "id public_id erased_at created_at shoe_size")
    monkeypatch.setattr(
        Activist, "personal_fields", {**Activist.personal_fields, "email": "to remind", "id": "why; long"}
    )
    monkeypatch.delitem(Activist.personal_fields, "phone")

    assert misdeclared(Activist) == {
        "undeclared": {"phone"},
        "declared twice": {"id"},
        "not stored": {"shoe_size"},
        "without how long": {"email"},
    }
