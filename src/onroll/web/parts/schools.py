"""How do a school's lines, lists and pack look on a page? Words, links and tables; nothing is worked out here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from onroll.accounts.models import User
from onroll.accounts.roles import access
from onroll.casework.models import SchoolAction
from onroll.casework.schools.listing import actions_of
from onroll.children.models import ChildSummary
from onroll.children.selectors.child import school_names
from onroll.rules.returns import STATES, OwedLine, return_settings
from onroll.rules.rulebook.book import rule_book
from onroll.web.components.tables import Cell, Column, Table
from onroll.web.parts.child_bar import child_name
from onroll.web.parts.words import counted, written_day

COLOURS = {"owed": "blue", "overdue": "red", "sent": "green", "sent_late": "yellow"}


def names_of(children: Collection[int]) -> dict[int, str]:
    """The children's names by number; one without a summary is left out."""
    return {one.child_id: child_name(one) for one in ChildSummary.objects.filter(pk__in=children)}


def children_of(lines: Iterable[OwedLine]) -> set[int]:
    """The children the lines are about."""
    return {int(line.pupil) for line in lines if line.pupil}


def child_cell(child: int | None, names: Mapping[int, str], hint: str = "") -> Cell:
    """A child's name that opens the child's page; words where the record holds nobody."""
    if not child:
        return Cell("Not matched with a child", hint=hint)
    return Cell(names.get(child, f"Child {child}"), href=reverse("child", args=[child]), hint=hint)


def owed_table(
    lines: Iterable[OwedLine], urn: str, on: date, names: Mapping[int, str], caption: str, *, id: str
) -> Table:
    """What is owed, for whom, by which day and why that day, and how it stands."""
    columns = [
        Column("Pupil", heads_row=True), Column("What"), Column("Happened on"), Column("Due"), Column("Sent"), Column("Stands"),
    ]  # fmt: skip
    rows = [
        [
            child_cell(int(line.pupil) if line.pupil else None, names, hint=" ".join(line.contradictions)),
            Cell(line.kind.words, href=_rule_href(line), hint=rule_words(line)), written_day(line.happened_on),
            Cell(written_day(line.due_on) if line.due_on else "No date", href=why_href(line, urn, on)), written_day(line.sent_on),
            Cell("", tag=STATES[line.state], tag_colour=COLOURS[line.state]) if not line.contradictions
            else Cell("", tag="Contradictory", tag_colour="orange", hint=STATES[line.state]),
        ]
        for line in lines
    ]  # fmt: skip
    return Table(caption, columns, rows, empty="Nothing in this list.", id=id)


def rule_words(line: OwedLine) -> str:
    """The rule's id, and that a day which no law sets is to be confirmed."""
    if not line.kind.rule:
        return "No rule in law; the day is a local setting, to be confirmed"
    local = line.kind.id in ("attendance", "absence_15", "part_time")
    return f"{line.kind.rule}{', the interval is a local setting, to be confirmed' if local else ''}"


def _rule_href(line: OwedLine) -> str:
    return reverse("rule", args=[line.kind.rule]) if line.kind.rule else ""


def why_href(line: OwedLine, urn: str, on: date) -> str:
    """The count day by day, for a clock that counts from one day; "" for the others, whose rule says how they count."""
    if not line.kind.rule or line.due_on is None:
        return ""
    clock = rule_book().clock(line.kind.rule)
    if any(version.counting.needs_days for version in clock.versions):
        return reverse("rule", args=[line.kind.rule])
    asked = {"rule": line.kind.rule, "on": line.happened_on.isoformat(), "urn": urn, "as_at": on.isoformat()}
    asked["events"] = f"met={line.sent_on.isoformat()}" if line.sent_on else ""
    return f"{reverse('deadline-calculator')}?{urlencode(asked)}"


def percent(part: int, whole: int) -> str:
    """A share to one place, without float's half: 12.5 %."""
    if not whole:
        return "no sessions"
    tenths = (part * 1000 * 2 + whole) // (whole * 2)
    return f"{tenths // 10}.{tenths % 10} %"


