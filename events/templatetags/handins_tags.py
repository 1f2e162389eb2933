"""How a page writes states, answers, times and numbers. What they are is decided elsewhere; no database here."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, pgettext

from events.choices import Answer, BoardState
from events.rules.local_time import known_zone
from events.rules.wording import listed, state_beside, thousands

register = template.Library()

SHOWN_DOTS = 8
GAP = 6  # thousandths of a bar, between two parts of it


# Marks and answers ---------------------------------------------------------------------------------------------


@lru_cache(maxsize=2048)
def _drawn(name: str, _language: str | None, /, **numbers_and_states: object) -> SafeString:
    """Return a part that depends on nothing but these: a long page has hundreds of them, of which few differ.

    Never told text: to a cache, text that is safe as it stands and text that is not are the same.
    """
    return render_to_string(name, numbers_and_states)


@register.simple_tag
def mark(state: str, words: str = "") -> SafeString:
    """Draw the mark of a state with its own word, or with the words given."""
    if words:
        return render_to_string("_parts/mark.html", {"state": str(state), "words": words})
    return _drawn("_parts/mark_of_state.html", get_language(), state=BoardState(state))


@register.simple_tag
def mark_shape(state: str, size: int = 18) -> SafeString:
    """Draw the mark only, where words beside it say the state."""
    return _drawn("_parts/mark_shape.html", None, state=str(state), size=size)


@register.inclusion_tag("_parts/mark_alone.html")
def mark_alone(state: str, place: str, size: int = 18) -> dict[str, object]:
    """Draw a mark that stands alone, titled "City: state"."""
    words = gettext("%(place)s: %(state)s") % {"place": place, "state": BoardState(state).label}
    return {"state": str(state), "title": words, "size": size}


@register.inclusion_tag("_parts/answer.html")
def answer_mark(answer: str) -> dict[str, object]:
    """Draw tick, cross or dashed ring with the word of the answer."""
    return {"answer": str(answer), "words": Answer(answer).label}


@register.simple_tag
def dots(filled: int, wanted: int) -> SafeString:
    """Draw how far a need is filled, and say it."""
    shown = tuple(number < filled for number in range(min(wanted, SHOWN_DOTS)))
    return _drawn("_parts/dots.html", get_language(), filled=filled, wanted=wanted, dots=shown)


# Times ------------------------------------------------------------------------------------------------------------


def _day(day: date, *, this_year: int) -> str:
    return _day_words(day, get_language(), is_this_year=day.year == this_year)


@lru_cache(maxsize=1024)
def _day_words(day: date, _language: str | None, *, is_this_year: bool) -> str:
    if is_this_year:
        return date_format(day, pgettext("date, in Django's letters", "D j F"))
    return date_format(day, pgettext("date, in Django's letters", "D j F Y"))


def _clock(instant: datetime) -> str:
    return f"{instant:%H:%M}"


def _day_and_clock(local: datetime, *, this_year: int) -> str:
    day = _day(local.date(), this_year=this_year)
    return gettext("%(day)s, %(time)s") % {"day": day, "time": _clock(local)}


def _this_year(context: template.Context) -> int:
    now = context.get("now")
    return now.year if isinstance(now, datetime) else timezone.now().year


def _zone_city(zone: str) -> str:
    """Return the city a zone is named after: "Buenos Aires" for America/Argentina/Buenos_Aires."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def _time_element(instant: datetime, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', instant.isoformat(timespec="minutes"), words)


@register.simple_tag(takes_context=True)
def local_time(context: template.Context, instant: datetime, zone: str) -> SafeString:
    """Write "Thu 1 June, 11:00" of an instant in a zone."""
    return _local_time(instant, zone, get_language(), this_year=_this_year(context))


@lru_cache(maxsize=8192)
def _local_time(instant: datetime, zone: str, _language: str | None, *, this_year: int) -> SafeString:
    local = instant.astimezone(known_zone(zone))
    return _time_element(local, _day_and_clock(local, this_year=this_year))


@register.simple_tag(takes_context=True)
def your_time(context: template.Context, instant: datetime) -> SafeString:
    """Write "Thu 1 June, 10:00 your time" of an instant, on the clock of the reader."""
    zone = str(context.get("reader_zone") or "UTC")
    return _your_words(instant, zone, get_language(), this_year=_this_year(context))


@lru_cache(maxsize=8192)
def _your_words(instant: datetime, zone: str, _language: str | None, *, this_year: int) -> SafeString:
    local = instant.astimezone(known_zone(zone))
    yours = _day_and_clock(local, this_year=this_year)
    return _time_element(local, gettext("%(yours)s your time") % {"yours": yours})


