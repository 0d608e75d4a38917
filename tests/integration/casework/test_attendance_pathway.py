"""From a list of absent pupils to a paid notice: is every step kept, refused where the law refuses it, and done once?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from onroll.accounts.models import User
from onroll.audit.actor import SYSTEM
from onroll.casework.actions.absence import begin_measure, end_measure, offer_support, take_on
from onroll.casework.actions.closing import close_case
from onroll.casework.actions.payments import apply_payments, match_payment, preview, read_payments
from onroll.casework.actions.penalty import issue_notice, notice_received, withdraw_notice
from onroll.casework.models import Case, NoticePayment, NoticeSession, PenaltyNotice
from onroll.casework.permitted import CannotDo, ChangedMeanwhile, NotPossibleNow
from onroll.casework.selectors.absence import notices_standing
from onroll.children.models import Child, ChildSummary
from onroll.intake.loading import load_folder
from onroll.people.identifiers import make_upn
from page_checks import CheckedClient

pytestmark = pytest.mark.django_db
UPN = make_upn("941", "2001", 2015, 7)
DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def absent(a_child: Callable[..., Child], tmp_path) -> Child:
    """A child with fourteen unauthorised sessions in three weeks of November."""
    child = a_child()
    ChildSummary.objects.filter(child=child).update(upn=UPN)
    days = [date(2026, 11, 2) + timedelta(days=n) for n in range(19)]
    lines = [
        f"{UPN},990001,{day},{'O' if n % 2 else 'G'},{'O' if n % 2 else 'G'}" if n < 7 else f"{UPN},990001,{day},/,\\"
        for n, day in enumerate(day for day in days if day.weekday() < 5)
    ]
    folder = tmp_path / "marks"
    folder.mkdir()
    (folder / "marks.csv").write_text("upn,urn,date,am,pm\n" + "\n".join(lines) + "\n")
    load_folder(folder=folder, as_at=DAY, received_at=NOW, actor=SYSTEM)
    return child


@pytest.fixture
def attendance_officer(somebody: Callable[..., User]) -> User:
    return somebody("attendance_officer")


def who(person: User) -> dict:
    return {"on": DAY, "at": NOW, "by": person.as_actor("test"), "person": person}


@pytest.fixture
def case(absent: Child, attendance_officer: User) -> Case:
    return take_on(child=absent.pk, because="Fourteen sessions missed", **who(attendance_officer))


ALL = {"support": "Refused twice", "improvement": "A holiday followed", "roll": "", "threshold": ""}


@pytest.fixture
def on_roll(monkeypatch: pytest.MonkeyPatch) -> None:
    """The roll is another feed's; these tests are about marks."""
    from onroll.casework.selectors import absence

    before = absence.Asked
    monkeypatch.setattr(absence, "Asked", lambda **given: before(**given | {"on_roll": True}))


def issue(case: Case, person: User, **given: object) -> PenaltyNotice:
    told = {"kind": "absence", "parent": "Ada Example", "issued_on": DAY, "sent": "hand", "reasons": ALL} | given
    return issue_notice(case=case, **told, **who(person))


def test_the_case_begins_with_support(case: Case, attendance_officer: User) -> None:
    assert (case.stage, case.lead, case.reference[:4]) == ("support", attendance_officer, "ATT-")
    assert case.tasks.get().title.startswith("Find out what keeps")
    offer_support(case=case, kind="family", what="Early help", offered_on=DAY, offered_by="Elm School", response="declined", **who(attendance_officer))  # fmt: skip
    assert case.events.filter(kind="support").get().words.endswith("(declined)")
    with pytest.raises(CannotDo, match="kind of support"):
        offer_support(case=case, kind="cake", what="x", offered_on=DAY, offered_by="y", response="", **who(attendance_officer))  # fmt: skip


def test_nobody_without_a_roll_is_given_a_notice(case: Case, attendance_officer: User) -> None:
    with pytest.raises(CannotDo, match="No roll is held"):
        issue(case, attendance_officer)


