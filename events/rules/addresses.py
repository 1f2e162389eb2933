"""What may become a link on a page. Pure."""

from __future__ import annotations

import re
from typing import Final

WEB_ADDRESS: Final = re.compile(r"https?://[^\s/?#.]+(?:\.[^\s/?#.]+)+\.?(?:[:/?#]\S*)?", re.IGNORECASE)


def is_web_address(text: str) -> bool:
    """Say whether `text` is one http or https address of a named host; "javascript:…" and the like are not."""
    return WEB_ADDRESS.fullmatch(text) is not None
