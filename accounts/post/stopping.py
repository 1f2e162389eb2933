"""One word for all senders of a worker: finish the mail in hand, and give back the rest.

Celery tells its main process to stop, while those it forked go on; the word lies in memory they share.
"""

from __future__ import annotations

import ctypes
from multiprocessing.sharedctypes import RawValue

_stopping = RawValue(ctypes.c_bool, False)


def is_stopping() -> bool:
    """Say whether the worker this process belongs to has been asked to stop."""
    return bool(_stopping.value)


def stop_senders() -> None:
    """Ask this process, and those it has forked or will fork, to stop. Safe in a signal handler."""
    _stopping.value = True
