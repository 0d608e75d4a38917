"""Which notices are paid, which aren't, and whose is the money that came in? The list of notices, and the file of payments."""

from __future__ import annotations

import base64
import csv
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from onroll.audit.log import listed
from onroll.casework.actions.payments import MOST_BYTES, apply_payments, match_payment, preview, read_payments
from onroll.casework.models import NoticePayment, PenaltyNotice
from onroll.casework.pathways.attendance.notices import STATES
from onroll.casework.permitted import CannotDo
from onroll.casework.selectors.absence import NoticeStands, notices_standing
from onroll.casework.selectors.cases import cases_for
from onroll.extracts.writing import safe_cell
from onroll.web.access import path_for
from onroll.web.components.addresses import address_with
from onroll.web.components.filters import Choice, Filters, Option
from onroll.web.components.tables import Cell, Column, Table
from onroll.web.forms.absence import MatchForm, PaymentsForm
from onroll.web.parts.absence import notice_line
from onroll.web.parts.case_acts import common
from onroll.web.templatetags.dates import day as written

PAGE = 50
SALT = "payments of penalty notices"
KEPT_SECONDS = 3600
LARGEST_KEPT = 200_000


def notices_page(request: HttpRequest) -> HttpResponse:
    """Every notice of the cases this person may see, with its money; `?form=csv` gives the same rows."""
    on = timezone.localdate()
    mine = PenaltyNotice.objects.filter(case__in=cases_for(request.user)).select_related("case")
    every = notices_standing(list(mine), on)
    count = {state: sum(one.money.state == state for one in every) for state in STATES}
    state = Choice("state", "Payment", [Option(key, words, count[key]) for key, words in STATES.items() if count[key]]).read(request)  # fmt: skip
    chosen = [one for one in every if not state.chosen or one.money.state in state.chosen]
    listed(request, "penalty notices", [one.notice.case.child_id for one in chosen])
    if request.GET.get("form") == "csv":
        return _csv(chosen)
    page = Paginator(chosen, PAGE).get_page(request.GET.get("page"))
    columns = [Column("Notice", heads_row=True), Column("Issued"), Column("For"), Column("Stands"), Column("Pay by"), Column("Received", numeric=True)]  # fmt: skip
    table = Table("Penalty notices", columns, [_row(one) for one in page], empty="No notice fits.", caption_hidden=True)
    unmatched = NoticePayment.objects.filter(notice=None)
    context = {
        "table": table, "page": page, "filters": Filters([state], request), "export": address_with(request, form="csv"), "total": len(chosen),
        "unmatched": [{"payment": one, "amount": f"£{one.pence / 100:.2f}"} for one in unmatched], "received": f"£{sum(one.money.received for one in chosen) / 100:,.2f}",
    }  # fmt: skip
    return render(request, "casework/notices.html", context)


def _row(stands: NoticeStands) -> list[Any]:
    line, notice = notice_line(stands), stands.notice
    href = reverse("case-notice", args=[notice.case.reference, notice.reference])
    return [
        Cell(notice.reference, href=href, hint=notice.case.reference), Cell(written(notice.issued_on)),
        Cell(line["kind"], hint="Second within three years" if line["second"] else ""), Cell("", tag=line["state"], tag_colour=line["colour"], hint=line["says"]),
        Cell(written(stands.terms.until)), line["received"],
    ]  # fmt: skip


def _csv(every: list[NoticeStands]) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="penalty-notices.csv"'
    out = csv.writer(answer)
    out.writerow(["reference", "case", "kind", "number", "issued_on", "pay_by", "amount", "received", "state", "withdrawn_on"])  # fmt: skip
    for one in every:
        notice = one.notice
        out.writerow([
            notice.reference, notice.case.reference, notice.kind, notice.number, notice.issued_on.isoformat(), one.terms.until.isoformat(), one.terms.pounds,
            f"{one.money.received / 100:.2f}", safe_cell(one.money.state), notice.withdrawn_on.isoformat() if notice.withdrawn_on else "",
        ])  # fmt: skip
    return answer


def payments_page(request: HttpRequest) -> HttpResponse:
    """A file first shows what it would do; a second press keeps it. The rows travel signed in the form: nothing is half kept."""
    on = timezone.localdate()
    if request.method == "POST" and "apply" in request.POST:
        return _apply(request)
    form = PaymentsForm(request.POST, request.FILES) if request.method == "POST" else PaymentsForm()
    if not form.is_valid():
        return render(request, "casework/payments.html", {"form": form})
    sent = form.cleaned_data["file"]
    content = sent.read(MOST_BYTES + 1)
    try:
        rows = read_payments(content)
        if len(content) > LARGEST_KEPT:
            raise CannotDo(f"The file is larger than {LARGEST_KEPT // 1000} KB. Send fewer payments at a time.", field="file")  # fmt: skip
    except CannotDo as why:
        form.add_error("file", str(why))
        return render(request, "casework/payments.html", {"form": form})
    kept = signing.dumps([sent.name[:200], base64.b64encode(content).decode("ascii")], salt=SALT, compress=True)
    return render(request, "casework/payments_preview.html", {"found": preview(rows, on=on), "kept": kept, "file": sent.name, "rows": rows})  # fmt: skip


def _apply(request: HttpRequest) -> HttpResponse:
    try:
        name, content = signing.loads(request.POST["apply"], salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        messages.warning(request, "The preview is too old. Choose the file again.")
        return redirect("payments")
    found = apply_payments(rows=read_payments(base64.b64decode(content)), file=name, **common(request))
    messages.success(
        request, f"{len(found.matched)} payments kept for their notice, {len(found.unmatched)} kept without one, {len(found.again)} held already, {len(found.wrong)} left out."
    )  # fmt: skip
    return redirect("notices")


def match_page(request: HttpRequest, payment: int) -> HttpResponse:
    """Which notice this money is for."""
    standing = NoticePayment.objects.filter(pk=payment, notice=None).first()
    if standing is None:
        raise Http404("No such payment waits for its notice")
    form = MatchForm(request.POST if request.method == "POST" else None, initial={"reference": standing.reference})
    if form.is_valid():
        try:
            matched = match_payment(payment=standing, reference=form.cleaned_data["reference"], **common(request))
        except CannotDo as why:
            form.add_error("reference", str(why))
        else:
            messages.success(request, f"The payment is kept for {matched.notice}.")
            return redirect("notices")
    amount = f"£{standing.pence / 100:.2f}"
    return render(request, "casework/payment_match.html", {"form": form, "payment": standing, "amount": amount})


DECIDE = "notice.decide"
routes = [
    path_for("penalty-notices/", notices_page, permission=DECIDE, name="notices"),
    path_for("penalty-notices/payments/", payments_page, permission=DECIDE, name="payments"),
    path_for("penalty-notices/payments/<int:payment>/", match_page, permission=DECIDE, name="payment-match"),
]
