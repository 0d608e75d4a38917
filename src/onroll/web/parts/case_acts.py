"""How is one thing done to a case on a page? A form, the action, and what to say; nothing typed is lost when somebody else was quicker.

For the views of casework: `ActPage` says which act of the pathway, which form and which action; `act_page` does the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from onroll.casework.models import Case, Event
from onroll.casework.permitted import CannotDo, ChangedMeanwhile, NotPossibleNow, require_act
from onroll.web.kept_forms import owner_of, typed_before
from onroll.web.parts.case_page import case_page

Does = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class ActPage:
    """`act` is looked for before the form is shown, "" where the action alone says who may. `form(request, case, **given)` makes the form of `data` and `initial`; `do(case, held, **common)` calls the action."""

    act: str
    heading: str
    button: str
    done: str
    form: Callable[..., Form]
    do: Does
    current: str = "case"
    back: str = "case"
    versioned: bool = False
    intro: str = ""
    template: str = "casework/case_form.html"
    warn: str = ""


def asks(
    asked: type[Form], /, *, options: Mapping[str, Any] | None = None, **first: Callable[[HttpRequest, Case], Any]
) -> Callable[..., Form]:
    """A form that begins with what `first` says of the case, or with what was typed before; `options` go to the form."""

    def make(request: HttpRequest, case: Case, *, data: Any, typed: dict[str, Any]) -> Form:
        begun = {name: of(request, case) for name, of in first.items()}
        return asked(data, initial=begun | typed, **(options or {}))

    return make


def today(_: HttpRequest, __: Case) -> date:
    """The day of the page, as a form's first answer."""
    return timezone.localdate()


def common(request: HttpRequest) -> dict[str, Any]:
    """Who, when: what every action of casework takes."""
    return {"on": timezone.localdate(), "at": timezone.now(), "by": request.actor, "person": request.user}


def act_page(request: HttpRequest, reference: str, page: ActPage, **more: Any) -> HttpResponse:
    """The form on GET; on POST the action, then back to where it is seen. Refusals are sentences beside the field or on top."""
    case, context = case_page(request, reference, page.current)
    try:
        if page.act:
            require_act(case, page.act, request.user)
    except NotPossibleNow as why:
        return not_now(request, context, str(why))
    posted = request.method == "POST"
    kept = None if posted else typed_before(request)
    form = page.form(request, case, data=request.POST if posted else None, typed=kept.dict() if kept else {})
    shown = {"form": form, "heading": context["silence"].keep(page.heading), "button": page.button, "intro": context["silence"].keep(page.intro), "back": page.back, "warn": page.warn,
             "kept": kept is not None, "versioned": page.versioned, "typed_by": owner_of(request), **more}  # fmt: skip
    if posted and form.is_valid():
        given = common(request)
        if page.versioned:
            given["read_version"] = _number(request.POST.get("read_version"))
        try:
            page.do(case.pk, form.cleaned_data, **given)
        except ChangedMeanwhile as meanwhile:
            shown |= {"changed": changed_since(meanwhile.case, _number(request.POST.get("read_event")) or 0), "case": meanwhile.case,
                      "words": str(meanwhile)}  # fmt: skip
        except CannotDo as why:
            form.add_error(why.field if why.field in form.fields else None, str(why))
        except NotPossibleNow as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, page.done)
            return redirect(page.back, case.reference)
    context |= shown
    newest = Event.objects.filter(case=case).order_by("-pk").values_list("pk", flat=True).first()
    return render(request, page.template, context | {"newest": newest or 0}, status=409 if "changed" in shown else 200)


def changed_since(case: Case, event: int) -> list[Event]:
    """What others wrote on the case after the event that the person had read last."""
    return list(Event.objects.filter(case=case, pk__gt=event).order_by("pk"))


def not_now(request: HttpRequest, context: dict[str, Any], why: str) -> HttpResponse:
    """The sentence for why this can't be done, and the way back to the case."""
    return render(request, "casework/case_not_now.html", context | {"why": why}, status=409)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() else None
