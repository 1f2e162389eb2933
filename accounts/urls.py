"""Addresses of the people side."""

from django.urls import path

from accounts.views import activists, members, merging, preferences, privacy, sections

app_name = "accounts"

urlpatterns = [
    path("activists/", activists.activists, name="activists"),
    path("activists/new/", activists.activist_new, name="activist_new"),
    path("activists/<uuid:public_id>/", activists.activist, name="activist"),
    path("activists/<uuid:public_id>/edit/", activists.activist_edit, name="activist_edit"),
    path("activists/<uuid:public_id>/export/", privacy.activist_export, name="activist_export"),
    path("activists/<uuid:public_id>/erase/", privacy.activist_erase, name="activist_erase"),
    path("activists/<uuid:public_id>/doubles/", merging.activist_doubles, name="activist_doubles"),
    path("activists/<uuid:public_id>/merge/", merging.activist_merge, name="activist_merge"),
    path("sections/", sections.sections, name="sections"),
    path("sections/new/", sections.section_new, name="section_new"),
    path("sections/<slug:slug>/", sections.section, name="section"),
    path("sections/<slug:slug>/edit/", sections.section_edit, name="section_edit"),
    path("sections/<slug:slug>/members/invite/", members.member_invite, name="member_invite"),
    path("sections/<slug:slug>/members/<uuid:public_id>/", members.member, name="member"),
    path("sections/<slug:slug>/members/<uuid:public_id>/step/", members.member_step, name="member_step"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("preferences/test-mail/", preferences.test_mail, name="test_mail"),
]
