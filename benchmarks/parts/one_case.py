"""Runs one case on one database and prints its figures: a process of its own, because Django knows one database.

python benchmarks/parts/one_case.py '{"case": …, "database": …, "url": …, "mails": …, "quick": …, "folder": …}'
"""

from __future__ import annotations

import json
import signal
import sys
import time
from pathlib import Path
from typing import Any

from . import change_cases, process_cases, quiet_cases, smtp_cases, summer_cases
from .run import open_run

MODULES = (process_cases, smtp_cases, change_cases, summer_cases, quiet_cases)


def main(told: dict[str, Any]) -> None:
    """Run the case."""
    case = next(getattr(module, told["case"]) for module in MODULES if hasattr(module, told["case"]))
    began = time.monotonic()
    run = open_run(
        Path(told["folder"]),
        database=told["database"],
        database_url=told["url"],
        mails=told["mails"],
        is_quick=told["quick"],
        postgresql=told["postgresql"],
    )
    with run as opened:
        figures = case(opened)
    print(json.dumps({**figures, "seconds": round(time.monotonic() - began, 1)}))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    main(json.loads(sys.argv[1]))
