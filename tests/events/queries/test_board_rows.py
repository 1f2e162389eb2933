"""Events as lines: who may open them, what they call for, and nothing about anybody."""

from datetime import date, timedelta

import pytest
from django.db.models import Q
from django.utils import timezone

from accounts.choices import MailState
from accounts.models import User
from events.choices import BoardState, Petition, Role, Visibility
from events.models import Event, Reminder
from events.queries.board_rows import BoardRow, Crew, board_rows
from events.rules.needs import Concern
from events.views.scope import reach_of
from tests import make

pytestmark = pytest.mark.django_db


def rows(reader: User) -> tuple[BoardRow, ...]:
    return board_rows(Q(), reach=reach_of(reader), now=timezone.now())


def row(reader: User) -> BoardRow:
    (only,) = rows(reader)
    return only


def concerns(reader: User) -> list[Concern]:
    return [call.concern for call in row(reader).calls]


def soon(**facts: object) -> Event:
    """Return an event that begins tomorrow."""
    return make.event(starts_wall=make.wall((timezone.now() + timedelta(hours=36)).date()), **facts)


# --- reach --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("maker", "expected"),
    [
        ("viewer", (True, False, False)),
        ("organiser", (True, False, False)),
        ("coordinator", (True, True, True)),
    ],
)
def test_reach_in_the_own_section(maker: str, expected: tuple[bool, bool, bool]) -> None:
    event = soon()
    seen = row(getattr(make, maker)(event.section))
    assert (seen.is_visible, seen.is_changeable, bool(seen.calls)) == expected


def test_organiser_looks_after_the_events_they_run() -> None:
    section = make.section()
    organiser = make.organiser(section)
    soon(section=section, organisers=(organiser,), title="Named")
    soon(section=section, by=organiser, title="Owned")
    soon(section=section, title="Somebody else's")
    changeable = {seen.title: seen.is_changeable for seen in rows(organiser)}
    assert changeable == {"Named": True, "Owned": True, "Somebody else's": False}


def test_foreign_event_is_a_line_without_title_and_calls() -> None:
    soon(section=make.belgium(), title="Secret")
    seen = row(make.coordinator(make.section()))
    assert (seen.title, seen.is_visible, seen.calls, seen.city) == ("", False, (), "Sydney")


def test_network_event_may_be_opened_and_not_changed() -> None:
    soon(section=make.belgium(), title="Shared", visibility=Visibility.NETWORK)
    seen = row(make.coordinator(make.section()))
    assert (seen.title, seen.is_visible, seen.is_changeable, seen.calls) == ("Shared", True, False, ())


def test_global_coordinator_watches_everything_and_changes_international_only() -> None:
    soon(section=make.belgium())
    soon(section=make.international())
    changeable = {
        seen.section: (bool(seen.calls), seen.is_changeable) for seen in rows(make.global_coordinator())
    }
    assert changeable == {"Belgium": (True, False), "International": (True, True)}


# --- what they say ------------------------------------------------------------------------------------------------


def test_crew_counts_who_said_yes_and_never_more_than_wanted() -> None:
    event = make.event()
    make.need(event, Role.STEWARD, 2)
    make.need(event, Role.PHOTOGRAPHER, 1)
    for role, said in (
        (Role.STEWARD, "yes"),
        (Role.STEWARD, None),
        (Role.PHOTOGRAPHER, "yes"),
        (Role.PHOTOGRAPHER, "yes"),
    ):
        make.assignment(event, role=role, said=said)
    assert row(make.viewer(event.section)).crew == Crew(wanted=3, filled=2, missing={Role.STEWARD: 1})


def test_refusal_hands_nothing_over_whatever_the_report_says() -> None:
    event = make.past_event(allotted_signatures=18_460)
    make.attempt(event)
    make.outcome(event, signatures=18_460)
    seen = row(make.viewer(event.section))
    assert (seen.state, seen.handed_over, seen.allotted) == (BoardState.REFUSED, 0, 18_460)
    make.attempt(event, petition=Petition.PART_ACCEPTED)
    assert row(make.viewer(event.section)).handed_over == 18_460


