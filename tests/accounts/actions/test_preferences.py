"""What users change about themselves."""

from datetime import time
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.actions.preferences import edit_preferences
from accounts.models import User
from tests import make
from tests.rows import acts, nothing_stored

pytestmark = pytest.mark.django_db


def test_changed_preferences_are_stored_and_named_in_the_trail() -> None:
    anna = make.user()

    edit_preferences(by=anna, user=anna, language="fr", quiet_from=time(22), quiet_until=time(7))

    anna = User.objects.get(pk=anna.pk)
    assert (anna.language, anna.quiet_from, anna.quiet_until) == ("fr", time(22), time(7))
    assert acts(anna)[-1] == ("user.preferences", ["language", "quiet_from", "quiet_until"])


def test_nothing_changed_leaves_no_trace() -> None:
    anna = make.user()

    with nothing_stored():
        edit_preferences(by=anna, user=anna, language=anna.language)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "\u202eannA"}, "name"),
        ({"name": "x" * 5_000}, "name"),
        ({"language": "tlh"}, "language"),
        ({"quiet_from": time(22)}, "__all__"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
    ],
)
def test_impossible_preference_is_refused(changes: dict[str, Any], field: str) -> None:
    anna = make.user()

    with nothing_stored(), pytest.raises(ValidationError) as refused:
        edit_preferences(by=anna, user=anna, **changes)

    assert refused.value.message_dict.keys() == {field}
