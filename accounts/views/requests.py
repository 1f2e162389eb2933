"""What views ask of a request, and the sections and activists its reader may look at."""

from __future__ import annotations

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict

from accounts.models import Activist, Section, User
from accounts.permissions import Permission, activists_of, may

READS_AND_POSTS = ["GET", "HEAD", "POST"]


def submitted(request: HttpRequest) -> QueryDict | None:
    """Return what a form was sent with, None when the page is only looked at (an empty POST is still a POST)."""
    return request.POST if request.method == "POST" else None


def signed_in(request: HttpRequest) -> User:
    """Return the reader of a page behind `login_required`."""
    assert isinstance(request.user, User)
    return request.user


@reauthentication_required
def ask_again(request: HttpRequest) -> None:
    """Ask the reader who she is once more, unless she said so a few minutes ago: before people's names leave in a file.

    Called after rights were asked. allauth's middleware keeps what was sent and goes on with it afterwards.
    """


def step_up(request: HttpRequest) -> None:
    """Ask whoever sends a form who they are once more; see `ask_again`."""
    if request.method == "POST":
        ask_again(request)


def visible_sections(user: User) -> QuerySet[Section]:
    """Return the sections `user` may look at: their own; all of them for global coordinators."""
    if may(user, Permission.SEE_ALL_EVENTS):
        return Section.objects.all()
    return Section.objects.filter(pk__in=user.roles)


def section_or_404(request: HttpRequest, slug: str) -> Section:
    """Return the section. Raises Http404 when it does not exist or the reader may not look at it."""
    found = visible_sections(signed_in(request)).prefetch_related("covered").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def activist_or_404(request: HttpRequest, public_id: UUID) -> Activist:
    """Return an activist the reader looks after. Raises Http404 when there is none, or she is somebody else's."""
    found = activists_of(request.user).filter(public_id=public_id).select_related("section", "user").first()
    if found is None:
        raise Http404
    return found
