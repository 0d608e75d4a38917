"""How does every operation answer? JSON; a refusal is one sentence under `error`, with the status that fits it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from onroll.rules.clocks import CannotAnswer, UnknownRule

View = Callable[..., HttpResponse]


class BadRequest(ValueError):
    """The question can't be understood; the sentence says what to send instead."""


class NotHeld(LookupError):
    """Nothing of that name is held."""


def answers(*, takes: Collection[str] = ()) -> Callable[[View], View]:
    """Marks an operation that is asked by GET with these parts of a query and no others.

    A misspelt part is refused: an ignored date would be a wrong deadline.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in ("GET", "HEAD"):
                return refusal(405, "This operation only answers questions: ask it by GET.")
            strange = sorted(set(request.GET) - set(takes))
            if strange:
                return refusal(
                    400, f"Nothing is known of {', '.join(strange)}. It takes: {', '.join(takes) or 'nothing'}."
                )
            try:
                return JsonResponse(
                    view(request, *args, **kwargs), safe=False, json_dumps_params={"ensure_ascii": False}
                )
            except (UnknownRule, NotHeld) as unknown:
                return refusal(404, str(unknown))
            except (BadRequest, CannotAnswer) as refused:
                return refusal(400, str(refused))

        answered.takes = tuple(takes)  # type: ignore[attr-defined]
        return answered

    return decorate


def refusal(status: int, sentence: str) -> JsonResponse:
    """One sentence, fit to be shown to a person."""
    return JsonResponse({"error": sentence}, status=status, json_dumps_params={"ensure_ascii": False})
