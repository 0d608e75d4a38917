"""How is a file kept with a case, and withdrawn? As it came, with its hash; one withdrawn is kept and not shown."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256

from django.db import transaction

from onroll.accounts.models import User
from onroll.audit.actor import Actor
from onroll.casework.actions.writing import happened, said
from onroll.casework.models import Case, Document
from onroll.casework.permitted import CannotDo, locked, require_act
from onroll.casework.uploads import kind_of


def add_document(
    *, case: Case | int, title: str, filename: str, content: bytes, on: date, at: datetime, by: Actor, person: User | None
) -> Document:  # fmt: skip
    """Keeps the file. Raises `CannotDo` for a kind or size that isn't let in, and for the same file twice on one case."""
    named = said(title, "Say what the document is", field="title")
    kind = kind_of(content, filename)
    digest = sha256(content).hexdigest()
    with transaction.atomic():
        held = locked(case)
        require_act(held, "document", person)
        if Document.objects.filter(case=held, sha256=digest, withdrawn_because="").exists():
            raise CannotDo("This very file is on the case already.", field="file")
        document = Document.objects.create(
            case=held, title=named[:200], filename=filename.replace("\\", "/").rpartition("/")[2][:200], media_type=kind.media_type, content=content,
            sha256=digest, size=len(content), added_at=at, added_by=by.name,
        )  # fmt: skip
        happened(
            held,
            "document",
            on=on,
            at=at,
            by=by,
            words=f"Document added: {named[:200]}",
            detail={"document": document.pk},
        )
    return document


def withdraw_document(
    *, document: Document | int, because: str, on: date, at: datetime, by: Actor, person: User | None
) -> Document:  # fmt: skip
    """Takes a document out of sight, with the reason; its bytes are kept."""
    why = said(because, "Say why it is withdrawn", field="because")
    with transaction.atomic():
        number = document.pk if isinstance(document, Document) else document
        held = locked(Document.objects.values_list("case_id", flat=True).get(pk=number))
        require_act(held, "document", person)
        kept = Document.objects.defer("content").get(pk=number)
        if kept.withdrawn_because:
            raise CannotDo("It is withdrawn already.")
        kept.withdrawn_because = why
        kept.save(update_fields=["withdrawn_because"])
        happened(held, "document", on=on, at=at, by=by, words=f"Document withdrawn: {kept.title}", text=why, detail={"document": kept.pk})  # fmt: skip
    return kept
