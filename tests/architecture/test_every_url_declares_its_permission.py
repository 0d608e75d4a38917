"""Does every URL say who may open it? Fails for any route that doesn't; no exceptions, no list to add one to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from onroll.accounts.roles import access
from onroll.web.access import PUBLIC, SIGNED_IN, path_for, routes

# What stands open to anybody. A new line here is a decision about safety: nothing of a child may be behind it.
OPEN_TO_ALL = {
    "accessibility", "calendar-feed", "first-password", "first-password-link", "glossary", "health", "logo", "refer", "refer-check", "refer-forget",
    "refer-phone-first", "refer-sent", "refer-step", "school-answer", "sign-in", "sign-out", "theme",
}  # fmt: skip


def test_every_url_declares_its_permission() -> None:
    found = list(routes())
    assert len(found) > 10
    assert [one.route for one in found if one.permission is None] == []


def test_every_permission_is_one_of_the_access_file() -> None:
    known = set(access().permissions) | {PUBLIC, SIGNED_IN}
    assert {one.permission for one in routes()} <= known


def test_only_these_urls_are_open_to_anybody() -> None:
    assert {one.name for one in routes() if one.permission == PUBLIC} == OPEN_TO_ALL


def test_every_url_has_a_name_of_its_own() -> None:
    names = [one.name for one in routes()]
    assert sorted(set(names)) == sorted(names)
    assert "" not in names


def test_a_route_without_a_declaration_is_found_wherever_it_stands() -> None:
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    declared = path_for("a/", page, permission=PUBLIC, name="a")
    forgotten = path("b/", page, name="b")
    found = list(routes([path("in/", include([declared, forgotten]))]))
    assert [(one.route, one.permission) for one in found] == [("in/a/", PUBLIC), ("in/b/", None)]
