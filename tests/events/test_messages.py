"""What mails about events say: every kind in every language, discreet mode, times, and text for narrow screens."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import escape, unescape
from typing import Any

import pytest
from django.utils import translation

from accounts.choices import Language
from accounts.post.mail import WIDTH
from events import messages
from events.choices import ReminderKind
from events.models import City
from events.queries.notices import Change
from events.rules.calls import BEFORE
from tests.events.notices import LINKS, NOW, PAGE, event, flat, notice, written

MAP = "https://www.openstreetmap.org/?mlat=-33.87012&mlon=151.25000#map=17/-33.87012/151.25000"


@pytest.fixture(autouse=True)
def _installation(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Handins of Orgname <post@mail.example>"
    settings.MAIL_DOMAIN = "mail.example"


# --- every kind ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", Language.values)
@pytest.mark.parametrize("kind", ReminderKind.values)
def test_every_kind_has_three_parts_in_every_language(kind: str, language: str) -> None:
    mail = written(notice(kind, language=language))

    assert mail.subject
    assert "\n" not in mail.subject
    assert all(len(line) <= WIDTH or "://" in line for line in mail.text.splitlines())
    assert "\n\n\n" not in mail.text
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in mail.html
    assert not re.search(r"{[{%#]|[%#}]}|None", mail.text + mail.html)
    assert translation.get_language() == "en"


@pytest.mark.parametrize("kind", ReminderKind.values)
def test_html_says_what_the_text_says(kind: str) -> None:
    mail = written(notice(kind))

    said = unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", mail.html, flags=re.DOTALL))
    text = re.sub(r"https://\S+", " ", mail.text)
    assert set(re.findall(r"\w+", text)) - set(re.findall(r"\w+", said)) == set()


@pytest.mark.parametrize("kind", [ReminderKind.ASKED, ReminderKind.WEEK_BEFORE])
@pytest.mark.parametrize(
    ("promised", "cadence", "words"),
    [
        (BEFORE, {}, "You hear from us again one week before, one day before and on the morning."),
        (BEFORE[1:], {}, "You hear from us again the day before."),
        (BEFORE[:2], {}, "You hear from us again before the event."),
        (BEFORE, {"week_days": 10}, "You hear from us again before the event."),
        ((), {}, ""),
    ],
)
def test_mail_promises_the_reminders_that_follow(
    kind: str, promised: tuple[ReminderKind, ...], cadence: dict[str, int], words: str
) -> None:
    of = event()
    of.campaign.cadence = cadence

    mail = written(notice(kind, event=of, promised=promised))

    assert f"{words} If anything changes, you get a mail at once.".strip() in flat(mail.text)
    assert ("hear from us" in mail.text, "hear from us" in mail.html) == (bool(words), bool(words))


def test_map_shows_the_mission_and_never_the_middle_of_a_city() -> None:
    there = written(notice())
    assert f"Map: {MAP}" in there.text
    assert f'href="{escape(MAP)}"' in there.html

    of = event()
    of.mission.place = City(latitude=of.mission.latitude, longitude=of.mission.longitude)
    assert "openstreetmap" not in written(notice(event=of)).html.lower()
    assert "openstreetmap" not in written(notice(event=event(mission=None))).html.lower()


def test_team_is_counted_by_role() -> None:
    mail = written(notice())

    assert "Team: lead: 1 of 1, steward: 1 of 3" in mail.text
    assert "steward: 1 of 3" in mail.html


@pytest.mark.parametrize("kind", ReminderKind.values)
def test_mail_loads_nothing_and_tracks_nobody(kind: str) -> None:
    html = written(notice(kind)).html

    assert not re.search(r"<img|<script|<link|url\(|background=|@import", html)
    addresses = {
        *LINKS, *PAGE, f"{LINKS.answer}?answer=yes",
        f"{LINKS.answer}?answer=no", "tel:+61491570156", escape(MAP),
    }  # fmt: skip
    assert set(re.findall(r'href="([^"]+)"', html)) <= addresses


def test_day_before_reads_as_drawn() -> None:
    mail = written(notice())

    assert mail.subject == "In 2 days: Titleofevent, Thu 1 June, 11:00 in Sydneycity"
    assert mail.text == (
        "Second reminder\n\n"
        "In 2 days: Titleofevent\n\n"
        "Hello A.,\n"
        "You are asked as petition carrier.\n\n"
        "When: Thu 1 June, 11:00 in Sydneycity\n"
        "Where: Missionname, Addressline 1, Addressline 2\n"
        f"Map: {MAP}\n"
        "Meet: Meetingpoint\n"
        "Bring: Bringthis\n"
        "If refused: Ifrefused\n"
        "Lead: C. V.\n"
        "Team: lead: 1 of 1, steward: 1 of 3\n"
        "Call: +61491570156\n\n"
        "I can come: https://l.example/k/aaa/?answer=yes\n"
        "I can't: https://l.example/k/aaa/?answer=no\n"
        "Opens a page with one more button. No account needed.\n\n"
        "Who comes, and later your report: https://l.example/k/rrr/\n\n"
        "Please answer now: whoever leads has to know who comes.\n\n"
        "Changed on Tue 30 May: 10:00 became 11:00. The calendar entry is\nattached.\n\n"
        "Campaignask: end it.\n\n"
        "--\n"
        "You get this because section Orgname assigned you to this event.\n"
        "Choose or stop mails: https://l.example/k/sss/"
    )


@pytest.mark.parametrize("kind", ["report_due", "cancelled", "unassigned"])
def test_what_to_bring_is_said_only_to_whoever_will_be_there(kind: str) -> None:
    assert "Bring:" not in written(notice(kind)).text
    assert "Bring:" in written(notice()).text


# --- times --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "word"),
    [
        (datetime(2017, 5, 25, 8, tzinfo=UTC), "In 7 days"),
        (datetime(2017, 5, 31, 8, tzinfo=UTC), "Tomorrow"),
        (datetime(2017, 5, 31, 22, tzinfo=UTC), "Today"),  # 08:00 on 1 June in Sydney
    ],
)
def test_days_are_counted_by_the_clock_on_the_spot(now: datetime, word: str) -> None:
    assert written(notice(now=now)).subject.startswith(f"{word}: ")


def test_year_is_said_when_it_is_another_one() -> None:
    assert "Thu 1 June 2017, 11:00" in written(notice(now=datetime(2016, 12, 30, tzinfo=UTC))).subject


@pytest.mark.parametrize(
    ("zone", "yours"),
    [
        ("", ""),
        ("Australia/Melbourne", ""),
        ("Australia/Perth", "09:00 your time (Perth)"),
        ("America/Argentina/Buenos_Aires", "Wed 31 May, 22:00 your time (Buenos Aires)"),
    ],
)
def test_readers_own_time_stands_beside_where_it_differs(zone: str, yours: str) -> None:
    text = flat(written(notice(ReminderKind.GAP, reader_zone=zone)).text)

    assert ("your time" in text) is bool(yours)
    assert yours in text


def test_event_in_the_doubled_hour_is_said_in_local_time() -> None:
    # London, 29 October 2017: 01:30 comes twice; this is the second one
    twice = event(
        time_zone="Europe/London", starts_at=datetime(2017, 10, 29, 1, 30, tzinfo=UTC), city="London"
    )

    assert "Sun 29 October, 01:30 in London" in written(notice(event=twice)).subject


# --- headers ------------------------------------------------------------------------------------------------------


def test_headers_say_who_wrote_and_how_to_stop_it() -> None:
    assert written(notice()).headers == {
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Id": "<orgname-slug.mail.example>",
        "List-Unsubscribe": "<https://l.example/k/sss/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def test_message_id_is_the_same_for_a_row_and_a_revision_and_only_then() -> None:
    def ids(**facts: Any) -> str:
        return written(notice(event=event(**facts))).message_id

    assert ids() == ids()
    assert ids(revision=2) != ids(revision=3)


def test_section_without_a_sender_name_signs_with_its_own() -> None:
    plain = event()
    plain.section.sender_name = ""

    assert written(notice(event=plain)).sender_name == "Orgname"


# --- what is asked ------------------------------------------------------------------------------------------------


def test_whoever_said_yes_reads_so_and_can_change_it() -> None:
    text = flat(written(notice(is_unanswered=False, said_yes=True)).text)

    assert "You said yes as petition carrier." in text
    assert "Change your answer: https://l.example/k/aaa/" in text
    assert "I can come" not in text


def test_new_place_is_no_new_time() -> None:
    mail = written(notice(ReminderKind.MOVED, change=Change(None, NOW)))

    assert mail.subject.startswith("Changed: ")
    assert "what is said here about the place is new" in flat(mail.text)


def test_html_is_escaped_and_text_is_not() -> None:
    mail = written(notice(event=event(title="<b>Tom & Jerry's</b>")))

    assert "<b>Tom &" not in mail.html
    assert "&lt;b&gt;Tom &amp; Jerry&#x27;s" in mail.html
    assert "<b>Tom & Jerry's</b>" in mail.text
    assert "<b>Tom & Jerry's</b>" in mail.subject


def test_long_title_is_cut_in_the_subject() -> None:
    mail = written(notice(event=event(title="Very " * 60)))

    assert len(mail.subject) < 160


def test_quiet_words_belong_to_kinds() -> None:
    assert set(messages.QUIET_WORDS) <= set(ReminderKind)