def tiles(pack: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The counts of a school's pupils, each with what it counts; a dash where no source gives it."""
    reduced, home, excluded = pack["reduced"], pack["home_education"], pack["exclusions"]
    held = pack["attendance"]
    return [
        {"count": pack["on_roll"], "words": "on roll", "hint": ""},
        {"count": percent(held["absent"], held["possible"]) if held else "–", "words": "absence this school year",
         "hint": f"Marks held to {iso_day(held['last'])}, {held['pupils']:,} pupils" if held else "No marks are held"},
        {"count": len(pack["persistent"]) + len(pack["severe"]) if held else "–", "words": "persistently absent",
         "hint": f"{len(pack['severe'])} of them severely" if held else "No marks are held"},
        {"count": len(reduced), "words": "on a reduced timetable", "hint": f"{sum(one['over_six_weeks'] for one in reduced)} over six weeks, {sum(one['review_overdue'] for one in reduced)} with the review overdue"},
        {"count": len(home), "words": "left for home education this school year", "hint": ""},
        {"count": sum(one["suspensions"] for one in excluded), "words": "suspensions this school year",
         "hint": f"of {counted(sum(1 for one in excluded if one['suspensions']), 'pupil', 'pupils')}, {sum(bool(one['permanent']) for one in excluded)} permanent exclusions"},
        {"count": len(pack["unexplained"]), "words": "left for nowhere anybody knows", "hint": "Not found since"},
    ]  # fmt: skip


def lists(pack: Mapping[str, Any], names: Mapping[int, str]) -> dict[str, Table]:
    """The pupils behind the counts, by agenda item."""
    found: dict[str, Table] = {}
    if pack["attendance"]:
        for name, words in (("severe", "Severely absent: half of their sessions or more"), ("persistent", "Persistently absent: a tenth to a half of their sessions")):  # fmt: skip
            rows = [[child_cell(one["child"], names), percent(one["absent"], one["possible"]), f"{one['absent']} of {one['possible']}", str(one["unauthorised"])] for one in pack[name]]  # fmt: skip
            found[name] = Table(words, [Column("Pupil", heads_row=True), Column("Absence", numeric=True), Column("Sessions", numeric=True), Column("Unauthorised", numeric=True)], rows, empty="Nobody.", id=name)  # fmt: skip
    found["reduced"] = Table(
        "Reduced timetables", [Column("Pupil", heads_row=True), Column("Since"), Column("Until"), Column("Hours a week", numeric=True), Column("Review"), Column("Look at")],
        [[child_cell(one["child"], names), iso_day(one["since"]), iso_day(one["until"]) or "no end given", one["hours"], iso_day(one["review"]) or "none given", ", ".join(_looks(one))] for one in pack["reduced"]],
        empty="Nobody is on a reduced timetable.", id="reduced",
    )  # fmt: skip
    found["home_education"] = Table(
        "Left for home education", [Column("Pupil", heads_row=True), Column("Since"), Column("Reason given")],
        [[child_cell(one["child"], names), iso_day(one["since"]), one["why"] or "none"] for one in pack["home_education"]], empty="Nobody.", id="home",
    )  # fmt: skip
    found["exclusions"] = Table(
        "Suspended or permanently excluded", [Column("Pupil", heads_row=True), Column("Suspensions", numeric=True), Column("Sessions", numeric=True), Column("Permanent exclusion")],
        [[child_cell(one["child"], names), one["suspensions"], one["sessions"], iso_day(one["permanent"]) or "no"] for one in pack["exclusions"]], empty="Nobody.", id="exclusions",
    )  # fmt: skip
    found["unexplained"] = Table(
        "Left this school, and no source shows where they are educated", [Column("Pupil", heads_row=True), Column("Last day on roll")],
        [[child_cell(one["child"], names), iso_day(one["since"])] for one in pack["unexplained"]], empty="Nobody.", id="unexplained",
    )  # fmt: skip
    return found


def returns_of_pack(pack: Mapping[str, Any], names: Mapping[int, str]) -> Table:
    """The returns open or contradictory when the pack was made."""
    kinds = return_settings().kinds
    rows = [
        [child_cell(one["child"], names, hint=" ".join(one["contradictions"])), kinds[one["kind"]].words if one["kind"] in kinds else one["kind"],
         iso_day(one["happened_on"]), iso_day(one["due_on"]), STATES[one["state"]]]
        for one in pack["returns_open"]
    ]  # fmt: skip
    columns = [Column("Pupil", heads_row=True), Column("What"), Column("Happened on"), Column("Due"), Column("Stands")]
    return Table("Returns owed or contradictory", columns, rows, empty="Nothing is owed.", id="returns")


def _looks(one: Mapping[str, Any]) -> Iterable[str]:
    if one["over_six_weeks"]:
        yield "over six weeks"
    if one["review_overdue"]:
        yield "review overdue"
    if not one["until"]:
        yield "no end given"


def iso_day(text: str) -> str:
    """A day kept as ISO text, in words; "" for none."""
    return written_day(date.fromisoformat(text)) if text else ""


def people_for_schools() -> list[tuple[str, str]]:
    """Who may be a school's named officer or take an action on: everybody who may look at schools and works cases."""
    roles = [role.id for role in access().roles_with("school.view")]
    held = User.objects.filter(is_active=True, ended_on=None, roles__overlap=roles).order_by("name")
    return [(str(one.pk), one.name) for one in held]


def action_rows(actions: Iterable[SchoolAction], on: date) -> list[dict[str, Any]]:
    """Actions as a list shows them, with whether each is overdue."""
    return [
        {"action": one, "owner": SchoolAction.OWNERS[one.owner], "overdue": one.done_on is None and one.due_on < on}
        for one in actions
    ]


def school_actions(user: User, on: date) -> list[dict[str, Any]]:
    """What this person has agreed to do for schools, the first due first, with each school's name; for My work."""
    rows = action_rows(actions_of(user), on)
    names = school_names(row["action"].urn for row in rows)
    return [row | {"school": names.get(row["action"].urn, row["action"].urn)} for row in rows]
