"""What the look promises: contrast in both grounds, logical properties, one drawing per state, nothing inline."""

import re
from pathlib import Path

import pytest

from events.choices import Answer, BoardState

ROOT = Path(__file__).resolve().parents[2]
STYLES = sorted((ROOT / "handins" / "static" / "handins").glob("*.css"))
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.html") if "emails" not in path.parts)
PARTS = sorted((ROOT / "templates" / "_parts").iterdir())

TOKEN = re.compile(r"--hi-([a-z0-9-]+): (#[0-9a-f]{6});")
# Text on every ground it may stand on; the rest of the colours are marks and edges (visual reference: 4.5 and 3).
TEXTS = ("ink", "ink2", "signal", "done", "refused", "attention", "quiet")
MARKS = ("control", "signal-mark", "attention-mark", "done-mark", "refused-mark", "quiet-mark")
GROUNDS = ("surface", "paper", "sunk", "raised", "night")
ON_SOFT = ("signal", "attention", "done", "refused", "quiet")
SIDE = r"(?:left|right|top|bottom)"
PHYSICAL = re.compile(
    rf"[{{;]\s*((?:(?:margin|padding|border)-)?{SIDE}(?:-\w+)?|(?:float|clear|text-align): *{SIDE})(?= *[:;])"
)
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|\shx-on|javascript:")
SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)")


def tokens(name: str) -> dict[str, str]:
    return dict(TOKEN.findall((ROOT / "handins/static/handins" / name).read_text()))


LIGHT = tokens("handins.css")
DARK = LIGHT | tokens("dark.css")


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def pairs() -> list[tuple[str, str, float]]:
    text = [(colour, ground, 4.5) for colour in TEXTS for ground in GROUNDS]
    marks = [(colour, ground, 3.0) for colour in MARKS for ground in GROUNDS]
    soft = [(colour, f"{colour}-soft", 4.5) for colour in ON_SOFT] + [
        ("ink", f"{colour}-soft", 4.5) for colour in ON_SOFT
    ]
    return [
        *text,
        *marks,
        *soft,
        ("on-signal", "signal", 4.5),
        ("on-btn", "ink", 4.5),
        ("on-btn", "ink2", 4.5),
    ]


@pytest.mark.parametrize("ground", ["light", "dark"])
@pytest.mark.parametrize(("colour", "behind", "least"), pairs())
def test_colour_on_its_ground_has_enough_contrast(
    ground: str, colour: str, behind: str, least: float
) -> None:
    named = {"light": LIGHT, "dark": DARK}[ground]
    assert contrast(named[colour], named[behind]) >= least


def test_dark_sets_every_colour_that_light_sets() -> None:
    assert tokens("dark.css").keys() == LIGHT.keys()


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_style_sheet_is_short_and_knows_no_left_or_right(path: Path) -> None:
    rules = re.sub(r"/\*.*?\*/|url\(.*?\)", "", path.read_text(), flags=re.DOTALL)
    assert len(path.read_text().splitlines()) <= 300
    assert not PHYSICAL.findall(rules)


def test_check_for_physical_properties_finds_them() -> None:
    rules = "a { margin-left: 1px; text-align: right; left: 0; border-top-color: red; vertical-align: top }"
    assert len(PHYSICAL.findall(rules)) == 4


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_template_has_nothing_inline(path: Path) -> None:
    source = re.sub(r"\{#.*?#\}", "", path.read_text())
    assert not INLINE.findall(source)
    assert not SCRIPT.findall(source)


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.name)
def test_part_names_its_inputs_in_its_first_line(path: Path) -> None:
    assert path.read_text().startswith("{# Inputs: ")


def test_every_state_and_answer_is_drawn_once() -> None:
    drawn = re.findall(r'<symbol id="hi-([a-z_]+)"', (ROOT / "templates/_parts/marks.svg").read_text())
    assert sorted(drawn) == sorted([*BoardState.values, *Answer.values])
