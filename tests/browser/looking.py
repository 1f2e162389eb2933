"""What is looked at on every page, whoever it is for; a list of faults in words, empty where there is none."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, SMALL_PHONE, violations

COLOUR_RULES = ("color-contrast", "link-in-text-block")
"""What axe can find in the dark that it has not found in the light; the direction of reading changes no colour."""

OVERHANGS = """() => {
  const root = document.documentElement;
  const tooMuch = root.scrollWidth - root.clientWidth;
  if (tooMuch <= 0) return [];
  const hangsOver = (element) => element.getBoundingClientRect().right > root.clientWidth + 1;
  const seen = [...document.querySelectorAll("body *")].filter((element) => element.checkVisibility());
  const wide = seen.filter(hangsOver);
  return [`${tooMuch} px too much`, ...wide.slice(0, 3).map((element) => element.outerHTML.slice(0, 200))];
}"""
# A radio button may be drawn by its label, a row by what holds it.
WITHOUT_FOCUS_RING = """() => {
  const canBeSeen = (element) => element.checkVisibility({ visibilityProperty: true });
  const isStop = (element) => !element.disabled && element.tabIndex >= 0 && canBeSeen(element);
  const hasRing = (element) => {
    if (!element) return false;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 1) || boxShadow !== "none";
  };
  const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")].filter(isStop);
  const bare = stops.filter((element) => {
    element.focus({ focusVisible: true, preventScroll: true });
    return ![element, element.labels?.[0], element.parentElement].some(hasRing);
  });
  return bare.map((element) => element.outerHTML.slice(0, 200));
}"""


def faults(page: Page, address: str, *, status: int = 200) -> list[str]:
    """Open a page in English and return its faults: in light and dark, for keyboards, on a small phone."""
    answer = page.goto(address)
    assert answer is not None
    found = [] if answer.status == status else [f"status {answer.status} instead of {status}"]
    return found + faults_as_shown(page)


def faults_at_a_glance(page: Page, address: str) -> list[str]:
    """Open a page in English and return its faults in the light, at a desk and on a small phone."""
    page.goto(address)
    found = [*_document(page, language="en"), *violations(page)]
    page.set_viewport_size(SMALL_PHONE)
    return [*found, *(f"too wide for a phone: {element}" for element in page.evaluate(OVERHANGS))]


def faults_as_shown(page: Page, *, language: str = "en") -> list[str]:
    """Return the faults of the page that is open, for somebody who reads `language`."""
    is_english = language == "en"
    found = [
        *_document(page, language=language),
        *violations(page, without=() if is_english else COLOUR_RULES),
    ]
    if is_english:
        found += [f"no focus to be seen: {element}" for element in page.evaluate(WITHOUT_FOCUS_RING)]
        page.emulate_media(color_scheme="dark")
        found += [f"in the dark: {fault}" for fault in violations(page, *COLOUR_RULES)]
        page.emulate_media(color_scheme="light")
    page.set_viewport_size(SMALL_PHONE)
    found += [f"too wide for a phone: {element}" for element in page.evaluate(OVERHANGS)]
    page.set_viewport_size(DESKTOP)
    return found


def faults_in_arabic(page: Page, address: str) -> list[str]:
    """Open a page in a window that speaks Arabic and return the faults it has from right to left."""
    page.goto(address)
    return [f"right to left: {fault}" for fault in faults_as_shown(page, language="ar")]


def _document(page: Page, *, language: str) -> Iterator[str]:
    root, title = page.locator("html"), page.title()
    said = {
        "lang": (root.get_attribute("lang"), language),
        "dir": (root.get_attribute("dir"), "rtl" if language == "ar" else "ltr"),
        "h1": (page.locator("h1").count(), 1),
        "main": (page.locator("main").count(), 1),
    }
    yield from (
        f"{name} is {found}, not {wanted}" for name, (found, wanted) in said.items() if found != wanted
    )
    if title.startswith("·") or not title:
        yield f"the title is “{title}”"
