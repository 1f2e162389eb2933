"""What is done to sections: create, edit, say which countries they cover."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.audit import Actor, record
from accounts.models import Section, SectionCountry

INTERNATIONAL_SLUG = "international"
TAKEN_BY_PAGES = frozenset({"new"})
"""Short names that would hide a section behind a page of that address."""

EDITABLE = frozenset(
    ["name", "country", "time_zone", "language", "sender_name", "neutral_sender_name", "reply_to"]
)


def _cover(section: Section, countries: Collection[str]) -> None:
    """Make `countries` (ISO codes) the covered ones. Raises ValidationError when another section covers one of them."""
    taken = (
        SectionCountry.objects.filter(country__in=countries)
        .exclude(section=section)
        .select_related("section")
    )
    if taken:
        told = ", ".join(f"{row.country.name} ({row.section.name})" for row in taken)
        raise ValidationError(
            {"covers": ValidationError(_("Already covered by another section: %s.") % told, code="covered")}
        )
    section.covered.exclude(country__in=countries).delete()
    known = set(section.covers)
    SectionCountry.objects.bulk_create(
        SectionCountry(section=section, country=code) for code in sorted(set(countries) - known)
    )


@transaction.atomic
def create_section(
    *,
    by: Actor,
    name: str,
    slug: str = "",
    country: str = "",
    time_zone: str = "UTC",
    language: str = "en",
    covers: Collection[str] | None = None,
    **details: Any,
) -> Section:
    """Create a section. Without `covers` it covers its own country, unless somebody does already.

    Raises ValidationError.
    """
    section = Section(
        name=name,
        slug=slug or slugify(name),
        country=country,
        time_zone=time_zone,
        language=language,
        **details,
    )
    if section.slug in TAKEN_BY_PAGES:
        section.slug = f"section-{section.slug}"
    section.full_clean()
    section.save()
    if covers is None:
        free = country and not SectionCountry.objects.filter(country=country).exists()
        covers = [country] if free else []
    _cover(section, covers)
    record(by=by, act="section.created", row=section, section=section)
    return section


@transaction.atomic
def edit_section(
    *, by: Actor, section: Section, covers: Collection[str] | None = None, **changes: Any
) -> Section:
    """Change what `changes` names (see EDITABLE), and which countries the section covers. Raises ValidationError."""
    assert EDITABLE.issuperset(changes), changes.keys() - EDITABLE
    section = Section.objects.select_for_update().get(pk=section.pk)
    changed = {name for name, value in changes.items() if getattr(section, name) != value}
    for name in changed:
        setattr(section, name, changes[name])
    if covers is not None and tuple(sorted(covers)) != section.covers:
        changed.add("covers")
    if not changed:
        return section
    section.full_clean()
    section.save()
    if covers is not None:
        _cover(section, covers)
    record(by=by, act="section.edited", row=section, fields=changed, section=section)
    return section


@transaction.atomic
def international_section(*, by: Actor) -> Section:
    """Return the section *International*, created when it is missing: uncovered host countries fall to it."""
    section = Section.objects.filter(is_international=True).first()
    return section or create_section(
        by=by, name="International", slug=INTERNATIONAL_SLUG, covers=(), is_international=True
    )
