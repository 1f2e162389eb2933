"""Doors and readers do not write: no call that stores, in their code; no such statement, while requests are answered.

The second half also holds for every request any test makes (tests/conftest.py): what a syntax tree cannot see, a
helper in another package for instance, is seen there.
"""

from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from accounts.models import Section
from tests import make
from tests.house.walks import ROOT
from tests.house.writes import StrayWriteError, only_proper_writes, relations, rooms, writes_in

PLANTED = {
    "Event.objects.create(title='x')": True,
    "Event.objects.filter(pk=1).update(status='done')": True,
    "rows.update(status='done')": True,
    "Event.objects.get_or_create(title='x')": True,
    "event.organisers.add(user)": True,
    "event.assignments.all().delete()": True,
    "section.activists.create(name='x')": True,
    "event.save()": True,
    "form.save()": True,
    "connection.cursor().execute('VACUUM')": True,
    "Need.objects.bulk_create([])": True,
    "facts.update({'city': 'Sydney'})": False,
    "seen.add(event)": False,
    "names.clear()": False,
    "Event.objects.filter(title='x').count()": False,
}


def test_no_door_or_reader_writes() -> None:
    many = relations()
    found = {str(path.relative_to(ROOT)): writes_in(path, many) for path in rooms()}

    assert {module: lines for module, lines in found.items() if lines} == {}


@pytest.mark.parametrize(("line", "is_write"), PLANTED.items(), ids=list(PLANTED))
def test_planted_write_is_found(line: str, is_write: bool, tmp_path: Path) -> None:
    module = tmp_path / "events" / "views" / "planted.py"
    module.parent.mkdir(parents=True)
    module.write_text(f"def view(event, form, section, rows, seen, facts, names):\n    return {line}\n")

    assert list(rooms(tmp_path)) == [module]
    assert bool(writes_in(module, relations())) is is_write


@pytest.mark.django_db
def test_stray_write_is_caught_while_it_happens() -> None:
    section = make.section()

    with only_proper_writes():
        make.activist(section=section)  # through an action
        with pytest.raises(StrayWriteError):
            Section.objects.filter(pk=section.pk).update(name="New name")
        with pytest.raises(StrayWriteError), connection.cursor() as cursor:
            cursor.execute("DELETE FROM accounts_activist")


def planted_view(request: HttpRequest) -> HttpResponse:
    Section.objects.update(name="Written by a door")
    return HttpResponse("done")


urlpatterns = [path("planted/", planted_view)]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_request_that_writes_past_the_actions_is_caught_in_any_test(client: Client) -> None:
    make.section()

    with pytest.raises(StrayWriteError):
        client.get("/planted/")
