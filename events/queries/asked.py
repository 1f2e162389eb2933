"""How many people are asked and what they say: those whose rows are kept, and those of whom only the number is left."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count

from events.models import Event

BY_ANSWER = {"everybody": "people", "yes": "yes", "silent": "silent", "no": "no"}
"""The figures of a campaign and the columns of `BoardLine` they add up. The columns `frozen_…` bear their names."""


@dataclass(frozen=True)
class People:
    """People asked at the events of a campaign, by answer; whoever is asked at two events counts at both."""

    everybody: int
    yes: int
    silent: int
    no: int


def answers_by_role(event: Event) -> dict[str, dict[str, int]]:
    """Return {role: {answer: people}} of `event`; one query."""
    kept = event.assignments.order_by().values_list("role", "answer").annotate(people=Count("pk"))
    frozen = event.frozen_counts.order_by().values_list("role", "answer", "people")
    answers: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for role, answer, people in kept.union(frozen, all=True):
        answers[role][answer] += people
    return answers
