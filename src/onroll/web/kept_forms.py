"""What becomes of a form that is sent after the session ended? It waits, half an hour, for the same person to sign in again.

For pages marked `comes_back`: what was typed is put into the new, empty session under a mark that this service signed for
that person when it drew the form, so that a stranger can store nothing and somebody else who signs in sees nothing.
Where somebody lives is never kept (fields named in `NEVER`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core import signing
from django.http import HttpRequest, QueryDict
from django.utils import timezone

KEY, SALT = "kept_form", "onroll.kept_forms"
FIELD = "typed_by"
NEVER = ("csrfmiddlewaretoken", FIELD, "where", "read_version", "read_event")
LONGEST = 20_000  # characters
KEPT_FOR = timedelta(minutes=30)


def owner_of(request: HttpRequest) -> str:
    """The mark for the form's hidden field: whose words these will be, on which page."""
    return signing.dumps([request.user.pk, request.path], salt=SALT)


def keep(request: HttpRequest) -> bool:
    """Keeps what an ended session sent; False where it isn't this service's own form for this very page, or too long."""
    try:
        owner, path = signing.loads(request.POST.get(FIELD, ""), salt=SALT, max_age=timedelta(hours=12))
    except signing.BadSignature:
        return False
    typed = request.POST.copy()
    for name in NEVER:
        typed.pop(name, None)
    text = typed.urlencode()
    if path != request.path or len(text) > LONGEST:
        return False
    request.session[KEY] = {"owner": owner, "path": path, "typed": text, "at": timezone.now().timestamp()}
    return True


def typed_before(request: HttpRequest) -> QueryDict | None:
    """What this person had typed on this page when their session ended; given once, then gone."""
    held: dict[str, Any] | None = request.session.get(KEY)
    if held is None:
        return None
    stale = timezone.now().timestamp() - held["at"] > KEPT_FOR.total_seconds()
    if stale or held["owner"] != request.user.pk:
        del request.session[KEY]
        return None
    if held["path"] != request.path:
        return None
    del request.session[KEY]
    return QueryDict(held["typed"])
