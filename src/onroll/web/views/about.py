"""The service about itself: the glossary, the accessibility statement, its colours and its logo."""

from __future__ import annotations

from itertools import groupby

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from onroll.web.access import PUBLIC, path_for
from onroll.web.glossary import glossary
from onroll.web.theme import theme

_A_YEAR = 365 * 24 * 3600


def words(request: HttpRequest) -> HttpResponse:
    """Every word of the field, grouped, with its meaning."""
    groups = [(name, list(terms)) for name, terms in groupby(glossary(), key=lambda term: term.group)]
    return render(request, "about/glossary.html", {"groups": groups})


def accessibility(request: HttpRequest) -> HttpResponse:
    """How far the service can be used by everybody, and whom to tell where it can't."""
    return render(request, "about/accessibility.html")


@require_safe
def colours(request: HttpRequest) -> HttpResponse:
    """The council's colours and fonts as one style sheet; kept by browsers when asked for with its edition."""
    look = theme()
    fresh = _A_YEAR if request.GET.get("v") == look.edition else 300
    return HttpResponse(look.css, content_type="text/css", headers={"Cache-Control": f"public, max-age={fresh}"})


@require_safe
def logo(request: HttpRequest) -> FileResponse:
    """The council's logo from the installation's folder; the name was checked when the theme was read."""
    path = settings.HOME / theme().logo if theme().logo else None
    if path is None or not path.is_file():
        raise Http404
    kind = "image/svg+xml" if path.suffix == ".svg" else "image/png"
    return FileResponse(path.open("rb"), content_type=kind, headers={"Cache-Control": "public, max-age=3600"})


routes = [
    path_for("glossary/", words, permission=PUBLIC, name="glossary"),
    path_for("accessibility/", accessibility, permission=PUBLIC, name="accessibility"),
    path_for("theme.css", colours, permission=PUBLIC, name="theme"),
    path_for("logo", logo, permission=PUBLIC, name="logo"),
]
