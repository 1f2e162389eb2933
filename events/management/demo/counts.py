"""Signatures of the demo by section and source. Only "more than 500,000, from Taiwan to Brazil" is fact. Data only."""

from __future__ import annotations

from typing import Final

ONLINE, STREET, PARTNERS = (
    "demonstration: online",
    "demonstration: street",
    "demonstration: partner organisations",
)

FINAL: Final[dict[str, dict[str, int]]] = {
    "australia": {ONLINE: 14_230, STREET: 4_230},
    "belgium": {ONLINE: 38_902, PARTNERS: 13_216},
    "brazil": {ONLINE: 6_412},
    "canada": {ONLINE: 26_571, STREET: 4_705},
    "finland": {ONLINE: 30_114, STREET: 8_100},
    "italy": {ONLINE: 39_590, PARTNERS: 7_312},
    "netherlands": {ONLINE: 61_005, STREET: 13_300},
    "norway": {ONLINE: 33_540},
    "spain": {ONLINE: 44_283, PARTNERS: 14_450},
    "sweden": {ONLINE: 52_770, STREET: 9_100},
    "taiwan": {ONLINE: 4_873},
    "ukraine": {ONLINE: 2_150},
    "united-kingdom": {ONLINE: 67_110, STREET: 12_017, PARTNERS: 9_300},
}
"""{section: {source: total two days before the day of action}}; together 517,280."""

GROWTH: Final = ((-35, 8), (-28, 21), (-21, 39), (-14, 61), (-7, 84), (-2, 100))
"""(day, per cent of the final number counted by then)."""

LATE: Final = (
    (0, "06:10", "united-kingdom", ONLINE, 68_314),
    (0, "13:20", "spain", ONLINE, 44_894),
    (0, "20:40", "canada", ONLINE, 27_055),
    (2, "09:00", "taiwan", ONLINE, 5_106),
    (5, "15:00", "brazil", STREET, 1_240),
)
"""(day, UTC, section, source, new total): numbers that still rise on the day and after it."""
