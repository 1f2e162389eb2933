"""How many people are asked and what they say: those whose rows are kept, and those of whom only the number is left."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from events.choices import Answer, EventStatus
from events.models import Assignment, Campaign, Event

BY_ANSWER = {
    "everybody": Q(),
    "yes": Q(answer=Answer.YES),
    "silent": Q(answer=Answer.ASKED),
    "no": Q(answer=Answer.NO),
}
"""The figures of a campaign. Its columns `frozen_…` bear the same names."""


@dataclass(frozen=True)
class People:
    """Distinct people asked in the campaign, by answer; somebody with two answers counts in both."""

    everybody: int
    yes: int
    silent: int
    no: int


def standing() -> QuerySet[Assignment]:
    """Return the assignments that count in a campaign: those at events that were planned and not called off."""
    return Assignment.objects.filter(event__status__in=(EventStatus.PLANNED, EventStatus.DONE)).order_by()


def people_of_campaign(campaign: Campaign) -> People:
    """Return how many people are and were asked in `campaign`; one query."""
    counts = {name: Count("activist", distinct=True, filter=which) for name, which in BY_ANSWER.items()}
    kept = standing().filter(event__campaign=campaign).aggregate(**counts)
    return People(**{name: kept[name] + getattr(campaign, f"frozen_{name}") for name in BY_ANSWER})


def answers_by_role(event: Event) -> dict[str, dict[str, int]]:
    """Return {role: {answer: people}} of `event`; one query."""
    kept = event.assignments.order_by().values_list("role", "answer").annotate(people=Count("pk"))
    frozen = event.frozen_counts.order_by().values_list("role", "answer", "people")
    answers: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for role, answer, people in kept.union(frozen, all=True):
        answers[role][answer] += people
    return answers
