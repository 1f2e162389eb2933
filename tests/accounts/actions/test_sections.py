"""Sections and the countries they cover."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.actions.sections import create_section, edit_section, international_section
from accounts.audit import SYSTEM
from accounts.models import Section, SectionCountry
from tests import make
from tests.rows import acts, nothing_stored

pytestmark = pytest.mark.django_db


def test_section_covers_its_own_country_unless_told_otherwise() -> None:
    assert make.section().covers == ("AU",)
    assert make.section(slug="pacific", name="Pacific", country="FJ", covers=["NZ", "FJ"]).covers == (
        "FJ",
        "NZ",
    )
    assert make.section(slug="second", name="Second in Australia", country="AU").covers == ()


def test_short_name_follows_from_the_name() -> None:
    assert create_section(by=SYSTEM, name="Côte d'Ivoire").slug == "cote-divoire"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": "x" * 5_000, "slug": "x"}, "name"),
        ({"name": "\u202eailartsuA", "slug": "x"}, "name"),
        ({"name": "!!!"}, "slug"),
        ({"name": "A", "country": "ZZ"}, "country"),
        ({"name": "A", "language": "tlh"}, "language"),
        ({"name": "A", "reply_to": "nobody"}, "reply_to"),
    ],
)
def test_impossible_section_is_refused(facts: dict[str, Any], field: str) -> None:
    with nothing_stored(), pytest.raises(ValidationError) as refused:
        create_section(by=SYSTEM, **facts)

    assert field in refused.value.message_dict


def test_unknown_time_zone_is_refused() -> None:
    with nothing_stored(), pytest.raises(ValidationError) as refused:
        create_section(by=SYSTEM, name="A", time_zone="Mars/Base")

    assert "time_zone" in refused.value.message_dict


def test_no_country_has_two_covering_sections() -> None:
    make.section()

    with nothing_stored(), pytest.raises(ValidationError) as refused:
        make.belgium(covers=["BE", "AU"])

    assert refused.value.message_dict == {
        "covers": ["Already covered by another section: Australia (Australia)."]
    }


def test_countries_are_given_up_and_taken_over() -> None:
    australia, belgium = make.section(), make.belgium()

    edit_section(by=SYSTEM, section=australia, covers=["NZ"])
    edit_section(by=SYSTEM, section=belgium, covers=["BE", "AU"])

    assert (australia.covers, belgium.covers) == (("NZ",), ("AU", "BE"))
    assert SectionCountry.objects.count() == 3
    assert acts(australia)[-1] == ("section.edited", ["covers"])


def test_international_section_is_made_once() -> None:
    assert international_section(by=SYSTEM) == international_section(by=SYSTEM)
    assert Section.objects.get().is_international
