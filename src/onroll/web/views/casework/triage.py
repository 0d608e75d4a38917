"""What becomes of this referral, and who leads this case? One page for the decision; the lead changed, handed over, taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from onroll.accounts.models import User
from onroll.audit.log import listed, looked
from onroll.casework.actions import allocating
from onroll.casework.actions.opening import open_case_of
from onroll.casework.actions.triaging import NEW_CHILD, Allocation, SettledAlready, triage_referral
from onroll.casework.models import Case, Priority, Referral
from onroll.casework.models.referral import STATES
from onroll.casework.permitted import CannotDo, NotPossibleNow
from onroll.casework.selectors.cases import NoSuchCase, case_for
from onroll.casework.selectors.load import Load, loads, suggested
from onroll.casework.selectors.matching import Possible, possible_matches
from onroll.casework.selectors.referrals import NoSuchReferral, referral_for
from onroll.children.selectors.child import child_on, resolve
from onroll.web.access import comes_back, path_for, require
from onroll.web.forms.triage import Back, Lead, Triage, Watched
from onroll.web.parts import referral_parts as parts
from onroll.web.parts.case_acts import ActPage, act_page
from onroll.web.parts.child_bar import identity

NOT_THESE = ("link", "review")  # who was shown as likely and refused is kept apart for ever


def referral_page(request: HttpRequest, reference: str) -> HttpResponse:
    """What was said, the children it may mean side by side, and the whole decision in one form."""
    referral = _referral(request, reference)
    today = timezone.localdate()
    waits, may = referral.state == "new", request.user.may("case.triage")
    matches = possible_matches(referral, user=request.user, on=today) if waits and referral.child_id is None else []
    _written_down(request, referral, matches)
    form, load = None, []
    if waits and may:
        load = loads(today)
        form = _form(request, referral, matches, load, today)
    if request.method == "POST":
        require(request, "case.triage")
        if form is None:
            messages.warning(request, str(SettledAlready(referral)))
            return redirect("referral", reference)
        if form.is_valid() and (done := _decide(request, referral, form, matches, today)) is not None:
            return done
    return render(request, "casework/referral.html", _context(request, referral, matches, form, load, today))


def _referral(request: HttpRequest, reference: str) -> Referral:
    try:
        return referral_for(request.user, reference)
    except NoSuchReferral:
        raise Http404(f"No referral {reference} that you may see") from None


def _written_down(request: HttpRequest, referral: Referral, matches: list[Possible]) -> None:
    if referral.child_id is not None:
        looked(request, resolve(referral.child_id), f"referral {referral.reference}")
    else:  # a look at what was said, and at every child it may mean
        listed(request, f"referral {referral.reference}", [one.summary.pk for one in matches])


def _form(request: HttpRequest, referral: Referral, matches: list[Possible], load: list[Load], today: date) -> Triage:
    chosen = suggested(today, team=request.user.team, among=load)
    first = {
        "outcome": "open", "pathway": referral.pathway, "led_by": "us", "lead": str(chosen.person.pk) if chosen else "",
        "priority": str((Priority.URGENT if referral.safeguarding else Priority.NORMAL).value),
    }  # fmt: skip
    return Triage(
        request.POST if request.method == "POST" else None, matches=[one.summary.pk for one in matches], loads=load,
        known=referral.child_id is not None, initial=first,
    )  # fmt: skip


def _decide(
    request: HttpRequest, referral: Referral, form: Triage, matches: list[Possible], today: date
) -> HttpResponse | None:
    """The decision; where it can't be made the sentence stands beside its question and nothing was done."""
    held, now = form.cleaned_data, timezone.now()
    child = held.get("child", "")
    try:
        settled = triage_referral(
            referral=referral, outcome=held["outcome"], child=int(child) if child.isdecimal() else None, new_child=child == NEW_CHILD,
            not_these=[one.summary.pk for one in matches if one.outcome in NOT_THESE], allocation=_allocation(held), pathway_id=held["pathway"],
            authority=held["authority"], because=held["because"], on=today, at=now, by=request.actor, person=request.user,
        )  # fmt: skip
    except SettledAlready as already:
        messages.warning(request, str(already))
        return redirect("referral", referral.reference)
    except CannotDo as why:
        form.add_error(why.field if why.field in form.fields else None, str(why))
        return None
    except NotPossibleNow as why:
        form.add_error(None, str(why))
        return None
    messages.success(request, _done(settled))
    return redirect("case", settled.case.reference) if settled.case else redirect("referrals")


def _allocation(held: dict[str, Any]) -> Allocation:
    priority = int(held["priority"] or Priority.NORMAL)
    if held["led_by"] == "service":
        return Allocation(priority=priority, service=held["service"] or "?", review_on=held["review_on"])
    return Allocation(priority=priority, lead=_person(held["lead"]))


def _person(number: str) -> User | None:
    return User.objects.filter(pk=int(number)).select_related("team").first() if number else None


def _done(referral: Referral) -> str:
    case = referral.case
    if case is None:
        return f"{referral.reference}: {STATES[referral.state].lower()}."
    if referral.state == "joined":
        return f"{referral.reference} was added to {case.reference}, which was open already."
    leads = f"{case.other_lead} leads, and we keep sight" if case.other_lead else f"{case.lead.name} leads"
    return f"{case.reference} is open. {leads}."


