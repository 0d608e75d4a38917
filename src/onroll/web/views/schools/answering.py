"""What does my school owe, and how do I say that it is sent, or that there is nothing? By a link, without an account (B8, P1).

GET changes nothing but the count of openings: a mail scanner that follows the link answers nothing. What is sent is limited
from one address and in all, as the public form is. Nothing says who a pupil is (`casework.schools.links`).
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from onroll.audit.actor import Actor
from onroll.casework.limits import page_allowed, sending_allowed
from onroll.casework.models import ReturnLink
from onroll.casework.permitted import CannotDo
from onroll.casework.schools import links
from onroll.places.models import School
from onroll.rules.returns import return_settings
from onroll.web.access import PUBLIC, path_for
from onroll.web.parts.kept_answers import caller
from onroll.web.views.casework.refer import kept_nowhere

ANSWERS = (links.MADE, links.NOT_DUE)


@kept_nowhere
def answer_page(request: HttpRequest, token: str) -> HttpResponse:
    """What is owed and the answers; nil with one press where nothing is."""
    now, today = timezone.now(), timezone.localdate()
    if not page_allowed(caller(request, at=now), at=now):
        return render(request, "schools/answer_closed.html", {"often": True}, status=429)
    link = links.find_link(token, at=now)
    if link is None:
        return render(request, "schools/answer_closed.html", {}, status=404)
    school = School.objects.get(urn=link.urn)
    by = Actor(id=f"school link {link.pk}", name=f"{school.name}, by its link", role="school")
    fault = ""
    if request.method == "POST":
        if not sending_allowed(caller(request, at=now), at=now):
            return render(request, "schools/answer_closed.html", {"often": True}, status=429)
        try:
            kept = _kept(request, link, today, now, by)
            if kept:
                return render(
                    request,
                    "schools/answered.html",
                    {
                        "school": school,
                        "link": link,
                        "kept": kept,
                        "left": len(links.asked(link, today)),
                        "nil": "nil" in request.POST,
                    },
                )
            fault = "Choose an answer for at least one line"
        except CannotDo as refused:
            fault = str(refused)
    else:
        links.opened(link=link, at=now, by=by)
    return render(request, "schools/answer.html", _context(request, link, school, today, fault))


def _kept(request: HttpRequest, link: ReturnLink, today: Any, now: Any, by: Actor) -> int:
    if "nil" in request.POST:
        links.answer_nil(link=link, on=today, at=now, by=by)
        return 1
    given = {
        name.removeprefix("answer-"): (value, request.POST.get(f"note-{name.removeprefix('answer-')}", ""))
        for name, value in request.POST.items() if name.startswith("answer-") and value in ANSWERS
    }  # fmt: skip
    return links.answer_lines(link=link, answers=given, on=today, at=now, by=by)


def _context(request: HttpRequest, link: ReturnLink, school: School, today: Any, fault: str) -> dict[str, Any]:
    said = {one["reference"] for one in link.answers if "reference" in one and one["answer"] == links.NOT_DUE}
    return {
        "link": link, "school": school, "on": today, "lines": links.asked(link, today), "said": said, "fault": fault, "typed": request.POST,
        "most": return_settings().link_lines, "nil_given": any(one["answer"] == "nil" for one in link.answers),
    }  # fmt: skip


routes = [path_for("school-answer/<str:token>", answer_page, permission=PUBLIC, name="school-answer")]
