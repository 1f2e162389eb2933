"""The clock's figures as Prometheus reads them (text format 0.0.4). They name nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from accounts.choices import LetterKind, MailState
from accounts.post.faults import OF_RELAY, PERMANENT, Fault
from accounts.post.figures import ClockFigures
from accounts.post.tally import RETRY
from events.choices import ReminderKind

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
KINDS = (*LetterKind.values, *ReminderKind.values)
TRIED_AGAIN = (*sorted(OF_RELAY), Fault.TEMPORARY, Fault.NO_REPLY)
FAULTS = (*sorted(PERMANENT), *TRIED_AGAIN)
"""Counters that begin at 0 instead of being absent: a first failure is growth, too."""


@dataclass(frozen=True)
class Metric:
    """One metric: its value, or {value of the label: value}."""

    name: str
    type: str
    help: str
    value: float | None = None
    label: str = ""
    values: Mapping[str, float] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """Yield its lines."""
        yield f"# HELP handins_{self.name} {self.help}"
        yield f"# TYPE handins_{self.name} {self.type}"
        if self.value is not None:
            yield f"handins_{self.name} {self.value:.15g}"
        for value, number in self.values.items():
            yield f'handins_{self.name}{{{self.label}="{_escaped(value)}"}} {number:.15g}'


def exposition(figures: ClockFigures) -> str:
    """Return the figures as the body of /metrics."""
    metrics = (*_gauges(figures), *_counters(figures), *_signs_of_life(figures), *_old_names(figures))
    return "".join(f"{line}\n" for metric in metrics for line in metric.lines())


def _gauges(figures: ClockFigures) -> Iterator[Metric]:
    yield Metric(
        "mail_lag_seconds",
        "gauge",
        "How long the mail that waits longest could have been taken and was not; 0 when nothing is due.",
        figures.lag.total_seconds(),
    )
    yield Metric("mail_due", "gauge", "Mails that should have been taken by now.", figures.due)
    yield Metric("mail_sending", "gauge", "Mails in the hands of senders.", figures.sending)
    yield Metric("mail_pending", "gauge", "Mails that will be sent, due or not.", figures.pending)
    yield Metric(
        "mail_failed", "gauge", "Mails that are failed today and need somebody.", figures.failed_rows
    )


def _counters(figures: ClockFigures) -> Iterator[Metric]:
    yield _by("mail_sent_total", "Mails the relay accepted.", "kind", KINDS, figures.by_kind(MailState.SENT))
    yield _by(
        "mail_failed_total", "Mails that were given up.", "class", FAULTS, figures.by_fault(MailState.FAILED)
    )
    yield _by(
        "mail_retries_total",
        "Tries that failed and were followed by another.",
        "class",
        TRIED_AGAIN,
        figures.by_fault(RETRY),
    )
    yield Metric(
        "mail_missed_total",
        "counter",
        "Mails whose time was over before they could be sent.",
        figures.total(MailState.MISSED),
    )
    yield Metric(
        "mail_repeats_total",
        "counter",
        "Mails handed over again, under the same Message-ID, though they may have arrived before.",
        figures.repeats,
    )


def _signs_of_life(figures: ClockFigures) -> Iterator[Metric]:
    pulse = figures.pulse
    ages = {part: age.total_seconds() for part, age in figures.heartbeats.items()}
    yield Metric(
        "mail_heartbeat_age_seconds",
        "gauge",
        "Since the last sign of life of a part; absent until its first.",
        label="part",
        values=ages,
    )
    yield Metric("mail_clock_up", "gauge", "1 while the clock lives, else 0.", pulse.lives)
    yield Metric(
        "mail_relay_paused",
        "gauge",
        "1 while all senders leave the relay alone because it takes no mail, else 0.",
        pulse.trouble_since is not None,
    )


def _old_names(figures: ClockFigures) -> Iterator[Metric]:
    """Yield what earlier versions named otherwise; dashboards may know it."""
    renamed = {
        "pending": ("mail_pending", figures.pending),
        "due": ("mail_due", figures.due),
        "sending": ("mail_sending", figures.sending),
        "failed": ("mail_failed", figures.failed_rows),
    }
    for old, (new, value) in renamed.items():
        yield Metric(old, "gauge", f"Old name of handins_{new}.", value)
    if figures.oldest_due_age is not None:
        age = figures.oldest_due_age.total_seconds()
        yield Metric("oldest_due_age_seconds", "gauge", "Since the oldest mail that is due was due.", age)


def _by(name: str, text: str, label: str, known: tuple[str, ...], found: Mapping[str, int]) -> Metric:
    values = {str(value): found.get(value, 0) for value in known}
    return Metric(name, "counter", text, label=label, values={**values, **found})


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
