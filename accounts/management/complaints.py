"""How a command tells what an action refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.management.base import CommandError


@contextmanager
def complaints() -> Iterator[None]:
    """Turn a ValidationError into the command's last words: one line per complaint, the argument named."""
    try:
        yield
    except ValidationError as error:
        raise CommandError("\n".join(_lines(error))) from error


def _lines(error: ValidationError) -> Iterator[str]:
    if not hasattr(error, "error_dict"):
        yield from error.messages
        return
    for name, messages in error.message_dict.items():
        for message in messages:
            yield message if name == NON_FIELD_ERRORS else f"{name.replace('_', ' ')}: {message}"
