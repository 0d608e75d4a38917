"""What was written and kept on a case, and what waits in the outbox of all cases? For pages; the files' bytes are left unread."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from onroll.accounts.models import User
from onroll.casework.models import Case, Document, Letter, Outgoing
from onroll.casework.selectors.cases import cases_for

WAITING = Q(sent_on=None, failed_because="", cancelled_because="")
STATES = {
    "waiting": ("Waiting", WAITING),
    "sent": ("Sent", Q(sent_on__isnull=False, failed_because="", cancelled_because="")),
    "failed": ("Didn't arrive", ~Q(failed_because="") & Q(cancelled_because="")),
    "cancelled": ("Cancelled", ~Q(cancelled_because="")),
}
_BYTES = ("docx", "pdf")


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of a case, the newest first."""

    letters: list[Letter]
    documents: list[Document]
    withdrawn: int


def papers_of(case: Case) -> Papers:
    """Letters with what became of each, and documents that aren't withdrawn."""
    letters = Letter.objects.filter(case=case).defer(*_BYTES).prefetch_related("outgoing")
    documents = Document.objects.filter(case=case).defer("content")
    return Papers(
        list(letters), list(documents.filter(withdrawn_because="")), documents.exclude(withdrawn_because="").count()
    )


def letter_of(case: Case, number: int) -> Letter | None:
    """One letter of this case, with its files."""
    return Letter.objects.filter(case=case, pk=number).prefetch_related("outgoing").first()


def document_of(case: Case, number: int) -> Document | None:
    """One document of this case that isn't withdrawn."""
    return Document.objects.filter(case=case, pk=number, withdrawn_because="").first()


def outbox(user: User, state: str = "waiting") -> QuerySet[Outgoing]:
    """What this person may see of the outbox in one state; the oldest first where it waits, else the newest."""
    found = Outgoing.objects.filter(STATES[state][1], case__in=cases_for(user).values("pk"))
    order = ("queued_at", "pk") if state == "waiting" else ("-queued_at", "-pk")
    return found.select_related("letter", "case__child__summary").defer("letter__docx", "letter__pdf").order_by(*order)


def outbox_counts(user: User) -> dict[str, int]:
    """How many are in each state; one query."""
    wanted = {state: Count("pk", filter=condition) for state, (_, condition) in STATES.items()}
    return Outgoing.objects.filter(case__in=cases_for(user).values("pk")).aggregate(**wanted)


def state_of(one: Outgoing) -> str:
    """In which state it is."""
    if one.cancelled_because:
        return "cancelled"
    if one.failed_because:
        return "failed"
    return "sent" if one.sent_on else "waiting"