def _context(
    request: HttpRequest, referral: Referral, matches: list[Possible], form: Triage | None, load: list[Load], today: date
) -> dict[str, Any]:  # fmt: skip
    quiet = parts.quiet_for([parts.child_of(referral), *parts.hidden_matches(matches)])
    hidden = parts.hides_places(referral, matches, quiet)
    child = child_on(resolve(referral.child_id), today) if referral.child_id is not None else None
    standing = open_case_of(referral.child_id, referral.pathway) if referral.child_id is not None else None
    summary = child.summary if child else None
    return {
        "referral": referral, "name": parts.name_of(referral, summary), "born": parts.born_words(referral, summary, today),
        "waiting": parts.waiting(referral, today), "from": parts.from_whom(referral), "concern": parts.quietly(referral.concern, quiet),
        "fear": parts.quietly(referral.safeguarding_words, quiet), "careful": parts.quietly(referral.safe_contact, quiet), "hidden": hidden,
        "answers": parts.answers(referral, hidden=hidden, quiet=quiet), "bar": identity(child) if child else None, "child": child,
        "matches": [parts.match(referral, one, at, hidden=hidden, on=today) for at, one in enumerate(matches)], "form": form,
        "away": [one for one in load if one.away_until], "standing": standing if referral.state == "new" else None, "new_child": NEW_CHILD,
        "state": STATES[referral.state], "may": request.user.may("case.triage"), "chosen": form["child"].value() if form and "child" in form.fields else "",
    }  # fmt: skip


@comes_back
def assign(request: HttpRequest, reference: str) -> HttpResponse:
    """Who leads from now on; each officer's load stands beside their name."""
    case = _case(request, reference)
    load = loads(timezone.localdate())
    page = ActPage("triage" if case.stage == "triage" else "assign", "Give this case to somebody", "Give the case", "The case has another lead.",
                   _with(Lead, load, lambda held: {"lead": _suggested_id(request, load, held)}), _assigns, versioned=True, warn=_away(load))  # fmt: skip
    return act_page(request, reference, page)


@comes_back
def watch(request: HttpRequest, reference: str) -> HttpResponse:
    """Another service leads, until a day on which somebody looks again."""
    page = ActPage(
        "watch", "Hand the lead to another service", "Hand over", "The other service leads; we keep sight.",
        lambda request, case, *, data, typed: Watched(data, initial=typed), _watches, versioned=True,
        intro="The case stays with us as a watching brief: it comes back when that service ends its work, or on the day you set.",
    )  # fmt: skip
    return act_page(request, reference, page)


@comes_back
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody of ours leads again."""
    load = loads(timezone.localdate())
    page = ActPage("take_back", "Take the lead back", "Take the case back", "The case is back with us.",
                   _with(Back, load, lambda held: {"lead": _suggested_id(request, load, held)}), _takes_back, versioned=True, warn=_away(load))  # fmt: skip
    return act_page(request, reference, page)


def _case(request: HttpRequest, reference: str) -> Case:
    try:
        return case_for(request.user, reference)
    except NoSuchCase:
        raise Http404(f"No case {reference} that you may see") from None


def _with(asked: Any, load: list[Load], first: Any) -> Any:
    def make(request: HttpRequest, case: Case, *, data: Any, typed: dict[str, Any]) -> Any:
        return asked(data, loads=[one for one in load if one.person.pk != case.lead_id], initial=first(case) | typed)

    return make


def _suggested_id(request: HttpRequest, load: list[Load], case: Case) -> str:
    others = [one for one in load if one.person.pk != case.lead_id]
    chosen = suggested(timezone.localdate(), team=case.team or request.user.team, among=others)
    return str(chosen.person.pk) if chosen else ""


def _away(load: list[Load]) -> str:
    away = [
        f"{one.person.name} is away until {one.away_until:%-d %B %Y}, covered by {one.covered_by}"
        for one in load
        if one.away_until
    ]
    return "; ".join(away) + "." if away else ""


def _assigns(case: int, held: dict[str, Any], **who: Any) -> Any:
    return allocating.assign_case(case=case, lead=_person(held["lead"]), because=held["because"], **who)


def _watches(case: int, held: dict[str, Any], **who: Any) -> Any:
    return allocating.hand_to_service(
        case=case, service=held["service"], review_on=held["review_on"], because=held["because"], **who
    )


def _takes_back(case: int, held: dict[str, Any], **who: Any) -> Any:
    return allocating.take_back(case=case, lead=_person(held["lead"]), because=held["because"], **who)


routes = [
    path_for("referrals/<str:reference>/", referral_page, permission="referral.view", name="referral"),
    path_for("cases/<str:reference>/assign/", assign, permission="case.assign", name="case-assign"),
    path_for("cases/<str:reference>/watch/", watch, permission="case.triage", name="case-watch"),
    path_for("cases/<str:reference>/take-back/", take_back, permission="case.triage", name="case-take-back"),
]
