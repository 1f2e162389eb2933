"""Addresses of the people side."""

from django.urls import path

from accounts.views import activists, preferences, sections

app_name = "accounts"

urlpatterns = [
    path("activists/", activists.activists, name="activists"),
    path("activists/new/", activists.activist_new, name="activist_new"),
    path("activists/<uuid:public_id>/", activists.activist, name="activist"),
    path("activists/<uuid:public_id>/edit/", activists.activist_edit, name="activist_edit"),
    path("sections/", sections.sections, name="sections"),
    path("sections/<slug:slug>/", sections.section, name="section"),
    path("sections/<slug:slug>/edit/", sections.section_edit, name="section_edit"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("preferences/test-mail/", preferences.test_mail, name="test_mail"),
]
