"""What the peers share: settings, the mails, and the line they print."""

import json
import os

import django
from django.conf import settings


def set_up(apps, **more):
    """Configure Django for one peer: its database and the relay stand in the environment."""
    database = {"ENGINE": "django.db.backends.postgresql", "HOST": os.environ["PEER_HOST"], "USER": "postgres"}
    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", *apps],
        DATABASES={"default": {**database, "NAME": os.environ["PEER_DATABASE"]}},
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=int(os.environ["PEER_PORT"]),
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        **more,
    )
    django.setup()


def mails():
    """Return the mails to send: {to, subject, text, html} and mostly {calendar, method}, as ours would write them."""
    with open(os.environ["PEER_MAILS"]) as lines:
        return [json.loads(line) for line in lines]


def message(one):
    """Return such a mail as Django's backends take it."""
    from django.core.mail import EmailMultiAlternatives

    made = EmailMultiAlternatives(one["subject"], one["text"], "post@example.org", [one["to"]])
    made.attach_alternative(one["html"], "text/html")
    if "calendar" in one:
        made.attach_alternative(one["calendar"], f"text/calendar; method={one['method']}")
    return made


def say(**facts):
    """Print the line the benchmark reads."""
    print(json.dumps(facts), flush=True)
