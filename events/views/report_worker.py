"""The worker of the report page. It stands beside the links, since a worker reaches no further than where it lies."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.views.decorators.http import require_safe


@require_safe
@login_not_required
def report_worker(_request: HttpRequest) -> HttpResponse:
    """Return a script that is a single line: the address of the version that belongs to this installation."""
    return HttpResponse(f'import "{static("handins/js/worker.js")}";\n', content_type="text/javascript")
