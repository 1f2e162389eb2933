"""A tiny, hand-made excerpt in the format of the public embassies file: no quoting, 26 headings over 25 fields."""

from __future__ import annotations

from pathlib import Path

HEADINGS = (
    "operator;operatorQID;jurisdictions;jurisdictionQIDs;country;countryQID;city;cityQID;address;latitude;longitude;"
    "phone;email;website;facebook;twitter;youtube;picture;pictureAuthor;pictureLicense;pictureLicenseURL;type;typeQID;"
    "creation;QID;"
)
WIKIDATA = "http://www.wikidata.org/entity/"


def _row(city: str, kind: str, qid: str, latitude: float, longitude: float) -> str:
    head = f"Russia;{WIKIDATA}Q159;Australia;{WIKIDATA}Q408;Australia;{WIKIDATA}Q408;{city};{WIKIDATA}Q0;"
    return f"{head};{latitude};{longitude};;;;;;;;;;;{kind};{WIKIDATA}Q0;;{WIKIDATA}{qid}"


def embassies_file(folder: Path) -> Path:
    """Write the excerpt into `folder`: Russia's embassy in Canberra and its consulate general in Sydney."""
    path = folder / "embassies.csv"
    rows = [
        _row("Canberra", "embassy", "Q1", -35.32, 149.13),
        _row("Sydney", "consulate general", "Q2", -33.8878, 151.2378),
    ]
    path.write_text("\n".join([HEADINGS, *rows, ""]), encoding="utf-8")
    return path
