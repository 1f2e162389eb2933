"""Doors to photos. Their pixels leave through one of them only, and only to whoever may see them."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from events.access import photo_or_404
from events.queries.photos import jpeg_of


@require_safe
@login_not_required
def photo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand out the pixels. The address changes with them; nobody but the reader's browser keeps a copy."""
    found = photo_or_404(request.user, public_id)
    response = HttpResponse(jpeg_of(found), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="{found.public_id}.jpg"'
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    patch_cache_control(response, private=True, max_age=600)
    return response
