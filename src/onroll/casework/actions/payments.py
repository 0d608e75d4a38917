"""How does money reach its notice? A file of the paying system, each row once, matched by the notice's reference (H6).

What can't be matched is kept and listed, never dropped: a person says which notice it is for.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db import transaction

from onroll.accounts.models import User
from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.casework.actions.writing import happened
from onroll.casework.models import NoticePayment, PenaltyNotice
from onroll.casework.permitted import CannotDo, NotPossibleNow, locked
from onroll.casework.selectors.absence import notices_standing
from onroll.extracts.values import read_date

COLUMNS = ("payment_id", "reference", "received_on", "amount")
MOST_ROWS = 20_000
MOST_BYTES = 5_000_000
PERMISSION = "notice.decide"
MOST_POUNDS = 100_000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file: what it says, and what is wrong with it, "" where nothing is."""

    line: int
    payment: str
    reference: str
    received_on: date | None
    pence: int
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would do: rows for a notice, rows for nobody, rows held already, rows that can't be read."""

    matched: Sequence[tuple[Row, PenaltyNotice]]
    unmatched: Sequence[Row]
    again: Sequence[Row]
    wrong: Sequence[Row]

    @property
    def rows(self) -> int:
        """Every row is in exactly one of the four."""
        return len(self.matched) + len(self.unmatched) + len(self.again) + len(self.wrong)


def read_payments(content: bytes) -> list[Row]:
    """The rows of a CSV with the columns `COLUMNS`. Raises `CannotDo` for a file that isn't one."""
    if len(content) > MOST_BYTES:
        raise CannotDo(f"The file is larger than {MOST_BYTES // 1_000_000} MB. Send fewer payments at a time.", field="file")  # fmt: skip
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise CannotDo("This isn't a CSV file. Save the list as CSV and send that.", field="file")
    reader = csv.DictReader(io.StringIO(text))
    try:
        heads = [str(name or "").strip().casefold().replace(" ", "_") for name in reader.fieldnames or ()]
        if lacking := [name for name in COLUMNS if name not in heads]:
            raise CannotDo(f"The file has no column {', '.join(lacking)}. It needs {', '.join(COLUMNS)}.", field="file")
        reader.fieldnames = heads
        rows = [_row(reader.line_num, told) for told in reader]
    except csv.Error as error:
        raise CannotDo(f"Line {reader.line_num} can't be read as CSV ({error}).", field="file") from None
    if len(rows) > MOST_ROWS:
        raise CannotDo(f"The file has more than {MOST_ROWS:,} rows. Send fewer at a time.", field="file")
    return rows


def _row(line: int, told: dict[str, str | None]) -> Row:
    payment, reference, on, amount = (str(told.get(name) or "").strip() for name in COLUMNS)
    day = read_date(on) if on else None
    pence, faults = 0, []
    try:
        pounds = Decimal(amount.replace("£", "").replace(",", ""))
        if not (0 < pounds <= MOST_POUNDS) or pounds != round(pounds, 2):
            raise InvalidOperation
        pence = int(pounds * 100)
    except (InvalidOperation, ValueError):
        faults.append(f"the amount “{amount}” isn't a sum like 80.00")
    if not payment:
        faults.append("payment_id is empty: without it the same payment could be counted twice")
    if len(payment) > 60 or len(reference) > 60:
        faults.append("payment_id or reference is longer than 60 signs")
    if day is None:
        faults.append(f"the day “{on}” can't be read; write it like 2026-11-02")
    return Row(line, payment[:60], reference[:60], day, pence, "; ".join(faults))


def preview(rows: Iterable[Row], *, on: date) -> Preview:
    """Where each row would go. A payment id twice in one file is its first row."""
    rows = list(rows)
    held = set(NoticePayment.objects.filter(payment__in=[one.payment for one in rows]).values_list("payment", flat=True))  # fmt: skip
    wanted = {_key(one.reference) for one in rows}
    notices = {one.reference: one for one in PenaltyNotice.objects.filter(reference__in=wanted)}
    matched, unmatched, again, wrong = [], [], [], []
    for one in rows:
        if one.received_on and one.received_on > on:
            one = Row(one.line, one.payment, one.reference, one.received_on, one.pence, one.fault or "the day is still to come")  # fmt: skip
        if one.fault:
            wrong.append(one)
        elif one.payment in held:
            again.append(one)
        elif notice := notices.get(_key(one.reference)):
            matched.append((one, notice))
        else:
            unmatched.append(one)
        if not one.fault:
            held.add(one.payment)
    return Preview(matched, unmatched, again, wrong)


def _key(reference: str) -> str:
    """PN-2026-00042 however it was typed."""
    return reference.upper().replace(" ", "").replace("–", "-")


def apply_payments(
    *, rows: Iterable[Row], file: str, on: date, at: datetime, by: Actor, person: User | None
) -> Preview:
    """Keeps every row that can be read, in one transaction. The same file again adds nothing."""
    _may(person)
    with transaction.atomic():
        found = preview(rows, on=on)
        for row, notice in found.matched:
            _keep(row, notice, file, on, at, by)
        for row in found.unmatched:
            _keep(row, None, file, on, at, by)
        record(
            actor=by, action="payments.loaded", subject=Subject("payments", file[:100]),
            detail={"matched": len(found.matched), "unmatched": len(found.unmatched), "again": len(found.again), "wrong": len(found.wrong)},
        )  # fmt: skip
    return found


def match_payment(
    *, payment: NoticePayment | int, reference: str, on: date, at: datetime, by: Actor, person: User | None
) -> NoticePayment:  # fmt: skip
    """A person says which notice the money is for. Raises `CannotDo` where there is none, or it has one already."""
    _may(person)
    with transaction.atomic():
        number = payment.pk if isinstance(payment, NoticePayment) else payment
        standing = NoticePayment.objects.select_for_update().get(pk=number)
        if standing.notice_id is not None:
            raise CannotDo(f"This payment is kept for {standing.notice} already.", field="reference")
        notice = PenaltyNotice.objects.filter(reference=_key(reference)).first()
        if notice is None:
            raise CannotDo(f"There is no notice “{reference}”. A reference is like PN-2026-00042.", field="reference")
        standing.notice = notice
        standing.save(update_fields=["notice"])
        _came_in(standing, notice, on, at, by)
    return standing


def _keep(row: Row, notice: PenaltyNotice | None, file: str, on: date, at: datetime, by: Actor) -> None:
    kept = NoticePayment.objects.create(
        payment=row.payment, notice=notice, reference=row.reference, received_on=row.received_on, pence=row.pence, file=file[:200], row=row.line, recorded_at=at,
        recorded_by=by.name,
    )  # fmt: skip
    if notice is not None:
        _came_in(kept, notice, on, at, by)


def _came_in(kept: NoticePayment, notice: PenaltyNotice, on: date, at: datetime, by: Actor) -> None:
    """On the case's timeline; the task that waited for it is done once the notice is settled."""
    case = locked(notice.case_id)
    stands = notices_standing([notice], on)[0].money
    happened(
        case, "payment", on=kept.received_on, at=at, by=by, words=f"£{kept.pence / 100:.2f} received for {notice.reference}. {stands.says}",
        detail={"notice": notice.pk, "payment": kept.pk},
    )  # fmt: skip
    if stands.state in ("paid", "overpaid"):
        case.tasks.filter(key=f"notice:{notice.pk}", done_on=None).update(done_on=on, done_by=by.name)


def _may(person: User | None) -> None:
    if person is not None and not person.may(PERMISSION):
        raise NotPossibleNow("Your roles don't keep payments of penalty notices.")
