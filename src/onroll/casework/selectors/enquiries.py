"""Which enquiries wait for an answer, since when, and which are overdue to be chased? For a case, and for all cases (E3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from onroll.accounts.models import User
from onroll.casework.models import Case, Enquiry, EnquiryAbout, EnquiryAnswer
from onroll.casework.models.enquiry import AIMS
from onroll.casework.pathways.missing_education.enquiries import agency_name, rules
from onroll.casework.selectors.cases import cases_for
from onroll.places.authorities import authority_name
from onroll.rules.enquiries import Waiting, overdue_since, waiting

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


def waiting_already(cases: Iterable[Case], agency: str, words: str, aim: str, aimed_at: str) -> list[Enquiry]:
    """Enquiries of these cases in which the very same question waits for its answer."""
    same = {"agency": agency, "agency_words__iexact": words, "aim": aim, "aimed_at__iexact": aimed_at.strip()}
    return list(asked_by_us().filter(WAITS, about__case__in=list(cases), **same).distinct())


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


def all_waiting(user: User) -> QuerySet[Enquiry]:
    """Every enquiry of open cases this person may see that waits, the longest first."""
    return _of_open_cases(user).filter(WAITS).order_by("asked_on", "pk")


def all_declined(user: User) -> QuerySet[Enquiry]:
    """Every enquiry of open cases that an agency declined to answer, the newest first."""
    return _of_open_cases(user).filter(answer="declined", withdrawn_because="").order_by("-answered_on", "-pk")


def overdue(on: date) -> Q:
    """Those that are to be chased on a day, as a condition on enquiries: one last day an agency, however many enquiries."""
    found = Q(pk__in=[])
    for agency in rules():
        since = overdue_since(agency, on)
        if since is not None:
            found |= Q(agency=agency) & (Q(chased_on__lte=since) | Q(chased_on=None, asked_on__lte=since))
    return found


def by_agency(enquiries: QuerySet[Enquiry]) -> dict[str, int]:
    """How many of these enquiries are of each agency; one query."""
    return dict(enquiries.order_by().values_list("agency").annotate(n=Count("pk")))


def _of_open_cases(user: User) -> QuerySet[Enquiry]:
    mine = EnquiryAbout.objects.filter(case__in=cases_for(user).filter(closed_on=None), enquiry=OuterRef("pk"))
    return asked_by_us().filter(Exists(mine))


def waiting_counts(cases: Iterable[int]) -> dict[int, int]:
    """How many enquiries wait in each of these cases; one query, for lists of cases."""
    rows = EnquiryAbout.objects.filter(
        case__in=list(cases), enquiry__answered_on=None, enquiry__withdrawn_because="", enquiry__direction="out"
    )
    return dict(rows.values_list("case").annotate(n=Count("pk")))
