"""Where can a case of attendance stand, and what may be done there, by whom? Support comes first; the officer decides (H6)."""

from __future__ import annotations

from onroll.casework.pathways.attendance.outcomes import EVIDENCE, NOT_AN_OUTCOME
from onroll.casework.pathways.model import Act, Pathway, Stage

STAGES = (
    Stage("triage", "Waiting for triage", "Nobody has taken this child on yet.", "the pathway manager to name who leads"),
    Stage("support", "Support first", "School, family and we find out what keeps the child away, and offer help.", "the help to work, or to be refused"),
    Stage("contract", "Attendance contract", "Family, school and authority have agreed in writing what each does.", "the review of the contract"),
    Stage("improving", "Notice to improve", "The family was told what must improve and by when; help is offered a last time.", "the end of the period"),
    Stage("notice", "Penalty notice", "A penalty notice is issued.", "its payment, or the day after which it is prosecuted or withdrawn"),
    Stage("court", "Court", "An order or a prosecution is being prepared or heard.", "the court's decision"),
    Stage("watching", "Watching brief", "Another service leads; we keep sight.", "that service to end its work or ask us back"),
    Stage("closed", "Closed", "Closed with an outcome and its evidence.", "nothing", open=False),
)  # fmt: skip

_OPEN = frozenset(stage.id for stage in STAGES if stage.open)
_WORKED = _OPEN - {"triage"}
_LED = _WORKED - {"watching"}

ACTS = (
    Act("triage", "Name who leads and how urgent it is", "case.triage", frozenset({"triage"}), to="support"),
    Act("take_on", "Take the case on", "case.work", frozenset({"triage"}), to="support"),
    Act("assign", "Give the case to another person or team", "case.assign", _WORKED),
    Act("set_priority", "Change how urgent it is", "case.work", _OPEN),
    Act("note", "Write a note", "case.work", _OPEN | {"closed"}),
    Act("correct", "Correct something written earlier", "case.work", _OPEN | {"closed"}),
    Act("task", "Add, do or set aside a task", "case.work", _WORKED),
    Act("contact", "Record a contact or a visit", "case.work", _OPEN),
    Act("person", "Name a person on the case", "case.work", _OPEN),
    Act("document", "Add a document", "case.work", _OPEN | {"closed"}),
    Act("letter", "Send a letter", "case.work", _OPEN | {"closed"}),
    Act("reason", "Say why the child isn't attending", "case.work", _OPEN),
    Act("decide", "Record a decision", "case.work", _OPEN),
    Act("support", "Record support that was offered", "case.work", _LED),
    Act("contract", "Record an attendance contract", "case.work", frozenset({"support", "contract", "improving"}), to="contract"),
    Act("measure_ended", "Say how a contract, a notice to improve or an order ended", "case.work", _LED),
    Act("improve", "Serve a notice to improve", "notice.decide", frozenset({"support", "contract", "improving"}), to="improving"),
    Act("penalty", "Issue a penalty notice", "notice.decide", frozenset({"support", "contract", "improving", "notice"}), to="notice"),
    Act("withdraw_notice", "Withdraw a penalty notice", "notice.decide", _LED | {"closed"}),
    Act("order", "Seek an education supervision order", "notice.decide", _LED, to="court"),
    Act("prosecute", "Prosecute", "notice.decide", _LED, to="court"),
    Act("back_to_support", "Go back to support", "case.work", frozenset({"contract", "improving", "notice", "court"}), to="support"),
    Act("watch", "Hand the lead to another service and keep sight", "case.triage", _OPEN - {"watching"}, to="watching"),
    Act("take_back", "Take the lead back", "case.triage", frozenset({"watching"}), to="support"),
    Act("propose_close", "Propose to close, for somebody else to agree", "case.work", _OPEN - {"watching"}),
    Act("close", "Close with an outcome and its evidence", "case.close", _OPEN - {"watching"}, to="closed"),
    Act("join", "Join to the child's other case", "case.work", _OPEN, to="closed"),
    Act("reopen", "Open the case again", "case.work", frozenset({"closed"}), to="support"),
    Act("supervise", "Write a supervision note", "case.supervise", _OPEN | {"closed"}),
    Act("audit", "Audit the case", "case.supervise", _OPEN | {"closed"}),
)  # fmt: skip

PATHWAY = Pathway(
    id="attendance",
    name="School attendance",
    prefix="ATT",
    first_stage="triage",
    closed_stage="closed",
    stages={stage.id: stage for stage in STAGES},
    acts={act.id: act for act in ACTS},
    outcomes="attendance-closure-outcomes",
    reasons="attendance-reasons",
    evidence=EVIDENCE,
    not_outcomes=NOT_AN_OUTCOME,
    asks_why="Why the child isn't attending",
)
