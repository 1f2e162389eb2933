"""The directory of missions: finding, reading, adding, changing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions.members import set_role
from accounts.audit import SYSTEM
from accounts.choices import Role
from events.choices import Visibility
from events.models import Mission
from events.queries.missions import Record
from events.views import missions
from tests import make

pytestmark = pytest.mark.django_db

LIST = reverse("events:missions")
NEW = reverse("events:mission_new")
FACTS = {
    "kind": "embassy",
    "sending_country": "RU",
    "host_country": "NO",
    "city": "Oslo",
    "source": "https://example.org/missions",
}


def cities(client: Client, query: str = "") -> list[str]:
    return [mission.city for mission in client.get(LIST + query).context["page"]]


@pytest.fixture
def directory() -> None:
    make.mission(city=make.city("Sydney"))
    make.mission(city=make.city("Kyiv"), kind="embassy", name="Embassy in the city of chestnuts")
    make.mission(city=make.city("Oslo"), sending_country="US", sending_label="United States")
    make.mission(city=make.city("Brussels"), sending_country="", sending_label="European Union", kind="other")


@pytest.mark.usefixtures("directory")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=syd", ["Sydney"]),
        ("?q=Kiev", ["Kyiv"]),
        ("?q=chestnuts+embassy", ["Kyiv"]),
        ("?q=russia+syd", ["Sydney"]),
        ("?q=Christiania", ["Oslo"]),
        ("?q=atlantis", []),
        ("?sending=US", ["Oslo"]),
        ("?sending=European+Union", ["Brussels"]),
        ("?host=UA&kind=embassy", ["Kyiv"]),
        ("?kind=other", ["Brussels"]),
        ("?kind=nonsense&sending=nonsense", ["Brussels", "Sydney", "Kyiv", "Oslo"]),
    ],
)
def test_directory_is_searched_and_filtered(client: Client, query: str, found: list[str]) -> None:
    client.force_login(make.viewer(make.section()))
    assert cities(client, query) == found


def test_empty_directory_and_empty_search_say_what_to_do(client: Client) -> None:
    client.force_login(make.viewer(make.section()))
    assert "import_missions" in client.get(LIST).content.decode()
    assert "No mission fits." in client.get(LIST + "?q=oslo").content.decode()


def test_sources_are_credited(client: Client) -> None:
    client.force_login(make.viewer(make.section()))
    seen = client.get(LIST).content.decode()
    assert "Wikidata (CC0)" in seen
    assert "GeoNames (CC BY 4.0)" in seen


def test_pages_follow_one_another_and_keep_the_filters(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(missions, "PAGE", 2)
    for name in ("Brussels", "Kyiv", "Oslo"):
        make.mission(city=make.city(name), host_label=name)
    client.force_login(make.viewer(make.section()))
    assert cities(client, "?sending=RU") == ["Brussels", "Kyiv"]
    assert "?sending=RU&amp;page=2" in client.get(LIST + "?sending=RU").content.decode()
    assert cities(client, "?sending=RU&page=2") == ["Oslo"]
    assert cities(client, "?sending=RU&page=99") == ["Oslo"]


# --- one mission --------------------------------------------------------------------------------------------------


def test_page_tells_how_the_mission_answered_and_links_where_allowed(client: Client) -> None:
    mission = make.mission()
    own = make.past_event(mission=mission, title="Refused here")
    foreign = make.past_event(
        mission=mission,
        section=make.belgium(),
        campaign=own.campaign,
        title="Secret",
        time_zone="Australia/Sydney",
    )
    for event, petition in ((own, "refused"), (foreign, "accepted")):
        make.attempt(event, petition=petition, reception="staff")
        make.outcome(event)
    make.event(mission=mission, section=own.section, draft=True, title="A draft")
    client.force_login(make.coordinator(own.section))
    seen = client.get(mission.get_absolute_url()).content.decode()
    assert "refused 1 of 2 hand-ins" in seen
    assert own.get_absolute_url() in seen
    assert foreign.get_absolute_url() not in seen
    assert "Secret" not in seen
    assert "A draft" not in seen
    assert f"{reverse('events:event_new')}?mission={mission.public_id}" in seen


def test_events_of_the_network_are_linked_for_everybody(client: Client) -> None:
    mission = make.mission()
    event = make.event(mission=mission, visibility=Visibility.NETWORK)
    client.force_login(make.viewer(make.belgium()))
    assert event.get_absolute_url() in client.get(mission.get_absolute_url()).content.decode()


def test_missing_mission_is_a_404(client: Client) -> None:
    client.force_login(make.viewer(make.section()))
    assert client.get(reverse("events:mission", args=[uuid4()])).status_code == 404


# --- adding and changing ------------------------------------------------------------------------------------------


def test_section_adds_a_mission_and_the_place_follows_from_the_city(client: Client) -> None:
    make.cities("Oslo")
    section, _other = make.section(), make.belgium()
    client.force_login(make.coordinator(section))
    response = client.post(NEW, FACTS)
    mission = Mission.objects.get()
    assert response.headers["Location"] == mission.get_absolute_url()
    assert (mission.added_by_section, mission.time_zone, mission.sending_label) == (
        section,
        "Europe/Oslo",
        "Russia",
    )


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"sending_country": ""}, "sending_country"),
        ({"host_country": "ZZ"}, "host_country"),
        ({"kind": "castle"}, "kind"),
        ({"name": "x" * 5_000}, "name"),
        ({"name": "A\u202eB"}, "name"),
        ({"email": "nonsense"}, "email"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"latitude": "100", "longitude": "0"}, "__all__"),
        ({"latitude": "10"}, "longitude"),
        ({"latitude": "north"}, "latitude"),
        ({"source": ""}, "source"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
    ],
)
def test_refused_facts_stand_beside_their_field_and_nothing_is_stored(
    client: Client, wrong: dict[str, str], field: str
) -> None:
    client.force_login(make.coordinator(make.section()))
    response = client.post(NEW, {**FACTS, **wrong})
    assert list(response.context["form"].errors) == [field]
    assert Mission.objects.count() == 0


def test_state_without_a_code_is_named_in_words(client: Client) -> None:
    client.force_login(make.coordinator(make.section()))
    client.post(NEW, {**FACTS, "sending_country": "", "sending_label": "European Union"})
    assert Mission.objects.get().sending_label == "European Union"


def test_viewers_do_not_add_and_sections_do_not_change(client: Client) -> None:
    mission, section = make.mission(), make.section()
    edit = reverse("events:mission_edit", args=[mission.public_id])
    client.force_login(make.viewer(section))
    assert client.get(NEW).status_code == 403
    client.force_login(make.coordinator(section))
    assert (client.get(edit).status_code, client.post(edit, FACTS).status_code) == (403, 403)


def test_global_coordinator_changes_a_mission(client: Client) -> None:
    make.cities("Oslo")
    mission = make.mission()
    client.force_login(make.global_coordinator())
    edit = reverse("events:mission_edit", args=[mission.public_id])
    assert client.get(edit).status_code == 200
    client.post(edit, {**FACTS, "time_zone": "", "website": "https://norway.mid.ru/"})
    mission = Mission.objects.get()
    assert (mission.city, mission.time_zone, mission.website) == (
        "Oslo",
        "Europe/Oslo",
        "https://norway.mid.ru/",
    )


def test_coordinator_of_two_sections_says_for_which(client: Client) -> None:
    user = make.coordinator(make.section())
    set_role(by=SYSTEM, user=user, section=make.belgium(), role=Role.ORGANISER)
    client.force_login(user)
    assert list(client.post(NEW, FACTS).context["form"].errors) == ["section"]
    client.post(NEW, {**FACTS, "section": "belgium"})
    assert str(Mission.objects.get().added_by_section) == "Belgium"


def test_global_coordinator_adds_for_no_section(client: Client) -> None:
    client.force_login(make.global_coordinator())
    client.post(NEW, FACTS)
    assert Mission.objects.get().added_by_section is None


def test_history_says_since_when_how_often_and_by_which_way(client: Client) -> None:
    mission = make.mission()
    refused = make.past_event(mission=mission)
    make.attempt(refused)
    make.outcome(refused)
    posted = make.past_event(mission=mission, ended=timedelta(days=800))
    make.attempt(posted)
    make.attempt(posted, channel="post", reception="nobody", petition="accepted")
    make.outcome(posted, signatures=12)
    client.force_login(make.viewer(refused.section))

    page = client.get(mission.get_absolute_url())

    assert page.context["record"] == Record(
        delivered=1, refused=1, since=posted.starts_wall.year, ways=("by post",)
    )
    words = " ".join(page.content.decode().split())
    assert f"refused 1 of 2 hand-ins · since {posted.starts_wall.year} · accepts: by post" in words
