"""One file per mail, whole or absent, and read back as it was sent."""

import smtplib
import stat
from email.message import EmailMessage as Composed

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection

from handins import mailbox


@pytest.fixture
def folder(tmp_path, settings):
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return settings.EMAIL_FILE_PATH


def send(subject="Tomorrow: 北京", to="activist@example.org"):
    mail = EmailMultiAlternatives(subject, "See you there.", "Hand-ins <post@example.org>", [to])
    mail.attach_alternative("<p>See you <b>there</b>.</p>", "text/html")
    mail.attach_alternative("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar; method=REQUEST")
    return get_connection("handins.mailbox.FileBackend").send_messages([mail])


def test_mail_is_stored_for_the_owner_only(folder):
    assert send() == 1
    (path,) = folder.iterdir()
    assert path.suffix == ".eml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_mail_to_nowhere_is_refused_as_mail_servers_do(folder):
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        send(to="Activist <activist@example.invalid>")
    assert [code for code, reply in refusal.value.recipients.values()] == [550]
    assert not folder.exists()


def test_newest_mail_comes_first(folder):
    for number in range(3):
        send(subject=f"mail {number}")
    headings = list(mailbox.headings(mailbox.names()))
    assert [heading.subject for heading in headings] == ["mail 2", "mail 1", "mail 0"]
    assert headings[0].to == "activist@example.org"
    assert headings[0].date is not None


def test_mail_is_read_back_in_its_parts(folder):
    send()
    mail = mailbox.read(mailbox.names()[0])
    assert mail["Subject"] == "Tomorrow: 北京"
    assert mailbox.body(mail, "plain").strip() == "See you there."
    assert mailbox.body(mail, "html").strip() == "<p>See you <b>there</b>.</p>"
    (part,) = mailbox.parts(mail)
    assert part.content_type == "text/calendar"
    assert part.content.startswith(b"BEGIN:VCALENDAR")


def test_mail_without_html_or_date_can_be_read(folder):
    bare = Composed()
    bare.set_content("only text")
    mailbox.store(bytes(bare))
    (heading,) = mailbox.headings(mailbox.names())
    assert (heading.subject, heading.date) == ("", None)
    mail = mailbox.read(heading.name)
    assert mailbox.body(mail, "html") == ""
    assert mailbox.parts(mail) == []


def test_half_written_mail_is_not_listed(folder):
    send()
    (folder / "1-half.part").write_bytes(b"Subject: ha")
    assert len(mailbox.names()) == 1


def test_empty_mailbox_lists_nothing(folder):
    assert mailbox.names() == []
