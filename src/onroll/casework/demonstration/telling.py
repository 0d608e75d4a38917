"""Two years of invented casework, told through the actions that officers use; for the demonstration and its pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from onroll.accounts.actions import add_person
from onroll.accounts.models import User
from onroll.audit.actor import SYSTEM, Actor
from onroll.casework.actions import answering, closing, contacts, enquiring, escalating, moving, noting, tasks
from onroll.casework.actions.allocating import hand_to_service
from onroll.casework.actions.opening import open_case_of
from onroll.casework.actions.referring import receive_referral
from onroll.casework.actions.triaging import Allocation, triage_referral
from onroll.casework.demonstration.plan import CONCERNS, Step, Told, plan, weekday
from onroll.casework.models import Case, Priority, Task, Whereabouts
from onroll.casework.permitted import CannotDo, NotPossibleNow
from onroll.children.models import ChildSummary, Membership
from onroll.intake.models import Fact
from onroll.places.models import School
from onroll.rules.rulebook.book import rule_book

TEAM = "Education tracking"
OFFICERS = (
    ("tracking-officer@onroll.example", "Tess Okafor"), ("tracking-2@onroll.example", "Marcus Ferreira-Holt"),
    ("tracking-3@onroll.example", "Siobhan Achterberg"), ("tracking-4@onroll.example", "Dev Ramanathan"),
)  # fmt: skip
MANAGER = ("pathway-manager@onroll.example", "Magda Thorne")
YEARS = timedelta(days=730)
RECENT = timedelta(days=240)
ZONE = ZoneInfo("Europe/London")
ROUTES = {
    "School": "professional",
    "Health": "professional",
    "Housing": "professional",
    "Police": "professional",
    "Self": "public",
}
OUTCOMES = {"On roll": "on_roll", "Elective home education": "home_educated_suitable", "Over compulsory school age": "over_school_age",
            "Moved to another authority": "moved_accepted"}  # fmt: skip


def tell_two_years(*, on: date, tell: Callable[[str], None] = lambda _: None) -> int:
    """Opens and works a case for every child whom the old register held in the two years before `on`; gives how many.

    One transaction; does nothing where a case stands already. What a plan wants and the pathway refuses stays undone.
    """
    if Case.objects.exists():
        return 0
    with transaction.atomic():
        teller = _Teller(on)
        every = _register(on)
        tell(f"Telling two years of casework for {len(every):,} children …")
        steps = [(step, told, child) for told, child in every for step in plan(told, on)]
        for step, told, child in sorted(steps, key=lambda one: one[0].on):
            teller.take(step, told, child)
    return len(teller.cases)


def _register(on: date) -> list[tuple[Told, int]]:
    facts = Fact.objects.filter(kind="cme", superseded_at=None, started_on__lte=on).exclude(ended_on__lt=on - YEARS)
    owner = dict(
        Membership.objects.filter(superseded_at=None, record__in=[fact.record_id for fact in facts]).values_list(
            "record_id", "child_id"
        )
    )
    found: dict[int, Told] = {}
    for number, fact in enumerate(sorted(facts, key=lambda one: (one.started_on, one.pk))):
        if fact.ended_on and fact.ended_on < on - RECENT and number % 3:
            continue  # of what ended long ago a third is enough: a first start must not wait for it
        told = Told(
            key=f"{fact.started_on}{fact.detail}", started_on=fact.started_on, ended_on=fact.ended_on,
            referred_by=fact.detail.get("referred_by", ""), reason=fact.detail.get("reason", ""), unknown=fact.code == "unknown",
            outcome=fact.detail.get("outcome", "") or "", recent_from=on - RECENT,
        )  # fmt: skip
        if fact.record_id in owner:
            found.setdefault(owner[fact.record_id], told)
    return [(told, child) for child, told in found.items()]


class _Teller:
    """Takes each step on its day, in the name of whoever would have."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.officers = [_somebody(email, name, "tracking_officer", on) for email, name in OFFICERS]
        self.manager = _somebody(*MANAGER, "pathway_manager", on)
        self.cases: dict[int, Case] = {}
        self.asked: dict[tuple[int, str], Any] = {}
        self.school = School.objects.order_by("pk").values_list("name", flat=True).first() or "the school"

    def take(self, step: Step, told: Told, child: int) -> None:
        """One step, or nothing where the pathway doesn't allow it that day."""
        if step.what != "triage" and child not in self.cases:
            return
        officer = self.manager if step.what == "watch" else self._lead(child)
        at = datetime.combine(step.on, time(9 + child % 8, child % 60), ZONE)
        by = officer.as_actor()
        try:
            with transaction.atomic():
                getattr(self, f"_{step.what}")(step, told, child, at, by, officer)
        except (CannotDo, NotPossibleNow):
            return

    def _lead(self, child: int) -> User:
        case = self.cases.get(child)
        return case.lead if case is not None and case.lead is not None else self.officers[child % len(self.officers)]

    def _triage(self, step: Step, told: Told, child: int, at: datetime, by: Actor, officer: User) -> None:
        if open_case_of(child, "missing_education"):
            return
        summary = ChildSummary.objects.filter(pk=child).first()
        said = {
            "surname": summary.surname if summary else "", "forename": summary.forename if summary else "",
            "concern": CONCERNS.get(told.referred_by, "Not in school as far as we know."), "referrer_organisation": told.referred_by,
        }  # fmt: skip
        said = {name: value for name, value in said.items() if value}
        route = ROUTES.get(told.referred_by, "internal")
        referral = receive_referral(
            route=route, said=said, child=child, on=step.on, at=at, by=SYSTEM if route != "internal" else by
        )
        allocation = Allocation(lead=officer, priority=Priority.URGENT if step.more["urgent"] else Priority.NORMAL)
        manager = self.manager
        settled = triage_referral(
            referral=referral, outcome="open", allocation=allocation, on=step.on, at=at + timedelta(hours=1), by=manager.as_actor(), person=manager,
        )  # fmt: skip
        if settled.case is not None:
            self.cases[child] = settled.case

    def _reason(self, step: Step, told: Told, child: int, at: datetime, by: Actor, officer: User) -> None:
        known = rule_book().codes["cme-reasons"].codes
        whereabouts = Whereabouts.UNKNOWN if told.unknown else Whereabouts.KNOWN_HERE
        if "another country" in told.reason and told.unknown:
            whereabouts = Whereabouts.BELIEVED_ABROAD
        elif "Believed to have moved" in told.reason:
            whereabouts = Whereabouts.BELIEVED_MOVED
        moving.set_reason(
            case=self.cases[child].pk, reason=told.reason if told.reason in known else "", whereabouts=whereabouts, on=step.on, at=at, by=by,
            person=officer,
        )  # fmt: skip

    def _note(self, step: Step, told: Told, child: int, at: datetime, by: Actor, officer: User) -> None:
        noting.add_note(case=self.cases[child].pk, text=step.more["text"], on=step.on, at=at, by=by, person=officer)

    def _contact(self, step: Step, told: Told, child: int, at: datetime, by: Actor, officer: User) -> None:
        contacts.record_contact(
            case=self.cases[child].pk, kind=step.more["kind"], state=step.more["state"], happened_on=step.on, child_seen=step.more["seen"],
            with_whom="mother" if step.more["state"] == "done" else "", on=step.on, at=at, by=by, person=officer,
        )  # fmt: skip

    def _task(self, step: Step, told: Told, child: int, at: datetime, by: Actor, officer: User) -> None:
        task: Task = tasks.add_task(
            case=self.cases[child].pk, title="Ring the family about the school application", why="Agreed at the last contact.",
            due_on=weekday(step.on + timedelta(7)), assigned_to=officer, on=step.on, at=at, by=by, person=officer,
        )  # fmt: skip
        if step.more["done"]:
            tasks.do_task(task=task, done_on=step.on, on=step.on, at=at, by=by, person=officer)

    def _enquire(self, step: Step, told: Told, child: int, at: datetime, by: Actor, officer: User) -> None:
        self.asked[child, step.more["agency"]] = enquiring.ask(
            cases=[self.cases[child].pk], agency=step.more["agency"], on=step.on, at=at, by=by, person=officer
        )

    def _answer(self, step: Step, told: Told, child: int, at: datetime, by: Actor, officer: User) -> None:
        asked = self.asked.get((child, step.more["agency"]))
        if asked is not None:
            answering.record_answer(
                enquiry=asked,
                kind=step.more["kind"],
                words=step.more["words"],
                answered_on=step.on,
                on=step.on,
                at=at,
                by=by,
                person=officer,
            )

    def _escalate(self, step: Step, told: Told, child: int, at: datetime, by: Actor, officer: User) -> None:
        escalating.escalate(
            case=self.cases[child].pk, to="social_care", told_whom="Duty team at the front door",
            reason="No trace after the enquiries so far; nobody has seen the child.", on=step.on, at=at, by=by, person=officer,
        )  # fmt: skip

    def _found(self, step: Step, told: Told, child: int, at: datetime, by: Actor, officer: User) -> None:
        moving.mark_found(
            case=self.cases[child].pk,
            how="The parent rang back and the school confirms it.",
            on=step.on,
            at=at,
            by=by,
            person=officer,
        )

    def _watch(self, step: Step, told: Told, child: int, at: datetime, by: Actor, officer: User) -> None:
        hand_to_service(
            case=self.cases[child].pk, service="Children's social care", review_on=weekday(step.on + timedelta(60)), on=step.on, at=at, by=by,
            because="The social worker leads while the plan stands.", person=officer,
        )  # fmt: skip

    def _close(self, step: Step, told: Told, child: int, at: datetime, by: Actor, officer: User) -> None:
        day = step.on.isoformat()
        evidence = {
            "school": self.school, "first_seen_on": day, "seen_by": "The school's attendance lead", "judged_on": day,
            "judged_by": "Harriet Lindqvist, home education officer", "authority": "The receiving authority", "accepted_on": day,
            "accepted_by": "Its named contact for missing education, by email",
        }  # fmt: skip
        closing.close_case(
            case=self.cases[child].pk,
            outcome=OUTCOMES.get(told.outcome, "on_roll"),
            evidence=evidence,
            on=step.on,
            at=at,
            by=by,
            person=officer,
        )


def _somebody(email: str, name: str, role: str, on: date) -> User:
    standing = User.objects.filter(email=email).first()
    at = datetime.combine(on - YEARS, time(9), ZONE)
    return standing or add_person(email=email, name=name, roles=[role], team=TEAM, by=SYSTEM, at=at)
