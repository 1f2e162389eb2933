"""Nouns of the work: fields, constraints, querysets; no verbs."""

from events.models.assignment import Assignment, Need
from events.models.board_line import BoardLine
from events.models.campaign import Campaign
from events.models.change import Change
from events.models.city import City, CityName, GazetteerStamp
from events.models.event import Event
from events.models.frozen import FrozenCount
from events.models.link import Link
from events.models.mail_stop import MailStop
from events.models.mission import Mission
from events.models.outcome import DeliveryAttempt, EarlierReport, Outcome, ReportReceipt
from events.models.photo import Photo, PhotoPixels
from events.models.press import PressSnapshot
from events.models.reminder import Reminder
from events.models.section_calendar import SectionCalendar
from events.models.signature import SignatureCount

__all__ = [
    "Assignment",
    "BoardLine",
    "Campaign",
    "Change",
    "City",
    "CityName",
    "DeliveryAttempt",
    "EarlierReport",
    "Event",
    "FrozenCount",
    "GazetteerStamp",
    "Link",
    "MailStop",
    "Mission",
    "Need",
    "Outcome",
    "Photo",
    "PhotoPixels",
    "PressSnapshot",
    "Reminder",
    "ReportReceipt",
    "SectionCalendar",
    "SignatureCount",
]
