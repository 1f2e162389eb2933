"""Files with pictures in them, as phones would send."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image


def picture(*, size: tuple[int, int] = (60, 40), kind: str = "JPEG", **options: Any) -> bytes:
    """Return a file with a red picture of `size`; `options` are Pillow's for saving."""
    file = BytesIO()
    Image.new("RGB", size, "red").save(file, kind, **options)
    return file.getvalue()
