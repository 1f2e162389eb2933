"""What becomes of a picture somebody sends: decoded, turned, pasted into a fresh one, encoded anew. Pure.

Opening and saving would keep comments and profiles; a fresh image has none to keep.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageDraw, ImageOps

MOST_BYTES = 10_000_000
MOST_PIXELS = 25_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
LONGEST_SIDE = 2048
"""Pixels: enough for a newspaper's column, and a file a phone can load."""
QUALITY = 85
UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, struct.error, IndexError, KeyError, TypeError)
"""What Pillow's readers raise on damaged files, UnidentifiedImageError among them."""
TOO_MANY = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True)
class Picture:
    """A JPEG without anything but pixels."""

    jpeg: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Box:
    """A part of a picture, in percent of its width and height from the upper left corner."""

    left: float
    top: float
    width: float
    height: float


def fresh_picture(original: bytes) -> Picture:
    """Return what `original` (JPEG, PNG or WebP by content) shows, upright and at most LONGEST_SIDE long.

    Raises ValidationError for another kind of file, more than 10 MB, more than 25 megapixels, or a damaged one.
    """
    if len(original) > MOST_BYTES:
        raise ValidationError(_("The photo is larger than 10 MB. Send a smaller one."), code="too_large")
    try:
        with Image.open(BytesIO(original), formats=FORMATS) as found:
            _refuse_huge(found.size)
            found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is decoded no larger than needed
            upright = ImageOps.exif_transpose(found).convert("RGBA")
    except TOO_MANY as error:
        raise _huge() from error
    except UNREADABLE as error:
        raise ValidationError(
            _("This file cannot be read as a photo. Send a JPEG, PNG or WebP."), code="unreadable"
        ) from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    fresh = Image.new("RGB", upright.size, "white")
    fresh.paste(upright, mask=upright)
    return encoded(fresh)


def covered(picture: Picture, boxes: Sequence[Box]) -> Picture:
    """Return the picture with black boxes burned in: what was there is not in the file any more."""
    with Image.open(BytesIO(picture.jpeg), formats=("JPEG",)) as found:
        fresh = Image.new("RGB", found.size)
        fresh.paste(found)
    draw = ImageDraw.Draw(fresh)
    for box in boxes:
        left, top = fresh.width * box.left / 100, fresh.height * box.top / 100
        right, bottom = left + fresh.width * box.width / 100, top + fresh.height * box.height / 100
        draw.rectangle((left, top, right, bottom), fill="black")
    return encoded(fresh)


def _refuse_huge(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MOST_PIXELS:
        raise _huge()


def _huge() -> ValidationError:
    return ValidationError(
        _("The photo has more than 25 million pixels. Send a smaller one."), code="too_many_pixels"
    )


def encoded(image: Image.Image) -> Picture:
    """Return the pixels of `image` as a JPEG that carries nothing else."""
    file = BytesIO()
    image.save(file, "JPEG", quality=QUALITY, optimize=True)
    return Picture(jpeg=file.getvalue(), width=image.width, height=image.height)
