"""The one picture of the demo: a drawing of a closed gate, which nobody can take for a photo."""

from __future__ import annotations

from PIL import Image, ImageDraw

from events.rules.photos import encoded

SIZE = (1_200, 800)
SKY, WALL, GATE, GROUND, PAPER = "#dfe6ee", "#cfc6b4", "#3a3f48", "#8d8778", "#fffefb"


def gate() -> bytes:
    """Return the drawing as a JPEG: a wall, a gate with bars, and five parcels before it."""
    picture = Image.new("RGB", SIZE, SKY)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 180, 1_200, 640), fill=WALL)
    draw.rectangle((0, 640, 1_200, 800), fill=GROUND)
    draw.rectangle((400, 120, 800, 640), outline=GATE, width=14)
    for bar in range(440, 800, 40):
        draw.line((bar, 120, bar, 640), fill=GATE, width=8)
    draw.line((400, 380, 800, 380), fill=GATE, width=14)
    for number in range(5):
        left = 330 + 112 * number
        draw.rectangle((left, 600, left + 92, 670), fill=PAPER, outline=GATE, width=4)
    return encoded(picture).jpeg
