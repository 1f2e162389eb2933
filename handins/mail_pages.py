"""The demo's mailbox in the browser, at /mail/. Mounted with DEMO only: it shows everybody's mail to everybody."""

from __future__ import annotations

from email.message import EmailMessage

from csp.decorators import csp_replace, csp_update
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from events.views import mail_preview
from handins import mailbox as box

PAGE_SIZE = 50
SHOWN_HEADERS = (
    "From",
    "To",
    "Reply-To",
    "Date",
    "Subject",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "Auto-Submitted",
)
SANDBOX: dict[str, list[str] | None] = {
    **mail_preview.SANDBOX,
    "img-src": ["data:"],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox", "allow-top-navigation-by-user-activation"],
}


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """List all mails, the newest first."""
    page = Paginator(box.names(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request, "handins/mailbox.html", {"page": page, "mails": list(box.headings(list(page.object_list)))}
    )


@require_safe
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # its types know no view with arguments
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail: headers that matter, text, HTML in a sandboxed frame, what is attached."""
    found = _mail_or_404(name)
    context = {
        "name": name,
        "crumbs": [(reverse("mailbox"), _("Mailbox"))],
        "subject": found["Subject"],
        "headers": [(header, str(found[header])) for header in SHOWN_HEADERS if found[header]],
        "text": box.body(found, "plain"),
        "has_html": bool(box.body(found, "html")),
        "parts": box.parts(found),
    }
    return render(request, "handins/mail.html", context)


@require_safe
@csp_replace(SANDBOX)  # type: ignore[arg-type]
@xframe_options_sameorigin
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """Return the HTML part as the reader's mail programme would get it, without the right to run or load anything."""
    return HttpResponse(box.body(_mail_or_404(name), "html"))


@require_safe
def mail_part(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Hand out one attached part."""
    for part in box.parts(_mail_or_404(name)):
        if part.number == number:
            suffix = ".ics" if part.content_type == "text/calendar" else ""
            disposition = f'attachment; filename="part-{number}{suffix}"'
            return HttpResponse(
                part.content, content_type=part.content_type, headers={"Content-Disposition": disposition}
            )
    raise Http404


def _mail_or_404(name: str) -> EmailMessage:
    try:
        return box.read(name)
    except FileNotFoundError as error:
        raise Http404 from error