@register.simple_tag(takes_context=True)
def local_day(context: template.Context, day: date | datetime, zone: str = "") -> SafeString:
    """Write "Thu 1 June" of a date, or of an instant in a zone."""
    if isinstance(day, datetime):
        day = day.astimezone(known_zone(zone)).date()
    words = _day(day, this_year=_this_year(context))
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), words)


@register.simple_tag
def local_clock(instant: datetime, zone: str) -> SafeString:
    """Write "11:00" of an instant in a zone."""
    local = instant.astimezone(known_zone(zone))
    return _time_element(local, _clock(local))


@register.inclusion_tag("_parts/when.html", takes_context=True)
def when(context: template.Context, event: Any) -> dict[str, object]:
    """Write "Thu 1 June, 11:00 in Sydney", and the reader's own time when her clock says another.

    `event` has `starts_at`, `time_zone` and `city`. The reader's zone is `reader_zone` in the context; without one
    (a page behind a link in a mail) only the event's own time is written.
    """
    return _two_clocks(context, event.starts_at, event.time_zone, city=event.city)


@register.inclusion_tag("_parts/when.html", takes_context=True)
def instant_there(context: template.Context, instant: datetime, zone: str) -> dict[str, object]:
    """Write "Thu 1 June, 11:00" of an instant in a zone, and the reader's own time when her clock says another."""
    return _two_clocks(context, instant, zone)


def _two_clocks(
    context: template.Context, instant: datetime, zone: str, *, city: str = ""
) -> dict[str, object]:
    local = instant.astimezone(known_zone(zone))
    there = _day_and_clock(local, this_year=_this_year(context))
    if city:
        there = gettext("%(when)s in %(city)s") % {"when": there, "city": city}
    reader_zone = str(context.get("reader_zone") or "")
    return {
        "instant": local.isoformat(timespec="minutes"),
        "there": there,
        "yours": _your_time(local, reader_zone, this_year=_this_year(context)),
        "zone": _zone_city(reader_zone),
    }


def _your_time(local: datetime, reader_zone: str, *, this_year: int) -> str:
    """Return the reader's clock, with the day when it is another day there; nothing when both clocks agree."""
    if not reader_zone:
        return ""
    yours = local.astimezone(known_zone(reader_zone))
    if yours.replace(tzinfo=None) == local.replace(tzinfo=None):
        return ""
    return _clock(yours) if yours.date() == local.date() else _day_and_clock(yours, this_year=this_year)


@register.filter
def span(length: timedelta) -> str:
    """Write how long: "40 min", "4 h 40 min", "2 days". Negative lengths are written without a sign."""
    minutes = int(abs(length).total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return ngettext("%(n)d day", "%(n)d days", hours // 24) % {"n": hours // 24}
    if not hours:
        return gettext("%(minutes)d min") % {"minutes": rest}
    if not rest:
        return gettext("%(hours)d h") % {"hours": hours}
    return gettext("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}


# Words and addresses -----------------------------------------------------------------------------------------------


@register.simple_tag
@lru_cache(maxsize=16384)
def event_address(public_id: UUID) -> str:
    """Return the address of an event's page. Long lists ask for hundreds, and to put one together takes Django long."""
    return reverse("events:event", args=[public_id])


register.filter("listed", listed)
register.filter("state_beside", state_beside)


# Numbers ----------------------------------------------------------------------------------------------------------


register.filter("thousands", thousands)


@register.inclusion_tag("_parts/bar_parts.html")
def bar(total: int, delivered: int | None = 0, refused: int | None = 0) -> dict[str, object]:
    """Draw what was handed over and what was refused as parts of a whole."""
    return {"parts": list(_parts(total=total, delivered=delivered or 0, refused=refused or 0))}


def _parts(*, total: int, delivered: int, refused: int) -> Iterator[dict[str, str]]:
    """Yield the parts in thousandths of the bar, as text: SVG knows no thousands separators."""
    whole = max(total, delivered + refused, 1)
    end = round(1000 * delivered / whole)
    if delivered:
        yield {"name": "delivered", "start": "0", "width": str(end)}
    if delivered and refused:
        yield {"name": "gap", "start": str(end), "width": str(GAP)}
        end += GAP
    if refused:
        yield {
            "name": "refused",
            "start": str(end),
            "width": str(max(round(1000 * refused / whole) - GAP, GAP)),
        }


@register.inclusion_tag("_parts/share_bar.html")
def share_bar(count: int, most: int, state: str) -> dict[str, str]:
    """Draw `count` as a bar in the colour of a state, where `most` is the whole width."""
    return {"state": str(state), "width": str(round(1000 * count / max(most, 1)))}
