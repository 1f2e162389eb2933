"""Closed lists of the work side: the words of the product. No logic, no database."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CampaignStatus(TextChoices):
    """Life of a campaign."""

    DRAFT = "draft", _("draft")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")


class EventKind(TextChoices):
    """What is done there."""

    HAND_IN = "hand_in", _("hand-in")
    PROTEST = "protest", _("protest")
    STUNT = "stunt", _("stunt")
    VIGIL = "vigil", _("vigil")
    OTHER = "other", _("other action")


class EventStatus(TextChoices):
    """What people decided; what the board shows is computed (BoardState)."""

    DRAFT = "draft", _("draft")
    PLANNED = "planned", _("planned")
    CANCELLED = "cancelled", _("cancelled")
    DONE = "done", _("done")


class Visibility(TextChoices):
    """Who may see the event itself, beyond its line on the board."""

    SECTION = "section", _("section only")
    NETWORK = "network", _("all sections")
    PUBLIC = "public", _("public list")


class BoardState(TextChoices):
    """What the board shows, from the rows and the clock."""

    DRAFT = "draft", _("draft")
    NOT_READY = "not_ready", _("not ready")
    READY = "ready", _("ready")
    UNDER_WAY = "under_way", _("under way")
    AWAITING_REPORT = "awaiting_report", _("awaiting report")
    DELIVERED = "delivered", _("delivered")
    REFUSED = "refused", _("refused")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


class Doubt(TextChoices):
    """What cannot be true about a report, or hardly."""

    HANDED_OVER_THOUGH_REFUSED = (
        "handed_over_though_refused",
        _("Signatures were handed over, and nothing was taken."),
    )
    MORE_THAN_ALLOTTED = "more_than_allotted", _("More signatures were handed over than allotted.")
    MORE_THAN_COUNTED = (
        "more_than_counted",
        _("More signatures were handed over than the whole campaign had counted."),
    )
    TURNOUT_TOO_WIDE = "turnout_too_wide", _("The two turnout figures are far apart.")
    TURNOUT_FAR_OUT = "turnout_far_out", _("The turnout is more than ten times that of any event before.")


class Region(TextChoices):
    """Parts of the world, in the order the day reaches them."""

    OCEANIA = "oceania", _("Oceania")
    ASIA = "asia", _("Asia")
    AFRICA = "africa", _("Africa")
    EUROPE = "europe", _("Europe")
    AMERICAS = "americas", _("Americas")


class MissionKind(TextChoices):
    """Kinds of mission (Vienna Conventions 1961 and 1963; usage of the states themselves)."""

    EMBASSY = "embassy", _("embassy")
    HIGH_COMMISSION = "high_commission", _("high commission")
    CONSULATE_GENERAL = "consulate_general", _("consulate general")
    CONSULATE = "consulate", _("consulate")
    HONORARY_CONSULATE = "honorary_consulate", _("honorary consulate")
    PERMANENT_MISSION = "permanent_mission", _("permanent mission")
    REPRESENTATIVE_OFFICE = "representative_office", _("representative office")
    OTHER = "other", _("other mission")


class Role(TextChoices):
    """What an activist does at an event."""

    LEAD = "lead", _("lead")
    SPOKESPERSON = "spokesperson", _("spokesperson")
    PETITION_CARRIER = "petition_carrier", _("petition carrier")
    PHOTOGRAPHER = "photographer", _("photographer")
    LEGAL_OBSERVER = "legal_observer", _("legal observer")
    FIRST_AID = "first_aid", _("first aid")
    STEWARD = "steward", _("steward")
    PRESS_CONTACT = "press_contact", _("press contact")
    PARTICIPANT = "participant", _("participant")


class Answer(TextChoices):
    """What an assigned activist said."""

    ASKED = "asked", _("asked")
    YES = "yes", pgettext_lazy("answer", "yes")
    NO = "no", pgettext_lazy("answer", "no")


class Channel(TextChoices):
    """How a delivery was tried."""

    DOOR = "door", _("at the door")
    APPOINTMENT = "appointment", _("by appointment")
    GUARD = "guard", _("through the guard")
    LETTERBOX = "letterbox", _("letterbox")
    POST = "post", _("by post")
    COURIER = "courier", _("by courier")
    EMAIL = "email", _("by e-mail")


class Reception(TextChoices):
    """Met? Who came to meet the delegation."""

    AMBASSADOR = "ambassador", _("met by the ambassador")
    CONSUL = "consul", _("met by the consul")
    STAFF = "staff", _("met by staff")
    GUARD = "guard", _("met by a guard only")
    NOBODY = "nobody", _("nobody came")
    REFUSED = "refused", _("refused to meet")


class Petition(TextChoices):
    """Accepted? What became of the petition in this attempt."""

    ACCEPTED = "accepted", _("accepted")
    PART_ACCEPTED = "part_accepted", _("part accepted")
    LEFT = "left", _("left there")
    REFUSED = "refused", pgettext_lazy("petition", "refused")
    NOT_OFFERED = "not_offered", _("not offered")


DELIVERING_PETITIONS = (Petition.ACCEPTED, Petition.PART_ACCEPTED, Petition.LEFT)


class OutcomeResult(TextChoices):
    """Where the chain of attempts stands. *Held* is for events that hand in nothing."""

    OPEN = "open", _("open: another attempt can follow")
    DELIVERED = "delivered", _("delivered")
    HELD = "held", _("held")
    GIVEN_UP = "given_up", _("given up")


class TurnoutSource(TextChoices):
    """Who counted the people."""

    OURS = "ours", _("our count")
    POLICE = "police", _("police")
    PRESS = "press", _("press")


class PhotoConsent(TextChoices):
    """What is known of the people a photo shows; blank while nobody asked them."""

    AGREED = "agreed", _("everybody who can be recognised agreed")
    NOBODY = "nobody", _("nobody can be recognised")


class ReminderKind(TextChoices):
    """Kinds of mail about an event (events.rules.reminding says when each is due)."""

    ASKED = "asked", _("asked to take part")
    WEEK_BEFORE = "week_before", _("first reminder")
    DAY_BEFORE = "day_before", _("second reminder")
    MORNING_OF = "morning_of", _("morning of the day")
    MOVED = "moved", _("moved")
    CANCELLED = "cancelled", _("cancelled")
    NUDGE = "nudge", _("reminder to answer")
    REPORT_DUE = "report_due", _("report due")
    REPORT_AGAIN = "report_again", _("report still due")
    REPORT_ESCALATED = "report_escalated", _("report missing")
    UNASSIGNED = "unassigned", _("no longer needed")
    GAP = "gap", _("somebody is missing")


class LinkPurpose(TextChoices):
    """The one thing a link in a mail can do."""

    ANSWER = "answer", _("answer")
    REPORT = "report", _("report")
    UNSUBSCRIBE = "unsubscribe", _("stop mails")
    MINE = "mine", _("own events")
    CALENDAR = "calendar", _("calendar feed")
