"""The door behind "City or mission": suggestions as a fragment of HTML."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.fields import clean_text
from events.queries.suggestions import suggestions


@require_safe
@login_required
def places(request: HttpRequest) -> HttpResponse:
    """Answer `?q=` with the cities and missions it can mean."""
    text = clean_text(request.GET.get("q", "")[:100])
    return render(request, "_parts/suggestions.html", {"options": suggestions(text), "query": text})
