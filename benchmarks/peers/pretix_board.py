"""pretix: the month calendar of an event series, as a visitor sees it; each date has a product and a quota."""

import datetime as dt
import os

from overview import main, month, rows

os.environ["DJANGO_SETTINGS_MODULE"] = "pretix.settings"


def fill(number):
    """Make a series with so many dates, through pretix's models."""
    from django_scopes import scopes_disabled
    from pretix.base.models import Event, Organizer, Quota, SubEvent

    with scopes_disabled():
        organizer = Organizer.objects.create(name="Benchmark", slug="benchmark")
        series = Event.objects.create(
            organizer=organizer, name="Day of action", slug="day", date_from=month(), currency="EUR",
            has_subevents=True, live=True, is_public=True,
        )  # fmt: skip
        series.settings.timezone = "UTC"
        product = series.items.create(name="Place", default_price=0)
        dates = [
            SubEvent(
                event=series, name=name, active=True, is_public=True, date_from=begin,
                date_to=begin + dt.timedelta(minutes=30),
            )
            for name, begin, _place in rows(number)
        ]  # fmt: skip
        SubEvent.objects.bulk_create(dates, batch_size=500)
        quotas = [Quota(event=series, subevent=date, name="Places", size=20) for date in dates]
        Quota.objects.bulk_create(quotas, batch_size=500)
        links = [Quota.items.through(quota=quota, item=product) for quota in quotas]
        Quota.items.through.objects.bulk_create(links, batch_size=500)


if __name__ == "__main__":
    main(fill, f"/benchmark/day/?style=calendar&date={month():%Y-%m}", ("migrate", {}))
