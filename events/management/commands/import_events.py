"""`import_events`: a section's events of a campaign from a table, past ones as history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.management.base import CommandError, CommandParser

from events.actions.importing import EventImport, import_events
from events.actions.listed import EventFacts
from events.exchange.columns import CheckedRow
from events.exchange.events import read_events
from events.management.importing import ImportCommand, section_called
from events.models import Campaign
from events.rules.typed_dates import Order


class Command(ImportCommand):
    help = (
        "Import events of a section from a table (CSV, xlsx, ods). Existing events are changed by their external id,"
        " none is deleted. Columns: see docs/imports.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--campaign", required=True, metavar="SLUG", help="short name of the campaign")
        parser.add_argument("--section", required=True, metavar="SLUG", help="short name of the section")
        parser.add_argument("--draft", action="store_true", help="events ahead stay drafts: nobody is mailed")
        parser.add_argument(
            "--dates",
            default="",
            choices=[order.value for order in Order],
            help="what comes first in dates such as 3/4/2017, where the column does not tell",
        )

    def read(self, data: bytes, options: dict[str, Any], **columns: Any) -> Iterable[CheckedRow[EventFacts]]:
        return read_events(data, dates=options["dates"], **columns)

    def store(self, rows: Iterable[EventFacts], options: dict[str, Any]) -> EventImport:
        campaign, section = _campaign(options["campaign"]), section_called(options["section"])
        self.prepare_places(options)
        return self.done(
            import_events,
            dry_run=options["dry_run"],
            campaign=campaign,
            section=section,
            rows=rows,
            draft=options["draft"],
        )


def _campaign(slug: str) -> Campaign:
    campaign = Campaign.objects.filter(slug=slug).first()
    if campaign is None:
        known = ", ".join(Campaign.objects.values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no campaign {slug}. Campaigns: {known}.")
    return campaign
