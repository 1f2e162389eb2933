"""What Prometheus reads: every line as its text format wants it, every figure in its place, and nobody's name."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest

from accounts.choices import LetterKind
from accounts.post.drain import drain_once
from accounts.post.figures import clock_figures
from accounts.post.letters import write_letter
from accounts.post.relay import pause
from accounts.post.tables import tables
from accounts.post.tally import REPEAT, RETRY, End, tally
from handins.metrics import KINDS, Metric, exposition
from tests.accounts.post.conftest import NOW

pytestmark = pytest.mark.django_db

# prometheus.io/docs/instrumenting/exposition_formats, without timestamps
NAME, LABEL = r"[a-zA-Z_:][a-zA-Z0-9_:]*", r"[a-zA-Z_][a-zA-Z0-9_]*"
PAIR = rf'{LABEL}="(?:[^"\\\n]|\\["\\n])*"'
NUMBER = r"[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf|NaN)"
HELP = re.compile(rf"# HELP ({NAME}) [^\n]+")
TYPE = re.compile(rf"# TYPE ({NAME}) (gauge|counter)")
SAMPLE = re.compile(rf"({NAME})(\{{{PAIR}(?:,{PAIR})*\}})? ({NUMBER})")


def parsed(text: str) -> tuple[dict[str, str], dict[str, float]]:
    """Return ({metric: type}, {sample: value}). Raises AssertionError where the format is not kept to the letter."""
    assert text.endswith("\n")
    types: dict[str, str] = {}
    samples: dict[str, float] = {}
    told = ""
    for line in text.splitlines():
        if helped := HELP.fullmatch(line):
            told = helped[1]
            assert told not in types, f"{told} is there twice"
        elif typed := TYPE.fullmatch(line):
            assert typed[1] == told, "HELP and TYPE belong together"
            types[told] = typed[2]
        else:
            sample = SAMPLE.fullmatch(line)
            assert sample, line
            assert sample[1] == told, "samples stand below their metric"
            assert sample[0].rpartition(" ")[0] not in samples
            samples[sample[0].rpartition(" ")[0]] = float(sample[3])
    return types, samples


def asked(at: timedelta = timedelta()) -> tuple[dict[str, str], dict[str, float]]:
    return parsed(exposition(clock_figures(NOW + at)))


def test_counters_are_called_total_and_gauges_are_not() -> None:
    types, samples = asked()

    assert {
        name: kind for name, kind in types.items() if (kind == "counter") != name.endswith("_total")
    } == {}
    assert min(samples.values()) >= 0


def test_every_counter_begins_at_nothing() -> None:
    _types, samples = asked()

    assert {f'handins_mail_sent_total{{kind="{kind}"}}' for kind in KINDS} <= samples.keys()
    assert {
        'handins_mail_failed_total{class="dead_address"}',
        'handins_mail_retries_total{class="temporary"}',
    } <= (samples.keys())
    assert {name for name, value in samples.items() if "_total" in name and value} == set()


def test_figures_stand_under_their_names() -> None:
    drain_once(now=NOW, part="watch")
    for number in range(3):
        write_letter(kind=LetterKind.TEST, address=f"reader{number}@example.org", now=NOW)
    drain_once(now=NOW)
    write_letter(kind=LetterKind.TEST, address="late@example.org", now=NOW)
    ends = {End("asked", "failed", "dead_address"): 2, End("asked", "missed", "expired"): 4}
    ends |= {End("asked", REPEAT, "no_reply"): 5, End("asked", RETRY, "temporary"): 6}
    tally(tables()[-1], Counter(ends), now=NOW)
    pause("no_connection", now=NOW)

    _types, samples = asked(timedelta(seconds=30))

    assert {name: samples[f"handins_mail_{name}"] for name in (
        "lag_seconds", "due", "sending", "pending", "failed", 'sent_total{kind="test"}',
        'failed_total{class="dead_address"}', "missed_total", "repeats_total", 'retries_total{class="temporary"}',
        'heartbeat_age_seconds{part="clock"}', 'heartbeat_age_seconds{part="watch"}',
        'heartbeat_age_seconds{part="mail"}', "clock_up", "relay_paused",
    )} == {
        "lag_seconds": 30, "due": 1, "sending": 0, "pending": 1, "failed": 0, 'sent_total{kind="test"}': 3,
        'failed_total{class="dead_address"}': 2, "missed_total": 4, "repeats_total": 5,
        'retries_total{class="temporary"}': 6, 'heartbeat_age_seconds{part="clock"}': 30,
        'heartbeat_age_seconds{part="watch"}': 30, 'heartbeat_age_seconds{part="mail"}': 30,
        "clock_up": 1, "relay_paused": 1,
    }  # fmt: skip


def test_dead_clock_is_down_and_its_age_grows() -> None:
    drain_once(now=NOW)

    _types, samples = asked(timedelta(seconds=50))

    assert samples["handins_mail_clock_up"] == 0
    assert samples['handins_mail_heartbeat_age_seconds{part="clock"}'] == 50


def test_old_names_say_the_same() -> None:
    write_letter(kind=LetterKind.TEST, address="late@example.org", now=NOW)

    _types, samples = asked(timedelta(seconds=9))

    for name in ("pending", "due", "sending", "failed"):
        assert samples[f"handins_{name}"] == samples[f"handins_mail_{name}"]
    assert samples["handins_oldest_due_age_seconds"] == 9


def test_nobody_is_named() -> None:
    write_letter(kind=LetterKind.TEST, address="marsha@example.org", now=NOW)
    drain_once(now=NOW)

    assert "marsha" not in exposition(clock_figures(NOW))


@pytest.mark.database("sqlite")
def test_label_is_escaped() -> None:
    metric = Metric("m", "gauge", "text", label="part", values={'a "b" \\ c\nd': 1})

    (line,) = list(metric.lines())[2:]
    assert SAMPLE.fullmatch(line)
    assert line == r'handins_m{part="a \"b\" \\ c\nd"} 1'
