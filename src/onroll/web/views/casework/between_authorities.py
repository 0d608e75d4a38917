"""What do other authorities ask us, what do we ask them, and who waits for whom? The ledger between authorities (C7)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from onroll.audit.log import listed, looked
from onroll.casework.actions import between_authorities as acts
from onroll.casework.models import Enquiry
from onroll.casework.permitted import CannotDo, NotPossibleNow
from onroll.casework.selectors.cases import cases_of_child
from onroll.casework.selectors.enquiries import Standing, standing
from onroll.casework.selectors.ledger import INWARD, OUTWARD, Exchange, clock_says, exchanges, questions_to_us
from onroll.children.selectors.child import resolve
from onroll.children.selectors.protection import OPEN, protected, silences
from onroll.children.selectors.search import search
from onroll.web.access import comes_back, path_for
from onroll.web.components.filters import Choice, Filters, Option
from onroll.web.forms.enquiries import AnswerThem, AskedOfUs
from onroll.web.parts.case_acts import common
from onroll.web.parts.child_bar import child_name
from onroll.web.parts.enquiries import standing_line
from onroll.web.parts.running import running_ways

PAGE = 25
WAYS = {INWARD: "They ask us", OUTWARD: "We ask them"}


def ledger(request: HttpRequest) -> HttpResponse:
    """Both directions as two tabs, with days waiting and by authority; what waits first."""
    on = timezone.localdate()
    way = OUTWARD if request.GET.get("way") == OUTWARD else INWARD
    rows = exchanges(request.user, way, on)
    counted = Counter((one.authority, one.name) for one in rows)
    options = [Option(code, name, n) for (code, name), n in sorted(counted.items(), key=lambda pair: pair[0][1])]
    authority = Choice("authority", "Authority", options, single=True).read(request)
    waits = Choice("state", "Show", [Option("waiting", "Waiting", sum(one.standing.open for one in rows)),
                                     Option("overdue", "Overdue", sum(_overdue(one) for one in rows))], single=True).read(request)  # fmt: skip
    rows = [
        one for one in rows if (not authority.value or one.authority == authority.value) and _fits(one, waits.value)
    ]
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = [_line(one, on) for one in page.object_list]
    listed(request, f"authorities-{way}", [child for row in shown for child in row["children"]])
    tabs = [{"words": words, "href": f"?way={key}", "current": key == way} for key, words in WAYS.items()]
    return render(request, "casework/authorities.html", {
        "tabs": tabs, "running": running_ways(request, "authorities"), "inward": way == INWARD, "rows": shown, "page": page, "filters": Filters([waits, authority], request, keep=("way",)),
        "clock": clock_says(), "on": on, "may_work": request.user.may("case.work"),
    })  # fmt: skip


def _overdue(one: Exchange) -> bool:
    return one.standing.open and one.standing.waiting.overdue


def _fits(one: Exchange, state: str) -> bool:
    return not state or (one.standing.open if state == "waiting" else _overdue(one))


def _line(one: Exchange, on: date) -> dict[str, Any]:
    enquiry = one.standing.enquiry
    children = [case.child_id for case in one.standing.cases] or ([enquiry.child_id] if enquiry.child_id else [])
    named = [(case.reference, child_name(case.child.summary)) for case in one.standing.cases]
    return standing_line(one.standing, on) | {
        "authority": one.name,
        "children": children,
        "named": named,
        "they_wrote": _written(enquiry),
    }


def _written(enquiry: Enquiry) -> str:
    return f"{enquiry.forename} {enquiry.surname}".strip()


@comes_back
def receive(request: HttpRequest) -> HttpResponse:
    """Another authority asks: logged as it came."""
    form = AskedOfUs(request.POST or None, today=timezone.localdate())
    if form.is_valid():
        try:
            made = acts.receive(**form.cleaned_data, **common(request))
        except CannotDo as why:
            form.add_error(why.field if why.field in form.fields else None, str(why))
        else:
            messages.success(request, "The question is logged. Say next which child it is.")
            return redirect("authority-question", made.pk)
    return render(request, "casework/authority_receive.html", {"form": form})


def question(request: HttpRequest, number: int) -> HttpResponse:
    """One question of another authority: which child, acknowledged, answered."""
    one = _question(request, number)
    form = AnswerThem()
    return _show(request, one, form)


def _question(request: HttpRequest, number: int) -> Standing:
    found = standing(questions_to_us(request.user).filter(pk=number), timezone.localdate())
    if not found:
        raise Http404("No such question of another authority")
    return found[0]


def _show(request: HttpRequest, one: Standing, form: AnswerThem) -> HttpResponse:
    enquiry, on = one.enquiry, timezone.localdate()
    child = resolve(enquiry.child_id) if enquiry.child_id else 0
    hidden = bool(child and protected([child]))
    silence = silences([child])[child] if hidden else OPEN
    matches: list[Any] = []
    cases: list[Any] = []
    if enquiry.child_id:
        looked(request, resolve(enquiry.child_id), "question of another authority")
        cases = cases_of_child(request.user, resolve(enquiry.child_id))
    elif one.open and request.user.may("child.search"):
        matches = _matches(enquiry)
        listed(request, "authority-matches", [match.summary.pk for match in matches])
    return render(request, "casework/authority_question.html", {
        "one": standing_line(one, on, silence), "enquiry": enquiry, "form": form, "matches": matches, "cases": cases, "hidden": hidden, "on": on, "clock": clock_says(),
        "they_wrote": _written(enquiry), "name": child_name(enquiry.child.summary) if enquiry.child_id else "", "may_work": request.user.may("case.work"),
    })  # fmt: skip


def _matches(enquiry: Enquiry) -> list[Any]:
    """The likeliest children by what they wrote; by name alone where the date of birth brings nobody."""
    born = f" {enquiry.date_of_birth:%d/%m/%Y}" if enquiry.date_of_birth else ""
    return search(f"{_written(enquiry)}{born}", most=5) or (search(_written(enquiry), most=5) if born else [])


@require_POST
def match(request: HttpRequest, number: int) -> HttpResponse:
    """This is the child."""
    _question(request, number)
    child = request.POST.get("child", "")
    if not child.isdigit():
        messages.error(request, "Choose which child it is.")
        return redirect("authority-question", number)
    return _done(
        request,
        number,
        "The child is matched.",
        lambda: acts.match(enquiry=number, child=int(child), **common(request)),
    )


@require_POST
def acknowledge(request: HttpRequest, number: int) -> HttpResponse:
    """We told them it arrived."""
    _question(request, number)
    given = common(request)
    return _done(
        request,
        number,
        "Acknowledged today.",
        lambda: acts.acknowledge(enquiry=number, on=given["on"], by=given["by"], person=given["person"]),
    )


@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """What we told them."""
    one = _question(request, number)
    form = AnswerThem(request.POST)
    if form.is_valid():
        try:
            acts.answer_them(enquiry=number, **form.cleaned_data, **common(request))
        except (CannotDo, NotPossibleNow) as why:
            form.add_error("kind" if getattr(why, "field", "") == "kind" else None, str(why))
        else:
            messages.success(request, "Our answer is kept.")
            return redirect("authority-question", number)
    return _show(request, one, form)


def _done(request: HttpRequest, number: int, words: str, does: Any) -> HttpResponse:
    try:
        does()
    except (CannotDo, NotPossibleNow) as why:
        messages.error(request, str(why))
    else:
        messages.success(request, words)
    return redirect("authority-question", number)


_ALL = "enquiries/authorities/"
routes = [
    path_for(_ALL, ledger, permission="case.view", name="authorities"),
    path_for(f"{_ALL}new/", receive, permission="case.work", name="authority-receive"),
    path_for(f"{_ALL}<int:number>/", question, permission="case.view", name="authority-question"),
    path_for(f"{_ALL}<int:number>/match/", match, permission="case.work", name="authority-match"),
    path_for(f"{_ALL}<int:number>/acknowledge/", acknowledge, permission="case.work", name="authority-acknowledge"),
    path_for(f"{_ALL}<int:number>/answer/", answer, permission="case.work", name="authority-answer"),
]
