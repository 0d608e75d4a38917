"""What does a person's calendar say? Their due days by reference and kind of work, without a word about any child."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from onroll.accounts.models import User
from onroll.casework.actions.calendars import digest_of
from onroll.casework.models import CalendarFeed
from onroll.casework.selectors.my_work import my_work
from onroll.rules.rulebook.book import rule_book
from onroll.rules.work import pending

PAST, AHEAD = timedelta(days=60), timedelta(days=366)
"""What was due longer ago is not in the calendar any more; my work has it first of all."""

KINDS = {
    "task": "Task due", "triage": "Name who leads", "enquiry": "Ask an agency again", "closure": "Decide on a closure",
    "approve": "Decide as second person", "wait": "A second person decides",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a calendar: an id that stays the same, the day, and words that tell nobody anything about a child."""

    uid: str
    on: date
    words: str


def person_of(secret: str, on: date) -> User | None:
    """Whose calendar this secret opens; nobody's once it is shut, or once the person may not sign in or work cases any more."""
    feed = CalendarFeed.objects.filter(digest=digest_of(secret), ended_at=None).select_related("person").first()
    if feed is None or not feed.person.may_sign_in(on=on) or not feed.person.may("case.work"):
        return None
    return feed.person


def standing_feed(user: User) -> CalendarFeed | None:
    """The open address of this person, without its secret."""
    return CalendarFeed.objects.filter(person=user, ended_at=None).first()


def entries(user: User, on: date) -> Iterator[Entry]:
    """Every due day of what stands on the person's own list, by the definition that all lists share."""
    clocks = rule_book().clocks
    for row in my_work(user, on):
        case = row.case
        rules = {task.id: task.rule for task in case.facts.tasks}
        for one in pending(case.facts):
            if one.due_on is None or not on - PAST <= one.due_on <= on + AHEAD:
                continue
            words = KINDS[one.kind]
            rule = rules.get(one.about, "") if one.kind == "task" else ""
            if rule in clocks:
                words = f"Deadline: {clocks[rule].title}"
            yield Entry(f"{one.kind}-{one.about or case.id}", one.due_on, f"{case.reference}: {words}")


def as_ics(found: Iterator[Entry], *, host: str, at: datetime) -> str:
    """The entries as an iCalendar file (RFC 5545): whole days, lines folded at 75 octets."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//OnRoll//Due days//EN",
        "CALSCALE:GREGORIAN",
        "X-WR-CALNAME:OnRoll",
    ]
    stamp = f"{at:%Y%m%dT%H%M%SZ}"
    for one in found:
        lines += [
            "BEGIN:VEVENT", f"UID:{one.uid}@{host}", f"DTSTAMP:{stamp}", f"DTSTART;VALUE=DATE:{one.on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{one.on + timedelta(days=1):%Y%m%d}", f"SUMMARY:{_escaped(one.words)}", "TRANSP:TRANSPARENT", "END:VEVENT",
        ]  # fmt: skip
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Continued on a new line that begins with a space, never within a character."""
    parts, part = [], b""
    for mark in line:
        encoded = mark.encode()
        if len(part) + len(encoded) > (75 if not parts else 74):
            parts.append(part)
            part = b""
        part += encoded
    return "\r\n ".join(one.decode() for one in [*parts, part])
