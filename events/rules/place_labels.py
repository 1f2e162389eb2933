"""What people write where a list asks for a city: "Montreal, Quebec", "Abilene, TX", "nationwide". Pure."""

from __future__ import annotations

import re
from typing import Final

NO_PLACE: Final = frozenset(
    (
        "all over the country",
        "country wide",
        "countrywide",
        "multiple",
        "multiple cities",
        "multiple locations",
        "nation wide",
        "national",
        "national level",
        "nationally",
        "nationwide",
        "several",
        "several cities",
        "unknown",
        "unspecified",
        "various",
        "various cities",
        "various locations",
    )
)
SEVERAL: Final = re.compile(r"[;/]|,.*,.*,")
"""Between several places. Commas stand in the label of one as well, but not three of them."""

# Postal abbreviations (USPS Publication 28, Canada Post, Australia Post) of the regions in the gazetteer.
_STATES: Final = {
    "US": (
        "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware"
        "|DC Washington, D.C.|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas"
        "|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi"
        "|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York"
        "|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island"
        "|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington"
        "|WV West Virginia|WI Wisconsin|WY Wyoming"
    ),
    "CA": (
        "AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador|NS Nova Scotia"
        "|NT Northwest Territories|ON Ontario|PE Prince Edward Island|QC Quebec|SK Saskatchewan|YT Yukon"
    ),
    "AU": (
        "ACT Australian Capital Territory|NSW New South Wales|NT Northern Territory|QLD Queensland"
        "|SA South Australia|TAS Tasmania|VIC Victoria|WA Western Australia"
    ),
}
REGIONS: Final = {
    country: dict(each.split(" ", 1) for each in states.split("|")) for country, states in _STATES.items()
}


def is_no_place(label: str) -> bool:
    """Say whether `label` names no one place: the whole country, or several places."""
    return label.strip(" .").casefold() in NO_PLACE or SEVERAL.search(label) is not None


def split_label(label: str, country: str) -> tuple[str, str]:
    """Return the city of "City, Region", and the region written out; blank where there is none."""
    city, _comma, region = (part.strip() for part in label.partition(","))
    return city, REGIONS.get(country, {}).get(region.upper().replace(".", ""), region)
