"""Counts are totals by section and source, each as of an instant."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests import make
from tests.rows import acts, nothing_stored

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 5, 3, 9, 0, tzinfo=UTC)


def test_count_says_who_counted_when_and_from_what() -> None:
    campaign, section = make.campaign(), make.section()
    anna = make.coordinator(section)

    row = make.signature_count(campaign, section, 10_518, source="street", by=anna, now=NOW)

    assert (row.count, row.source, row.as_of, row.counted_by) == (10_518, "street", NOW, anna)
    assert acts(campaign)[-1] == ("campaign.signatures_counted", ["signatures"])


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"count": -1}, "count"),
        ({"source": ""}, "source"),
        ({"source": "x" * 5_000}, "source"),
        ({"as_of": NOW + timedelta(seconds=1)}, "as_of"),
    ],
)
def test_impossible_count_is_refused(facts: dict[str, Any], field: str) -> None:
    campaign, section = make.campaign(), make.section()

    with nothing_stored(), pytest.raises(ValidationError) as refused:
        make.signature_count(campaign, section, **{"count": 1, "now": NOW, **facts})

    assert refused.value.message_dict.keys() == {field}


def test_second_count_of_one_source_and_instant_is_refused() -> None:
    campaign, section = make.campaign(), make.section()
    make.signature_count(campaign, section, 1, now=NOW)

    with nothing_stored(), pytest.raises(ValidationError, match="already"):
        make.signature_count(campaign, section, 2, now=NOW)
