"""The demo's mailbox in the browser."""

import importlib

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.urls import clear_url_caches

from handins import mailbox, urls


@pytest.fixture
def demo(settings, tmp_path):
    settings.DEMO = True
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    importlib.reload(urls)
    clear_url_caches()
    yield
    settings.DEMO = False
    importlib.reload(urls)
    clear_url_caches()


def send(subject="Tomorrow in Sydney"):
    mail = EmailMultiAlternatives(
        subject, "Yes: http://localhost/k/token/", "post@example.org", ["activist@example.org"]
    )
    mail.attach_alternative("<p onclick='x()'>Yes</p><script>x()</script>", "text/html")
    mail.attach_alternative("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar; method=REQUEST")
    get_connection("handins.mailbox.FileBackend").send_messages([mail])
    return mailbox.names()[0]


@pytest.mark.django_db
def test_mailbox_lists_mails(client, demo):
    assert "No mail has been sent yet" in client.get("/mail/").content.decode()
    send()
    page = client.get("/mail/").content.decode()
    assert "Tomorrow in Sydney" in page
    assert "activist@example.org" in page


@pytest.mark.django_db
def test_mail_shows_text_with_links_and_its_parts(client, demo):
    name = send()
    response = client.get(f"/mail/{name}/")
    page = response.content.decode()
    assert 'href="http://localhost/k/token/"' in page
    assert "frame-src 'self'" in response["Content-Security-Policy"]
    part = client.get(f"/mail/{name}/parts/1/")
    assert part["Content-Type"] == "text/calendar"
    assert part.content.startswith(b"BEGIN:VCALENDAR")
    assert client.get(f"/mail/{name}/parts/2/").status_code == 404


@pytest.mark.django_db
def test_html_part_may_run_nothing(client, demo):
    response = client.get(f"/mail/{send()}/html/")
    policy = response["Content-Security-Policy"]
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["no-such-mail", "..", "etc-passwd"])
def test_mail_that_is_not_there_is_not_found(client, demo, name):
    assert client.get(f"/mail/{name}/").status_code == 404


@pytest.mark.django_db
def test_mailbox_is_absent_outside_the_demo(client):
    assert client.get("/mail/").status_code == 404
