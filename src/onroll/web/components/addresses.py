"""What is this page's address with one thing changed? Filters, order and page live in the address, so a list can be sent."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest


def address_with(request: HttpRequest, **changes: str | int | Sequence[str] | None) -> str:
    """The address of this page with these parts of the query set, or left out where None; the others stay."""
    query = request.GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        elif isinstance(value, str | int):
            query[name] = str(value)
        else:
            query.setlist(name, [str(one) for one in value])
    written = query.urlencode()
    return f"{request.path}?{written}" if written else request.path
