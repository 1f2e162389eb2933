"""Log lines: one per event, readable, without control characters and without what a link in a mail can do."""

import logging
import re

# A token after /k/ is a capability (answering for somebody), the one after /reset/key/ is somebody's account; whoever
# reads logs must not get it.
TOKEN = re.compile(r"(/k/|/reset/key/)[^/\s\"'?#&]+")
CONTROLS = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)}


def without_tokens(text: str) -> str:
    """Return `text` with every link token replaced by an ellipsis."""
    return TOKEN.sub(r"\1…", text)


class Line(logging.Formatter):
    """Formats a record as one line (a traceback follows below), tokens removed from both."""

    default_msec_format = "%s.%03d"

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname:<7} {name}: {message}", style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802, the name is logging's
        return super().formatMessage(record).translate(CONTROLS)

    def format(self, record: logging.LogRecord) -> str:
        return without_tokens(super().format(record))


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": Line}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # Every guessed address is a 404: nothing an operator can act on.
        "django.request": {"level": "ERROR"},
        "celery": {"level": "WARNING"},  # it would tell of every tick, every ten seconds
        "kombu": {"level": "WARNING"},
        "_granian": {"level": "WARNING"},
    },
}
