"""The ledger's pages: every mail of an event or an activist, filters, export, and steps by hand."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Activist, User
from events.actions.mail_stops import stop_kind
from events.choices import Role
from events.models import Event, Reminder
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    return make.event()


@pytest.fixture
def coordinator(event: Event) -> User:
    return make.coordinator(event.section)


@pytest.fixture
def anna(event: Event, coordinator: User) -> Activist:
    anna = make.activist(section=event.section, name="Anna =Smith")
    make.assignment(event, anna, role=Role.STEWARD)
    make.assignment(event, make.activist(section=event.section, name="Ben Moor"), role=Role.STEWARD)
    return anna


@pytest.fixture
def desk(client: Client, coordinator: User) -> Client:
    client.force_login(coordinator)
    return client


def mails_of(event: Event) -> str:
    return reverse("events:event_mails", args=[event.public_id])


def step_of(event: Event) -> str:
    return reverse("events:event_mails_step", args=[event.public_id])


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def row(event: Event, kind: str, name: str = "Anna =Smith") -> Reminder:
    return event.reminders.get(kind=kind, activist__name=name)


def test_list_says_what_to_whom_when_there_and_why(desk: Client, event: Event, anna: Activist) -> None:
    page = text(desk, mails_of(event))

    assert "First reminder" in page
    assert "Anna =Smith" in page
    assert "18:00" in page
    assert "an answer is missing" in page


def test_filters_find_by_name_kind_and_state(desk: Client, event: Event, anna: Activist) -> None:
    by_name = text(desk, f"{mails_of(event)}?q=anna&kind=nudge")
    nothing = text(desk, f"{mails_of(event)}?state=failed")

    assert "Anna =Smith" in by_name
    assert "Ben Moor" not in by_name
    assert "1 mail<" in by_name
    assert "No mail fits these filters." in nothing


def test_export_has_what_the_list_has_defused_and_no_address(
    desk: Client, event: Event, anna: Activist
) -> None:
    export = f"{mails_of(event)}?format=csv&kind=nudge"
    assert desk.get(export)["Location"].startswith(reverse("account_reauthenticate"))
    response = desk.post(desk.get(export)["Location"], {"password": make.PASSWORD}, follow=True)

    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert {(row["To"], row["Reminder"], row["Time zone"]) for row in rows} == {
        ("Anna =Smith", "reminder to answer", "Australia/Sydney"),
        ("Ben Moor", "reminder to answer", "Australia/Sydney"),
    }
    assert b"@" not in response.content


def test_pages_follow_one_another(desk: Client, event: Event, anna: Activist) -> None:
    for number in range(15):
        make.assignment(event, make.activist(section=event.section, name=f"More {number}"), role=Role.STEWARD)

    first, second = text(desk, mails_of(event)), text(desk, f"{mails_of(event)}?page=2")

    assert "1 to 50 of" in first
    assert "51 to" in second
    assert "51 to" in text(desk, f"{mails_of(event)}?page=99")


# --- steps --------------------------------------------------------------------------------------------------------


def test_send_now_is_one_press(desk: Client, event: Event, anna: Activist) -> None:
    waiting = row(event, "week_before")

    response = desk.post(step_of(event), {"do": "send_now", "row": waiting.pk}, follow=True)

    assert "The mail goes out now." in response.content.decode()
    assert Reminder.objects.get(pk=waiting.pk).next_at < waiting.due_at  # type: ignore[operator]


def test_kind_is_stopped_after_its_numbers_and_let_go_again(
    desk: Client, event: Event, anna: Activist
) -> None:
    asked = text(desk, f"{step_of(event)}?do=stop&kind=week_before")
    assert re.search(r"waiting mails are not sent</dt> <dd>2</dd>", asked)
    assert row(event, "week_before").state == "pending"

    desk.post(step_of(event), {"do": "stop", "kind": "week_before"})
    stopped = row(event, "week_before")
    assert (stopped.state, stopped.last_error) == ("cancelled", "stopped_kind")
    assert "Let it go again" in text(desk, mails_of(event))

    desk.post(step_of(event), {"do": "resume", "kind": "week_before"})
    assert row(event, "week_before").state == "pending"


def test_what_failed_is_tried_again_and_what_may_have_arrived_only_when_said(
    desk: Client, event: Event, anna: Activist
) -> None:
    for name, reason in (("Anna =Smith", "no_reply"), ("Ben Moor", "temporary 4.7.1")):
        Reminder.objects.filter(pk=row(event, "week_before", name).pk).update(
            state="failed", next_at=None, last_error=reason, may_have_arrived=reason == "no_reply"
        )

    asked = text(desk, f"{step_of(event)}?do=retry&kind=week_before")
    assert re.search(r"mails are tried again</dt> <dd>1</dd>", asked)
    assert "though some may arrive twice" in asked

    response = desk.post(step_of(event), {"do": "retry", "kind": "week_before"}, follow=True)
    assert "1 mail is tried again." in response.content.decode()
    assert row(event, "week_before").state == "failed"

    desk.post(step_of(event), {"do": "retry_twice", "kind": "week_before"})
    assert row(event, "week_before").state == "pending"


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"do": "stop", "kind": "moved"},
        {"do": "nonsense"},
        {"do": "send_now"},
        {"do": "retry"},
        {"do": "stop"},
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence(
    desk: Client, event: Event, anna: Activist, said: dict[str, str]
) -> None:
    before = list(Reminder.objects.order_by("pk").values())

    response = desk.post(step_of(event), said)

    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()
    assert list(Reminder.objects.order_by("pk").values()) == before


def test_looking_at_a_step_changes_nothing_and_an_unknown_one_leads_back(
    desk: Client, event: Event, anna: Activist
) -> None:
    before = list(Reminder.objects.order_by("pk").values())

    assert desk.get(f"{step_of(event)}?do=send_now&row={row(event, 'nudge').pk}").status_code == 200
    assert desk.get(f"{step_of(event)}?do=nonsense").status_code == 302

    assert list(Reminder.objects.order_by("pk").values()) == before


# --- one activist -------------------------------------------------------------------------------------------------


def test_activists_page_shows_all_her_events_and_nobody_else(
    desk: Client, event: Event, anna: Activist
) -> None:
    second = make.event(title="Vigil in Sydney", section=event.section)
    make.assignment(second, anna)

    page = text(desk, reverse("events:activist_mails", args=[anna.public_id]))

    assert event.title in page
    assert "Vigil in Sydney" in page
    assert "Ben Moor" not in page


def test_her_wish_stops_a_kind_at_all_events(desk: Client, event: Event, anna: Activist) -> None:
    step = reverse("events:activist_mails_step", args=[anna.public_id])

    desk.post(step, {"do": "stop", "kind": "nudge"})

    assert (row(event, "nudge").state, row(event, "nudge", "Ben Moor").state) == ("cancelled", "pending")
    assert "Let it go again" in text(desk, reverse("events:activist_mails", args=[anna.public_id]))


def test_stopped_kind_without_mails_can_still_be_let_go(desk: Client, event: Event, anna: Activist) -> None:
    stop_kind(by=make.coordinator(event.section), activist=anna, kind="report_due")

    assert "do=resume&amp;kind=report_due" in text(
        desk, reverse("events:activist_mails", args=[anna.public_id])
    )


def step_of_activist(activist: Activist) -> str:
    return reverse("events:activist_mails_step", args=[activist.public_id])


def test_one_of_her_mails_goes_now_or_is_tried_again(desk: Client, event: Event, anna: Activist) -> None:
    waiting, failed = row(event, "week_before"), row(event, "nudge")
    Reminder.objects.filter(pk=failed.pk).update(state="failed", next_at=None, last_error="temporary 4.7.1")
    page = text(desk, reverse("events:activist_mails", args=[anna.public_id]))

    desk.post(step_of_activist(anna), {"do": "send_now", "row": waiting.pk})
    asked = text(desk, f"{step_of_activist(anna)}?do=retry&row={failed.pk}")
    desk.post(step_of_activist(anna), {"do": "retry", "row": failed.pk})

    assert page.count('value="send_now"') > 0
    assert page.count('value="retry"') == 1
    assert re.search(r"mails are tried again</dt> <dd>1</dd>", asked)
    assert row(event, "week_before").next_at < waiting.due_at  # type: ignore[operator]
    assert row(event, "nudge").state == "pending"


def test_mail_to_somebody_else_or_about_another_sections_event_is_left_alone(
    desk: Client, event: Event, anna: Activist
) -> None:
    elsewhere = make.event(section=event.section)
    make.assignment(elsewhere, anna, role=Role.STEWARD)
    Event.objects.filter(pk=elsewhere.pk).update(section=make.belgium())  # handed over with its mails
    keys = [row(event, "week_before", "Ben Moor").pk, row(elsewhere, "week_before").pk]
    before = list(Reminder.objects.order_by("pk").values())

    for key in keys:
        response = desk.post(step_of_activist(anna), {"do": "send_now", "row": key})
        assert "This mail is not there any more." in response.content.decode()

    page = text(desk, reverse("events:activist_mails", args=[anna.public_id]))
    assert f'name="row" value="{keys[1]}"' not in page
    assert list(Reminder.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("key", ["9" * 5000, "9" * 30, "-1", "²", "x"])
def test_row_that_is_no_number_is_refused(desk: Client, event: Event, anna: Activist, key: str) -> None:
    response = desk.post(step_of(event), {"do": "retry", "row": key})

    assert response.status_code == 200
    assert not event.reminders.exclude(state="pending").exists()
