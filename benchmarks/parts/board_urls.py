"""The product's addresses, and a page that does nothing but know who asks."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


@login_required
def empty(request: HttpRequest) -> HttpResponse:
    """Return nothing."""
    return HttpResponse(str(request.user.pk))


urlpatterns = [path("benchmark/empty/", empty), path("", include("handins.urls"))]
