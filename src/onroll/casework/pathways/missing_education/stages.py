"""Where can a case of missing education stand, and what may be done there, by whom?"""

from __future__ import annotations

from onroll.casework.pathways.missing_education.outcomes import EVIDENCE, NOT_AN_OUTCOME
from onroll.casework.pathways.model import Act, Pathway, Stage

STAGES = (
    Stage("triage", "Waiting for triage", "Nobody has taken this child on yet.", "the pathway manager to name who leads"),
    Stage("enquiring", "Enquiries under way", "It isn't established where this child is, or whether they are educated.", "an answer that shows where the child is"),
    Stage("escalated", "With social care or the police", "Enquiries found no trace, or harm is feared; others were told.", "their answer, while our own enquiries go on"),
    Stage("placing", "Found, education being arranged", "It is established where the child is; they have no suitable education yet.", "the first day the child is seen in education"),
    Stage("watching", "Watching brief", "Another service leads; the pathway manager keeps sight.", "that service to end its work or ask us back"),
    Stage("closed", "Closed", "Closed with an outcome and its evidence.", "nothing", open=False),
)  # fmt: skip

_OPEN = frozenset(stage.id for stage in STAGES if stage.open)
_WORKED = _OPEN - {"triage"}
_LED = _WORKED - {"watching"}

ACTS = (
    Act("triage", "Name who leads and how urgent it is", "case.triage", frozenset({"triage"}), to="enquiring"),
    Act("assign", "Give the case to another person or team", "case.assign", _WORKED),
    Act("set_priority", "Change how urgent it is", "case.work", _OPEN),
    Act("note", "Write a note", "case.work", _OPEN | {"closed"}),
    Act("correct", "Correct something written earlier", "case.work", _OPEN | {"closed"}),
    Act("task", "Add, do or set aside a task", "case.work", _WORKED),
    Act("contact", "Record a contact or a visit", "case.work", _OPEN),
    Act("person", "Name a person on the case", "case.work", _OPEN),
    Act("document", "Add a document", "case.work", _OPEN | {"closed"}),
    Act("letter", "Send a letter", "case.work", _OPEN | {"closed"}),
    Act("enquire", "Ask an agency", "case.work", _LED),
    Act("answer", "Record an agency's answer", "case.work", _WORKED | {"closed"}),
    Act("sensitive_enquiry", "Ask the Home Office, Border Force or an embassy", "case.work", _LED, approval="case.approve"),
    Act("reason", "Say why the child misses education and what is known of their whereabouts", "case.work", _OPEN),
    Act("decide", "Record a decision", "case.work", _OPEN),
    Act("joint_enquiries", "Record what school and authority found before a name comes off a roll", "case.work", _WORKED),
    Act("found", "Record that the child is found", "case.work", frozenset({"enquiring", "escalated"}), to="placing"),
    Act("lost_again", "Record that the child can't be found any more", "case.work", frozenset({"placing"}), to="enquiring"),
    Act("escalate", "Tell social care or the police", "case.work", frozenset({"enquiring", "placing", "escalated"}), to="escalated"),
    Act("not_escalate", "Decide not to tell social care or the police", "case.work", frozenset({"enquiring", "placing", "escalated"}), approval="case.approve"),
    Act("end_escalation", "Take the case back from escalation", "case.work", frozenset({"escalated"}), to="enquiring"),
    Act("watch", "Hand the lead to another service and keep sight", "case.triage", _OPEN - {"watching"}, to="watching"),
    Act("take_back", "Take the lead back", "case.triage", frozenset({"watching"}), to="enquiring"),
    Act("propose_close", "Propose to close, for somebody else to agree", "case.work", _OPEN - {"watching"}),
    Act("close", "Close with an outcome and its evidence", "case.close", _OPEN - {"watching"}, to="closed"),
    Act("join", "Join to the child's other case", "case.work", _OPEN, to="closed"),
    Act("reopen", "Open the case again", "case.work", frozenset({"closed"}), to="enquiring"),
    Act("supervise", "Write a supervision note", "case.supervise", _OPEN | {"closed"}),
    Act("audit", "Audit the case", "case.supervise", _OPEN | {"closed"}),
)  # fmt: skip

PATHWAY = Pathway(
    id="missing_education",
    name="Children missing education",
    prefix="CME",
    first_stage="triage",
    closed_stage="closed",
    stages={stage.id: stage for stage in STAGES},
    acts={act.id: act for act in ACTS},
    outcomes="cme-closure-outcomes",
    reasons="cme-reasons",
    evidence=EVIDENCE,
    not_outcomes=NOT_AN_OUTCOME,
    asks_why="Why the child misses education",
    follows_whereabouts=True,
)
