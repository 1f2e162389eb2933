"""The command that begins an installation."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Section
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.database("sqlite")]


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("create_section", *arguments, stdout=out)
    return out.getvalue()


def test_section_is_created_and_the_next_step_named() -> None:
    told = run("New Zealand", "--country", "nz", "--time-zone", "Pacific/Auckland", "--language", "fr")
    section = Section.objects.get()
    assert (section.slug, section.covers, section.time_zone, section.language) == (
        "new-zealand",
        ("NZ",),
        "Pacific/Auckland",
        "fr",
    )
    assert "create_user EMAIL --name NAME --section new-zealand" in told


def test_covers_names_several_countries() -> None:
    run("Australia", "--slug", "oz", "--covers", "au", "NZ")
    assert Section.objects.get(slug="oz").covers == ("AU", "NZ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Belgium", "--slug", "flanders"), "name: "),
        (("Flanders", "--covers", "BE"), "covers: Already covered by another section: Belgium (Belgium)."),
        (("Flanders", "--country", "ZZ"), "country: "),
        (
            ("Flanders", "--time-zone", "Europe/Atlantis"),
            "Error: argument --time-zone: there is no time zone Europe/Atlantis",
        ),
    ],
)
def test_refusal_is_one_line_that_names_the_argument(arguments: tuple[str, ...], said: str) -> None:
    make.belgium()
    with pytest.raises(CommandError) as refusal:
        run(*arguments)
    assert str(refusal.value).startswith(said)
    assert Section.objects.count() == 1
