"""The pages of casework: one module a job. Each brings its own `routes`; add a new one's to the list here."""

from __future__ import annotations

from onroll.web.views.casework import (
    absence,
    answers,
    between_authorities,
    case,
    closing,
    contacts,
    decisions,
    documents,
    enquiries,
    enquiries_waiting,
    letter_writing,
    letters,
    letters_together,
    outbox,
    payments,
    penalty,
    refer,
    referrals,
    running,
    sharing,
    tasks,
    triage,
)

routes = [*absence.routes, *penalty.routes, *payments.routes, *case.routes, *contacts.routes, *tasks.routes, *decisions.routes, *closing.routes, *enquiries.routes, *answers.routes, *enquiries_waiting.routes, *between_authorities.routes, *refer.routes, *running.routes,
          *referrals.routes, *sharing.routes, *triage.routes,
          *letter_writing.routes, *letters.routes, *documents.routes, *outbox.routes, *letters_together.routes]  # fmt: skip
