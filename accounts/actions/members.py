"""What is done to users and their roles."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.actions.sections import international_section
from accounts.audit import Actor, record
from accounts.choices import Role
from accounts.models import Membership, Section, User
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
    """Give `user` the role `role` in `section`; effective on the user's next request."""
    membership = Membership.objects.filter(user=user, section=section).first() or Membership(
        user=user, section=section
    )
    membership.role = role
    membership.full_clean()
    membership.save()
    user.__dict__.pop("roles", None)
    record(by=by, act="membership.set", row=user, fields=["role"], section=section)
    replan(user, now=timezone.now())
    return membership


@transaction.atomic
def remove_role(*, by: Actor, user: User, section: Section) -> None:
    """Take `user` out of `section`; effective on the user's next request."""
    if Membership.objects.filter(user=user, section=section).delete()[0]:
        user.__dict__.pop("roles", None)
        record(by=by, act="membership.removed", row=user, fields=["role"], section=section)
        replan(user, now=timezone.now())


@transaction.atomic
def deactivate_user(*, by: Actor, user: User) -> User:
    """Shut `user` out from the next request on; nothing the user did is undone."""
    if user.is_active:
        user.is_active = False
        user.save(update_fields=["is_active"])
        record(by=by, act="user.deactivated", row=user, fields=["is_active"])
        replan(user, now=timezone.now())
    return user
