"""Discreet mails: nothing in them names organisation, campaign, country, city or cause."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.choices import Language
from accounts.post.mail import as_message
from events.choices import ReminderKind
from tests.events.notices import decoded, event, notice, written

# each names organisation, campaign, country, city or cause; a discreet mail may contain none of them
CANARIES = (
    "Orgname", "Sendername", "orgname-slug", "replyorg", "Campaigntitle", "Campaignask", "Russialand", "Australialand",
    "Sydneycity", "Titleofevent", "Missionname", "Addressline", "Meetingpoint", "Bringthis", "Ifrefused", "Reasontext",
    "Leadname", "+61491570156", "Australia/Sydney", "petition", "embassy", "handins", "protest", "hand-in", "consulate",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _installation(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Handins of Orgname <post@mail.example>"
    settings.MAIL_DOMAIN = "mail.example"


# --- discreet -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", Language.values)
@pytest.mark.parametrize("kind", ReminderKind.values)
def test_discreet_mail_names_nothing_and_nobody(kind: str, language: str) -> None:
    mail = written(notice(kind, is_discreet=True, language=language))

    whole = decoded(as_message(mail).message())
    said = whole.replace("post@mail.example", "").lower()
    assert [canary for canary in CANARIES if canary.lower() in said] == []
    assert "text/calendar" not in whole


def test_discreet_mail_has_a_neutral_sender_an_opaque_list_and_the_link() -> None:
    mail = written(notice(is_discreet=True))

    assert (mail.sender_name, mail.reply_to, mail.subject) == ("Sam", "", "A note for you")
    assert re.fullmatch(r"<[0-9a-f]{16}\.mail\.example>", mail.headers["List-Id"])
    assert "Read and answer: https://l.example/k/aaa/" in mail.text
    assert "Thu 1 June, 11:00 (local time)" in mail.text
    assert "Choose or stop mails: https://l.example/k/sss/" in mail.text


ODD = st.text(st.sampled_from("\r\n\x00\x0b\x85\u2028\u202e<>&\"'%{};:,.@ aß漢ع🦊"), max_size=12)
TEXTS = (
    "title", "address", "meeting_point", "what_to_bring", "if_refused", "contact_phone", "cancel_reason", "city",
    "external_id", "moved_from_zone",
)  # fmt: skip
CANARY = "Qzcanaryzq"


@pytest.mark.parametrize("kind", ReminderKind.values)
@given(data=st.data())
def test_no_discreet_mail_ever_names_what_stands_in_any_field(kind: str, data: st.DataObject) -> None:
    def said() -> str:
        return data.draw(ODD) + CANARY + data.draw(ODD)

    of = event(**{name: said() for name in TEXTS}, discreet=data.draw(st.booleans()))
    section, campaign, mission = of.section, of.campaign, of.mission
    section.name, section.sender_name, section.slug = said(), said(), CANARY.lower()
    section.reply_to = f"{CANARY}@example.org"
    campaign.title, campaign.ask, campaign.target_label = said(), said(), said()
    mission.name, mission.city, mission.sending_label, mission.host_label = said(), said(), said(), said()
    now = data.draw(st.datetimes(datetime(2017, 5, 1), datetime(2017, 6, 3), timezones=st.just(UTC)))
    of_reader = notice(
        kind,
        event=of,
        is_discreet=True,
        now=now,
        lead=said(),
        language=data.draw(st.sampled_from(Language.values)),
        reader_zone=data.draw(st.sampled_from(["", "Europe/London"])),
        is_unanswered=data.draw(st.booleans()),
    )

    whole = decoded(as_message(written(of_reader)).message())

    assert CANARY.lower() not in whole.replace("\r\n ", "").replace("=\n", "").lower()
    assert "text/calendar" not in whole
    assert "Content-Disposition" not in whole


def test_canaries_would_be_found_in_a_mail_that_is_not_discreet() -> None:
    everything = "".join(
        decoded(as_message(written(notice(kind))).message())
        for kind in (ReminderKind.DAY_BEFORE, ReminderKind.CANCELLED)
    )

    found = {canary for canary in CANARIES if canary.lower() in everything.lower()}
    # these stand nowhere in our templates either, which is why they are canaries
    assert set(CANARIES) - found <= {
        "Campaigntitle", "Russialand", "Australialand", "Leadname", "Australia/Sydney", "embassy", "protest", "hand-in",
        "consulate",
    }  # fmt: skip
