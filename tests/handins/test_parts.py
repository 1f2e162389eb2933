"""Parts of pages, drawn with plain inputs."""

from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

STATUS_PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"]


def part(name: str, **context: Any) -> str:
    return " ".join(render_to_string(f"_parts/{name}.html", context).split())


def need(number: int) -> dict[str, object]:
    return {
        "state": "not_ready",
        "title": f"City {number}: no lead",
        "action": "Assign",
        "action_url": f"/{number}/",
    }


class Search(forms.Form):
    q = forms.CharField(label="Search", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("", "All kinds"), ("stunt", "Stunts")], required=False)


class Desk(forms.Form):
    city = forms.CharField(label="City")
    note = forms.CharField(label="Note", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("stunt", "stunt")], widget=forms.RadioSelect)

    def clean(self) -> None:
        raise forms.ValidationError("These two do not go together.")


# --- what needs somebody ------------------------------------------------------------------------------------------


def test_needs_beyond_five_stand_behind_show_more() -> None:
    html = part("needs_you_now", needs=[need(number) for number in range(7)])
    shown, more = html.split("Show 2 more")
    assert shown.count("<h3>") == 5
    assert more.count("<h3>") == 2


def test_no_needs_say_so_and_what_comes_next() -> None:
    html = part("needs_you_now", needs=[], next_sentence="Next: 12:00 London begins.")
    assert "Nothing needs you now.</strong> Next: 12:00 London begins." in html
    assert "hi-needs-none" in html


def test_need_that_posts_is_a_form_with_a_token() -> None:
    html = part("need", need=need(1) | {"post": True}, csrf_token="t0ken")
    assert '<form method="post" action="/1/">' in html
    assert "t0ken" in html


# --- forms --------------------------------------------------------------------------------------------------------


def test_form_says_first_what_is_wrong_and_links_to_the_field() -> None:
    html = part("form", form=Desk({"city": "", "kind": "stunt"}), verb="Schedule event")
    assert "<p>These two do not go together.</p>" in html
    assert '<a href="#div_id_city">City</a>: This field is required.' in html


def test_form_marks_what_is_optional_and_not_what_is_required() -> None:
    html = part("form", form=Desk(), verb="Schedule event")
    assert html.count("hi-optional-word") == 1
    assert "asterisk" not in html
    assert '<label for="id_kind_0" class="form-check-label">Stunt</label>' in html


def test_form_names_its_button_only_when_asked() -> None:
    assert 'name="do" value="confirm"' in part("form", form=Desk(), verb="Confirm", press="confirm")
    assert 'name="do"' not in part("form", form=Desk(), verb="Confirm")


def test_confirm_shows_effects_in_numbers_before_a_destructive_button() -> None:
    html = part(
        "confirm",
        title="Cancel the hand-in",
        effects=[(1400, "people get a notice")],
        verb="Cancel event",
        danger=True,
        undo="This cannot be undone.",
        cancel_url="/back/",
    )
    assert "<dt>people get a notice</dt> <dd>1,400</dd>" in html
    assert html.index("1,400") < html.index("btn-outline-danger")
    assert "This cannot be undone." in html


def test_filters_work_without_javascript() -> None:
    html = part("filters", form=Search({"q": "Kyiv"}))
    assert 'method="get"' in html
    assert 'value="Kyiv"' in html
    assert "<button" in html
    assert 'hx-target="#results"' in html


def test_suggestion_carries_what_it_fills_and_escapes_it() -> None:
    option = {
        "text": '"Kyiv"',
        "place": "Ukraine",
        "alias": "Kiev",
        "fills": {"city": 7, "time_zone": "Europe/Kyiv"},
    }
    html = part("suggestions", options=[option])
    assert 'data-text="&quot;Kyiv&quot;"' in html
    assert 'data-fill-city="7"' in html
    assert 'data-fill-time_zone="Europe/Kyiv"' in html
    assert "1 match." in html


def test_suggestions_without_a_match_say_what_to_do() -> None:
    assert "choose country and time zone by hand" in part("suggestions", options=[])


# --- lists and progress -------------------------------------------------------------------------------------------


def test_paging_has_no_place_on_a_single_page() -> None:
    assert "<nav" not in part("pagination", previous_query="", next_query="")


def test_paging_leads_on_from_the_first_page() -> None:
    html = part("pagination", previous_query="", next_query="?page=2")
    assert 'href="?page=2"' in html
    assert "Previous" not in html


def test_progress_says_done_total_and_failed() -> None:
    html = part("progress", done=1240, total=5000, failed=3, what="mails sent")
    assert 'max="5000" value="1240"' in html
    assert "1,240 of 5,000 mails sent" in html
    assert "3 failed" in html


def test_number_stands_with_its_origin() -> None:
    html = part(
        "number",
        number="503,845",
        what="signatures counted",
        provenance="10 counts",
        url="/s/",
        link="Sources",
    )
    assert "<bdi>503,845</bdi>" in html
    assert '10 counts · <a href="/s/">Sources</a>' in html


# --- whole pages --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", STATUS_PAGES)
def test_error_page_needs_no_context_and_says_what_to_do(page: str) -> None:
    html = render_to_string(page)
    assert '<a class="btn btn-primary" href="/">' in html
    assert "<script" not in html


def test_plain_page_reads_no_reader_and_makes_no_token() -> None:
    request = RequestFactory().get("/k/x/")  # neither session nor user: reading one would fail
    html = render_to_string("404.html", request=None, context={"request": request})
    assert "csrf" not in html.lower()
    assert "CSRF_COOKIE" not in request.META


@pytest.mark.parametrize(
    ("language", "direction", "build"), [("en", "ltr", "bootstrap.min"), ("ar", "rtl", "bootstrap.rtl.min")]
)
def test_page_reads_in_the_direction_of_its_language(language: str, direction: str, build: str) -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with translation.override(language):
        html = render_to_string(
            "base.html", {"request": request, "user": request.user, "csrf_token": "t0ken"}
        )
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert f"{build}.css" in html
