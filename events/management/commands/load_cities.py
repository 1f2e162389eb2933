"""`load_cities`: fill the gazetteer from the file that comes with the program."""

from typing import Any

from django.core.management.base import BaseCommand

from events.actions.cities import load_cities


class Command(BaseCommand):
    help = "Load the cities of the world (GeoNames, CC BY 4.0). Does nothing where they are loaded already."

    def handle(self, *args: Any, **options: Any) -> None:
        load = load_cities(progress=self.stderr.write if options["verbosity"] else str)
        done = "Loaded before" if load.was_loaded else "Loaded"
        self.stdout.write(f"{done}: {load.cities:,} cities, {load.names:,} other names.")
