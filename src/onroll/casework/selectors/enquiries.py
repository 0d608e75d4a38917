"""Which enquiries wait for an answer, since when, and which are overdue to be chased? For a case, and for all cases (E3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from onroll.accounts.models import User
from onroll.casework.models import Case, Enquiry, EnquiryAbout, EnquiryAnswer
from onroll.casework.models.enquiry import AIMS
from onroll.casework.pathways.missing_education.enquiries import agency_name
from onroll.casework.selectors.cases import cases_for
from onroll.places.authorities import authority_name
from onroll.rules.enquiries import Waiting, waiting

WAITS = Q(answered_on=None, withdrawn_because="")


@dataclass(frozen=True, slots=True)
class Standing:
    """One enquiry on a day: whom, about whom, how long it has waited, when it is chased, and what came back."""

    enquiry: Enquiry
    whom: str
    about: str
    cases: tuple[Case, ...]
    waiting: Waiting
    answers: tuple[EnquiryAnswer, ...]

    @property
    def open(self) -> bool:
        """Whether an answer is still awaited."""
        return self.enquiry.answered_on is None and not self.enquiry.withdrawn_because

    @property
    def newest(self) -> EnquiryAnswer | None:
        """What holds now: the newest answer that nobody corrected."""
        corrected = {answer.corrects_id for answer in self.answers}
        return next((answer for answer in reversed(self.answers) if answer.pk not in corrected), None)


def asked_by_us() -> QuerySet[Enquiry]:
    """Every enquiry of ours, with what a list shows of it; a handful of queries."""
    return _whole().filter(direction="out")


def _whole() -> QuerySet[Enquiry]:
    about = EnquiryAbout.objects.select_related("case__child__summary").order_by("case__reference")
    return Enquiry.objects.prefetch_related(Prefetch("about", about), "answers")


def open_enquiries(case: Case) -> list[Enquiry]:
    """The enquiries of a case that wait for an answer, the longest first."""
    return list(asked_by_us().filter(WAITS, about__case=case).order_by("asked_on", "pk"))


def standing(enquiries: Iterable[Enquiry], on: date) -> list[Standing]:
    """How each stands on a day."""
    return [_standing(enquiry, on) for enquiry in enquiries]


def _standing(enquiry: Enquiry, on: date) -> Standing:
    return Standing(
        enquiry, whom(enquiry), about_words(enquiry), tuple(one.case for one in enquiry.about.all()),
        waiting(enquiry.agency, asked_on=enquiry.asked_on, again_on=enquiry.chased_on, on=on), tuple(enquiry.answers.all()),
    )  # fmt: skip


def whom(enquiry: Enquiry) -> str:
    """The agency, and which one."""
    return agency_name(
        enquiry.agency, enquiry.agency_words or (authority_name(enquiry.authority) if enquiry.authority else "")
    )


def about_words(enquiry: Enquiry) -> str:
    """About whom: "the child", or the adult or sibling by name."""
    return enquiry.aimed_at or AIMS[enquiry.aim]


def of_case(case: Case, on: date) -> list[Standing]:
    """Every enquiry of a case as it stands, in order: those asked by mistake and those that other authorities ask of us too."""
    return standing(_whole().filter(about__case=case).order_by("asked_on", "pk"), on)


@dataclass(frozen=True, slots=True)
class Waits:
    """One enquiry of all that wait, without its words: enough to count and to choose which to read."""

    pk: int
    agency: str
    overdue: bool


def all_waiting(user: User, on: date) -> list[Waits]:
    """Every enquiry of open cases this person may see that waits, the longest first; one query, however many cases."""
    rows = (
        _of_open_cases(user)
        .filter(WAITS)
        .order_by("asked_on", "pk")
        .values_list("pk", "agency", "asked_on", "chased_on")
    )
    return [
        Waits(pk, agency, waiting(agency, asked_on=asked, again_on=chased, on=on).overdue)
        for pk, agency, asked, chased in rows
    ]


def all_declined(user: User) -> list[Waits]:
    """Every enquiry of open cases that an agency declined to answer, the newest first."""
    rows = _of_open_cases(user).filter(answer="declined", withdrawn_because="").order_by("-answered_on", "-pk")
    return [Waits(pk, agency, False) for pk, agency in rows.values_list("pk", "agency")]


def _of_open_cases(user: User) -> QuerySet[Enquiry]:
    mine = EnquiryAbout.objects.filter(case__in=cases_for(user).filter(closed_on=None), enquiry=OuterRef("pk"))
    return Enquiry.objects.filter(Exists(mine), direction="out")


def these(user: User, numbers: Sequence[int], on: date) -> list[Standing]:
    """The enquiries of these numbers as they stand, in their order; those this person may not see are left out."""
    found = {
        one.pk: one for one in asked_by_us().filter(pk__in=_of_open_cases(user).filter(pk__in=numbers).values("pk"))
    }
    return standing([found[number] for number in numbers if number in found], on)


def waiting_counts(cases: Iterable[int]) -> dict[int, int]:
    """How many enquiries wait in each of these cases; one query, for lists of cases."""
    rows = EnquiryAbout.objects.filter(
        case__in=list(cases), enquiry__answered_on=None, enquiry__withdrawn_because="", enquiry__direction="out"
    )
    return dict(rows.values_list("case").annotate(n=Count("pk")))
