"""Who may open this URL? Every route says so here, and a request to one that doesn't is refused (deny by default).

For page authors: write routes with `path_for(route, view, permission=…, name=…)` and nothing else. The permission is an
id from `rulebook/access.toml`, or `SIGNED_IN` (any person signed in), or `PUBLIC` (sign-in, theme: nothing of a child).
`tests/architecture/test_every_url_declares_its_permission.py` walks `routes()` and fails for any URL without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path
from django.utils.cache import patch_cache_control

from onroll.accounts.roles import access
from onroll.web.kept_forms import keep

PUBLIC = "public"
SIGNED_IN = "signed in"

View = Callable[..., HttpResponse]


class NotAllowed(PermissionDenied):
    """The person is known and lacks the permission; the 403 page says what it allows and which roles carry it."""

    def __init__(self, permission: str) -> None:
        super().__init__(f"needs {permission}")
        self.permission = permission


class UnknownPermission(ValueError):
    """A route names a permission that `rulebook/access.toml` doesn't define."""


def opens(permission: str) -> Callable[[View], View]:
    """Marks and guards a view: nobody signed in is sent to sign in and back; without the permission `NotAllowed`."""
    if permission not in (PUBLIC, SIGNED_IN) and permission not in access().permissions:
        raise UnknownPermission(
            f"{permission!r} stands neither under [permissions] in rulebook/access.toml nor is it PUBLIC or SIGNED_IN"
        )

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if permission != PUBLIC:
                if not request.user.is_authenticated:
                    back = request.method == "GET" or (getattr(view, "comes_back", False) and keep(request))
                    return redirect_to_login(request.get_full_path() if back else "/")
                require(request, permission)
            response = view(request, *args, **kwargs)
            if permission != PUBLIC:
                # A shared computer's back button must not show a child's page after signing out.
                patch_cache_control(response, private=True, no_store=True)
            return response

        guarded.opens = permission
        return guarded

    return guard


def comes_back(view: View) -> View:
    """Marks a view whose form is kept when it is sent after the session ended, for the same person to go on with."""
    view.comes_back = True
    return view


def require(request: HttpRequest, permission: str) -> None:
    """Raises `NotAllowed` unless this person has the permission; for a second permission inside a page."""
    if permission not in (PUBLIC, SIGNED_IN) and not request.user.may(permission):
        raise NotAllowed(permission)


def path_for(route: str, view: View, *, permission: str, name: str) -> URLPattern:
    """Django's `path`, with the permission that opens it; the only way this project writes a route."""
    return path(route, opens(permission)(view), name=name)


@dataclass(frozen=True, slots=True)
class Route:
    """One URL of the service and who may open it; `permission` is None where nobody declared it."""

    route: str
    name: str
    permission: str | None


def routes(patterns: Iterable[URLPattern | URLResolver] | None = None, prefix: str = "") -> Iterator[Route]:
    """Every URL of the service with its permission, included lists of routes too."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            yield Route(prefix + str(pattern.pattern), pattern.name or "", getattr(pattern.callback, "opens", None))
