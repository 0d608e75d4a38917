"""May this person do this to this case, now? Asked by every action before it changes anything, and by pages for buttons."""

from __future__ import annotations

from typing import Protocol

from onroll.casework.models import Case
from onroll.casework.pathways import pathway
from onroll.casework.pathways.model import Act


class NotPossibleNow(ValueError):
    """The pathway doesn't allow this act in the stage the case stands in, or not to this person; the message says which."""


class CannotDo(ValueError):
    """What was asked can't be kept as it stands; the sentence says why, `field` beside which question it belongs."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class ChangedMeanwhile(ValueError):
    """Somebody else changed the case after this person read it; nothing was written."""

    def __init__(self, case: Case) -> None:
        super().__init__(
            f"Somebody else changed {case.reference} while you were writing. Nothing of yours was lost or saved: "
            "read what changed below, then save again."
        )
        self.case = case


class Person(Protocol):
    """Whoever acts: an account of the service."""

    def may(self, permission: str) -> bool:
        """Does a role this person holds carry this permission?"""


def acts_now(case: Case, person: Person) -> list[Act]:
    """What this person may do to the case as it stands, in the pathway's order."""
    return [
        act for act in pathway(case.pathway).acts.values() if case.stage in act.stages and person.may(act.permission)
    ]


def require_act(case: Case, act_id: str, person: Person | None) -> Act:
    """The act, or `NotPossibleNow` with the sentence a page shows. `person` is None where OnRoll itself acts."""
    way = pathway(case.pathway)
    act, stage = way.acts.get(act_id), way.stages[case.stage]
    if act is None:
        raise NotPossibleNow(f"This isn't done on the pathway “{way.name}”.")
    if case.stage not in act.stages:
        raise NotPossibleNow(f"{act.words}: not possible while {case.reference} is at “{stage.name}”.")
    if person is not None and not person.may(act.permission):
        raise NotPossibleNow(f"{act.words}: your roles don't carry this.")
    return act


def locked(case: Case | int, *, read_version: int | None = None) -> Case:
    """The case as it stands now, locked until the transaction ends; given as itself or by its number.

    Raises `ChangedMeanwhile` where it is no longer the version the person read. Outside a transaction the database refuses.
    """
    case = Case.objects.select_for_update().get(pk=case.pk if isinstance(case, Case) else case)
    if read_version is not None and case.version != read_version:
        raise ChangedMeanwhile(case)
    return case
