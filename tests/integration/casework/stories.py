"""How is a case told month by month? Extracts arrive, officers act, days pass; for the tests that read as stories.

    story = Story(tmp_path, officer, manager)
    story.arrives(date(2023, 9, 30), roll=[…], ehe=[…])      # loaded, linked, worked out, as any extract
    case = story.opens("Rowan", on=date(2023, 11, 1), because="…")
    story.asks(case, "gp", on=…)                             # what OnRoll proposes, taken up

Every child and adult in them is invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from extract_files import load, write

from onroll.accounts.models import User
from onroll.audit.actor import SYSTEM
from onroll.casework.actions import enquiring
from onroll.casework.actions.allocating import give_lead
from onroll.casework.actions.opening import open_case
from onroll.casework.models import Case, Enquiry, EnquiryAnswer, Event
from onroll.casework.permitted import locked
from onroll.casework.selectors.radar import stalled
from onroll.casework.selectors.situation import plan_of
from onroll.children.catching_up import link_and_rebuild
from onroll.children.models import ChildSummary, Contradiction
from onroll.children.selectors.child import contradictions_on
from onroll.rules.enquiries import Proposal


def schools(names: dict[str, str], la: str = "941") -> list[dict[str, str]]:
    """The authority's schools as the national register lists them."""
    return [{"URN": urn, "LA (code)": la, "EstablishmentName": name} for urn, name in names.items()]


class Story:
    """One family's story, told with one officer and one manager."""

    def __init__(self, folder: Path, officer: User, manager: User) -> None:
        self.folder, self.officer, self.manager = folder, officer, manager
        self.chapters = 0

    def arrives(self, as_at: date, **extracts: Sequence[dict[str, str]]) -> None:
        """These extracts arrive as at a day; afterwards the central record is up to date."""
        self.chapters += 1
        load(write(self.folder / str(self.chapters), **extracts), as_at, accept_missing=True)
        link_and_rebuild(actor=SYSTEM, at=datetime(as_at.year, as_at.month, as_at.day, 12, tzinfo=UTC))

    def child(self, forename: str) -> ChildSummary:
        """The child of this forename."""
        return ChildSummary.objects.get(forename=forename)

    def contradictions(self, forename: str, on: date) -> dict[str, Contradiction]:
        """What can't both be true of the child on a day, by rule."""
        return {one.rule: one for one in contradictions_on(self.child(forename).pk, on)}

    def who(self, on: date, person: User | None = None) -> dict[str, Any]:
        """The officer (or `person`) acts, on a day."""
        person = person or self.officer
        return {
            "on": on,
            "at": datetime(on.year, on.month, on.day, 10, tzinfo=UTC),
            "by": person.as_actor(),
            "person": person,
        }

    def opens(self, forename: str, *, on: date, because: str) -> Case:
        """A case is opened and the officer named to lead it, on one day."""
        who = self.who(on, self.manager)
        case = open_case(
            child=self.child(forename).pk,
            pathway_id="missing_education",
            on=on,
            at=who["at"],
            by=who["by"],
            because=because,
        )
        give_lead(locked(case), lead=self.officer, team=None, because="", **who)
        case.refresh_from_db()
        return case

    def proposals(self, case: Case, on: date) -> list[tuple[str, str]]:
        """What OnRoll proposes to ask on a day, in order: agency and whom it is about ("" the child)."""
        return [(one.rule.id, one.aimed_at) for one in plan_of(case, on).next]

    def proposed(self, case: Case, agency: str, on: date, about: str = "") -> Proposal:
        """One proposal; fails where OnRoll doesn't propose it."""
        return next(one for one in plan_of(case, on).next if (one.rule.id, one.aimed_at) == (agency, about))

    def takes_up(self, one: Proposal, *cases: Case, on: date, **more: Any) -> Enquiry:
        """The officer asks what was proposed, for one case or for brothers and sisters at once."""
        given = {"agency": one.rule.id, "agency_words": one.of, "aim": one.aim, "aimed_at": one.aimed_at, "authority": one.authority,
                 "follows": one.follows or None}  # fmt: skip
        return enquiring.ask(cases=cases, **(given | more), **self.who(on))

    def answered(self, enquiry: Enquiry, kind: str, on: date, **more: Any) -> EnquiryAnswer:
        """The agency answers."""
        return enquiring.record_answer(enquiry=enquiry, kind=kind, **more, **self.who(on))

    def is_stalled(self, case: Case, on: date) -> bool:
        """Whether the radar shows the case on a day."""
        return case.pk in {one.case for one in stalled(on)}

    def timeline(self, case: Case) -> list[str]:
        """What the timeline says, the oldest first."""
        return list(Event.objects.filter(case=case).order_by("happened_on", "pk").values_list("words", flat=True))
