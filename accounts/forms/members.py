"""Desks for a section's members: invite somebody, change a role, and the steps that have a page of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actions.members import (
    deactivate_user,
    invite_again,
    invite_member,
    reactivate_user,
    remove_role,
    set_role,
)
from accounts.choices import Language, Role
from accounts.fields import fold
from accounts.forms.action import ActionForm
from accounts.models import Membership, Section, User

ROLE_HELP = _(
    "A coordinator runs the section, an organiser the events they own or are named on, a viewer only looks."
)


class InviteForm(ActionForm[User]):
    """Invites somebody to `section` by mail."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=120)
    role = forms.ChoiceField(label=_("Role"), choices=Role, help_text=ROLE_HELP)
    language = forms.ChoiceField(label=_("Language"), choices=Language)

    def __init__(self, *args: Any, section: Section, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section = section
        is_first = not section.who_coordinate().exists()
        self.initial["language"] = section.language
        self.initial["role"] = Role.COORDINATOR if is_first else Role.ORGANISER
        for name in ("email", "name"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def layout(self) -> Layout:
        return Layout(
            Div("name", "email", css_class="hi-two"), "role", Field("language", css_class="hi-short")
        )

    def act(self) -> User:
        said = self.cleaned_data
        return invite_member(by=self.by, section=self.section, **{**said, "role": Role(said["role"])})


class MemberFilterForm(forms.Form):
    """Finds some of a section's members. Addresses are searched, and accounts told apart, for who may see them only."""

    ACTIVE, INVITED, CLOSED = "active", "invited", "closed"

    q = forms.CharField(
        required=False, max_length=254, widget=forms.SearchInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("any role")), *Role.choices])
    account = forms.ChoiceField(
        label=_("Account"),
        required=False,
        choices=[
            ("", _("any state")),
            (ACTIVE, _("signs in")),
            (INVITED, _("invited")),
            (CLOSED, _("account closed")),
        ],
    )

    def __init__(self, *args: Any, sees_addresses: bool, sees_accounts: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sees_addresses = sees_addresses
        self.fields["q"].label = _("Name or e-mail") if sees_addresses else _("Name")
        if not sees_accounts:
            del self.fields["account"]
        self.is_valid()  # what cannot be read counts as not asked, since it came from an address

    @property
    def is_filtered(self) -> bool:
        """Whether anything is asked for."""
        return any(self.cleaned_data.values())

    def matching(self, members: Iterable[Membership]) -> list[Membership]:
        """Return those of `members` that fit; a section has few enough to look at one by one."""
        return [member for member in members if self._fits(member)]

    def _fits(self, member: Membership) -> bool:
        said, words = self.cleaned_data, fold(member.user.name).split()
        is_named = all(
            any(word.startswith(part) for word in words) for part in fold(said.get("q", "")).split()
        )
        is_address = self.sees_addresses and said.get("q", "").strip().lower() in member.user.email
        return (
            (is_named or is_address)
            and said.get("role") in ("", None, member.role)
            and said.get("account") in ("", None, self.account_of(member.user))
        )

    def account_of(self, user: User) -> str:
        """Return how the account stands."""
        if not user.is_active:
            return self.CLOSED
        return self.ACTIVE if user.has_usable_password() else self.INVITED


class RoleForm(ActionForm[Membership]):
    """Changes the role of `member`."""

    role = forms.ChoiceField(label=_("Role"), choices=Role, help_text=ROLE_HELP)

    def __init__(self, *args: Any, member: Membership, **kwargs: Any) -> None:
        super().__init__(*args, initial={"role": member.role}, **kwargs)
        self.member = member

    def act(self) -> Membership:
        role = Role(self.cleaned_data["role"])
        return set_role(by=self.by, user=self.member.user, section=self.member.section, role=role)


class MemberStepForm(ActionForm[User]):
    """A step about `member`, pressed by a named button (`do`): a bare POST changes nothing."""

    INVITE, REMOVE, CLOSE, OPEN = "invite", "remove", "close", "open"

    do = forms.ChoiceField(
        choices=[(step, step) for step in (INVITE, REMOVE, CLOSE, OPEN)],
        widget=forms.HiddenInput,
        error_messages={"required": _("Nothing was changed. Press the button to do it.")},
    )

    def __init__(self, *args: Any, member: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def act(self) -> User:
        user, section, step = self.member.user, self.member.section, self.cleaned_data["do"]
        if step == self.INVITE:
            invite_again(by=self.by, user=user, section=section)
        elif step == self.REMOVE:
            remove_role(by=self.by, user=user, section=section)
        elif step == self.CLOSE:
            deactivate_user(by=self.by, user=user)
        else:
            reactivate_user(by=self.by, user=user)
        return user
