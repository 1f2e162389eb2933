"""Two rows of one person become one: nothing about either is lost, nobody is mailed twice, every wish holds."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from accounts import privacy
from accounts.actions.activists import edit_activist, opt_out
from accounts.actions.merging import foresee_merging, merge_activists
from accounts.audit import SYSTEM
from accounts.models import Activist, AuditEntry, Suppression, User
from accounts.privacy import Holder
from events.actions.assignments import answer
from events.actions.mail_stops import stop_kind
from events.choices import Answer
from events.models import Event, Outcome, Reminder
from tests import make
from tests.doubles import GONE, KEPT, NOW, ask, merged
from tests.rows import acts, nothing_stored

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


# --- facts and wishes ---------------------------------------------------------------------------------------------


def test_facts_are_taken_where_the_kept_row_has_none(
    kept: Activist, gone: Activist, coordinator: User
) -> None:
    one = merge_activists(by=coordinator, kept=kept, gone=gone, now=NOW)

    kept.refresh_from_db()
    assert (one.pk, kept.name, kept.email, kept.phone, kept.external_id) == (
        kept.pk, "Ana", KEPT, "+61 491 570 156", "7",
    )  # fmt: skip
    assert list(Activist.objects.search("+61 491 570 156")) == [kept]
    assert not Activist._base_manager.filter(pk=gone.pk).exists()
    assert acts(kept)[-1] == ("activist.merged", ["external_id", "phone"])


def test_of_two_wishes_the_one_that_protects_more_holds(kept: Activist, gone: Activist) -> None:
    edit_activist(by=SYSTEM, activist=kept, paused_until=date(2026, 6, 1))
    edit_activist(
        by=SYSTEM,
        activist=gone,
        discreet=True,
        paused_until=date(2026, 5, 20),
        quiet_from=time(22),
        quiet_until=time(7),
    )
    opt_out(by=gone, activist=gone, now=NOW)
    stop_kind(by=gone, activist=gone, kind="nudge")
    stop_kind(by=kept, activist=kept, kind="nudge")
    stop_kind(by=gone, activist=gone, kind="morning_of")

    one = merged(kept, gone)

    assert (one.discreet, one.paused_until, one.opted_out_at) == (True, date(2026, 6, 1), NOW)
    assert (one.quiet_from, one.quiet_until) == (time(22), time(7))
    assert sorted(one.mail_stops.values_list("kind", flat=True)) == ["morning_of", "nudge"]


def test_what_she_did_and_reported_stays_hers(kept: Activist, gone: Activist, event: Event) -> None:
    past = make.past_event(section=event.section)
    make.outcome(past, by=gone)
    make.attempt(past, by=gone)
    make.photo(past, by=gone)

    merged(kept, gone)

    assert Outcome.objects.get().reported_by_activist == kept
    assert past.photos.get().added_by_activist == kept
    assert past.attempts.get().recorded_by_activist == kept
    assert set(AuditEntry.objects.filter(actor_kind="activist").values_list("actor_activist", flat=True)) == {
        kept.pk
    }


@pytest.mark.parametrize("reason", ["same", "other_section", "two_accounts", "gone", "leaving"])
def test_merging_is_refused(kept: Activist, gone: Activist, event: Event, reason: str) -> None:
    ask(event, gone)
    other = {
        "same": lambda: kept,
        "other_section": lambda: make.activist(section=make.belgium()),
        "two_accounts": lambda: make.activist(section=event.section, user=make.user()),
    }.get(reason, lambda: gone)()
    if reason == "two_accounts":
        edit_activist(by=SYSTEM, activist=kept, user=make.user())
    if reason == "gone":
        merged(make.activist(section=event.section), gone)
    if reason == "leaving":
        Reminder.objects.filter(activist=gone).update(state="sending")

    with nothing_stored(), pytest.raises(ValidationError) as refused:
        merged(kept, other)

    assert refused.value.code == reason


# --- foreseen -----------------------------------------------------------------------------------------------------


def test_numbers_are_foreseen_and_nothing_is_stored(kept: Activist, gone: Activist, event: Event) -> None:
    other = make.event(section=event.section, now=NOW)
    answer(by=kept, assignment=ask(event, kept), answer=Answer.YES, now=NOW)
    ask(event, gone)
    ask(other, gone)
    opt_out(by=gone, activist=gone)
    Suppression.objects.create(email_hash=kept.email_hash)
    before = Reminder.objects.filter(state="pending").count()

    with nothing_stored():
        foreseen = foresee_merging(kept, gone, now=NOW)

    assert [number for number, _words in foreseen.numbers[:2]] == [1, 1]
    assert any("“yes” stands" in sentence.lower() for sentence in foreseen.sentences)
    assert any("better one" in sentence for sentence in foreseen.sentences)
    assert any("wants no mail" in sentence for sentence in foreseen.sentences)
    assert before >= foreseen.numbers[3][0]


def test_row_that_nobody_merges_is_not_lost(
    kept: Activist, gone: Activist, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(event, gone)
    monkeypatch.setitem(privacy._holders, "work", Holder("work", ()))

    with nothing_stored(), pytest.raises(RuntimeError, match="Nobody merges events"):
        merged(kept, gone)
