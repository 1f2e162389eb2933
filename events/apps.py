"""The work: campaigns, missions, events, who is asked, what is sent, what came of it."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = "Work"
