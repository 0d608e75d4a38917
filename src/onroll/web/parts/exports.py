"""How does a list leave the service? As CSV with exactly the rows shown, safe to open, and written down in the log."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from onroll.audit.log import listed
from onroll.extracts.writing import safe_cell


def csv_response(
    request: HttpRequest, *, name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]], children: Iterable[int]
) -> HttpResponse:
    """A CSV to take away; the entry in the log names every child in it."""
    listed(request, name, children, action="list.exported", detail={"query": sorted(request.GET)})
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.write("\ufeff")  # so that Excel reads accents
    writer = csv.writer(response)
    writer.writerow(headings)
    writer.writerows([safe_cell("" if value is None else str(value)) for value in row] for row in rows)
    return response
