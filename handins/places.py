"""Where this installation keeps what it writes. Standard library only: read before Django is loaded."""

import hashlib
import os
import tempfile
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("HANDINS_VAR") or BASE / "var").resolve()

# sockaddr_un holds 108 bytes on Linux and 104 on macOS, the final zero included.
LONGEST_SOCKET_PATH = 103


def socket_path(var: Path = VAR) -> Path:
    """Return where the embedded broker listens: under var/, or in a short private folder if that path is too long."""
    path = var / "valkey.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    name = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"handins-{os.getuid()}-{name}" / "valkey.sock"
