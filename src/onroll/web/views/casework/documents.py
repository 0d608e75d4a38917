"""How does a file come onto a case, leave it to be read, and get withdrawn? Taken in by what it holds; given out as a file, never as a page."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from onroll.audit.log import looked
from onroll.casework.actions.documents import add_document, withdraw_document
from onroll.casework.models import Document
from onroll.casework.permitted import CannotDo, NotPossibleNow, require_act
from onroll.casework.selectors.papers import document_of
from onroll.casework.uploads import MOST
from onroll.web.access import path_for
from onroll.web.forms.cases import Because
from onroll.web.forms.letters import AddDocument
from onroll.web.parts.case_acts import ActPage, act_page, asks, common, not_now
from onroll.web.parts.case_page import case_page
from onroll.web.parts.papers import ask_reason, attachment, ending_of, may_open


def add(request: HttpRequest, reference: str) -> HttpResponse:
    """One file with what it is."""
    case, context = case_page(request, reference, "papers")
    try:
        require_act(case, "document", request.user)
    except NotPossibleNow as why:
        return not_now(request, context, str(why))
    form = AddDocument(request.POST, request.FILES) if request.method == "POST" else AddDocument()
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            add_document(
                case=case.pk,
                title=form.cleaned_data["title"],
                filename=sent.name,
                content=sent.read(MOST + 1),
                **common(request),
            )
        except (CannotDo, NotPossibleNow) as why:
            field = getattr(why, "field", "")
            form.add_error(field if field in form.fields else None, str(why))
        else:
            messages.success(request, "The document is kept.")
            return redirect("case-papers", case.reference)
    return render(request, "casework/document_add.html", context | {"form": form})


def document_file(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The file as it came. Where the child's address is protected, a reason is asked first: nobody knows what a file tells."""
    case, context = case_page(request, reference, "papers")
    document = document_of(case, number)
    if document is None:
        raise Http404("No such document on this case")
    child = context["child"]
    if not may_open(request, child):
        return ask_reason(request, child, reverse("case-papers", args=[case.reference]))
    looked(request, child.id, f"document {number}")
    return attachment(
        document.content,
        media_type=document.media_type,
        name=f"{case.reference}-document-{number}.{ending_of(document)}",
    )


def withdraw(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Out of sight, with a reason."""
    document = (
        Document.objects.filter(case__reference=reference, pk=number, withdrawn_because="").defer("content").first()
    )
    if document is None:
        case_page(request, reference, "papers")  # says first where there is no such case
        raise Http404("No such document on this case")
    page = ActPage(
        "document", "Withdraw a document", "Withdraw", "The document is withdrawn. It is kept and not shown.",
        asks(Because, options={"label": "Why it is withdrawn", "help_text": "For example: it belongs to another child"}),
        lambda case, held, **who: withdraw_document(document=document, **held, **who), current="papers", back="case-papers", intro="It stays kept with its reason, and no page shows it any more.",
    )  # fmt: skip
    return act_page(request, reference, page)


_ONE = "cases/<str:reference>/papers/documents/"
routes = [
    path_for(f"{_ONE}add/", add, permission="case.work", name="document-add"),
    path_for(f"{_ONE}<int:number>/", document_file, permission="case.view", name="document-file"),
    path_for(f"{_ONE}<int:number>/withdraw/", withdraw, permission="case.work", name="document-withdraw"),
]
