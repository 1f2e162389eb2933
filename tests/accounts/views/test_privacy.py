"""The pages on which a coordinator takes a copy of what is kept about somebody, or erases her."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from accounts.models import Activist, AuditEntry, User
from events.choices import Role
from tests import make
from tests.accounts.views.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator() -> User:
    return make.coordinator(make.section())


@pytest.fixture
def anna(coordinator: User) -> Activist:
    return make.activist(
        section=coordinator.memberships.get().section, name="Anna Smith", email="anna@example.org"
    )


def url(name: str, activist: Activist) -> str:
    return reverse(f"accounts:activist_{name}", args=[activist.public_id])


def test_copy_is_a_file_after_the_button_and_the_password(coordinator: User, anna: Activist) -> None:
    stale = signed_in(coordinator, freshly=False)
    assert stale.post(url("export", anna), {"do": "export"})["Location"].startswith(
        reverse("account_reauthenticate")
    )
    client = signed_in(coordinator)
    assert client.get(url("export", anna)).status_code == 200
    assert not AuditEntry.objects.filter(act="activist.exported").exists()

    response = client.post(url("export", anna), {"do": "export"})

    assert response["Content-Disposition"] == 'attachment; filename="person.json"'
    assert json.loads(response.content)["person"]["email"] == "anna@example.org"
    assert AuditEntry.objects.get(act="activist.exported").actor_user == coordinator


def test_erasing_takes_the_button_and_leads_back_to_the_list(coordinator: User, anna: Activist) -> None:
    client = signed_in(coordinator)
    client.get(url("erase", anna))
    client.post(url("erase", anna), {})
    assert Activist.objects.filter(pk=anna.pk).exists()

    done = client.post(url("erase", anna), {"do": "erase"}, follow=True)

    assert "The person is erased." in done.content.decode()
    assert "Anna" not in client.get(reverse("accounts:activists")).content.decode()
    assert client.get(url("erase", anna)).status_code == 404


def test_page_says_who_counts_on_the_person_instead_of_erasing(coordinator: User, anna: Activist) -> None:
    event = make.past_event(section=anna.section)
    make.assignment(
        event, anna, role=Role.LEAD, said="yes", now=event.starts_at - 5 * (event.ends_at - event.starts_at)
    )
    client = signed_in(coordinator)

    for page in (client.get(url("erase", anna)), client.post(url("erase", anna), {"do": "erase"})):
        assert "Record the outcome first." in page.content.decode()
    assert Activist.objects.filter(pk=anna.pk).exists()
