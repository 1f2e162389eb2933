"""Links live as long as they are needed, and can be made void at once."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.audit import SYSTEM
from accounts.tokens import link_token
from events.access import link_of
from events.actions.links import OF_A_PERSON, STANDING, revoke_links
from events.choices import LinkPurpose, Role
from events.models import Link
from tests import make

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 5, 3, 9, 0, tzinfo=UTC)


def tokens() -> dict[str, str]:
    return {link.purpose: link_token(link.pk, link.generation) for link in Link.objects.all()}


def test_token_opens_its_link_until_it_expires() -> None:
    event = make.event(now=NOW)
    assignment = make.assignment(event, now=NOW)
    token = tokens()[LinkPurpose.ANSWER]

    found = link_of(token, now=NOW)

    assert found is not None
    assert (found.assignment, found.purpose) == (assignment, LinkPurpose.ANSWER)
    assert link_of(token, now=event.ends_at + timedelta(days=30)) is None
    assert link_of(token + "x", now=NOW) is None


def test_revoked_links_are_void_and_the_next_mail_carries_new_ones() -> None:
    activist = make.assignment(make.event(now=NOW), role=Role.LEAD, now=NOW).activist
    before = tokens()

    assert revoke_links(by=SYSTEM, activist=activist) == 5

    assert [link_of(token, now=NOW) for token in before.values()] == [None] * 5
    assert all(link_of(token, now=NOW) is not None for token in tokens().values())


def test_being_asked_again_keeps_the_way_out_open() -> None:
    activist = make.assignment(make.event(now=NOW), now=NOW).activist
    later = NOW + timedelta(days=100)
    make.assignment(make.event(now=later), activist, now=later)

    assert Link.objects.get(purpose=LinkPurpose.UNSUBSCRIBE).expires_at == later + STANDING


@pytest.mark.writes_rows
def test_links_go_with_their_assignment() -> None:
    assignment = make.assignment(make.event(now=NOW), now=NOW)
    assignment.delete()

    assert {link.purpose for link in Link.objects.all()} == set(OF_A_PERSON)
