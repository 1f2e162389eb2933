"""Every mail about an event as it would read now: each kind, each language, discreet or not. Nothing is sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from csp.decorators import csp_replace, csp_update
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts.choices import Language
from accounts.permissions import Permission
from accounts.post.mail import Mail
from events.access import changeable_event_or_404, require_on
from events.choices import ReminderKind
from events.models import Event
from events.queries.specimen import specimen
from events.reminders.writing import written
from events.views.desk import crumbs_of

SANDBOX: dict[str, list[str] | None] = {
    **dict.fromkeys(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]),  # nothing of what our own pages may do
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],  # mails are styled inline, programmes for mail know no other way
    "frame-ancestors": ["'self'"],
    "sandbox": [],
}
"""What the HTML part of a mail may do when a page shows it: nothing but be styled."""


class PreviewForm(forms.Form):
    """Which mail is looked at; a value nobody offers is the first one."""

    kind = forms.ChoiceField(label=gettext_lazy("Reminder"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False, choices=Language)
    how = forms.ChoiceField(
        label=gettext_lazy("How"),
        required=False,
        choices=[("", gettext_lazy("as usual")), ("discreet", gettext_lazy("discreet"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.value, capfirst(str(kind.label))) for kind in ReminderKind]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def mail(self, event: Event) -> Mail:
        """Return the mail that was asked for."""
        self.is_valid()
        said = self.cleaned_data
        kind = ReminderKind(said.get("kind") or ReminderKind.ASKED)
        language = said.get("language") or event.section.language
        notice = specimen(
            event, kind, language=language, is_discreet=said.get("how") == "discreet", now=timezone.now()
        )
        return written(notice, to="activist@example.org", row_id=0)


def _mail(request: HttpRequest, public_id: UUID) -> tuple[Event, PreviewForm, Mail]:
    event = changeable_event_or_404(request.user, public_id)
    require_on(request.user, Permission.SEE_PEOPLE, event)
    form = PreviewForm(request.GET)
    return event, form, form.mail(event)


@require_safe
@login_required
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # its types know no view with arguments
def event_mail_preview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show how a mail about an event reads: sender, subject, text, and as a mail programme shows it."""
    event, form, mail = _mail(request, public_id)
    back = reverse("events:event_mails", args=[event.public_id])
    context = {
        "event": event,
        "form": form,
        "mail": mail,
        "sender": mail.message().from_email,
        "query": request.GET.urlencode(),
        "crumbs": [*crumbs_of(event), (back, _("Every mail"))],
    }
    return render(request, "events/mail_preview.html", context)


@require_safe
@login_required
@csp_replace(SANDBOX)  # type: ignore[arg-type]
@xframe_options_sameorigin
def event_mail_preview_html(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Return the HTML part alone, without the right to run or load anything."""
    _event, _form, mail = _mail(request, public_id)
    return HttpResponse(mail.html)
