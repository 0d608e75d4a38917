"""How does a letter look on a page, and what of a protected child's papers may be shown? For the views of letters and documents."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from onroll.casework.letters.markup import parse
from onroll.casework.letters.sheet import FORMATS, Letterhead
from onroll.casework.models import Document, Letter, Outgoing
from onroll.casework.selectors.papers import STATES, state_of
from onroll.children.selectors.child import ChildOnTheDay
from onroll.web.hidden_addresses import PERMISSION, is_open
from onroll.web.parts.record_page import silence_of
from onroll.web.theme import theme

COLOURS = {"waiting": "yellow", "sent": "green", "failed": "red", "cancelled": "grey"}
NO_LOGO = (b"", "")
MOST_LOGO = 500_000  # bytes


def letterhead() -> Letterhead:
    """The council's style, from its theme."""
    held = theme()
    logo, kind = _logo(held.logo)
    return Letterhead(
        held.council,
        held.accent,
        held.contact if held.contact != "your administrator" else "",
        held.contact_email,
        held.contact_phone,
        logo,
        kind,
    )


def safeguarding() -> tuple[str, str]:
    """Whom to tell that a child may be harmed, and their number."""
    held = theme()
    return held.safeguarding_team, held.safeguarding_phone


def _logo(name: str) -> tuple[bytes, str]:
    path = settings.HOME / name
    if not name or not path.is_file() or path.stat().st_size > MOST_LOGO:
        return NO_LOGO
    return path.read_bytes(), name.rpartition(".")[2].lower()


def paper(subject: str, body: str) -> dict[str, Any]:
    """A letter's words for the template."""
    return {
        "subject": "".join(run.text for block in parse(subject) for line in block.lines for run in line),
        "blocks": parse(body),
    }


def may_open(request: HttpRequest, child: ChildOnTheDay) -> bool:
    """Whether what tells where this child lives may be shown now: nothing is protected, or it was opened with a reason."""
    return not child.protected or is_open(request, child.id)


def opens_at(request: HttpRequest, child: ChildOnTheDay) -> str:
    """Where a reason is given to open the address; "" for whoever may not, or needn't."""
    if may_open(request, child) or not request.user.may(PERMISSION):
        return ""
    return f"{reverse('hidden-address', args=[child.id])}?{urlencode({'next': request.get_full_path()})}"


def ask_reason(request: HttpRequest, child: ChildOnTheDay, back: str) -> HttpResponse:
    """To the page that asks why the address must be seen; without the permission it refuses by itself."""
    return redirect(f"{reverse('hidden-address', args=[child.id])}?{urlencode({'next': back})}")


def tells_where(letter: Letter, child: ChildOnTheDay) -> bool:
    """Whether a letter about a protected child holds an address."""
    if not child.protected:
        return False
    words = f"{letter.subject}\n{letter.body}"
    return bool(letter.to_address) or silence_of(child).keep(words) != words


def letter_line(letter: Letter) -> dict[str, Any]:
    """One letter in the list of a case's papers."""
    return {
        "letter": letter,
        "format": FORMATS.get(letter.format_wanted, "") if letter.format_wanted else "",
        "went": [going(one) for one in letter.outgoing.all()],
    }


def going(one: Outgoing) -> dict[str, Any]:
    """One way a letter goes, and how that stands."""
    state = state_of(one)
    return {
        "one": one,
        "state": state,
        "words": STATES[state][0],
        "colour": COLOURS[state],
        "channel": Outgoing.CHANNELS[one.channel],
    }


def attachment(content: bytes, *, media_type: str, name: str) -> HttpResponse:
    """A file to take away: never shown by the browser as part of this service, whatever it holds. The name says nothing of anybody."""
    answer = HttpResponse(bytes(content), content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def document_line(one: Document) -> dict[str, Any]:
    """One document in the list."""
    return {"document": one, "kind": ending_of(one).upper(), "size": _size(one.size)}


def ending_of(one: Document) -> str:
    """The ending its file is given, from its kind."""
    return {
        "text/plain; charset=utf-8": "txt",
        "message/rfc822": "eml",
        "image/jpeg": "jpg",
        "image/png": "png",
        "application/pdf": "pdf",
        "application/vnd.oasis.opendocument.text": "odt",
    }.get(one.media_type, "docx")


def _size(number: int) -> str:
    return f"{number / 1024 / 1024:.1f} MB" if number >= 1024 * 1024 else f"{max(1, round(number / 1024))} KB"
