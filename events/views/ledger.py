"""Doors to the ledger: every mail about an event, or to an activist; and what may be done about them by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.choices import MailState
from accounts.models import Activist
from accounts.permissions import Permission
from accounts.views.requests import READS_AND_POSTS, activist_or_404, ask_again, signed_in, submitted
from events.access import changeable_event_or_404, event_or_404, require_on
from events.actions.mails import retriable
from events.choices import ReminderKind
from events.exchange.exports import ledger_csv
from events.forms.ledger import ActivistStepForm, EventStepForm, LedgerFilterForm, StepForm
from events.models import Event, Reminder
from events.queries.ledger import LedgerFilter, kind_lines, ledger_page, ledger_rows, matching
from events.rules.mail_stops import TO_ACTIVISTS
from events.views.desk import crumbs_of


@require_safe
@login_required
def event_mails(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show every mail about an event, one line each, or hand them out as CSV (`?format=csv`)."""
    event = event_or_404(request.user, public_id)
    require_on(request.user, Permission.SEE_PEOPLE, event)
    form = LedgerFilterForm(request.GET)
    if request.GET.get("format") == "csv":
        ask_again(request)
        return _as_csv(event.reminders.all(), form.asked())
    mails = event.reminders.all()
    stops = event.mail_stops.values_list("kind", flat=True)
    return _page(
        request,
        mails,
        form,
        kinds=kind_lines(mails, stops, offered=ReminderKind.values),
        step_url=reverse("events:event_mails_step", args=[event.public_id]),
        section=event.section_id,
        event=event,
        heading=event.title,
        crumbs=crumbs_of(event),
    )


@require_safe
@login_required
def activist_mails(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show every mail to an activist, whatever event it is about; times are each event's own."""
    activist = activist_or_404(request, public_id)
    form, mails = LedgerFilterForm(request.GET, with_names=False), activist.reminders.all()
    if request.GET.get("format") == "csv":
        ask_again(request)
        return _as_csv(mails, form.asked())
    stops = activist.mail_stops.values_list("kind", flat=True)
    return _page(
        request,
        mails,
        form,
        kinds=kind_lines(mails, stops, offered=TO_ACTIVISTS),
        step_url=reverse("events:activist_mails_step", args=[activist.public_id]),
        section=activist.section_id,
        event=None,
        heading=activist.name,
        crumbs=_crumbs_of(activist),
    )


def _page(
    request: HttpRequest, mails: QuerySet[Reminder], form: LedgerFilterForm, **more: Any
) -> HttpResponse:
    asked, number = form.asked(), request.GET.get("page", "")
    page = ledger_page(
        mails, asked, number=int(number) if number.isdecimal() and len(number) < 6 else 1, now=timezone.now()
    )
    counts = [
        (state, page.counts[state], str(state.label), asked.state == state)
        for state in MailState
        if page.counts[state] or asked.state == state
    ]
    context = {"form": form, "page": page, "counts": counts, "is_filtered": asked != LedgerFilter()}
    return render(request, "events/event_mails.html", {**context, **more})


def _as_csv(mails: QuerySet[Reminder], asked: LedgerFilter) -> HttpResponse:
    found = matching(mails, asked).order_by("due_at", "pk")
    found = found.filter(state=asked.state) if asked.state else found
    return ledger_csv(ledger_rows(found, now=timezone.now()))


# --- steps --------------------------------------------------------------------------------------------------------


@require_http_methods(READS_AND_POSTS)
@login_required
def event_mails_step(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send a mail now, try failed ones again, stop a kind or let it go again: `do` says which, after its numbers."""
    event = changeable_event_or_404(request.user, public_id)
    require_on(request.user, Permission.SEE_PEOPLE, event)
    form = EventStepForm(submitted(request) or request.GET, by=signed_in(request), event=event)
    back = reverse("events:event_mails", args=[event.public_id])
    return _step(request, form, event, back=back, crumbs=[*crumbs_of(event), (back, _("Every mail"))])


@require_http_methods(READS_AND_POSTS)
@login_required
def activist_mails_step(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Stop mails of a kind to an activist, or let them go again; send one of them now, or try it again."""
    activist = activist_or_404(request, public_id)
    form = ActivistStepForm(submitted(request) or request.GET, by=signed_in(request), activist=activist)
    back = reverse("events:activist_mails", args=[activist.public_id])
    return _step(request, form, activist, back=back, crumbs=[*_crumbs_of(activist), (back, _("Every mail"))])


def _step(
    request: HttpRequest,
    form: StepForm,
    subject: Event | Activist,
    *,
    back: str,
    crumbs: Sequence[tuple[str, str]],
) -> HttpResponse:
    if request.method != "POST" and not form.is_valid():
        return redirect(back)
    if request.method == "POST" and (done := form.perform()) is not None:
        messages.success(request, _said(form.step, done))
        return redirect(back)
    context = {"form": form, "back": back, "crumbs": crumbs, **_words_of(form, subject)}
    return render(request, "events/mails_step.html", context)


def _said(step: str, done: int) -> str:
    if step == "send_now":
        return _("The mail goes out now.")
    if step == "stop":
        return _("Mails of this kind are stopped.")
    if step == "resume":
        return _("Mails of this kind go out again.")
    return ngettext("%(n)d mail is tried again.", "%(n)d mails are tried again.", done) % {"n": done}


def _words_of(form: StepForm, subject: Event | Activist) -> dict[str, Any]:
    """Return title, sentence, numbers and button of a step that is not taken yet."""
    kind = form.data.get("kind", "")
    what = capfirst(str(ReminderKind(kind).label)) if kind in ReminderKind.values else ""
    waiting = subject.reminders.filter(kind=kind, state=MailState.PENDING).count()
    if form.step == "stop":
        return {
            "title": _("Stop this kind of mail?"),
            "sentence": what,
            "effects": [(waiting, _("waiting mails are not sent"))],
            "verb": _("Stop this kind"),
            "danger": True,
            "undo": _(
                "You can let them go again; what was due meanwhile is then sent if it is still of use."
            ),
        }
    if form.step == "resume":
        return {"title": _("Let this kind of mail go again?"), "sentence": what, "verb": _("Let it go again")}
    if form.step in ("retry", "retry_twice") and (event := form.event_meant()):
        return _words_of_retry(form, event, kind)
    return {"title": _("Every mail"), "verb": _("Send now")}


def _words_of_retry(form: StepForm, event: Event, kind: str) -> dict[str, Any]:
    about: dict[str, Any] = {"kind": kind if kind in ReminderKind.values else "", "now": timezone.now()}
    if (row := form.cleaned_data.get("row")) is not None:
        about["key"] = row
    sure, all_of_them = (len(retriable(event, twice=twice, **about)) for twice in (False, True))
    doubtful = all_of_them - sure
    return {
        "title": _("Try again what failed?"),
        "sentence": _("Only mails that are still wanted and in time are sent."),
        "effects": [
            (sure, _("mails are tried again")),
            (doubtful, _("others may have arrived: the mail server never said")),
        ],
        "verb": _("Try again"),
        "also": ("retry_twice", _("Try all of them again, though some may arrive twice"))
        if doubtful
        else None,
    }


def _crumbs_of(activist: Activist) -> list[tuple[str, str]]:
    page = reverse("accounts:activist", args=[activist.public_id])
    return [(reverse("accounts:activists"), _("Activists")), (page, activist.name)]