def test_report_says_whether_a_lead_vouches() -> None:
    event = make.past_event()
    make.outcome(event, by=make.activist(section=event.section), turnout_low=120, is_demonstration=True)
    report = row(make.viewer(event.section)).report
    assert report is not None
    assert (report.by_lead, report.turnout_low, report.turnout_high, report.is_demonstration) == (
        True,
        120,
        None,
        True,
    )


# --- what they call for -------------------------------------------------------------------------------------------


def test_silent_lead_is_asked_about_until_somebody_else_leads() -> None:
    event = soon()
    coordinator = make.coordinator(event.section)
    assert concerns(coordinator) == [Concern.NO_LEAD]
    make.assignment(event)
    assert concerns(coordinator) == [Concern.LEAD_SILENT]
    make.assignment(event, said="yes")
    assert concerns(coordinator) == []
    make.need(event, Role.LEGAL_OBSERVER)
    assert concerns(coordinator) == [Concern.PEOPLE_MISSING]


def test_lead_who_said_no_is_no_lead() -> None:
    event = soon()
    make.assignment(event, said="no")
    assert concerns(make.coordinator(event.section)) == [Concern.NO_LEAD]


def mail(assignment: object, kind: str, state: str) -> None:
    """Put a mail of one person into a state, as the post would leave it."""
    found = Reminder.objects.filter(event=assignment.event, activist=assignment.activist)  # type: ignore[attr-defined]
    sent_at = timezone.now() if state == MailState.SENT else None
    found.filter(kind=kind).update(state=state, next_at=None, sent_at=sent_at)


def test_failed_mail_is_a_concern_until_a_later_one_arrives() -> None:
    event = soon()
    assignment = make.assignment(event, said="yes")
    kinds = list(
        Reminder.objects.filter(activist=assignment.activist).order_by("id").values_list("kind", flat=True)
    )
    coordinator = make.coordinator(event.section)
    mail(assignment, kinds[0], MailState.FAILED)
    assert concerns(coordinator) == [Concern.MAIL_FAILING]
    assert row(coordinator).failing == 1
    mail(assignment, kinds[-1], MailState.SENT)
    assert concerns(coordinator) == []


def test_refusal_calls_until_a_next_attempt_is_planned_or_it_is_given_up() -> None:
    event = make.past_event(ended=timedelta(hours=3))
    coordinator = make.coordinator(event.section)
    assert concerns(coordinator) == [Concern.REPORT_LATE]
    make.attempt(event)
    make.outcome(event)
    assert concerns(coordinator) == [Concern.NO_NEXT_ATTEMPT]
    tomorrow = (timezone.now() + timedelta(days=1)).date()
    make.attempt(event, at=event.ends_at, next_step="By post", next_due_on=tomorrow)
    assert concerns(coordinator) == []
    make.attempt(event, at=timezone.now(), next_step="By post", next_due_on=date(2017, 6, 5))
    assert concerns(coordinator) == [Concern.NO_NEXT_ATTEMPT]
    make.outcome(event, given_up_reason="The embassy has moved.")
    assert concerns(coordinator) == []


def test_report_that_cannot_be_true_calls_until_it_is_corrected() -> None:
    event = make.past_event(allotted_signatures=100)
    make.attempt(event, petition=Petition.ACCEPTED)
    reader = make.coordinator(event.section)
    make.outcome(event, signatures=101)
    assert concerns(reader) == [Concern.DOUBTFUL_REPORT]
    make.outcome(event, signatures=99)
    assert concerns(reader) == []


def test_cancelled_event_calls_for_nobody() -> None:
    from events.actions.scheduling import cancel_event

    event = soon()
    cancel_event(by=make.coordinator(event.section), event=event, reason="Storm")
    assert concerns(make.coordinator(event.section)) == []
