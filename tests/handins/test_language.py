"""Which language a page speaks."""

import pytest
from django.utils import translation

from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_language():
    """A request leaves its language behind in its thread, and the next one sets its own; the next test might not."""
    yield
    translation.deactivate()


def language(client, **headers):
    return client.get("/preferences/", headers=headers)["Content-Language"]


def test_users_language_beats_the_browsers(client):
    client.force_login(make.user(language="fr"))
    assert language(client, accept_language="es") == "fr"


def test_language_chosen_on_this_device_beats_the_users(client):
    client.force_login(make.user(language="fr"))
    response = client.post("/language/", {"language": "ar", "next": "/preferences/"})
    assert response.status_code == 302
    assert language(client) == "ar"


def test_strangers_get_the_browsers_language(client):
    assert client.get("/accounts/login/", headers={"accept-language": "es"})["Content-Language"] == "es"


def test_pages_behind_a_mails_link_do_not_look_at_the_session(client):
    client.force_login(make.user(language="fr"))
    response = client.get("/k/no-such-token/", headers={"accept-language": "es"})
    assert response["Content-Language"] == "es"
    assert "Cookie" not in response.get("Vary", "")
