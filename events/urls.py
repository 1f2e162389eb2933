"""Addresses of the work. Ids in them are random; short names are the campaigns' own."""

from django.urls import path

from events.views import (
    activists,
    assignments,
    board,
    campaign_mails,
    campaigns,
    coverage,
    events,
    home,
    ledger,
    links,
    mail_preview,
    missions,
    outcomes,
    places,
    public,
    scheduling,
    sending,
    signatures,
    trail,
)

app_name = "events"

urlpatterns = [
    path("", home.home, name="home"),
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/new/", campaigns.campaign_new, name="campaign_new"),
    path("campaigns/<slug:slug>/", campaigns.campaign, name="campaign"),
    path("campaigns/<slug:slug>/edit/", campaigns.campaign_edit, name="campaign_edit"),
    path("campaigns/<slug:slug>/open/", campaigns.campaign_open, name="campaign_open"),
    path("campaigns/<slug:slug>/close/", campaigns.campaign_close, name="campaign_close"),
    path("campaigns/<slug:slug>/sending/", sending.campaign_sending, name="campaign_sending"),
    path("campaigns/<slug:slug>/mails/", campaign_mails.campaign_mails, name="campaign_mails"),
    path("campaigns/<slug:slug>/board/", board.board, name="board"),
    path("campaigns/<slug:slug>/coverage/", coverage.coverage, name="coverage"),
    path("campaigns/<slug:slug>/signatures/", signatures.signatures, name="signatures"),
    path("sections/<slug:slug>/trail/", trail.section_acts, name="section_trail"),
    path("missions/", missions.missions, name="missions"),
    path("missions/new/", missions.mission_new, name="mission_new"),
    path("missions/<uuid:public_id>/", missions.mission, name="mission"),
    path("missions/<uuid:public_id>/edit/", missions.mission_edit, name="mission_edit"),
    path("activists/<uuid:public_id>/events/", activists.activist_events, name="activist_events"),
    path("activists/<uuid:public_id>/mails/", ledger.activist_mails, name="activist_mails"),
    path("activists/<uuid:public_id>/mails/step/", ledger.activist_mails_step, name="activist_mails_step"),
    path("events/", events.events, name="events"),
    path("events/new/", scheduling.event_new, name="event_new"),
    path("events/<uuid:public_id>/", events.event, name="event"),
    path("events/<uuid:public_id>/sending/", sending.event_sending, name="event_sending"),
    path("events/<uuid:public_id>/mails/", ledger.event_mails, name="event_mails"),
    path("events/<uuid:public_id>/mails/step/", ledger.event_mails_step, name="event_mails_step"),
    path(
        "events/<uuid:public_id>/mails/preview/", mail_preview.event_mail_preview, name="event_mail_preview"
    ),
    path(
        "events/<uuid:public_id>/mails/preview/html/",
        mail_preview.event_mail_preview_html,
        name="event_mail_preview_html",
    ),
    path("events/<uuid:public_id>/trail/", events.event_trail, name="event_trail"),
    path("events/<uuid:public_id>/edit/", scheduling.event_edit, name="event_edit"),
    path("events/<uuid:public_id>/move/", scheduling.event_move, name="event_move"),
    path("events/<uuid:public_id>/confirm/", scheduling.event_confirm, name="event_confirm"),
    path("events/<uuid:public_id>/cancel/", scheduling.event_cancel, name="event_cancel"),
    path("events/<uuid:public_id>/clone/", scheduling.event_clone, name="event_clone"),
    path("events/<uuid:public_id>/needs/", assignments.event_needs, name="event_needs"),
    path("events/<uuid:public_id>/assign/", assignments.event_assign, name="event_assign"),
    path("events/<uuid:public_id>/outcome/", outcomes.event_outcome, name="event_outcome"),
    path("events/<uuid:public_id>/attempt/", outcomes.event_attempt, name="event_attempt"),
    path("events/<uuid:public_id>/give-up/", outcomes.event_give_up, name="event_give_up"),
    path("assignments/<uuid:public_id>/answer/", assignments.assignment_answer, name="assignment_answer"),
    path(
        "assignments/<uuid:public_id>/unassign/", assignments.assignment_unassign, name="assignment_unassign"
    ),
    path("places/", places.places, name="places"),
    path("public/sections/<slug:slug>/events.ics", public.section_feed, name="section_feed"),
    path("public/<slug:slug>/events.ics", public.campaign_feed, name="campaign_feed"),
    path("k/<str:token>/", links.link, name="link"),
]
