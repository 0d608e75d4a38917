"""May this agency be asked this, about this person, in this way? Each check says in a sentence why not (Q10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.conf import settings

from onroll.casework.models import Case, CaseDecision, Enquiry
from onroll.casework.pathways.missing_education.enquiries import OTHER_AUTHORITY
from onroll.casework.permitted import CannotDo
from onroll.casework.selectors.around import WHY_STOPPED, adults_around, contact_stopped
from onroll.casework.selectors.enquiries import waiting_already, whom
from onroll.places.authorities import authorities
from onroll.rules.enquiries import Adult, refusal
from onroll.rules.rulebook.enquiry_file import EnquiryRule

IN_WRITING = "writing"


def check_aim(rule: EnquiryRule, aim: str, aimed_at: str) -> None:
    """Whether the list says that this agency knows of such a person, and the person is named."""
    if aim not in rule.about:
        raise CannotDo(f"{rule.name} can't be asked about that person. Choose somebody else.", field="aim")
    if aim != "child" and not aimed_at.strip():
        raise CannotDo("Enter whom the enquiry is about", field="aimed_at")


def check_authority(rule: EnquiryRule, code: str) -> str:
    """The code of the authority to ask, "" for any other agency."""
    if rule.id != OTHER_AUTHORITY:
        return ""
    if code not in authorities() or code == settings.AUTHORITY:
        raise CannotDo("Choose which authority to ask", field="authority")
    return code


def check_safe(cases: Iterable[Case], rule: EnquiryRule, aimed_at: str, way: str) -> None:
    """Family contact that is stopped; an adult who must not be contacted, or not in this way (Q10)."""
    if not rule.reaches_family:
        return
    for case in cases:
        if contact_stopped(case):
            raise CannotDo(WHY_STOPPED, field="agency")
        around = adults_around(case)
        meant = _meant(around, aimed_at)
        if aimed_at and not meant and any(adult.safe_contact != "any" for adult in around):
            raise CannotDo(
                "Somebody around this child may be contacted only with care. Choose the adult by the name on the record.",
                field="aimed_at",
            )
        for adult in meant:
            refused = refusal(adult, in_writing=way == IN_WRITING)
            if refused:
                raise CannotDo(refused, field="way")


def _meant(adults: Iterable[Adult], aimed_at: str) -> list[Adult]:
    name = " ".join(aimed_at.casefold().split())
    return [adult for adult in adults if " ".join(adult.name.casefold().split()) == name]


def check_looked_once(cases: Sequence[Case], rule: EnquiryRule, law_checked: str) -> None:
    """A second look at what somebody shows online prompts a check of surveillance law (RIPA 2000 part II)."""
    looked = Enquiry.objects.filter(about__case__in=cases, agency=rule.id, withdrawn_because="")
    if rule.once and not law_checked.strip() and looked.exists():
        raise CannotDo(
            "Somebody looked already. Looking again and again can be surveillance: enter who checked surveillance law and what they said.",
            field="law_checked",
        )  # fmt: skip


def check_approved(cases: Sequence[Case], rule: EnquiryRule, decision: CaseDecision | None) -> None:
    """What needs a second person was agreed to, for this very agency and case, and not used yet."""
    if not rule.approval:
        return
    if (
        decision is None
        or decision.detail.get("agency") != rule.id
        or decision.case_id not in [case.pk for case in cases]
    ):
        raise CannotDo(f"{rule.name}: a second person has to agree first, each time.", field="agency")
    if decision.approved_by_id is None or decision.refused_because:
        raise CannotDo(f"{rule.name}: nobody has agreed to this yet.", field="agency")
    if decision.enquiries.exists():
        raise CannotDo(f"{rule.name}: what was agreed was asked already. Ask for approval again.", field="agency")


def check_not_waiting(cases: Sequence[Case], rule: EnquiryRule, words: str, aim: str, aimed_at: str) -> None:
    """The same question doesn't wait for its answer already: pressing a button twice asks once."""
    same = next(iter(waiting_already(cases, rule.id, words, aim, aimed_at)), None)
    if same:
        raise CannotDo(
            f"{whom(same)} was asked this on {same.asked_on:%-d %B %Y} and hasn't answered. Chase it instead.",
            field="agency",
        )
