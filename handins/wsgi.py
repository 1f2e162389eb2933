"""The web server's door. Refuses to start with field keys that are not this database's."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handins.settings")

application = get_wsgi_application()

from accounts.actions.field_keys import check_canary  # noqa: E402, models need the apps loaded

check_canary()
