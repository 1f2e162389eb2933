"""Names of states ↔ ISO 3166-1 codes. A state is not always an ISO code: what is not known stays a label."""

from __future__ import annotations

import re
from functools import cache

from django.utils import translation
from django_countries import countries
from django_countries.data import COUNTRIES

from accounts.fields import fold

# What public lists say beside the names of ISO 3166-1.
ALIASES = {
    "America": "US",
    "Bosnia": "BA",
    "Britain": "GB",
    "Burma": "MM",
    "Cape Verde": "CV",
    "Congo Brazzaville": "CG",
    "Congo Kinshasa": "CD",
    "Congo-Brazzaville": "CG",
    "Congo-Kinshasa": "CD",
    "Czech Republic": "CZ",
    "DR Congo": "CD",
    "East Timor": "TL",
    "England": "GB",
    "Federated States of Micronesia": "FM",
    "Great Britain": "GB",
    "Holland": "NL",
    "Ivory Coast": "CI",
    "Kingdom of Denmark": "DK",
    "Kingdom of the Netherlands": "NL",
    "Kosovo": "XK",
    "Macau": "MO",
    "Macedonia": "MK",
    "Nauru": "NR",
    "People's Republic of China": "CN",
    "PRC": "CN",
    "Republic of China": "TW",
    "Republic of Ireland": "IE",
    "Republic of Korea": "KR",
    "Republic of the Congo": "CG",
    "Sahrawi Arab Democratic Republic": "EH",
    "Slovak Republic": "SK",
    "State of Palestine": "PS",
    "Swaziland": "SZ",
    "The Bahamas": "BS",
    "The Gambia": "GM",
    "Timor Leste": "TL",
    "Turkey": "TR",
    "UAE": "AE",
    "UK": "GB",
    "United States": "US",
    "USA": "US",
    "Vatican": "VA",
}
# ISO 3166-2: a part of a state ("GE-AB"); its first half is the state.
SUBDIVISION = re.compile(r"([A-Z]{2})-[A-Z0-9]{1,3}")


@cache
def _names() -> dict[str, str]:
    """Return {code: English name}, whatever language is active."""
    with translation.override("en"):
        return {code: str(name) for code, name in countries}


@cache
def _codes() -> dict[str, str]:
    """Return {folded name: code}: common names, the long names of ISO, and the aliases."""
    with translation.override("en"):
        formal = {fold(str(name)): code for code, name in COUNTRIES.items()}
    common = {fold(name): code for code, name in _names().items()}
    return formal | common | {fold(name): code for name, code in ALIASES.items()}


def country_name(code: str) -> str:
    """Return the English name of an ISO code, or the code itself where it is none."""
    return _names().get(code.upper(), code)


def country_code(label: str) -> str:
    """Return the ISO code that `label` means: a code, a subdivision's code, or an English name; blank for none."""
    code = label.strip().upper()
    if code in _names():
        return code
    subdivision = SUBDIVISION.fullmatch(code)
    if subdivision and subdivision[1] in _names():
        return subdivision[1]
    return _codes().get(fold(label), "")


def state_of(label: str) -> tuple[str, str]:
    """Return (code, label to show): a bare code gets its name, anything else keeps the words it came with."""
    code = country_code(label)
    return code, country_name(code) if label.strip().upper() == code else label
