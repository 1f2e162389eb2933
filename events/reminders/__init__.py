"""What should be sent about events, to whom and when: plan, compose, reconcile. Sending is accounts.post's."""

from events.reminders.planning import Planned, plan, plan_for

__all__ = ["Planned", "plan", "plan_for", "register_reminders"]


def register_reminders() -> None:
    """Let the clock work reminders off; called when the app is ready."""
    from accounts.post.tables import Table, register
    from events.models import Reminder
    from events.reminders.composing import ReminderGroup

    register(Table(Reminder, ReminderGroup))
