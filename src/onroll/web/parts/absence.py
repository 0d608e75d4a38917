"""What stands on the pages of an attendance case, in words? The year's absence, what was tried, notices with their money."""

from __future__ import annotations

from datetime import date
from typing import Any

from onroll.attendance.missed import Missed
from onroll.casework.actions.absence import RESULTS
from onroll.casework.models import Case, Measure, NoticeSession, Support
from onroll.casework.pathways.attendance.notices import KINDS, NO, SAY, SENT, STATES, Check
from onroll.casework.selectors.absence import Absence, NoticeStands, notices_standing
from onroll.children.selectors.child import school_names
from onroll.rules.rulebook.book import rule_book
from onroll.web.components.tables import Cell, Column, Table
from onroll.web.templatetags.dates import day as written

HALVES = ("Morning", "Afternoon")
ANSWERS = {NO: ("No", "red"), SAY: ("Say why", "orange")}
MONEY_COLOURS = {"paid": "green", "overpaid": "yellow", "waiting": "blue", "part": "yellow", "late": "red", "overdue": "red", "withdrawn": "grey"}  # fmt: skip


def year_lines(absence: Absence) -> list[dict[str, Any]]:
    """Each school of this academic year with its sessions, in numbers."""
    names = school_names([row.urn for row in absence.measures])
    return [
        {
            "school": names.get(row.urn, row.urn), "possible": row.possible, "missed": row.authorised + row.unauthorised, "unauthorised": row.unauthorised,
            "percent": _percent(row.authorised + row.unauthorised, row.possible), "run": row.longest_unauthorised_run, "last_present": row.last_present_on,
            "severe": row.severe, "persistent": row.persistent, "threshold": row.penalty_threshold_on,
        }
        for row in absence.measures
    ]  # fmt: skip


def _percent(part: int, whole: int) -> str:
    """To one place, half up."""
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10} %"


def support_of(case: Case) -> list[dict[str, Any]]:
    """What was offered, newest first."""
    kinds = rule_book().codes["attendance-support"].codes
    return [
        {
            "kind": kinds[one.kind].means if one.kind in kinds else one.kind,
            "what": one.what,
            "by": one.offered_by,
            "on": one.offered_on,
            "response": dict(Support.RESPONSES)[one.response],
        }
        for one in Support.objects.filter(case=case)
    ]


def measures_of(case: Case, on: date) -> list[dict[str, Any]]:
    """Contracts, notices to improve, orders and prosecutions, newest first."""
    return [
        {
            "pk": one.pk, "kind": Measure.KINDS[one.kind], "parent": one.parent, "from": one.started_on, "until": one.until, "terms": one.terms, "of_from": one.of_from,
            "offence": one.offence, "consulted": one.consulted, "ended": RESULTS[one.kind].get(one.result, ""), "ended_on": one.ended_on, "ended_because": one.ended_because,
            "over": one.until is not None and one.until < on and not one.result and one.kind in ("contract", "improvement"),
        }
        for one in Measure.objects.filter(case=case)
    ]  # fmt: skip


def notice_lines(case: Case, on: date) -> list[dict[str, Any]]:
    """The case's notices with their money."""
    return [notice_line(one) for one in notices_standing(list(case.notices.all()), on)]


def notice_line(stands: NoticeStands) -> dict[str, Any]:
    """One notice as lists and pages show it."""
    notice, told, money = stands.notice, stands.terms, stands.money
    return {
        "notice": notice, "kind": KINDS[notice.kind], "sent": SENT[notice.sent], "state": STATES[money.state], "colour": MONEY_COLOURS[money.state], "says": money.says,
        "terms": told, "received": f"£{money.received / 100:.2f}", "owed": f"£{money.owed / 100:.2f}" if money.owed > 0 else "", "second": notice.number > 1,
    }  # fmt: skip


def check_lines(checks: list[Check]) -> list[dict[str, Any]]:
    """Each question before a notice with its answer, its sentence and the way to its rule."""
    known = rule_book()
    lines = []
    for one in checks:
        word, colour = ANSWERS.get(one.answer, ("Met", "green"))
        lines.append({"word": word, "colour": colour, "says": one.says, "rule": one.rule if _has_page(known, one.rule) else ""})  # fmt: skip
    return lines


def _has_page(known: Any, rule: str) -> bool:
    return rule in known.clock_names or rule in known.codes or rule in known.statements


def sessions_table(sessions: list[Missed] | list[NoticeSession], caption: str) -> Table:
    """Each session a notice relies on: day, half, code with its meaning, school."""
    names = school_names({one.urn for one in sessions})
    codes = rule_book().codes["attendance-2024"].codes
    rows = [
        [Cell(written(one.on)), HALVES[one.session], Cell(one.code, hint=codes[one.code].means if one.code in codes else ""), names.get(one.urn, one.urn)]
        for one in sessions
    ]  # fmt: skip
    columns = [Column("Day", heads_row=True), Column("Session"), Column("Code"), Column("School")]
    return Table(caption, columns, rows, empty="No session is relied on.")
