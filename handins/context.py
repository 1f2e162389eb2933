"""What every template may know about the installation."""

from django.conf import settings
from django.http import HttpRequest


def installation(request: HttpRequest) -> dict[str, object]:
    """Return `demo`: whether pages say that this is a demonstration and link to its mailbox."""
    return {"demo": settings.DEMO}
