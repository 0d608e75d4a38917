"""What waits to be sent, what went, and what didn't arrive? The team's outbox: print all, then say that they went."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from onroll.audit.log import listed
from onroll.casework.actions import outbox as acts
from onroll.casework.letters.sheet import FORMATS
from onroll.casework.models import Letter, Outgoing
from onroll.casework.permitted import CannotDo, NotPossibleNow
from onroll.casework.selectors.papers import STATES, outbox, outbox_counts
from onroll.children.selectors.protection import protected
from onroll.web.access import path_for
from onroll.web.components.filters import Choice, Filters, Option
from onroll.web.forms.cases import Because
from onroll.web.forms.letters import SentOn
from onroll.web.hidden_addresses import is_open
from onroll.web.parts.case_acts import common
from onroll.web.parts.papers import attachment, going
from onroll.web.parts.running import running_ways

PAGE = 50
MOST = 200
"""Letters printed or marked at once."""


def outbox_page(request: HttpRequest) -> HttpResponse:
    """Those that wait, the oldest first; filters for what went, didn't arrive or was cancelled, and by the way it goes."""
    counts = outbox_counts(request.user)
    state = Choice(
        "state", "Show", [Option(key, words, counts[key]) for key, (words, _) in STATES.items() if key != "waiting"], single=True,
        any_words=f"Waiting ({counts['waiting']})",
    ).read(request)  # fmt: skip
    channel = Choice("channel", "How it goes", [Option(key, words) for key, words in Outgoing.CHANNELS.items()]).read(
        request
    )
    standing = state.value if state.value in STATES else "waiting"
    found = outbox(request.user, standing)
    if channel.chosen:
        found = found.filter(channel__in=channel.chosen)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = _rows(list(page.object_list))
    listed(request, "outbox", [row["one"].case.child_id for row in rows])
    return render(request, "casework/outbox.html", {
        "page": page, "rows": rows, "filters": Filters([state, channel], request), "state": standing, "tabs": running_ways(request, "outbox"),
        "may_work": request.user.may("case.work"), "on": timezone.localdate(), "narrowed": bool(channel.chosen), "waiting": standing == "waiting",
        "form": SentOn(initial={"sent_on": timezone.localdate()}),
    })  # fmt: skip


def _rows(shown: list[Outgoing]) -> list[dict[str, Any]]:
    """Each letter with its child; what it is about stays out where an address is protected."""
    hidden = protected({one.case.child_id for one in shown})
    return [_row(one, quiet=one.case.child_id in hidden) for one in shown]


def _row(one: Outgoing, *, quiet: bool) -> dict[str, Any]:
    summary = getattr(one.case.child, "summary", None)
    letter = one.letter
    return going(one) | {
        "child": f"{summary.forename} {summary.surname}".strip() if summary else "Nobody on the record now",
        "to": letter.to_name if letter else "", "subject": letter.subject if letter and not quiet else "",
        "wants": [words for words in (_format(letter), f"Translation wanted: {letter.language}" if letter and letter.language else "") if words],
    }  # fmt: skip


def _format(letter: Letter | None) -> str:
    return FORMATS.get(letter.format_wanted, "") if letter and letter.format_wanted else ""


def _ticked(request: HttpRequest) -> list[int]:
    return [int(one) for one in request.POST.getlist("letter") if one.isdigit()][:MOST]


@require_POST
def print_waiting(request: HttpRequest) -> HttpResponse:
    """The letters to be posted or handed over that were ticked, or all that wait, as one PDF: the very pages that are kept."""
    numbers = _ticked(request)
    found = outbox(request.user, "waiting").filter(channel__in=("post", "by_hand"))
    waiting = list((found.filter(pk__in=numbers) if numbers else found)[:MOST])
    hidden = protected({one.case.child_id for one in waiting})
    shut = [
        one
        for one in waiting
        if one.case.child_id in hidden and one.letter.to_address and not is_open(request, one.case.child_id)
    ]
    ready = [one for one in waiting if one not in shut]
    for one in shut:
        messages.warning(
            request,
            f"{one.case.reference} holds a protected address and was left out. Print it from the case, with a reason.",
        )
    if not ready:
        messages.error(request, "No letter that goes by post or by hand waits, or none that you may print here.")
        return redirect("outbox")
    files = dict(Letter.objects.filter(pk__in=[one.letter_id for one in ready]).values_list("pk", "pdf"))
    listed(
        request,
        "letters printed",
        [one.case.child_id for one in ready],
        action="letters.printed",
        detail={"letters": len(ready)},
    )
    return attachment(
        together([bytes(files[one.letter_id]) for one in ready]),
        media_type="application/pdf",
        name=f"letters-{timezone.localdate()}.pdf",
    )


def together(files: list[bytes]) -> bytes:
    """Several PDFs as one, for a printer. It isn't tagged: whoever reads with a screen reader opens each letter's own file."""
    from pypdf import PdfWriter  # takes most of a second to load, and only printing needs it

    writer = PdfWriter()
    for content in files:
        writer.append(BytesIO(content), import_outline=False)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


@require_POST
def mark_sent(request: HttpRequest) -> HttpResponse:
    """Those ticked went on that day."""
    form = SentOn(request.POST)
    numbers = set(_ticked(request)) & set(outbox(request.user).values_list("pk", flat=True))
    if not numbers:
        messages.error(request, "Tick at least one letter that went.")
        return redirect("outbox")
    if not form.is_valid():
        for words in form.errors.get("sent_on", ["Enter the day"]):
            messages.error(request, words)
        return redirect("outbox")
    try:
        done, refused = acts.mark_sent(
            outgoing=sorted(numbers), sent_on=form.cleaned_data["sent_on"], **common(request)
        )
    except (CannotDo, NotPossibleNow) as why:
        messages.error(request, str(why))
        return redirect("outbox")
    if done:
        messages.success(request, f"{len(done)} letter{'s' if len(done) > 1 else ''} marked as sent.")
    for words in refused:
        messages.error(request, words)
    return redirect("outbox")


def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """It won't go, and why."""
    return _because(request, number, "Cancel a letter", "Why it isn't sent", "Cancel the letter", acts.cancel)


def failed(request: HttpRequest, number: int) -> HttpResponse:
    """It didn't arrive, and why."""
    return _because(request, number, "A letter didn't arrive", "What happened to it", "Save", acts.mark_failed)


def _because(request: HttpRequest, number: int, heading: str, label: str, button: str, act: Any) -> HttpResponse:
    one = next((found for state in STATES for found in outbox(request.user, state).filter(pk=number)), None)
    if one is None:
        raise Http404("No such letter in the outbox")
    listed(request, "outbox", [one.case.child_id])
    form = Because(request.POST or None, label=label)
    if form.is_valid():
        try:
            act(outgoing=number, because=form.cleaned_data["because"], **common(request))
        except (CannotDo, NotPossibleNow) as why:
            form.add_error("because" if getattr(why, "field", "") else None, str(why))
        else:
            messages.success(request, "Saved.")
            return redirect("outbox")
    return render(
        request,
        "casework/outbox_because.html",
        {"form": form, "heading": heading, "button": button, "row": _rows([one])[0]},
    )


routes = [
    path_for("outbox/", outbox_page, permission="case.view", name="outbox"),
    path_for("outbox/print/", print_waiting, permission="case.work", name="outbox-print"),
    path_for("outbox/sent/", mark_sent, permission="case.work", name="outbox-sent"),
    path_for("outbox/<int:number>/cancel/", cancel, permission="case.work", name="outgoing-cancel"),
    path_for("outbox/<int:number>/failed/", failed, permission="case.work", name="outgoing-failed"),
]
