"""What should be sent about events, to whom and when: plan, compose, reconcile. Claiming and sending is accounts.post."""

from events.reminders.planning import Planned, plan, plan_for

__all__ = ["Planned", "plan", "plan_for"]
