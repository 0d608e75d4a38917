"""What casework keeps: cases and their timelines, referrals, enquiries, papers, and how a team runs."""

from onroll.casework.models.absence import Measure, NoticePayment, NoticeSession, PenaltyNotice, Support
from onroll.casework.models.case import Case, Priority, ReferenceCounter, Whereabouts
from onroll.casework.models.enquiry import Enquiry, EnquiryAbout, EnquiryAnswer
from onroll.casework.models.event import Event
from onroll.casework.models.papers import Document, Letter, Outgoing
from onroll.casework.models.referral import FormUse, Referral
from onroll.casework.models.running import CalendarFeed, CaseAudit, Cover, SupervisionNote
from onroll.casework.models.schools import ReturnLink, SchoolAction, SchoolMeeting, SchoolOfficer, SchoolVisit
from onroll.casework.models.work import CaseDecision, Contact, NamedPerson, Task

__all__ = [
    "CalendarFeed", "Case", "CaseAudit", "CaseDecision", "Contact", "Cover", "Document", "Enquiry", "EnquiryAbout", "EnquiryAnswer", "Event", "FormUse",
    "Letter", "Measure", "NamedPerson", "NoticePayment", "NoticeSession", "Outgoing", "PenaltyNotice", "Priority", "Referral", "ReferenceCounter", "ReturnLink", "SchoolAction", "SchoolMeeting", "SchoolOfficer", "SchoolVisit", "SupervisionNote", "Support", "Task", "Whereabouts",
]  # fmt: skip
