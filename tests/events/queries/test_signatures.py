"""What counts of the signatures counted."""

from datetime import UTC, datetime, timedelta

import pytest

from events.models import SignatureCount
from events.queries.signatures import Counted, counted, counts_by_section, newest_counts
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
