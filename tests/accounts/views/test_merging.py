"""Who may be on the list twice, what merging would do, and the step: with password and button, and only one's own."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Activist, User
from tests import make
from tests.accounts.views.conftest import signed_in
from tests.rows import nothing_stored

pytestmark = pytest.mark.django_db
PHONE = "+61 491 570 156"


@pytest.fixture
def ana() -> Activist:
    return make.activist(section=make.section(), name="Ana Lima", email="ana@example.org", phone=PHONE)


@pytest.fixture
def twin(ana: Activist) -> Activist:
    return make.activist(section=ana.section, name="A. Lima", email="lima@example.org", phone="0491 570 156")


@pytest.fixture
def coordinator(ana: Activist) -> User:
    return make.coordinator(ana.section)


def step(kept: Activist, other: object) -> str:
    return f"{reverse('accounts:activist_merge', args=[kept.public_id])}?other={other}"


def test_list_marks_and_finds_who_may_be_there_twice(
    ana: Activist, twin: Activist, coordinator: User
) -> None:
    make.activist(section=ana.section, name="Bo")
    make.activist(section=make.belgium(), name="Bo", phone=PHONE)
    client = signed_in(coordinator)

    rows = client.get(reverse("accounts:activists")).context["page"].rows
    shown = client.get(reverse("accounts:activists"), {"show": "doubles"}).context["page"].rows

    assert [(row.activist.name, row.is_double) for row in rows] == [
        ("A. Lima", True),
        ("Ana Lima", True),
        ("Bo", False),
    ]
    assert [row.activist.name for row in shown] == ["A. Lima", "Ana Lima"]


def test_page_names_who_is_alike_and_by_what(ana: Activist, twin: Activist, coordinator: User) -> None:
    namesake = make.activist(section=ana.section, name="ANA LIMA")
    make.activist(section=make.belgium(), name="Ana Lima", phone=PHONE)
    page = reverse("accounts:activist_doubles", args=[ana.public_id])
    client = signed_in(coordinator)

    alike = {
        each.activist.pk: (each.same_name, each.same_phone) for each in client.get(page).context["doubles"]
    }
    found = [each.activist.pk for each in client.get(page, {"q": "lima@example.org"}).context["doubles"]]

    assert alike == {twin.pk: (False, True), namesake.pk: (True, False)}
    assert found == [twin.pk]


def test_merging_takes_the_button_and_the_password(ana: Activist, twin: Activist, coordinator: User) -> None:
    address = step(ana, twin.public_id)
    before, fresh = signed_in(coordinator, freshly=False), signed_in(coordinator)
    with nothing_stored():
        asked = before.post(address, {"do": "merge"})
        looked = fresh.post(address)
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert "l•••@example.org is not written to" in looked.content.decode()

    done = fresh.post(address, {"do": "merge"})

    assert done.url == reverse("accounts:activist", args=[ana.public_id])
    assert list(Activist.objects.all()) == [ana]


def test_only_own_activists_are_merged(ana: Activist, coordinator: User) -> None:
    theirs = make.activist(section=make.belgium())
    client = signed_in(coordinator)

    with nothing_stored():
        for other in (theirs.public_id, "nobody", "00000000-0000-0000-0000-000000000000"):
            assert client.post(step(ana, other), {"do": "merge"}).status_code == 404
            assert client.get(step(ana, other)).status_code == 404
        assert client.post(step(theirs, ana.public_id), {"do": "merge"}).status_code == 404
        assert "same person already" in client.get(step(ana, ana.public_id)).content.decode()
