"""The command that makes somebody who signs in."""

import io
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.choices import Role
from accounts.models import Membership, User
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.database("sqlite")]

PASSWORD = "a long and quiet afternoon"


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("create_user", *arguments, stdout=out)
    return out.getvalue()


def test_coordinator_of_a_section_is_the_usual_case() -> None:
    section = make.section()
    run("Sylvia@Example.org", "--name", "Sylvia", "--section", "australia")
    membership = Membership.objects.get()
    assert (membership.section, membership.role, membership.user.email) == (
        section,
        Role.COORDINATOR,
        "sylvia@example.org",
    )


def test_printed_link_sets_a_password_once(client: Client) -> None:
    told = run("a@example.org", "--name", "A", "--global")
    path = re.search(r"https?://[^/]+(/\S+)", told)[1]  # type: ignore[index]
    form = client.get(path, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    user = User.objects.get()
    assert user.check_password(PASSWORD)
    assert user.is_global_coordinator
    again = Client().get(path, follow=True)
    assert b'name="password1"' not in again.content


def test_password_comes_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    told = run("a@example.org", "--name", "A", "--global", "--password-stdin")
    assert User.objects.get().check_password(PASSWORD)
    assert "http" not in told


def test_password_is_asked_for_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([PASSWORD, "something else"])
    monkeypatch.setattr("accounts.management.commands.create_user.getpass", lambda prompt: next(answers))
    with pytest.raises(CommandError, match="differ"):
        run("a@example.org", "--name", "A", "--global", "--ask-password")
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("a@example.org", "--name", "A"), "Say what the user is"),
        (("a@example.org", "--name", "A", "--global", "--role", "viewer"), "Say what the user is"),
        (
            ("a@example.org", "--name", "A", "--section", "atlantis"),
            "There is no section atlantis. Sections: australia.",
        ),
        (("nonsense", "--name", "A", "--global"), "email: "),
        (
            ("taken@example.org", "--name", "A", "--global"),
            "email: Somebody signs in with this address already.",
        ),
    ],
)
def test_refusal_says_what_to_do_and_stores_nothing(arguments: tuple[str, ...], said: str) -> None:
    make.section()
    make.user(email="taken@example.org")
    with pytest.raises(CommandError) as refusal:
        run(*arguments)
    assert str(refusal.value).startswith(said)
    assert User.objects.count() == 1


def test_weak_password_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("password\n"))
    with pytest.raises(CommandError, match="password: "):
        run("a@example.org", "--name", "A", "--global", "--password-stdin")
