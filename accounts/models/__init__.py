"""Nouns of the people side: fields and constraints, no verbs."""

from accounts.models.activist import Activist, ActivistWord, Suppression
from accounts.models.audit import AuditEntry
from accounts.models.field_key import FieldKeyCanary
from accounts.models.heartbeat import Heartbeat
from accounts.models.letter import Letter
from accounts.models.membership import Membership
from accounts.models.outgoing import Outgoing
from accounts.models.public_id import PublicId
from accounts.models.reader import Reader
from accounts.models.relay import Relay
from accounts.models.section import Section, SectionCountry
from accounts.models.tally import MailMinute, MailTally
from accounts.models.user import User

__all__ = [
    "Activist",
    "ActivistWord",
    "AuditEntry",
    "FieldKeyCanary",
    "Heartbeat",
    "Letter",
    "MailMinute",
    "MailTally",
    "Membership",
    "Outgoing",
    "PublicId",
    "Reader",
    "Relay",
    "Section",
    "SectionCountry",
    "Suppression",
    "User",
]
