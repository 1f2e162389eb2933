"""Members of a section: invitation by mail, roles, closed accounts, and the password that is asked for first."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from accounts.models import Membership, Section, User
from accounts.post.drain import drain_once
from tests import make
from tests.accounts.views.conftest import signed_in

pytestmark = pytest.mark.django_db
EVA = {"name": "Eva", "email": "eva@example.org", "role": "organiser", "language": "en"}


@pytest.fixture
def section() -> Section:
    return make.section()


@pytest.fixture
def coordinator(section: Section) -> User:
    return make.coordinator(section)


def invite_url(section: Section) -> str:
    return reverse("accounts:member_invite", args=[section.slug])


def member_url(section: Section, user: User, name: str = "member") -> str:
    return reverse(f"accounts:{name}", args=[section.slug, user.public_id])


def test_invited_person_chooses_a_password_by_the_mail_and_signs_in(
    section: Section, coordinator: User
) -> None:
    response = signed_in(coordinator).post(invite_url(section), EVA, follow=True)
    assert "An invitation to eva@example.org is on its way." in response.content.decode()
    assert "invited" in response.content.decode()

    drain_once()
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["eva@example.org"], "Invitation: Australia")
    (path,) = re.findall(r"/accounts/password/reset/key/[^\s]+", letter.body)
    visitor = Client()
    page = visitor.get(path, follow=True)
    done = visitor.post(
        page.request["PATH_INFO"], {"password1": make.PASSWORD, "password2": make.PASSWORD}, follow=True
    )
    assert done.status_code == 200
    assert User.objects.get(email="eva@example.org").check_password(make.PASSWORD)
    assert visitor.get(path, follow=True).context.get("token_fail"), "a link works once"


def test_role_changes_on_the_next_request(section: Section, coordinator: User) -> None:
    organiser = make.organiser(section)
    theirs = signed_in(organiser)
    assert theirs.get(reverse("accounts:activists")).status_code == 403

    signed_in(coordinator).post(member_url(section, organiser), {"role": "coordinator"})

    assert theirs.get(reverse("accounts:activists")).status_code == 200


def test_password_is_asked_for_before_a_role_changes_and_the_change_goes_on_after_it(
    section: Section, coordinator: User
) -> None:
    viewer = make.viewer(section)
    client = signed_in(coordinator, freshly=False)

    asked = client.post(member_url(section, viewer), {"role": "organiser"})
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert Membership.objects.get(user=viewer).role == Role.VIEWER

    wrong = client.post(asked["Location"], {"password": "not it"})
    assert wrong.status_code == 200
    assert Membership.objects.get(user=viewer).role == Role.VIEWER

    client.post(asked["Location"], {"password": make.PASSWORD})
    assert Membership.objects.get(user=viewer).role == Role.ORGANISER


@pytest.mark.parametrize(
    ("do", "is_active", "roles"),
    [("remove", True, 0), ("close", False, 1), ("nonsense", True, 1), ("", True, 1)],
)
def test_step_needs_its_button_and_says_first_what_it_does(
    section: Section, coordinator: User, do: str, is_active: bool, roles: int
) -> None:
    viewer, client = make.viewer(section), signed_in(coordinator)
    step = member_url(section, viewer, "member_step")

    client.get(step, {"do": do})
    assert User.objects.get(pk=viewer.pk).is_active

    client.post(step, {"do": do})
    viewer = User.objects.get(pk=viewer.pk)
    assert (viewer.is_active, len(viewer.roles)) == (is_active, roles)


def test_closed_account_is_out_at_once_and_only_a_global_coordinator_opens_it(
    section: Section, coordinator: User
) -> None:
    viewer = make.viewer(section)
    theirs, step = signed_in(viewer), member_url(section, viewer, "member_step")
    assert theirs.get(reverse("events:events")).status_code == 200

    signed_in(coordinator).post(step, {"do": "close"})

    assert "/login/" in theirs.get(reverse("events:events"))["Location"]
    assert signed_in(coordinator).post(step, {"do": "open"}).status_code == 403
    assert not User.objects.get(pk=viewer.pk).is_active


def test_account_that_works_elsewhere_too_is_not_closed_by_one_section(
    section: Section, coordinator: User
) -> None:
    shared = make.viewer(section)
    Membership.objects.create(user=shared, section=make.belgium(), role=Role.VIEWER)
    client = signed_in(coordinator)

    assert "Close the account" not in client.get(member_url(section, shared)).content.decode()
    assert client.post(member_url(section, shared, "member_step"), {"do": "close"}).status_code == 403
    assert User.objects.get(pk=shared.pk).is_active


def test_member_of_another_section_is_not_there(section: Section, coordinator: User) -> None:
    stranger = make.viewer(make.belgium())

    assert signed_in(coordinator).get(member_url(section, stranger)).status_code == 404


def test_closed_account_is_offered_to_be_opened_to_global_coordinators_only(section: Section) -> None:
    closed = make.viewer(section, is_active=False)
    steps = f"{member_url(section, closed, 'member_step')}?do="
    anna = signed_in(make.global_coordinator())

    assert f"{steps}open" in anna.get(member_url(section, closed)).content.decode()
    coordinator = make.coordinator(section)
    assert f"{steps}open" not in signed_in(coordinator).get(member_url(section, closed)).content.decode()


def test_what_a_member_did_is_offered_to_who_may_read_the_trail_only(section: Section) -> None:
    viewer, trail = make.viewer(section), reverse("events:section_trail", args=[section.slug])
    without = signed_in(make.global_coordinator()).get(member_url(section, viewer)).content.decode()
    coordinator = make.coordinator(section)

    assert trail not in without
    assert trail in signed_in(coordinator).get(member_url(section, viewer)).content.decode()


def test_last_coordinator_is_told_to_name_another_first(section: Section, coordinator: User) -> None:
    page = signed_in(coordinator).post(member_url(section, coordinator), {"role": "viewer"})

    assert "Make somebody else coordinator first." in page.content.decode()
    assert Membership.objects.get(user=coordinator).role == Role.COORDINATOR


def test_global_coordinator_gives_a_section_its_first_coordinator_and_none_after(section: Section) -> None:
    client = signed_in(make.global_coordinator())

    client.post(invite_url(section), {**EVA, "role": "coordinator"})
    assert section.who_coordinate().count() == 1

    assert client.get(invite_url(section)).status_code == 403
    assert client.post(invite_url(section), {**EVA, "email": "x@example.org"}).status_code == 403


def test_new_installation_leads_from_a_section_to_its_coordinator() -> None:
    client = signed_in(make.global_coordinator())
    facts = {"name": "Australia", "country": "AU", "time_zone": "Australia/Sydney", "language": "en"}
    assert reverse("accounts:section_new") in client.get("/").content.decode()

    response = client.post(reverse("accounts:section_new"), facts)

    section = Section.objects.get(name="Australia")
    assert (response["Location"], section.covers) == (invite_url(section), ("AU",))
    assert "Invite the coordinator of Australia" in client.get("/").content.decode()


def test_section_called_new_has_a_page_of_its_own() -> None:
    client = signed_in(make.global_coordinator())

    client.post(reverse("accounts:section_new"), {"name": "New", "time_zone": "UTC", "language": "en"})

    assert Section.objects.get(name="New").slug == "section-new"


def test_viewer_sees_who_belongs_and_neither_closed_nor_invited(section: Section, coordinator: User) -> None:
    make.viewer(section, name="Gone Away", is_active=False)
    make.viewer(section, name="Not Yet", password=None)
    page = (
        signed_in(make.viewer(section)).get(reverse("accounts:section", args=[section.slug])).content.decode()
    )

    assert "Gone Away" not in page
    assert "Not Yet" in page
    assert "invited" not in page
    assert invite_url(section) not in page
