"""A page of activists, reached by "next": one's place in the list is a person, so nobody is skipped or shown twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q, QuerySet

from accounts.fields import masked_email
from accounts.forms.activists import ActivistFilterForm
from accounts.models import Activist, Section

PAGE = 50
DOUBLES = 20
IS_DOUBLE = Q(same_name=True) | Q(same_phone=True)


@dataclass(frozen=True)
class ActivistRow:
    """One person as a line; `email` is masked. `is_double`: somebody else has the same name or phone."""

    activist: Activist
    email: str
    is_double: bool = False


@dataclass(frozen=True)
class Double:
    """Somebody who may be the same person, with what says so; `email` is masked."""

    activist: Activist
    email: str
    same_name: bool
    same_phone: bool


@dataclass(frozen=True)
class ActivistPage:
    """Some activists in order. `next_after` is the `after` of the next page, empty on the last one."""

    rows: Sequence[ActivistRow]
    next_after: str
    is_first: bool


def activist_page(
    sections: QuerySet[Section], *, q: str, section: Section | None, show: str, sort: str, after: str
) -> ActivistPage:
    """Return the activists of `sections` (or of one of them) that `q` finds, beginning behind the person `after`."""
    # Not a subquery: behind one SQLite reads every row of the table, and PostgreSQL guesses how many there are.
    wanted = [section.pk] if section else [each.pk for each in sections]
    found = Activist.objects.filter(section__in=wanted).search(q)
    if show == ActivistFilterForm.DOUBLES:
        found = found.with_doubles().filter(IS_DOUBLE)
    start = _behind(found, sort=sort, after=after)
    people = list(_ordered(found.filter(start), sort).select_related("section")[: PAGE + 1])
    next_after = str(people[PAGE - 1].public_id) if len(people) > PAGE else ""
    # asked of these few only: everybody who is found would be asked about before they are put in order
    shown = Activist.objects.filter(pk__in=[each.pk for each in people[:PAGE]])
    doubles = set(shown.with_doubles().filter(IS_DOUBLE).values_list("pk", flat=True))
    rows = [
        ActivistRow(each, masked_email(each.email), is_double=each.pk in doubles) for each in people[:PAGE]
    ]
    return ActivistPage(rows, next_after, is_first=start == Q())


def doubles_of(activist: Activist, *, q: str) -> list[Double]:
    """Return who of the same section may be the same person: whom `q` finds, else whoever has the name or the phone."""
    others = Activist.objects.filter(section=activist.section_id).exclude(pk=activist.pk)
    same_phone = Q(phone_hash=activist.phone_hash) if activist.phone_hash else Q(pk=None)
    found = others.search(q) if q else others.filter(Q(name_folded=activist.name_folded) | same_phone)
    return [
        Double(
            other,
            masked_email(other.email),
            same_name=other.name_folded == activist.name_folded,
            same_phone=bool(activist.phone_hash) and other.phone_hash == activist.phone_hash,
        )
        for other in found.order_by("name_folded", "id")[:DOUBLES]
    ]


def _ordered(activists: QuerySet[Activist], sort: str) -> QuerySet[Activist]:
    if sort == ActivistFilterForm.LAST_ASKED:
        return activists.order_by(F("last_asked_at").asc(nulls_first=True), "id")
    return activists.order_by("name_folded", "id")


def _behind(found: QuerySet[Activist], *, sort: str, after: str) -> Q:
    """Return the condition for standing behind `after`: a person the reader may see, else the list starts anew."""
    last = found.filter(public_id=after).first() if _is_id(after) else None
    if last is None:
        return Q()
    if sort != ActivistFilterForm.LAST_ASKED:
        return Q(name_folded__gt=last.name_folded) | Q(name_folded=last.name_folded, id__gt=last.pk)
    if last.last_asked_at is None:
        return Q(last_asked_at__isnull=True, id__gt=last.pk) | Q(last_asked_at__isnull=False)
    return Q(last_asked_at__gt=last.last_asked_at) | Q(last_asked_at=last.last_asked_at, id__gt=last.pk)


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
