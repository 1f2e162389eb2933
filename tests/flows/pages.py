"""Reading pages as people do: which sentence stands beside which field."""

from __future__ import annotations

import html
import re

from django.http import HttpResponse

TAGS = re.compile(r"<[^>]+>")


def words(markup: str) -> str:
    """Return what is read of `markup`: no tags, single blanks."""
    return " ".join(html.unescape(TAGS.sub(" ", markup)).split())


def page_words(response: HttpResponse) -> str:
    """Return what is read on a page."""
    return words(response.content.decode())


def beside(response: HttpResponse, field: str) -> str:
    """Return what stands beside the control called `field`, and that it is tied to it for screen readers."""
    page = response.content.decode()
    found = re.search(rf'id="id_{field}_error"[^>]*>(.*?)</div>', page, re.DOTALL)
    assert found, f"nothing stands beside {field}: {words(page)[:2000]}"
    assert re.search(rf'aria-describedby="[^"]*\bid_{field}_error\b', page), (
        f"{field} does not refer to its error"
    )
    return words(found[1])