def test_a_notice_relies_on_its_sessions_once_for_each_parent(
    case: Case, attendance_officer: User, on_roll: None
) -> None:
    with pytest.raises(CannotDo, match="No support is written down"):
        issue(case, attendance_officer, reasons={})
    first = issue(case, attendance_officer)
    assert (first.number, first.sessions.count()) == (1, 14)
    with pytest.raises(CannotDo, match="0 unauthorised sessions"):
        issue(case, attendance_officer, reasons={**ALL, "threshold": ""})
    other = issue(case, attendance_officer, parent="Bo Example")
    assert (other.number, other.sessions.count()) == (1, 14)  # the other parent, the same sessions
    withdraw_notice(notice=first, ground="material_error", because="Wrong address", **who(attendance_officer))
    again = issue(case, attendance_officer)
    assert (again.number, again.sessions.count()) == (1, 14)  # withdrawn: not counted, its sessions free again
    assert NoticeSession.objects.filter(notice=first).count() == 14  # the evidence stays


def test_a_second_has_one_amount_and_a_third_is_refused(case: Case, attendance_officer: User, on_roll: None) -> None:
    issue(case, attendance_officer)
    second = issue(case, attendance_officer, reasons={**ALL, "threshold": "A pattern of long weekends"})
    assert second.number == 2
    assert notices_standing([second], DAY)[0].terms.low_pounds is None
    with pytest.raises(CannotDo, match="no third until after 20 November 2029"):
        issue(case, attendance_officer, reasons={**ALL, "threshold": "Again"})


def test_two_people_at_once_issue_one(case: Case, attendance_officer: User, on_roll: None) -> None:
    read = Case.objects.get(pk=case.pk).version
    issue(case, attendance_officer, read_version=read)
    with pytest.raises(ChangedMeanwhile):
        issue(case, attendance_officer, read_version=read)
    assert PenaltyNotice.objects.count() == 1


def test_payments_are_kept_once_matched_or_waiting(case: Case, attendance_officer: User, on_roll: None) -> None:
    notice = issue(case, attendance_officer)
    content = (
        "Payment ID,Reference,Received on,Amount\n"
        f"A1,{notice.reference.lower()},2026-11-20,£80.00\nA2,nobody,20/11/2026,80\nA3,{notice.reference},2026-11-20,eighty\n"
        f",{notice.reference},2026-11-20,80\nA1,{notice.reference},2026-11-20,80\nA5,{notice.reference},2026-12-24,80\n"
    ).encode("utf-8-sig")
    rows = read_payments(content)
    told = preview(rows, on=DAY)
    assert told.rows == len(rows) == 6
    assert [len(part) for part in (told.matched, told.unmatched, told.again, told.wrong)] == [1, 1, 1, 3]
    assert NoticePayment.objects.count() == 0
    for _ in range(2):
        apply_payments(rows=rows, file="payments.csv", **who(attendance_officer))
    assert NoticePayment.objects.count() == 2
    assert notices_standing([notice], DAY)[0].money.state == "paid"
    assert case.tasks.get(key=f"notice:{notice.pk}").done_on == DAY
    waiting = NoticePayment.objects.get(notice=None)
    with pytest.raises(CannotDo, match="no notice"):
        match_payment(payment=waiting, reference="PN-1999-00001", **who(attendance_officer))
    match_payment(payment=waiting, reference=notice.reference, **who(attendance_officer))
    assert notices_standing([notice], DAY)[0].money.state == "overpaid"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a,b\n1,2\n", "no column payment_id"),
        (b"", "no column"),
        (b"PK\x03\x04\0\0", "isn't a CSV"),
        (b"payment_id,reference,received_on,amount\n" + b"x" * 6_000_000, "larger than 5 MB"),
    ],
)
def test_what_is_no_list_of_payments_is_refused_in_a_sentence(content: bytes, says: str) -> None:
    with pytest.raises(CannotDo, match=says):
        read_payments(content)


def test_receipt_moves_the_days_to_pay(case: Case, attendance_officer: User, on_roll: None) -> None:
    notice = issue(case, attendance_officer, sent="post")
    before = notices_standing([notice], DAY)[0].terms.until
    notice_received(notice=notice, received_on=DAY, how="Signed for", **who(attendance_officer))
    notice.refresh_from_db()
    assert notices_standing([notice], DAY)[0].terms.until < before
    with pytest.raises(CannotDo, match="before it was issued"):
        notice_received(notice=notice, received_on=DAY - timedelta(days=1), how="x", **who(attendance_officer))


