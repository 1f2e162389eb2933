"""Two activists who are one person: who it may be, what merging would do, and the step itself."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.merging import foresee_merging, merge_activists, refuse_merging
from accounts.fields import masked_email
from accounts.forms.activists import DoublesForm
from accounts.models import Activist
from accounts.views.activist_list import doubles_of
from accounts.views.requests import READS_AND_POSTS, activist_or_404, signed_in, step_up


@require_safe
@login_required
def activist_doubles(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show who may be the same person: alike by name or phone, or found by a search."""
    found = activist_or_404(request, public_id)
    form = DoublesForm(request.GET)
    context = {"activist": found, "form": form, "doubles": doubles_of(found, q=form.wanted())}
    return render(request, "accounts/activist_doubles.html", context)


@require_http_methods(READS_AND_POSTS)
@login_required
def activist_merge(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say what merging the row `other` into this one would do, and do it when the button is pressed."""
    kept = activist_or_404(request, public_id)
    step_up(request)
    if not (other := request.GET.get("other", "")):
        return redirect("accounts:activist_doubles", public_id)
    gone = activist_or_404(request, _id(other))
    refusals: list[str] = []
    try:
        refuse_merging(kept, gone)
        if request.method == "POST" and request.POST.get("do") == "merge":
            merge_activists(by=signed_in(request), kept=kept, gone=gone)
            messages.success(request, _("The two are one person now."))
            return redirect("accounts:activist", kept.public_id)
    except ValidationError as error:
        refusals = error.messages
    return render(request, "accounts/activist_merge.html", _context(kept, gone, refusals))


def _id(text: str) -> UUID:
    """Return the id an address names. Raises Http404 for words that are none."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def _context(kept: Activist, gone: Activist, refusals: list[str]) -> dict[str, object]:
    foreseen = foresee_merging(kept, gone, now=timezone.now())
    names = {"kept": kept.name, "gone": gone.name}
    addresses = {"kept": masked_email(kept.email), "gone": masked_email(gone.email)}
    return {
        "activist": kept,
        "other": gone,
        "refusals": refusals,
        "title": _("Merge %(gone)s into %(kept)s?") % names,
        "sentence": _("Mails go to %(kept)s; %(gone)s is not written to any more.") % addresses,
        "effects": [pair for pair in foreseen.numbers if pair[0]],
        "notes": foreseen.sentences,
        "verb": _("Merge the two"),
        "press": "merge",
        "undo": _("This cannot be undone."),
    }
