"""Which cases may this person see, and how is one found? Every page and list of cases begins here."""

from __future__ import annotations

from django.db.models import QuerySet

from onroll.accounts.models import User
from onroll.casework.actions.opening import same_child
from onroll.casework.models import Case


class NoSuchCase(LookupError):
    """No case of this reference, or none that this person may see."""


def cases_for(user: User) -> QuerySet[Case]:
    """The cases this person may see. Today whoever holds `case.view` sees all of the authority's."""
    if not user.may("case.view"):
        return Case.objects.none()
    return Case.objects.select_related("lead", "team")


def case_for(user: User, reference: str) -> Case:
    """One case by its reference. Raises `NoSuchCase`."""
    try:
        return cases_for(user).get(reference=reference)
    except Case.DoesNotExist:
        raise NoSuchCase(reference) from None


def cases_of_child(user: User, child: int) -> list[Case]:
    """Every case of a child, open ones first, those of children merged into it with them."""
    return list(cases_for(user).filter(child_id__in=same_child(child)).order_by("closed_on", "-opened_on", "-pk"))
