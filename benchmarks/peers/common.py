"""What the peers share: settings, ready-made bodies, and the line they print."""

import json
import os
import sys

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


def bodies(size):
    """Return text and HTML that together have about `size` octets."""
    line = "A line of text as long as those of a mail that somebody reads, and no longer.\n"
    return line * (size // 4 // len(line)), "<p>" + f"{line}<br>" * (size * 3 // 4 // (len(line) + 4)) + "</p>"


def say(**facts):
    """Print the line the benchmark reads."""
    print(json.dumps(facts), flush=True)


def arguments():
    """Return number of mails and their size."""
    return int(sys.argv[1]), int(sys.argv[2])