def test_contract_improvement_and_court(case: Case, attendance_officer: User) -> None:
    known = {"case": case, "parent": "Ada Example", "started_on": DAY, "terms": "Terms"} | who(attendance_officer)
    with pytest.raises(CannotDo, match="last day comes after"):
        begin_measure(kind="contract", until=DAY, **known)
    contract = begin_measure(kind="contract", until=DAY + timedelta(days=30), **known)
    assert Case.objects.get(pk=case.pk).stage == "contract"
    end_measure(measure=contract, result="broken", ended_on=DAY, because="", **who(attendance_officer))
    with pytest.raises(CannotDo, match="ended already"):
        end_measure(measure=contract, result="kept", ended_on=DAY, because="", **who(attendance_officer))
    begin_measure(kind="improvement", until=DAY + timedelta(days=21), **known)
    assert Case.objects.get(pk=case.pk).stage == "improving"
    with pytest.raises(CannotDo, match="social care"):
        begin_measure(kind="order", **known)
    court = {"offence": "s444-1", "of_from": date(2026, 5, 1), "until": date(2026, 6, 1), "consulted": "Not known to them"}  # fmt: skip
    with pytest.raises(CannotDo, match="within six months"):
        begin_measure(kind="prosecution", **known | court)
    begin_measure(kind="prosecution", **known | court | {"of_from": date(2026, 11, 2), "until": date(2026, 11, 10)})
    task = case.tasks.get(rule="prosecute-6m")
    assert (task.counted_from, Case.objects.get(pk=case.pk).stage) == (date(2026, 11, 2), "court")


def test_only_whoever_decides_on_notices_issues_one(case: Case, somebody: Callable[..., User]) -> None:
    with pytest.raises(NotPossibleNow):
        issue(case, somebody("home_education_officer"))


def test_closing_asks_this_pathways_evidence(case: Case, attendance_officer: User) -> None:
    with pytest.raises(CannotDo, match="Choose an outcome"):
        close_case(case=case, outcome="on_roll", evidence={}, **who(attendance_officer))
    with pytest.raises(CannotDo, match="since which"):
        close_case(case=case, outcome="attending", evidence={}, **who(attendance_officer))
    closed = close_case(case=case, outcome="attending", evidence={"since_on": DAY, "said_by": "Elm School"}, **who(attendance_officer))  # fmt: skip
    assert (closed.stage, closed.outcome) == ("closed", "attending")


def test_the_pages_of_a_case(case: Case, attendance_officer: User, client_of: Callable[..., CheckedClient], on_roll: None) -> None:  # fmt: skip
    page = client_of(attendance_officer)
    ref = case.reference
    for way in ("", "attendance/", "attendance/support/", "attendance/contract/", "attendance/improve/", "attendance/order/", "attendance/prosecute/", "attendance/court/", "close/", "reason/"):  # fmt: skip
        assert page.get(f"/cases/{ref}/{way}").status_code == 200, way
    assert "14 of" in page.get(f"/cases/{ref}/attendance/").content.decode()
    asked = page.get(f"/cases/{ref}/attendance/notices/new/?kind=absence&parent=&other=Ada+Example")
    assert "14 unauthorised sessions that no notice relied on" in asked.content.decode()
    sent = {"issued_on": "20 11 2026", "sent": "hand", "why_support": "Refused", "why_improvement": "Holiday", "read_version": ""}  # fmt: skip
    done = page.post(f"/cases/{ref}/attendance/notices/new/?kind=absence&parent=&other=Ada+Example", sent | {"issued_on": f"{date.today():%d %m %Y}"})  # noqa: DTZ011 # fmt: skip
    assert done.status_code == 302, done.content.decode()[:3000]
    notice = PenaltyNotice.objects.get()
    for way in ("", "sessions.csv", "received/", "withdraw/"):
        assert page.get(f"/cases/{ref}/attendance/notices/{notice.reference}/{way}").status_code == 200, way
    assert notice.reference in page.get("/penalty-notices/").content.decode()
    assert "reference,case,kind" in page.get("/penalty-notices/?form=csv").content.decode()
    assert page.get("/penalty-notices/payments/").status_code == 200
    assert page.get(f"/children/{case.child_id}/attendance/open-case/").status_code == 302  # to the open one
