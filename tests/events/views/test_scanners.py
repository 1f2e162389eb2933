"""Machines that open every link of every mail, in every language, change nothing; people are heard after them."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.test import Client

from accounts.choices import Language
from accounts.models import Activist
from accounts.tokens import link_token
from events.choices import LinkPurpose
from events.models import Assignment, Link
from events.reminders.writing import PATTERNS
from tests import make
from tests.events.links import lead_of, links_in_mails
from tests.profile import IS_LONG
from tests.rows import contents

pytestmark = [pytest.mark.django_db, pytest.mark.database("sqlite")]
OFTEN = 50 if IS_LONG else 1
"""How often each address is fetched; scanners do so without end."""


class Forms(HTMLParser):
    """The forms of a page as a script finds them: what submit() sends, and the first button of all."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: list[dict[str, str]] = []
        self.buttons: list[dict[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        if tag == "form" and found.get("method", "").lower() == "post":
            self.sent.append({})
        elif tag == "input" and self.sent and found.get("name"):
            if found.get("type") not in ("checkbox", "radio") or "checked" in found:
                self.sent[-1][found["name"]] = found.get("value", "")
        elif tag == "button" and self.sent:
            named = {found["name"]: found.get("value", "")} if found.get("name") else {}
            self.buttons.append({**self.sent[-1], **named})


def calendar_of(activist: Activist) -> str:
    link = Link.objects.get(activist=activist, purpose=LinkPurpose.CALENDAR)
    return f"/k/{link_token(link.pk, link.generation)}/"


def scan(client: Client, address: str) -> None:
    """Do what scanners do with one address."""
    client.head(address)
    for _time in range(OFTEN):
        page = client.get(address)
    assert page.status_code == 200
    client.post(address, {})
    forms = Forms(page.content.decode())
    for sent in [*forms.sent, *forms.buttons[:1]]:
        client.post(address, sent)


@pytest.fixture(autouse=True)
def _no_patterns() -> Iterator[None]:
    PATTERNS.clear()
    yield
    PATTERNS.clear()


def test_links_of_every_kind_and_language_survive_scanners_and_serve_people() -> None:
    ahead, over = make.event(), make.past_event(mission=make.mission())
    leads = {
        (language, event): lead_of(event, language) for language in Language.values for event in (ahead, over)
    }
    addresses = {lead: links_in_mails(lead) | {calendar_of(lead.activist)} for lead in leads.values()}
    before = contents()

    for found in addresses.values():
        for address in found:
            scan(Client(), address)

    assert contents() == before
    assert all(len({address.partition("?")[0] for address in found}) >= 4 for found in addresses.values())
    for (_language, event), lead in leads.items():
        serve(lead, over=event is over)


def serve(lead: Assignment, *, over: bool) -> None:
    """Use the links as a person would, and see what it did."""

    def post(purpose: LinkPurpose, said: dict[str, str]) -> None:
        of_person = purpose in (LinkPurpose.MINE, LinkPurpose.UNSUBSCRIBE)
        link = Link.objects.get(
            purpose=purpose, **({"activist": lead.activist} if of_person else {"assignment": lead})
        )
        assert Client().post(f"/k/{link_token(link.pk, link.generation)}/", said).status_code in (200, 302)

    if not over:
        post(LinkPurpose.ANSWER, {"answer": "yes"})
        assert Assignment.objects.get(pk=lead.pk).answer == "yes"
    before = calendar_of(lead.activist)
    post(LinkPurpose.MINE, {"do": "new_calendar"})
    assert calendar_of(lead.activist) != before
    post(LinkPurpose.UNSUBSCRIBE, {"stop": "all"})
    assert Activist.objects.get(pk=lead.activist_id).opted_out_at is not None


def test_page_that_records_what_a_script_submits_is_found() -> None:
    forms = Forms('<form method="post"><input name="answer" value="yes"><button>Send</button></form>')

    assert (forms.sent, forms.buttons) == ([{"answer": "yes"}], [{"answer": "yes"}])
