"""The audit trail: append-only, says who and which fields, never their values."""

import json

import pytest
from django.core import serializers
from django.db import IntegrityError, transaction

from accounts.actions.activists import edit_activist
from accounts.audit import SYSTEM, record, trail
from accounts.choices import ActorKind
from accounts.models import AuditEntry
from tests import make

pytestmark = pytest.mark.django_db


def test_entry_names_actor_act_object_and_fields() -> None:
    section = make.section()
    anna = make.coordinator(section)

    entry = record(by=anna, act="section.edited", row=section, fields={"name", "language"}, section=section)

    assert (entry.actor_kind, entry.actor_user, entry.actor_activist) == (ActorKind.USER, anna, None)
    assert (entry.act, entry.object_type, entry.object_id) == (
        "section.edited",
        "accounts.section",
        section.public_id,
    )
    assert (entry.section, entry.fields) == (section, ["language", "name"])


def test_activists_and_the_program_act_too() -> None:
    section = make.section()
    person = make.activist(section=section)

    by_person = record(by=person, act="assignment.answered", row=section)
    by_itself = record(by=SYSTEM, act="section.created", row=section)

    assert (by_person.actor_kind, by_person.actor_activist) == (ActorKind.ACTIVIST, person)
    assert (by_itself.actor_kind, by_itself.actor_user, by_itself.actor_activist) == (
        ActorKind.SYSTEM,
        None,
        None,
    )


def test_stored_entry_is_neither_changed_nor_deleted() -> None:
    entry = record(by=SYSTEM, act="section.created", row=make.section())

    with pytest.raises(TypeError, match="append-only"):
        entry.save()
    with pytest.raises(TypeError, match="append-only"):
        entry.delete()


def test_stored_entries_are_neither_changed_nor_deleted_together() -> None:
    section = make.section()
    anna = make.coordinator(section)
    entry = record(by=anna, act="section.edited", row=section)

    for entries in (AuditEntry.objects.all(), AuditEntry.objects.filter(pk=entry.pk), anna.acts.all()):
        with pytest.raises(TypeError, match="append-only"):
            entries.update(act="nothing")
        with pytest.raises(TypeError, match="append-only"):
            entries.bulk_update([entry], ["act"])
        with pytest.raises(TypeError, match="append-only"):
            entries.delete()


def test_erased_actor_leaves_the_act_behind() -> None:
    section = make.section()
    anna = make.coordinator(section)
    entry = record(by=anna, act="section.edited", row=section)

    anna.delete()

    entry = AuditEntry.objects.get(pk=entry.pk)
    assert (entry.act, entry.actor_kind, entry.actor_user) == ("section.edited", ActorKind.USER, None)


def test_two_actors_at_once_are_refused_by_the_database() -> None:
    section = make.section()
    two = {"actor_user": make.coordinator(section), "actor_activist": make.activist(section=section)}

    with pytest.raises(IntegrityError, match="audit_at_most_one_actor"), transaction.atomic():
        AuditEntry.objects.create(
            actor_kind="user", act="x", object_type="x", object_id=section.public_id, **two
        )


def test_trail_is_newest_first_and_of_this_object_only() -> None:
    section, other = make.section(), make.belgium()
    record(by=SYSTEM, act="section.edited", row=section)
    record(by=SYSTEM, act="section.edited", row=other)

    assert [entry.act for entry in trail(section)] == ["section.edited", "section.created"]


def test_no_value_reaches_the_trail() -> None:
    person = make.activist(section=make.section(), name="Grace", email="grace@example.org")
    edit_activist(
        by=SYSTEM, activist=person, name="Hopper", email="hopper@example.org", phone="+61 491 570 156"
    )

    told = json.dumps(json.loads(serializers.serialize("json", AuditEntry.objects.all())))

    assert [entry.fields for entry in trail(person)] == [["email", "name", "phone"], []]
    assert not any(word in told for word in ("Grace", "Hopper", "@example.org", "491 570", "491570"))
