"""What is done to users and their roles. Whoever calls has asked accounts.permissions first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.sections import international_section
from accounts.audit import Actor, record
from accounts.choices import LetterKind, Role
from accounts.fields import normal_email
from accounts.models import Membership, Section, User
from accounts.post.letters import write_letter
from accounts.privacy import replan


@transaction.atomic
def create_user(
    *,
    by: Actor,
    email: str,
    name: str,
    password: str | None = None,
    section: Section | None = None,
    role: Role | str | None = None,
    is_global_coordinator: bool = False,
    **details: Any,
) -> User:
    """Create a user, with a role in `section` if one is named. Without a password the user sets one by mail.

    Raises ValidationError, with `password` named when it is too weak.
    """
    user = User(email=email, name=name, is_global_coordinator=is_global_coordinator, **details)
    if password is not None:
        _check_password(password, user)
    user.set_password(password)
    user.full_clean()
    user.save()
    record(by=by, act="user.created", row=user, section=section)
    if section is not None:
        set_role(by=by, user=user, section=section, role=Role(role or Role.COORDINATOR))
    if is_global_coordinator:
        international_section(by=by)
    return user


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error


@transaction.atomic
def set_role(*, by: Actor, user: User, section: Section, role: Role) -> Membership:
    """Give `user` the role `role` in `section`; effective on the user's next request.

    Raises ValidationError when the section would lose its last coordinator.
    """
    membership = Membership.objects.filter(user=user, section=section).first() or Membership(
        user=user, section=section
    )
    if membership.role != role:
        _keep_a_coordinator(section, by=by, without=user)
    membership.role = role
    membership.full_clean()
    membership.save()
    user.__dict__.pop("roles", None)
    record(by=by, act="membership.set", row=user, fields=["role"], section=section)
    replan(user, now=timezone.now())
    return membership


@transaction.atomic
def remove_role(*, by: Actor, user: User, section: Section) -> None:
    """Take `user` out of `section`; effective on the user's next request.

    Raises ValidationError when the section would lose its last coordinator.
    """
    _keep_a_coordinator(section, by=by, without=user)
    if Membership.objects.filter(user=user, section=section).delete()[0]:
        user.__dict__.pop("roles", None)
        record(by=by, act="membership.removed", row=user, fields=["role"], section=section)
        replan(user, now=timezone.now())


def _keep_a_coordinator(section: Section, *, by: Actor, without: User) -> None:
    """Refuse to leave a section that has a coordinator without one. Two who leave at once wait for each other.

    Global coordinators may: the only account of a section can be the stolen one.
    """
    if not isinstance(by, User) or by.is_global_coordinator:
        return
    Section.objects.select_for_update(no_key=True).get(pk=section.pk)
    held = set(section.who_coordinate().values_list("user", flat=True))
    if held == {without.pk}:
        raise ValidationError(
            _("%(section)s would have no coordinator any more. Make somebody else coordinator first.")
            % {"section": section.name},
            code="last_coordinator",
        )


@transaction.atomic
def invite_member(
    *,
    by: Actor,
    section: Section,
    email: str,
    name: str,
    role: Role,
    language: str = "",
    now: datetime | None = None,
) -> User:
    """Give somebody a role in `section` and write to them: an account is made where there is none.

    Who has one keeps name and language as they are. Raises ValidationError.
    """
    user = User.objects.filter(email=normal_email(email)).first()
    if user is None:
        language = language or section.language
        user = create_user(by=by, email=email, name=name, language=language, section=section, role=role)
    else:
        _check_may_join(user, section)
        set_role(by=by, user=user, section=section, role=role)
    _write_invitation(by=by, user=user, section=section, now=now)
    return user


def _check_may_join(user: User, section: Section) -> None:
    if not user.is_active:
        said = _("This account was closed. A global coordinator can open it again.")
        raise ValidationError({"email": ValidationError(said, code="closed")})
    if Membership.objects.filter(user=user, section=section).exists():
        said = _("Somebody with this address is in this section already.")
        raise ValidationError({"email": ValidationError(said, code="member")})


@transaction.atomic
def invite_again(*, by: Actor, user: User, section: Section, now: datetime | None = None) -> None:
    """Write the invitation once more, with a fresh link. Raises ValidationError once the account has a password."""
    if user.has_usable_password():
        said = _("%(name)s has set a password already and can sign in.") % {"name": user.name}
        raise ValidationError(said, code="joined")
    _write_invitation(by=by, user=user, section=section, now=now)


def _write_invitation(*, by: Actor, user: User, section: Section, now: datetime | None) -> None:
    write_letter(
        kind=LetterKind.INVITATION,
        address=user.email,
        user=user,
        payload={"section": section.name},
        language=user.language,
        now=now,
    )
    record(by=by, act="user.invited", row=user, section=section, at=now)


@transaction.atomic
def deactivate_user(*, by: Actor, user: User) -> User:
    """Close an account: `user` is shut out from the next request on; nothing the user did is undone.

    Raises ValidationError when a section would lose its last coordinator.
    """
    if user.is_active:
        coordinated = Section.objects.filter(memberships__user=user, memberships__role=Role.COORDINATOR)
        for section in coordinated.order_by("pk"):  # everybody locks them in this order
            _keep_a_coordinator(section, by=by, without=user)
        _set_active(user, is_active=False)
        _record_in_sections(by=by, act="user.deactivated", user=user)
        replan(user, now=timezone.now())
    return user


@transaction.atomic
def reactivate_user(*, by: Actor, user: User) -> User:
    """Open a closed account again, with the roles it had."""
    if not user.is_active:
        _set_active(user, is_active=True)
        _record_in_sections(by=by, act="user.reactivated", user=user)
        replan(user, now=timezone.now())
    return user


def _record_in_sections(*, by: Actor, act: str, user: User) -> None:
    """Record what was done to an account in the trail of every section it works in."""
    sections: list[Section | None] = [*Section.objects.filter(memberships__user=user)]
    for section in sections or [None]:
        record(by=by, act=act, row=user, fields=["is_active"], section=section)


def _set_active(user: User, *, is_active: bool) -> None:
    user.is_active = is_active
    user.save(update_fields=["is_active"])
