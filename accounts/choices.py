"""Closed lists of the people side. No logic, no database."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a membership lets a user do in one section (see accounts.permissions)."""

    COORDINATOR = "coordinator", _("section coordinator")
    ORGANISER = "organiser", _("organiser")
    VIEWER = "viewer", _("viewer")


class Language(TextChoices):
    """Languages of pages and mails; every one has its catalogue."""

    ENGLISH = "en", "English"
    FRENCH = "fr", "Français"
    SPANISH = "es", "Español"
    ARABIC = "ar", "العربية"


class ActorKind(TextChoices):
    """Who acted, kept in the audit trail even after the person was erased."""

    USER = "user", _("user")
    ACTIVIST = "activist", _("activist")
    SYSTEM = "system", _("by itself")


class MailState(TextChoices):
    """States of an outgoing row; only *pending* and *sending* carry a next_at."""

    PENDING = "pending", _("will be sent")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("not needed")
    MISSED = "missed", _("missed")


OPEN_MAIL_STATES = (MailState.PENDING, MailState.SENDING)


class LetterKind(TextChoices):
    """Mails that belong to no event."""

    TEST = "test", _("test mail")
    INVITATION = "invitation", _("invitation")
    PASSWORD_RESET = "password_reset", _("password reset")
    PASSWORD_RESET_UNKNOWN = ("password_reset_unknown", _("password reset, unknown address"))
    SIGN_IN_CODE = "sign_in_code", _("sign-in code")
    ADDRESS_CONFIRMATION = "address_confirmation", _("confirm an address")
    ACCOUNT_CHANGED = "account_changed", _("your account changed")
    DRAFTS = "drafts", _("new drafts")
    DRAFTS_GONE = "drafts_gone", _("drafts taken back")
