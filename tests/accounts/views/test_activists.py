"""Activists: who sees whom, how they are found, and what a form refuses."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions.members import set_role
from accounts.audit import SYSTEM
from accounts.choices import Role
from accounts.models import Activist, AuditEntry
from tests import make
from tests.rows import nothing_stored

pytestmark = pytest.mark.django_db

LIST = reverse("accounts:activists")
FACTS = {"name": "Marsha Johnson", "email": "marsha@example.org", "language": "en"}


def names(client: Client, query: str = "") -> list[str]:
    return [row.activist.name for row in client.get(LIST + query).context["page"].rows]


def test_list_shows_own_section_and_masks_addresses(client: Client) -> None:
    australia = make.section()
    make.activist(section=australia, name="Marsha Johnson", email="marsha@example.org")
    make.activist(section=make.belgium(), name="Somebody Else")
    client.force_login(make.coordinator(australia))
    response = client.get(LIST)
    assert names(client) == ["Marsha Johnson"]
    assert "marsha@example.org" not in response.content.decode()
    assert "m•••@example.org" in response.content.decode()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("joh", True),
        ("mär", True),
        ("rsha", False),
        ("Marsha@Example.org", True),
        ("marsha@", False),
        ("+61 491 570 156", True),
    ],
)
def test_search_finds_word_beginnings_and_whole_addresses(client: Client, text: str, found: bool) -> None:
    section = make.section()
    make.activist(section=section, name="Marsha Johnson", email="marsha@example.org", phone="0491 570 156")
    client.force_login(make.coordinator(section))
    assert bool(names(client, f"?q={text.replace('+', '%2B')}")) is found


def test_nothing_found_repeats_the_words_and_offers_to_clear(client: Client) -> None:
    client.force_login(make.coordinator(make.section()))
    assert "Nobody is found by “xyz”" in client.get(LIST + "?q=xyz").content.decode()


def test_empty_list_leads_to_the_first_activist(client: Client) -> None:
    client.force_login(make.coordinator(make.section()))
    assert reverse("accounts:activist_new") in client.get(LIST).content.decode()


def test_next_goes_on_behind_the_last_person_and_shows_nobody_twice(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.views.activist_list.PAGE", 2)
    section = make.section()
    for number in range(3):
        make.activist(section=section, name=f"Person {number:03}")
    client.force_login(make.coordinator(section))
    first = client.get(LIST).context["page"]
    second = client.get(f"{LIST}?after={first.next_after}").context["page"]
    seen = [row.activist.name for page in (first, second) for row in page.rows]
    assert seen == [f"Person {number:03}" for number in range(3)]
    assert (second.next_after, second.is_first) == ("", False)


@pytest.mark.parametrize("asked", [1, 2, 3])
def test_longest_not_asked_come_first_and_paging_follows(
    client: Client, monkeypatch: pytest.MonkeyPatch, asked: int
) -> None:
    monkeypatch.setattr("accounts.views.activist_list.PAGE", 1)
    section = make.section()
    for number, name in enumerate("ABCD"):
        person = make.activist(section=section, name=name)
        at = datetime(2017, 6, 10 - number, tzinfo=UTC) if number < asked else None
        Activist.objects.filter(pk=person.pk).update(last_asked_at=at)
    client.force_login(make.coordinator(section))
    seen, after = [], ""
    for _page in range(4):
        page = client.get(f"{LIST}?sort=last_asked&after={after}").context["page"]
        seen += [row.activist.name for row in page.rows]
        after = page.next_after
    never, then = "ABCD"[asked:], "ABCD"[:asked][::-1]
    assert "".join(seen) == never + then


def test_unreadable_place_in_the_list_starts_anew(client: Client) -> None:
    section = make.section()
    make.activist(section=section, name="A")
    client.force_login(make.coordinator(section))
    assert names(client, "?after=nonsense&sort=nonsense&section=nonsense") == ["A"]


def test_section_filter_appears_with_two_sections(client: Client) -> None:
    australia, belgium = make.section(), make.belgium()
    user = make.coordinator(australia)
    make.activist(section=australia, name="A")
    make.activist(section=belgium, name="B")
    client.force_login(user)
    assert names(client, "?section=belgium") == ["A"]
    set_role(by=SYSTEM, user=user, section=belgium, role=Role.COORDINATOR)
    assert names(client) == ["A", "B"]
    assert "Australia, Belgium" in client.get(LIST).content.decode()
    assert names(client, "?section=belgium") == ["B"]


# --- who ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("maker", ["viewer", "organiser", "global_coordinator"])
def test_list_is_for_coordinators_only(client: Client, maker: str) -> None:
    section = make.section()
    make.activist(section=section, name="Marsha Johnson")
    client.force_login(
        make.global_coordinator() if maker == "global_coordinator" else getattr(make, maker)(section)
    )
    for address in (LIST, reverse("accounts:activist_new")):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("route", ["activist", "activist_edit"])
def test_foreign_and_missing_people_are_the_same_page(client: Client, route: str) -> None:
    foreign = make.activist(section=make.belgium())
    client.force_login(make.coordinator(make.section()))
    missing = "00000000-0000-0000-0000-000000000000"
    pages = [client.get(reverse(f"accounts:{route}", args=[each])) for each in (foreign.public_id, missing)]
    assert [page.status_code for page in pages] == [404, 404]
    assert pages[0].content == pages[1].content


# --- forms --------------------------------------------------------------------------------------------------------


def test_activist_is_added_and_shown(client: Client) -> None:
    section = make.section()
    client.force_login(make.coordinator(section))
    facts = {
        **FACTS,
        "phone": "0491 570 156",
        "quiet_from": "22:00",
        "quiet_until": "07:00",
        "paused_until": "2030-01-31",
    }
    response = client.post(reverse("accounts:activist_new"), facts, follow=True)
    added = Activist.objects.get()
    assert response.redirect_chain[-1][0] == reverse("accounts:activist", args=[added.public_id])
    assert (added.section, added.email, added.name) == (section, "marsha@example.org", "Marsha Johnson")
    assert "m•••@example.org" in response.content.decode()
    assert "quiet 22:00 to 07:00" in response.content.decode()


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": "marsha"}, "email"),
        ({"email": ""}, "email"),
        ({"name": ""}, "name"),
        ({"name": "x" * 5_000}, "name"),
        ({"name": "Marsha\u202eJohnson"}, "name"),
        ({"name": "Mar\x00sha"}, "name"),
        ({"phone": "call me"}, "phone"),
        ({"phone": "1" * 5_000}, "phone"),
        ({"language": "xx"}, "language"),
        ({"quiet_from": "25:00"}, "quiet_from"),
        ({"quiet_from": "22:00"}, "__all__"),
        ({"paused_until": "soon"}, "paused_until"),
    ],
)
def test_refused_facts_stand_beside_their_field_and_nothing_is_stored(
    client: Client, wrong: dict[str, str], field: str
) -> None:
    client.force_login(make.coordinator(make.section()))
    response = client.post(reverse("accounts:activist_new"), {**FACTS, **wrong})
    assert list(response.context["form"].errors) == [field]
    assert Activist.objects.count() == 0


def test_second_activist_with_one_address_is_refused_beside_it(client: Client) -> None:
    section = make.section()
    make.activist(section=section, email="marsha@example.org")
    client.force_login(make.coordinator(section))
    response = client.post(reverse("accounts:activist_new"), {**FACTS, "email": "MARSHA@example.org"})
    assert list(response.context["form"].errors) == ["email"]
    assert Activist.objects.count() == 1


@pytest.fixture
def marsha() -> Activist:
    return make.activist(
        section=make.section(), name="Marsha Johnson", email="marsha@example.org", phone="+61491570156"
    )


@pytest.mark.parametrize(
    ("typed", "email", "phone"),
    [
        ({}, "marsha@example.org", "+61491570156"),
        ({"email": "new@example.org", "phone": "+61 491 570 157"}, "new@example.org", "+61 491 570 157"),
        ({"no_phone": "on"}, "marsha@example.org", ""),
    ],
)
def test_form_shows_no_address_and_keeps_what_is_left_blank(
    client: Client, marsha: Activist, typed: dict[str, str], email: str, phone: str
) -> None:
    client.force_login(make.coordinator(marsha.section))
    address = reverse("accounts:activist_edit", args=[marsha.public_id])
    form = client.get(address).content.decode()
    assert "marsha@" not in form
    assert "Now m•••@example.org." in form

    client.post(address, {**FACTS, "email": "", "name": "Marsha P. Johnson", "discreet": "on", **typed})

    person = Activist.objects.get()
    assert (person.name, person.discreet) == ("Marsha P. Johnson", True)
    assert (person.email, person.phone) == (email, phone)


# --- address and phone --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("show", "seen", "hidden"), [("email", "marsha@", "491570156"), ("phone", "491570156", "marsha@")]
)
def test_button_shows_one_of_them_once_and_that_is_recorded(
    client: Client, marsha: Activist, show: str, seen: str, hidden: str
) -> None:
    coordinator = make.coordinator(marsha.section)
    client.force_login(coordinator)
    address = reverse("accounts:activist", args=[marsha.public_id])

    page = client.post(address, {"show": show}).content.decode()

    assert seen in page
    assert hidden not in page
    entry = AuditEntry.objects.get(act="activist.revealed")
    assert (entry.actor_user, entry.object_id, entry.fields) == (coordinator, marsha.public_id, [show])
    assert seen not in client.get(address).content.decode()


def test_page_is_masked_and_nothing_is_recorded_without_the_button(client: Client, marsha: Activist) -> None:
    client.force_login(make.coordinator(marsha.section))
    address = reverse("accounts:activist", args=[marsha.public_id])

    with nothing_stored():
        pages = [client.get(address), client.post(address), client.post(address, {"show": "name"})]

    for page in pages:
        assert "m•••@example.org" in page.content.decode()
        assert "•••56" in page.content.decode()
        assert "marsha@" not in page.content.decode()
        assert "4915701" not in page.content.decode()


def test_coordinator_of_two_sections_chooses_one(client: Client) -> None:
    australia, belgium, canada = make.section(), make.belgium(), make.section(name="Canada", slug="canada")
    user = make.coordinator(australia)
    set_role(by=SYSTEM, user=user, section=belgium, role=Role.COORDINATOR)
    client.force_login(user)
    address = reverse("accounts:activist_new")
    assert list(client.post(address, FACTS).context["form"].errors) == ["section"]
    assert list(client.post(address, {**FACTS, "section": canada.slug}).context["form"].errors) == ["section"]
    client.post(address, {**FACTS, "section": "belgium"})
    assert Activist.objects.get().section == belgium
