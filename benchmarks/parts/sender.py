"""Our own engine as a process that is measured: waits for a word on its standard input, drains, says how it went.

``python -m parts.sender`` says that it is ready once its code is loaded; then, for every line it reads, it works off
what is due and prints a JSON line with mails sent, seconds, CPU seconds and memory.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time


def main() -> None:
    """Serve until standard input ends."""
    import django

    django.setup()
    from accounts.post.drain import drain_once

    gc.freeze()
    print(json.dumps({"ready": True}), flush=True)
    for _line in sys.stdin:
        began, cpu = time.perf_counter(), time.process_time()
        settled = drain_once()
        print(
            json.dumps(
                {
                    "sent": settled["sent"],
                    "seconds": time.perf_counter() - began,
                    "cpu": time.process_time() - cpu,
                    "rss_kb": _resident(),
                    "peak_kb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
                }
            ),
            flush=True,
        )


def _resident() -> int:
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


if __name__ == "__main__":
    main()
