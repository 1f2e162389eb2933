"""Needs, assignments and answers."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Activist
from accounts.tokens import digest, link_token
from events.actions.assignments import answer, answer_event, assign, set_need, unassign
from events.actions.links import OF_A_PERSON
from events.actions.scheduling import cancel_event
from events.choices import Answer, LinkPurpose, Role
from events.models import Assignment, Event, Link, Need
from tests import make
from tests.rows import acts, nothing_stored

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 5, 3, 9, 0, tzinfo=UTC)
ELEVEN = datetime(2027, 6, 1, 11, 0)
AFTER = datetime(2027, 6, 1, 2, 0, tzinfo=UTC)


@pytest.fixture
def event() -> Event:
    return make.event(now=NOW, starts_wall=ELEVEN)


@pytest.fixture
def ana(event: Event) -> Activist:
    return make.activist(section=event.section, name="Ana")


# --- needs --------------------------------------------------------------------------------------------------------


def test_need_is_set_changed_and_removed(event: Event) -> None:
    assert make.need(event, Role.STEWARD, 3, now=NOW).wanted == 3
    assert make.need(event, Role.STEWARD, 2, now=NOW).wanted == 2
    assert set_need(by=make.SYSTEM, event=event, role=Role.STEWARD, wanted=0, now=NOW) is None

    assert not Need.objects.exists()
    assert acts(event)[1:] == [("event.need_set", ["need:steward"])] * 3


def test_removing_a_need_that_is_not_there_changes_nothing(event: Event) -> None:
    with nothing_stored():
        set_need(by=make.SYSTEM, event=event, role=Role.STEWARD, wanted=0, now=NOW)


@pytest.mark.parametrize(("role", "wanted"), [(Role.LEAD, -1), (Role.LEAD, 10_001), ("magician", 1)])
def test_impossible_need_is_refused(event: Event, role: str, wanted: int) -> None:
    with nothing_stored(), pytest.raises(ValidationError):
        make.need(event, role, wanted, now=NOW)


# --- assigning ----------------------------------------------------------------------------------------------------


def test_assigned_activist_is_asked_and_gets_links(event: Event, ana: Activist) -> None:
    assignment = make.assignment(event, ana, role=Role.LEAD, now=NOW)

    assert (assignment.answer, assignment.asked_at, assignment.answered_at) == (Answer.ASKED, NOW, None)
    links = {link.purpose: link for link in Link.objects.all()}
    assert links.keys() == {*OF_A_PERSON, LinkPurpose.ANSWER, LinkPurpose.REPORT}
    assert all(link.digest == digest(link_token(link.pk, 1)) for link in links.values())
    assert links[LinkPurpose.ANSWER].expires_at == event.ends_at + timedelta(days=30)
    assert acts(event)[-1] == ("event.assigned", ["role:lead"])
    assert Activist.objects.get(pk=ana.pk).last_asked_at == NOW


def test_only_a_lead_gets_a_report_link(event: Event, ana: Activist) -> None:
    make.assignment(event, ana, role=Role.STEWARD, now=NOW)

    assert not Link.objects.filter(purpose=LinkPurpose.REPORT).exists()


def test_one_person_in_two_roles_has_one_link_to_stop_mails(event: Event, ana: Activist) -> None:
    make.assignment(event, ana, role=Role.LEAD, now=NOW)
    make.assignment(event, ana, role=Role.STEWARD, now=NOW)

    assert Link.objects.filter(purpose=LinkPurpose.UNSUBSCRIBE).count() == 1


def test_activist_of_another_section_is_refused(event: Event) -> None:
    stranger = make.activist(section=make.belgium())

    with nothing_stored(), pytest.raises(ValidationError) as refused:
        make.assignment(event, stranger, now=NOW)

    assert "another section" in refused.value.message_dict["activist"][0]


def test_same_assignment_twice_is_refused(event: Event, ana: Activist) -> None:
    make.assignment(event, ana, now=NOW)

    with nothing_stored(), pytest.raises(ValidationError) as refused:
        make.assignment(event, ana, now=NOW)

    assert refused.value.message_dict == {"activist": ["This activist has this role at this event already."]}


def test_nobody_is_assigned_to_what_is_over_or_cancelled(event: Event, ana: Activist) -> None:
    with nothing_stored(), pytest.raises(ValidationError, match="over"):
        make.assignment(event, ana, now=AFTER)

    cancel_event(by=make.SYSTEM, event=event, reason="Closed", now=NOW)
    with nothing_stored(), pytest.raises(ValidationError, match="cancelled"):
        make.assignment(event, ana, now=NOW)


def test_unknown_role_is_refused(event: Event, ana: Activist) -> None:
    with nothing_stored(), pytest.raises(ValidationError):
        assign(by=make.SYSTEM, event=event, activist=ana, role="magician", now=NOW)


def test_unassigning_deletes_the_row_and_keeps_the_trail(event: Event, ana: Activist) -> None:
    assignment = make.assignment(event, ana, role=Role.STEWARD, now=NOW)

    unassign(by=make.SYSTEM, assignment=assignment, now=NOW)

    assert not Assignment.objects.exists()
    assert [act for act, _fields in acts(event)][-2:] == ["event.assigned", "event.unassigned"]
    assert acts(assignment)[-1] == ("assignment.ended", ["role:steward"])
    with nothing_stored(), pytest.raises(ValidationError, match="already"):
        unassign(by=make.SYSTEM, assignment=assignment, now=NOW)


# --- answering ----------------------------------------------------------------------------------------------------


def test_answer_is_kept_with_its_time(event: Event, ana: Activist) -> None:
    assignment = make.assignment(event, ana, now=NOW)

    answer(by=ana, assignment=assignment, answer="yes", now=NOW + timedelta(hours=1))
    assignment.refresh_from_db()

    hour_later = NOW + timedelta(hours=1)
    assert (assignment.answer, assignment.answered_at, assignment.said_yes_at) == (
        Answer.YES,
        hour_later,
        hour_later,
    )
    assert acts(assignment)[-1] == ("assignment.answered", ["answer"])


def test_same_answer_again_changes_nothing(event: Event, ana: Activist) -> None:
    assignment = make.assignment(event, ana, said="yes", now=NOW)

    with nothing_stored():
        answer(by=ana, assignment=assignment, answer="yes", now=NOW + timedelta(hours=1))


def test_lead_who_withdraws_is_noticed(event: Event, ana: Activist) -> None:
    assignment = make.assignment(event, ana, role=Role.LEAD, said="yes", now=NOW)

    answer(by=ana, assignment=assignment, answer="no", now=NOW + timedelta(hours=1))
    event.refresh_from_db()

    assert (event.lead_withdrew_at, event.lead_withdrawals) == (NOW + timedelta(hours=1), 1)
    assert Assignment.objects.get().said_yes_at == NOW


@pytest.mark.parametrize(("role", "before"), [(Role.STEWARD, "yes"), (Role.LEAD, None)])
def test_no_other_no_counts_as_withdrawal(event: Event, ana: Activist, role: str, before: str | None) -> None:
    assignment = make.assignment(event, ana, role=role, said=before, now=NOW)

    answer(by=ana, assignment=assignment, answer="no", now=NOW)
    event.refresh_from_db()

    assert (event.lead_withdrew_at, event.lead_withdrawals) == (None, 0)


def test_one_answer_for_all_roles_of_a_person(event: Event, ana: Activist) -> None:
    for role in (Role.LEAD, Role.STEWARD):
        make.assignment(event, ana, role=role, now=NOW)
    other = make.assignment(event, role=Role.STEWARD, now=NOW)

    answer_event(by=ana, event=event, activist=ana, answer="yes", now=NOW)

    assert set(event.assignments.filter(activist=ana).values_list("answer", flat=True)) == {Answer.YES}
    assert Assignment.objects.get(pk=other.pk).answer == Answer.ASKED


@pytest.mark.parametrize("said", ["", "asked", "maybe", "YES"])
def test_anything_but_yes_or_no_is_refused(event: Event, ana: Activist, said: str) -> None:
    assignment = make.assignment(event, ana, now=NOW)
    both: tuple[Callable[[], object], ...] = (
        lambda: answer(by=ana, assignment=assignment, answer=said, now=NOW),
        lambda: answer_event(by=ana, event=event, activist=ana, answer=said, now=NOW),
    )

    for say in both:
        with nothing_stored(), pytest.raises(ValidationError):
            say()


def test_answer_after_the_end_or_to_a_cancelled_event_is_refused(event: Event, ana: Activist) -> None:
    assignment = make.assignment(event, ana, now=NOW)

    with nothing_stored(), pytest.raises(ValidationError, match="over"):
        answer(by=ana, assignment=assignment, answer="yes", now=AFTER)

    cancel_event(by=make.SYSTEM, event=event, reason="Closed", now=NOW)
    with nothing_stored(), pytest.raises(ValidationError, match="cancelled"):
        answer(by=ana, assignment=assignment, answer="yes", now=NOW)
