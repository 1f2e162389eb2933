"""What counts of the signatures counted."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.audit import SYSTEM
from events.actions.scheduling import cancel_event
from events.models import SignatureCount
from events.queries.signatures import (
    Counted,
    campaign_balances,
    counted,
    counts_by_section,
    newest_counts,
    shares_of,
    totals_of,
)
from events.rules.signatures import Balance
from tests import make

pytestmark = pytest.mark.django_db

THEN = datetime(2017, 6, 1, 12, tzinfo=UTC)


def test_newest_instant_wins_whatever_the_order_of_recording() -> None:
    campaign, section = make.campaign(), make.section()
    make.signature_count(campaign, section, 200, as_of=THEN)
    make.signature_count(campaign, section, 100, as_of=THEN - timedelta(days=1))
    assert [row.count for row in newest_counts(SignatureCount.objects.all())] == [200]


def test_sources_differ_by_more_than_their_capitals() -> None:
    campaign, section = make.campaign(), make.section()
    make.signature_count(campaign, section, 200, source="Online", as_of=THEN)
    make.signature_count(campaign, section, 210, source="online", as_of=THEN + timedelta(hours=1))
    make.signature_count(campaign, section, 5, source="street", as_of=THEN)
    assert sum(row.count for row in newest_counts(SignatureCount.objects.all())) == 215


def test_campaigns_and_sections_do_not_mix() -> None:
    australia, belgium = make.section(), make.belgium()
    one, two = make.campaign(), make.campaign()
    for number, (campaign, section) in enumerate([(one, australia), (one, belgium), (two, australia)]):
        make.signature_count(campaign, section, 10**number, as_of=THEN)
    sections = counts_by_section(one)
    assert [(each.section, each.slug, each.total, each.newest_at) for each in sections] == [
        ("Australia", "australia", 1, THEN),
        ("Belgium", "belgium", 10, THEN),
    ]
    assert counted(sections) == Counted(total=11, counts=2, newest_at=THEN)


def test_nothing_counted_is_nothing() -> None:
    assert counted(counts_by_section(make.campaign())) == Counted(0, 0, None)


def test_shares_are_of_standing_events_and_a_refused_petition_hands_nothing_over() -> None:
    campaign, section = make.campaign(), make.section()
    own = {"campaign": campaign, "section": section}
    delivered, refused = (make.past_event(**own, allotted_signatures=n) for n in (100, 200))
    make.attempt(delivered, petition="left")
    make.outcome(delivered, signatures=90)
    make.attempt(refused)
    make.outcome(refused, signatures=200)
    cancel_event(by=SYSTEM, event=make.event(**own, allotted_signatures=400), reason="A storm.")
    make.event(**own, allotted_signatures=800, draft=True)
    make.event(**own)
    shares = shares_of(campaign)
    assert sorted((each.allotted, each.handed_over) for each in shares) == [(100, 90), (200, 0)]
    assert campaign_balances([], shares) == {"australia": Balance(0, 300, 90)}


def test_totals_over_time_are_those_of_the_campaign() -> None:
    campaign, section = make.campaign(), make.section()
    for hours, count in ((0, 100), (2, 250)):
        make.signature_count(campaign, section, count, as_of=THEN + timedelta(hours=hours))
    make.signature_count(campaign, make.belgium(), 40, as_of=THEN + timedelta(hours=1))
    make.signature_count(make.campaign(), section, 7_000, as_of=THEN)
    assert [total for _instant, total in totals_of(campaign)] == [100, 140, 290]
