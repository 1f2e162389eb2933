"""The work: campaigns, missions, events, who is asked, what is sent, what came of it."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = "Work"

    def ready(self) -> None:
        from accounts.privacy import Holder, register_holder
        from events import models
        from events.actions import erasing, merging, retention
        from events.queries.kept import kept_about
        from events.queries.merging import foresee_joining
        from events.reminders import plan_for, register_reminders

        register_holder(
            Holder(
                "work",
                (
                    models.Assignment,
                    models.DeliveryAttempt,
                    models.Event,
                    models.Event.organisers.through,
                    models.Link,
                    models.MailStop,
                    models.Outcome,
                    models.Photo,
                    models.PressSnapshot,
                    models.Reminder,
                    models.SectionCalendar,
                    models.SignatureCount,
                ),
                replan=plan_for,
                export=kept_about,
                objections=erasing.objections,
                erase=erasing.erase,
                merge=merging.merge,
                foresee=foresee_joining,
                forget=retention.forget,
            )
        )
        register_reminders()
