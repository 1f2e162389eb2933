"""Two rows of one person at one event: nobody is mailed twice, the later answer stands, links in old mails work."""

from __future__ import annotations

import pytest

from accounts.audit import SYSTEM
from accounts.models import Activist, User
from accounts.tokens import link_token
from events.access import link_of
from events.actions.assignments import answer, unassign
from events.actions.links import renew_calendar
from events.actions.scheduling import move_event
from events.choices import Answer, LinkPurpose, Role
from events.models import Event, Link
from events.queries.event_page import event_page
from tests import make
from tests.doubles import DAY, GONE, HOUR, KEPT, NOW, ask, kinds, merged, sent
from tests.rows import acts

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    return make.event(now=NOW)


@pytest.fixture
def kept(event: Event) -> Activist:
    return make.activist(section=event.section, name="Ana", email=KEPT)


@pytest.fixture
def gone(event: Event) -> Activist:
    return make.activist(
        section=event.section, name="Ana B", email=GONE, phone="+61 491 570 156", external_id="7"
    )


@pytest.fixture
def coordinator(event: Event) -> User:
    return make.coordinator(event.section)


def test_assignments_and_waiting_mails_move_over(kept: Activist, gone: Activist, event: Event) -> None:
    ask(event, gone)
    assert [address for address, _subject in sent(NOW)] == [GONE]

    merged(kept, gone)

    assert event.assignments.get().activist == kept
    later = sent(event.ends_at + DAY)
    assert {address for address, _subject in later} == {KEPT}
    assert len(later) == len(set(later)) >= 3


def test_nothing_goes_twice_where_both_are_asked(kept: Activist, gone: Activist, event: Event) -> None:
    ask(event, kept)
    sent(NOW)
    ask(event, gone, Role.LEAD)

    merged(kept, gone)  # before the second one is asked by mail

    assert sorted(event.assignments.values_list("activist", "role")) == [
        (kept.pk, "lead"),
        (kept.pk, "steward"),
    ]
    assert kinds(kept, "sent") == ["asked"]
    later = sent(event.ends_at + DAY)
    assert {address for address, _subject in later} == {KEPT}
    assert len(later) == len(set(later))
    assert "asked" not in kinds(kept, "pending")


@pytest.mark.parametrize("who", ["kept", "gone"])
def test_somebody_told_off_in_one_row_and_asked_in_the_other_is_not_asked_again(
    kept: Activist, gone: Activist, event: Event, who: str
) -> None:
    people = {"kept": kept, "gone": gone}
    stays_asked = people.pop(who)
    (told_off,) = people.values()
    first = ask(event, told_off)
    ask(event, stays_asked)
    sent(NOW)
    unassign(by=SYSTEM, assignment=first, now=NOW + HOUR)
    sent(NOW + DAY)
    assert kinds(told_off, "sent") == ["asked", "unassigned"]

    one = merged(kept, gone, now=NOW + DAY)

    assert sent(NOW + 2 * DAY) == []
    assert kinds(one, "sent") == ["asked", "asked", "unassigned"]
    assert "day_before" in kinds(one, "pending")


def test_move_that_one_row_was_told_of_is_not_told_again(
    kept: Activist, gone: Activist, event: Event
) -> None:
    ask(event, kept)
    ask(event, gone, Role.LEAD)
    sent(NOW)
    move_event(by=SYSTEM, event=event, starts_wall=event.starts_wall + DAY, now=NOW + HOUR)
    kept.reminders.filter(kind="moved").update(due_at=NOW + 3 * DAY, next_at=NOW + 3 * DAY)
    assert [address for address, _subject in sent(NOW + DAY)] == [GONE]

    merged(kept, gone, now=NOW + DAY)

    assert not [subject for _address, subject in sent(NOW + 4 * DAY) if "moved" in subject.lower()]
    assert kinds(kept, "sent").count("moved") == 1


@pytest.mark.parametrize(
    ("first", "second", "stands"),
    [("yes", "no", "no"), ("no", "yes", "yes"), ("yes", None, "yes"), (None, "yes", "yes")],
)
def test_later_answer_stands_where_both_have_the_same_role(
    kept: Activist, gone: Activist, event: Event, first: str | None, second: str | None, stands: str
) -> None:
    """Once the later one is the kept row's, once the other's."""
    for earlier, later in ((kept, gone), (gone, kept)):
        role = Role.STEWARD if earlier is kept else Role.PHOTOGRAPHER
        for person, said, at in ((earlier, first, NOW + HOUR), (later, second, NOW + 2 * HOUR)):
            row = ask(event, person, role)
            if said:
                answer(by=person, assignment=row, answer=Answer(said), now=at)

    merged(kept, gone, now=NOW + DAY)

    assert set(event.assignments.values_list("role", "answer")) == {
        ("steward", stands),
        ("photographer", stands),
    }
    assert acts(event)[-1][0] == "event.people_merged"


def test_lead_who_said_no_in_the_other_row_is_noticed(kept: Activist, gone: Activist, event: Event) -> None:
    answer(by=kept, assignment=ask(event, kept, Role.LEAD), answer=Answer.YES, now=NOW)
    answer(by=gone, assignment=ask(event, gone, Role.LEAD), answer=Answer.NO, now=NOW + HOUR)

    merged(kept, gone, now=NOW + DAY)

    event.refresh_from_db()
    assert event.lead_withdrawals == 1
    assert event_page(event, now=NOW).lacks_lead


def test_links_in_mails_that_went_out_go_on_working(kept: Activist, gone: Activist, event: Event) -> None:
    ask(event, kept)
    ask(event, gone)
    tokens = {(link.purpose, link.pk): link_token(link.pk, link.generation) for link in Link.objects.all()}

    merged(kept, gone)

    for token in tokens.values():
        link = link_of(token, now=NOW + DAY)
        assert link is not None
        assert kept.pk == (link.activist_id or (link.assignment and link.assignment.activist_id))
    renew_calendar(by=kept, activist=kept)
    calendars = [token for (purpose, _pk), token in tokens.items() if purpose == LinkPurpose.CALENDAR]
    assert [link_of(token, now=NOW + DAY) for token in calendars] == [None, None]


def test_third_row_can_follow(kept: Activist, gone: Activist, event: Event) -> None:
    third = make.activist(section=event.section)
    for person in (kept, gone, third):
        ask(event, person)

    merged(merged(kept, gone), third)

    assert event.assignments.count() == 1
    assert Link.objects.filter(purpose=LinkPurpose.ANSWER, is_former=False).count() == 1
