"""What each part of sending costs, in microseconds per mail: ``python -m parts.costs NUMBER`` sends so many mails.

They go twice, and the second time counts, with warm patterns. Measured from outside, around the functions themselves;
what is left of the whole is the wire, and waiting for it.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from . import again

SPENT: dict[str, float] = defaultdict(float)


def timed(part: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return `function`, with its time added to `part`."""

    def measured(*args: Any, **kwargs: Any) -> Any:
        began = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            SPENT[part] += time.perf_counter() - began

    return measured


def main(number: int) -> None:
    """Send twice, and print what the second time took."""
    again.main(number)
    from accounts.post.drain import drain_once

    gc.freeze()
    drain_once()
    again.main(number)
    _wrap()
    began = time.perf_counter()
    sent = drain_once()["sent"]
    whole = time.perf_counter() - began
    SPENT["the wire, and waiting"] = whole - sum(SPENT.values())
    print(json.dumps({part: round(spent / sent * 1e6, 1) for part, spent in SPENT.items()} | {"mails": sent}))


def _wrap() -> None:
    from accounts.post import book, drain, sending
    from accounts.post.smtp_lane import SmtpLane
    from events.reminders.composing import ReminderGroup

    drain.claim = timed("claim", drain.claim)
    ReminderGroup.__init__ = timed("reading the group", ReminderGroup.__init__)  # type: ignore[method-assign]
    ReminderGroup.still_wanted = timed("asking again", ReminderGroup.still_wanted)  # type: ignore[method-assign]
    ReminderGroup.compose = timed("composing", ReminderGroup.compose)  # type: ignore[method-assign]
    SmtpLane.prepare = timed("writing for the wire", SmtpLane.prepare)  # type: ignore[method-assign]
    for kind in (book.PlainBook, book.PostgresBook):
        kind.enter = timed("settling", kind.enter)  # type: ignore[method-assign]
    sending.after = timed("deciding what to store", sending.after)


if __name__ == "__main__":
    main(int(sys.argv[1]))
