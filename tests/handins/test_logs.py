"""Log lines give nothing away and stay one line each."""

import logging
import sys

import pytest

from handins.logs import Line


def record(message, *args, exc_info=None):
    return logging.LogRecord("events.views", logging.WARNING, "", 0, message, args, exc_info)


@pytest.mark.parametrize(
    ("message", "args", "end"),
    [
        ("Not Found: %s", ("/k/s3cr3t-Token_/",), "Not Found: /k/…/"),
        ("GET /k/s3cr3t?x=1 200", (), "GET /k/…?x=1 200"),
        ('"https://example.org/k/s3cr3t"', (), '"https://example.org/k/…"'),
        ("Broken: /accounts/password/reset/key/3-c8x-s3cr3t/", (), "Broken: /accounts/password/reset/key/…/"),
        ("a name\nwith\r\x1b[31m controls", (), "a name\\x0awith\\x0d\\x1b[31m controls"),
    ],
)
def test_line(message, args, end):
    assert Line().format(record(message, *args)).endswith(f"WARNING events.views: {end}")


def test_traceback_loses_its_tokens_and_keeps_its_lines():
    try:
        raise ValueError("no such link: /k/s3cr3t/")
    except ValueError:
        text = Line().format(record("failed", exc_info=sys.exc_info()))
    assert "s3cr3t" not in text
    assert text.splitlines()[-1] == "ValueError: no such link: /k/…/"
