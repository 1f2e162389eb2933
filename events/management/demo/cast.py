"""Who takes part in the demo: the campaign, the sections, the users. Data only.

The campaign's words and the ten countries are public facts of June 2017; everybody here is invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Any, Final

CAMPAIGN: Final = {
    "slug": "chechnya",
    "title": "Protection for gay men in Chechnya",
    "ask": (
        "End the abductions, torture and killings of men believed to be gay in Chechnya. Open a full criminal"
        " investigation: a preliminary one was opened after Novaya Gazeta reported on 1 April 2017 that more than 100"
        " men had been abducted and at least three killed. Protect those at risk. And to all other states: take in the"
        " people who flee."
    ),
    "target_country": "RU",
}
"""The global day of action was 2 June 2017, its window 1 to 9 June."""

WINDOW: Final = (-1, 7)
"""First and last day of the window, counted from the day of action."""

MAIL_DOMAIN: Final = "example.org"  # RFC 2606: nobody's


@dataclass(frozen=True)
class SectionFacts:
    """A section as it is created."""

    slug: str
    name: str
    country: str
    time_zone: str
    language: str = "en"


SECTIONS: Final = (
    SectionFacts("australia", "Australia", "AU", "Australia/Sydney"),
    SectionFacts("belgium", "Belgium", "BE", "Europe/Brussels", "fr"),
    SectionFacts("brazil", "Brazil", "BR", "America/Sao_Paulo"),
    SectionFacts("canada", "Canada", "CA", "America/Toronto"),
    SectionFacts("finland", "Finland", "FI", "Europe/Helsinki"),
    SectionFacts("italy", "Italy", "IT", "Europe/Rome"),
    SectionFacts("netherlands", "Netherlands", "NL", "Europe/Amsterdam"),
    SectionFacts("norway", "Norway", "NO", "Europe/Oslo"),
    SectionFacts("spain", "Spain", "ES", "Europe/Madrid", "es"),
    SectionFacts("sweden", "Sweden", "SE", "Europe/Stockholm"),
    SectionFacts("taiwan", "Taiwan", "TW", "Asia/Taipei"),
    SectionFacts("ukraine", "Ukraine", "UA", "Europe/Kyiv"),
    SectionFacts("united-kingdom", "United Kingdom", "GB", "Europe/London"),
)
AUSTRALIA: Final = SECTIONS[0]
NEUTRAL_SENDER: Final = "Sam"

GLOBAL_COORDINATOR: Final = f"global.coordinator@{MAIL_DOMAIN}"
ORGANISER: Final = f"organiser.australia@{MAIL_DOMAIN}"
VIEWER: Final = f"viewer.australia@{MAIL_DOMAIN}"


def coordinator_of(section: str) -> str:
    """Return the address a section's coordinator signs in with."""
    return f"coordinator.{section}@{MAIL_DOMAIN}"


SIGN_INS: Final = {
    coordinator_of("australia"): "section coordinator",
    ORGANISER: "organiser",
    VIEWER: "viewer",
    GLOBAL_COORDINATOR: "global coordinator",
}
"""{e-mail: what they are} of those who get a password."""


PECULIARITIES: Final[dict[str, dict[str, Any]]] = {
    "Activist 2 Brussels": {"language": "en"},
    "Activist 3 Brussels": {"language": "ar"},
    "Activist 3 Stockholm": {"language": "ar"},
    "Activist 2 London": {"language": "ar", "discreet": True},
    "Activist 2 Montréal": {"language": "fr"},
    "Activist 3 Montréal": {"language": "fr", "discreet": True},
    "Activist 4 Montréal": {"language": "fr"},
    "Activist 3 Ottawa": {"language": "fr"},
    "Activist 3 Toronto": {"language": "es"},
    "Activist 2 Melbourne": {"language": "es"},
    "Activist 1 Kyiv": {"discreet": True},
    "Activist 2 Kyiv": {"discreet": True},
    "Activist 3 Kyiv": {"discreet": True},
    "Activist 2 Helsinki": {"discreet": True},
    # nurses on night shift sleep in the morning: the mail of that morning waits until they wake
    "Activist 3 Madrid": {"quiet_from": time(6, 0), "quiet_until": time(11, 0)},
    "Activist 2 Rome": {"quiet_from": time(21, 0), "quiet_until": time(8, 30)},
    "Activist 3 Sydney": {"quiet_from": time(22, 0), "quiet_until": time(7, 0)},
    # the organiser leads her own event
    "Activist 1 Melbourne": {"email": ORGANISER},
    # mistyped: no relay can deliver to .invalid (RFC 2606), so every mail to it comes back
    "Activist 4 London": {"email": "activist4.london@example.invalid"},
}
"""What sets single activists apart; everybody else reads the section's language at an address of their own."""
