"""What users set for themselves, and the test mail."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import LetterKind, MailState
from accounts.models import Letter, User
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.database("sqlite")]

PAGE = reverse("accounts:preferences")
TEST_MAIL = reverse("accounts:test_mail")
FACTS = {"name": "Sylvia Rivera", "language": "en", "time_zone": "Europe/London"}


def test_preferences_are_saved(client: Client) -> None:
    user = make.user()
    client.force_login(user)
    facts = {**FACTS, "language": "fr", "quiet_from": "22:00", "quiet_until": "07:00", "discreet": "on"}
    assert client.post(PAGE, facts).status_code == 302
    user = User.objects.get()
    assert (user.name, user.language, user.time_zone, user.discreet) == (
        "Sylvia Rivera",
        "fr",
        "Europe/London",
        True,
    )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "x" * 5_000}, "name"),
        ({"language": "xx"}, "language"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"quiet_until": "07:00"}, "__all__"),
    ],
)
def test_refused_preferences_stand_beside_their_field(
    client: Client, wrong: dict[str, str], field: str
) -> None:
    client.force_login(make.user(name="Before"))
    response = client.post(PAGE, {**FACTS, **wrong})
    assert list(response.context["form"].errors) == [field]
    assert User.objects.get().name == "Before"


def test_old_zone_name_stays_valid(client: Client) -> None:
    client.force_login(make.user(time_zone="Europe/Kiev"))
    assert client.post(PAGE, {**FACTS, "time_zone": "Europe/Kiev"}).status_code == 302


def test_nobody_edits_anybody_else(client: Client) -> None:
    other = make.user(name="Other")
    client.force_login(make.user())
    client.post(
        PAGE, {**FACTS, "user": other.pk, "email": "stolen@example.org", "is_global_coordinator": "on"}
    )
    other.refresh_from_db()
    assert other.name == "Other"
    assert not User.objects.filter(is_global_coordinator=True).exists()
    assert not User.objects.filter(email="stolen@example.org").exists()


def test_test_mail_is_a_letter_to_oneself(client: Client) -> None:
    user = make.user()
    client.force_login(user)
    response = client.post(TEST_MAIL, {"next": "/"})
    letter = Letter.objects.get()
    assert (letter.kind, letter.address, letter.user, letter.state) == (
        LetterKind.TEST,
        user.email,
        user,
        MailState.PENDING,
    )
    assert response.headers["Location"] == "/"


def test_test_mail_is_written_once_a_minute(client: Client) -> None:
    client.force_login(make.user())
    for _ in range(3):
        client.post(TEST_MAIL)
    assert Letter.objects.count() == 1
    Letter.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    client.post(TEST_MAIL)
    assert Letter.objects.count() == 2


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", ""])
def test_test_mail_leads_back_to_our_own_pages_only(client: Client, elsewhere: str) -> None:
    client.force_login(make.user())
    assert client.post(TEST_MAIL, {"next": elsewhere}).headers["Location"] == PAGE


def test_looking_at_the_test_mail_address_sends_nothing(client: Client) -> None:
    client.force_login(make.user())
    assert client.get(TEST_MAIL).status_code == 405
    assert Letter.objects.count() == 0
