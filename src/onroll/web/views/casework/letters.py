"""Which letters and documents does a case hold, and what does one letter say? The papers of a case, to read and to take away."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from onroll.audit.log import looked
from onroll.casework.letters.sheet import FORMATS
from onroll.casework.letters.templates import templates
from onroll.casework.selectors.papers import letter_of, papers_of
from onroll.casework.uploads import DOCX, PDF
from onroll.web.access import path_for
from onroll.web.parts.case_page import case_page
from onroll.web.parts.papers import (
    ask_reason,
    attachment,
    document_line,
    going,
    letter_line,
    may_open,
    opens_at,
    paper,
    tells_where,
)
from onroll.web.parts.record_page import silence_of

FORMS = {"docx": DOCX.media_type, "pdf": PDF.media_type}


def papers_page(request: HttpRequest, reference: str) -> HttpResponse:
    """What was written and what became of it; then what was added, with a way to add more."""
    case, context = case_page(request, reference, "papers")
    held = papers_of(case)
    silence = silence_of(context["child"])
    titles = {one.id: one.title for one in templates(case.pathway).values()}
    letters = [
        letter_line(one) | {"title": titles.get(one.template, "Letter"), "subject": silence.keep(one.subject)}
        for one in held.letters
    ]
    documents = [document_line(one) | {"title": silence.keep(one.title)} for one in held.documents]
    return render(
        request,
        "casework/papers.html",
        context | {"letters": letters, "documents": documents, "withdrawn": held.withdrawn},
    )


def letter_page(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One letter as it was sent, its two files, and how it stands in the outbox."""
    case, context = case_page(request, reference, "papers")
    letter = letter_of(case, number)
    if letter is None:
        raise Http404("No such letter on this case")
    child = context["child"]
    shut = tells_where(letter, child) and not may_open(request, child)
    silence = silence_of(child)
    words = (silence.keep(letter.subject), silence.keep(letter.body)) if shut else (letter.subject, letter.body)
    template = templates(case.pathway).get(letter.template)
    return render(request, "casework/letter.html", context | {
        "letter": letter, "paper": paper(*words), "shut": shut, "opens_at": opens_at(request, child), "template": template,
        "format": FORMATS.get(letter.format_wanted, "") if letter.format_wanted else "", "to_lines": [] if shut else letter.to_address.split("\n"),
        "older": template is None or template.version != letter.template_version, "went": [going(one) for one in letter.outgoing.all()],
        "may_work": request.user.may("case.work"),
    })  # fmt: skip


def letter_pdf(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The PDF as it was kept, to take away."""
    return _file(request, reference, number, "pdf")


def letter_docx(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The Word file as it was kept, to take away."""
    return _file(request, reference, number, "docx")


def _file(request: HttpRequest, reference: str, number: int, form: str) -> HttpResponse:
    """The look is written down by `case_page`, the download here; one that tells where a protected child lives asks for a reason."""
    case, context = case_page(request, reference, "papers")
    letter = letter_of(case, number)
    if letter is None:
        raise Http404("No such letter on this case")
    child = context["child"]
    if tells_where(letter, child) and not may_open(request, child):
        return ask_reason(request, child, reverse("letter", args=[case.reference, number]))
    looked(request, child.id, f"letter {number} as {form}")
    return attachment(getattr(letter, form), media_type=FORMS[form], name=f"{case.reference}-letter-{number}.{form}")


_ONE = "cases/<str:reference>/papers/"
routes = [
    path_for(_ONE, papers_page, permission="case.view", name="case-papers"),
    path_for(f"{_ONE}letters/<int:number>/", letter_page, permission="case.view", name="letter"),
    path_for(f"{_ONE}letters/<int:number>/pdf/", letter_pdf, permission="case.view", name="letter-pdf"),
    path_for(f"{_ONE}letters/<int:number>/docx/", letter_docx, permission="case.view", name="letter-docx"),
]
