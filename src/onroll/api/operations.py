"""Which operations are there, and what must a person be allowed to ask them?

Signed in as on the pages, by session. Keys of their own for other systems come with the regional work; until then a system
asks as a person of the service, and a request that isn't signed in is sent to sign in.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse

from onroll.api import rules
from onroll.api.answers import answers

DESCRIPTION = Path(__file__).with_name("openapi.json")


@dataclass(frozen=True, slots=True)
class Operation:
    """One address: `route` as Django writes it, `permission` an id of `rulebook/access.toml`."""

    route: str
    view: Callable[..., HttpResponse]
    permission: str
    name: str


@cache
def description() -> dict[str, Any]:
    """The OpenAPI document, as it is kept."""
    return json.loads(DESCRIPTION.read_text(encoding="utf-8"))


@answers()
def openapi(request: HttpRequest) -> dict[str, Any]:
    """The description of every operation."""
    return description()


OPERATIONS = (
    Operation("api/openapi.json", openapi, "rules.view", "api-description"),
    Operation("api/rules", rules.rules, "rules.view", "api-rules"),
    Operation("api/rules/<str:name>", rules.rule, "rules.view", "api-rule"),
    Operation("api/due", rules.due, "rules.view", "api-due"),
)
