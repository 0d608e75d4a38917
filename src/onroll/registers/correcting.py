"""How does a person alter a mark that is held? With a reason, kept for ever beside what it was: it may be evidence."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from onroll.attendance.axis import first_monday, slot_of, year_of
from onroll.attendance.codes import CODES, NO_MARK, byte_of
from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.registers.models import MarkChange, RegisterYear


class CannotCorrect(ValueError):
    """A mark that can't be altered as asked; `field` is the question it belongs beside."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


def correct_mark(
    *, upn: str, urn: str, on: date, session: int, code: str, reason: str, by: Actor, at: datetime
) -> MarkChange:
    """Alter one mark that a school gave (`session` 0 morning, 1 afternoon). The next extract may say otherwise again.

    Raises `CannotCorrect` where no mark is held, the code is none, nothing would change, or no reason is given.
    """
    byte = byte_of(code)
    if byte is None:
        raise CannotCorrect(f"{code} is no attendance code. Choose one of the list.", field="code")
    if not reason.strip():
        raise CannotCorrect("Write who told you, and why the mark is wrong.", field="reason")
    if on.weekday() > 4:
        raise CannotCorrect("Marks are kept for Monday to Friday.", field="on")
    year = year_of(on)
    slot = slot_of(on, session, monday=first_monday(year))
    with transaction.atomic():
        held = RegisterYear.objects.select_for_update().filter(year=year, urn=urn, upn=upn).first()
        marks = bytearray(held.marks) if held else bytearray()
        before = marks[slot] if slot < len(marks) else NO_MARK
        if held is None or before == NO_MARK:
            raise CannotCorrect("The school gave no mark for this session, so there is none to correct.", field="on")
        if before == byte:
            raise CannotCorrect("That is the mark it has already.", field="code")
        marks[slot] = byte
        RegisterYear.objects.filter(year=year, urn=urn, upn=upn).update(marks=bytes(marks))
        change = MarkChange.objects.create(
            upn=upn, urn=urn, on=on, session=session, old=CODES[before], new=CODES[byte], changed_by=by.name, reason=reason.strip()[:300], recorded_at=at
        )  # fmt: skip
        record(actor=by, action="mark.corrected", subject=Subject("mark change", str(change.pk)), detail={"urn": urn})
    return change
