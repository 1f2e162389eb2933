"""Desks for a section's members: invite somebody, change a role, and the steps that have a page of their own."""

from __future__ import annotations

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
