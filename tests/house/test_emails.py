"""Every kind of mail in code has its three parts and renders in every language; every folder of parts has its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.choices import Language, LetterKind
from accounts.models import Letter
from accounts.post.letters import write_letter
from accounts.post.mail import Mail
from accounts.post.pattern import Filled
from accounts.post.tables import tables
from events.choices import ReminderKind, Role
from events.models import Reminder
from tests import make
from tests.house.walks import ROOT

FOLDER = ROOT / "templates" / "emails"
PARTS = {"subject.txt", "body.txt", "body.html"}
KINDS = {*ReminderKind.values, *LetterKind.values}
TO_USERS = {ReminderKind.REPORT_ESCALATED, ReminderKind.GAP}
LEFTOVERS = re.compile(r"\{\{|\{%|\bNone\b|%\(\w+\)s")


def folders(root: Path = FOLDER) -> dict[str, set[str]]:
    """Return {kind: its parts}; what begins with an underscore is shared."""
    kinds = (path for path in root.iterdir() if path.is_dir() and not path.name.startswith("_"))
    return {kind.name: {part.name for part in kind.iterdir()} for kind in kinds}


def test_every_kind_has_three_parts_and_every_folder_a_kind() -> None:
    assert folders() == dict.fromkeys(KINDS, PARTS)


def test_missing_part_and_stray_folder_are_found(tmp_path: Path) -> None:
    for kind, parts in {"asked": PARTS - {"body.txt"}, "farewell": PARTS, "_parts": {"base.html"}}.items():
        (tmp_path / kind).mkdir()
        for part in parts:
            (tmp_path / kind / part).touch()

    assert folders(tmp_path) == {"asked": {"subject.txt", "body.html"}, "farewell": PARTS}


# --- rendering ----------------------------------------------------------------------------------------------------


def composed(row: Letter | Reminder) -> Mail:
    (table,) = (table for table in tables() if table.model is type(row))
    mail = table.open_group([row.pk], timezone.now()).compose(row.pk)
    return mail.write() if isinstance(mail, Filled) else mail  # type: ignore[return-value]


def reminders(language: str) -> Iterator[Reminder]:
    """Yield an unsent row of every kind about one event, to an activist or a user who reads `language`."""
    section, now = make.section(), timezone.now()
    event = make.event(section=section, mission=make.mission(), meeting_point="the corner")
    lead = make.activist(section=section, language=language)
    make.assignment(event, lead, role=Role.LEAD)
    coordinator = make.coordinator(section, language=language)
    Reminder.objects.all().delete()
    for kind in ReminderKind:
        reader = {"user": coordinator} if kind in TO_USERS else {"activist": lead}
        times = {"due_at": now, "next_at": now, "expires_at": now + timedelta(days=1)}
        yield Reminder.objects.create(event=event, kind=kind, revision=1, **reader, **times)


def letters(language: str) -> Iterator[Letter]:
    for kind in LetterKind:
        yield write_letter(
            kind=kind, address="anna@example.org", payload={"code": "ABC-123"}, language=language
        )


@pytest.mark.django_db
@pytest.mark.database("sqlite")
@pytest.mark.parametrize("language", Language.values)
def test_every_kind_renders_in_every_language(language: str) -> None:
    rows = [*reminders(language), *letters(language)]
    mails = {row.kind: composed(row) for row in rows}

    assert mails.keys() == KINDS
    direction = "rtl" if language == Language.ARABIC else "ltr"
    for kind, mail in mails.items():
        for part in (mail.subject, mail.text, mail.html):
            assert part.strip(), kind
            assert not LEFTOVERS.search(part), (kind, part)
        assert "\n" not in mail.subject, kind
        assert f'lang="{language}"' in mail.html, kind
        assert f'dir="{direction}"' in mail.html, kind


@pytest.mark.django_db
@pytest.mark.database("sqlite")
def test_subjects_are_translated() -> None:
    subjects = {
        language: [composed(row).subject for row in (*reminders(language), *letters(language))]
        for language in ("en", "fr")
    }

    same = [english for english, french in zip(*subjects.values(), strict=True) if english == french]
    assert same == []


def test_languages_of_mails_are_those_of_pages() -> None:
    assert [code for code, _name in settings.LANGUAGES] == Language.values
