"""Sections: who sees which, and what their settings refuse."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions.members import deactivate_user, invite_member
from accounts.audit import SYSTEM
from accounts.choices import Role
from accounts.models import Section
from tests import make

pytestmark = pytest.mark.django_db

LIST = reverse("accounts:sections")
FACTS = {
    "name": "Australia",
    "country": "AU",
    "time_zone": "Australia/Sydney",
    "language": "en",
    "covers": ["AU"],
}


def edit_url(section: Section) -> str:
    return reverse("accounts:section_edit", args=[section.slug])


def listed(client: Client) -> list[str]:
    return [section.name for section in client.get(LIST).context["sections"]]


def test_global_coordinator_sees_all_sections_by_name_others_their_own(client: Client) -> None:
    australia = make.section()
    make.belgium()
    client.force_login(make.global_coordinator())
    assert listed(client) == ["Australia", "Belgium", "International"]
    client.force_login(make.viewer(australia))
    assert listed(client) == ["Australia"]


def test_user_without_a_section_is_told_whom_to_ask(client: Client) -> None:
    client.force_login(make.user())
    assert "You belong to no section yet." in client.get(LIST).content.decode()


def test_section_page_names_its_active_members(client: Client) -> None:
    section = make.section()
    make.organiser(section, name="Sylvia Rivera")
    deactivate_user(by=SYSTEM, user=make.viewer(section, name="Gone Away"))
    client.force_login(make.organiser(section))
    page = client.get(reverse("accounts:section", args=[section.slug])).content.decode()
    assert "Sylvia Rivera" in page
    assert "Gone Away" not in page
    assert edit_url(section) not in page

    client.force_login(make.coordinator(section))
    page = client.get(reverse("accounts:section", args=[section.slug])).content.decode()
    assert "account closed" in page
    assert edit_url(section) in page


def found(client: Client, section: Section, **query: str) -> set[str]:
    page = client.get(reverse("accounts:section", args=[section.slug]), query)
    return {member.user.name for member in page.context["members"]}


def test_members_are_found_by_name_address_role_and_account(client: Client) -> None:
    section = make.section()
    make.organiser(section, name="Sylvia Rivera", email="sylvia@example.org")
    make.viewer(section, name="Zoë Ünal", email="zoe@example.org")
    deactivate_user(by=SYSTEM, user=make.viewer(section, name="Gone Away"))
    coordinator = make.coordinator(section, name="Rosa Lima")
    invite_member(
        by=coordinator,
        section=section,
        email="new@example.org",
        name="New One",
        role=Role.VIEWER,
        language="en",
    )
    client.force_login(coordinator)

    assert found(client, section, q="riv") == {"Sylvia Rivera"}
    assert found(client, section, q="unal zoe") == {"Zoë Ünal"}
    assert found(client, section, q="SYLVIA@") == {"Sylvia Rivera"}
    assert found(client, section, role="coordinator") == {"Rosa Lima"}
    assert found(client, section, account="invited") == {"New One"}
    assert found(client, section, account="closed") == {"Gone Away"}
    assert len(found(client, section, role="x", account="x")) == 5
    nobody = client.get(reverse("accounts:section", args=[section.slug]), {"q": "nobody"}).content.decode()
    assert "0 members" in nobody
    assert "Nobody signs in for this section yet." not in nobody


def test_addresses_are_searched_for_who_may_see_them_only(client: Client) -> None:
    section = make.section()
    make.organiser(section, name="Sylvia Rivera", email="hidden@example.org")
    client.force_login(make.viewer(section))

    assert found(client, section, q="hidden@example.org") == set()
    assert found(client, section, account="closed", q="sylvia") == {"Sylvia Rivera"}


@pytest.mark.parametrize(("members", "shown"), [(7, False), (8, True)])
def test_search_appears_where_there_is_something_to_search(client: Client, members: int, shown: bool) -> None:
    section = make.section()
    for _number in range(members - 1):
        make.viewer(section)
    client.force_login(make.coordinator(section))

    assert (
        'role="search"' in client.get(reverse("accounts:section", args=[section.slug])).content.decode()
    ) is shown


def test_addresses_of_members_are_for_coordinators(client: Client) -> None:
    section = make.section()
    make.organiser(section, email="sylvia@example.org")
    for visitor in (make.viewer(section), make.organiser(section)):
        client.force_login(visitor)
        assert (
            "@example.org"
            not in client.get(reverse("accounts:section", args=[section.slug])).content.decode()
        )
    for visitor in (make.coordinator(section), make.global_coordinator()):
        client.force_login(visitor)
        page = client.get(reverse("accounts:section", args=[section.slug])).content.decode()
        assert "sylvia@example.org" in page


def test_foreign_and_missing_sections_are_the_same_page(client: Client) -> None:
    foreign = make.belgium()
    client.force_login(make.coordinator(make.section()))
    for route in ("section", "section_edit"):
        pages = [client.get(reverse(f"accounts:{route}", args=[slug])) for slug in (foreign.slug, "nowhere")]
        assert [page.status_code for page in pages] == [404, 404]
        assert pages[0].content == pages[1].content


@pytest.mark.parametrize("maker", ["viewer", "organiser", "global_coordinator"])
def test_settings_are_for_coordinators(client: Client, maker: str) -> None:
    section = make.section()
    user = make.global_coordinator() if maker == "global_coordinator" else getattr(make, maker)(section)
    client.force_login(user)
    assert client.get(edit_url(section)).status_code == 403
    assert client.post(edit_url(section), FACTS).status_code == 403


def test_global_coordinator_keeps_the_settings_of_international(client: Client) -> None:
    client.force_login(make.global_coordinator())
    assert client.get(edit_url(make.international())).status_code == 200


def test_settings_are_saved(client: Client) -> None:
    section = make.section()
    client.force_login(make.coordinator(section))
    facts = {**FACTS, "covers": ["AU", "NZ"], "neutral_sender_name": "Sam", "reply_to": "au@example.org"}
    response = client.post(edit_url(section), facts)
    assert response.status_code == 302
    section.refresh_from_db()
    assert (section.covers, section.neutral_sender_name) == (("AU", "NZ"), "Sam")


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"time_zone": "Nowhere/Atlantis"}, "time_zone"),
        ({"time_zone": ""}, "time_zone"),
        ({"country": "ZZ"}, "country"),
        ({"covers": ["ZZ"]}, "covers"),
        ({"covers": ["AU", "BE"]}, "covers"),
        ({"reply_to": "not an address"}, "reply_to"),
        ({"sender_name": "A\u202eB"}, "sender_name"),
    ],
)
def test_refused_settings_stand_beside_their_field_and_nothing_is_stored(
    client: Client, wrong: dict[str, object], field: str
) -> None:
    section = make.section()
    make.belgium()
    client.force_login(make.coordinator(section))
    response = client.post(edit_url(section), {**FACTS, "sender_name": "New", **wrong})
    assert list(response.context["form"].errors) == [field]
    section.refresh_from_db()
    assert (section.sender_name, section.covers) == ("", ("AU",))


def test_taken_country_names_the_section_that_covers_it(client: Client) -> None:
    section = make.section()
    make.belgium()
    client.force_login(make.coordinator(section))
    response = client.post(edit_url(section), {**FACTS, "covers": ["AU", "BE"]})
    assert "Already covered by another section: Belgium (Belgium)." in response.content.decode()
