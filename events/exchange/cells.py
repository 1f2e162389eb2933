"""The cells of one row: cleaned and checked, with a sentence for everything that is wrong. Knows no model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.fields import clean_text
from events.rules.addresses import is_web_address

INVISIBLE_ENDS: Final = " \t\r\n\u00a0\u200b\u200c\u200d\u2060\ufeff"
QUOTED: Final = 60  # characters of a wrong value that its problem repeats


def trimmed(text: str) -> str:
    """Return `text` without blanks around it, also those that cannot be seen."""
    return text.strip(INVISIBLE_ENDS)


@dataclass(slots=True)
class Cells:
    """What one row says, by field; `longest` is the most characters each may have.

    What makes the row unfit gathers in `problems`, what was left out of a good row in `notes`.
    """

    said: Mapping[str, str]
    longest: Mapping[str, int]
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def text(self, name: str, *, lines: int = 1) -> str:
        """Return the cleaned text, line breaks kept if there may be several `lines`; too long a text is a problem."""
        return self._fitting(name, clean_text(self.said.get(name, ""), multiline=lines > 1))

    def required(self, name: str) -> str:
        """Return the cleaned text; its absence is a problem."""
        text = self.text(name)
        if not text:
            self.problems.append(_("%(name)s is missing.") % {"name": name})
        return text

    def listing(self, name: str) -> str:
        """Return a list of names that the file divides with "|" as people write it."""
        parts = (trimmed(part) for part in clean_text(self.said.get(name, "")).split("|"))
        return self._fitting(name, ", ".join(filter(None, parts)))

    def degrees(self, name: str, limit: int) -> float | None:
        """Return degrees within ±limit, or None; a decimal comma is a point."""
        said = self.said.get(name)
        if not said:
            return None
        try:
            degrees = float(said.replace(",", ".", 1))
        except ValueError:
            degrees = float("nan")
        if not (isfinite(degrees) and abs(degrees) <= limit):
            self._wrong(
                _("%(name)s “%(said)s” is no number from -%(limit)d to %(limit)d."), name, limit=limit
            )
        return degrees

    def point(self) -> tuple[float | None, float | None]:
        """Return latitude and longitude; one without the other is a problem."""
        latitude, longitude = self.degrees("latitude", 90), self.degrees("longitude", 180)
        if (latitude is None) != (longitude is None):
            self.problems.append(_("latitude and longitude go together: one is missing."))
        return latitude, longitude

    def email(self, name: str = "email") -> str:
        """Return an address as people write it, without the mailto: of links."""
        address = trimmed(self.text(name).removeprefix("mailto:"))
        try:
            if address:
                validate_email(address)
        except ValidationError:
            self._wrong(_("%(name)s “%(said)s” is no e-mail address."), name)
        return address

    def website(self, name: str = "website") -> str:
        """Return the first web address, with its scheme; any other scheme than http is a problem."""
        addresses = trimmed(self.text(name)).split()
        if len(addresses) > 1:
            self.notes.append(_("%(name)s: only the first of several addresses is kept.") % {"name": name})
        address = addresses[0] if addresses else ""
        if address.casefold().startswith("www."):
            address = f"http://{address}"
        if address and not is_web_address(address):
            self._wrong(_("%(name)s “%(said)s” is no web address."), name)
        return self._fitting(name, address)

    def _wrong(self, sentence: str, name: str, **more: object) -> None:
        self.problems.append(sentence % {"name": name, "said": self.said[name][:QUOTED], **more})

    def _fitting(self, name: str, text: str) -> str:
        if len(text) > self.longest[name]:
            self.problems.append(
                _("%(name)s has %(length)d characters; %(longest)d is the most.")
                % {"name": name, "length": len(text), "longest": self.longest[name]}
            )
        return text
