"""How does an officer write a letter? Choose it, say to whom and how, read it as a page and change it, then keep it as sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from onroll.casework.actions.writing_letters import printed, sheet_of, write_letter
from onroll.casework.letters import recipients
from onroll.casework.letters.markup import gaps
from onroll.casework.letters.sheet import FORMATS
from onroll.casework.letters.templates import Template, templates
from onroll.casework.letters.values import values_of, words_of
from onroll.casework.models import Case, Outgoing, Referral
from onroll.casework.permitted import CannotDo, NotPossibleNow, require_act
from onroll.web.access import comes_back, path_for
from onroll.web.forms.letters import Choose, LetterWords, ToWhom
from onroll.web.kept_forms import owner_of, typed_before
from onroll.web.parts.case_acts import common, not_now
from onroll.web.parts.case_page import case_page
from onroll.web.parts.papers import attachment, letterhead, may_open, opens_at, paper, safeguarding
from onroll.web.parts.record_page import silence_of


@comes_back
def write(request: HttpRequest, reference: str) -> HttpResponse:
    """Three pages at one address: which letter, to whom, and the text beside the page it makes. Nothing is kept before the last."""
    case, context = case_page(request, reference, "papers")
    try:
        require_act(case, "letter", request.user)
    except NotPossibleNow as why:
        return not_now(request, context, str(why))
    known = templates(case.pathway)
    template = known.get(request.GET.get("template", ""))
    if template is None:
        form = Choose(request.GET if "template" in request.GET else None, templates=known)
        return render(request, "casework/letter_choose.html", context | {"form": form})
    return _Writing(request, case, context, template).answer()


class _Writing:
    """One letter on its way: what was answered so far is in the request, and nowhere else."""

    def __init__(self, request: HttpRequest, case: Case, context: dict[str, Any], template: Template) -> None:
        self.request, self.case, self.template = request, case, template
        child = context["child"]
        self.open = child.protected and may_open(request, child)
        self.adults = recipients.family(case, address_open=self.open)
        self.silence = silence_of(child)
        self.risks = (
            [self.silence.keep(words) for words in recipients.risks_told(case)] if template.to == "family" else []
        )
        careful = child.protected or bool(self.risks) or any(one.never_printed for one in self.adults)
        self.careful = careful
        self.day = context["on"]
        self.asks = template.still_asks(self._values("whoever it goes to"))
        self.context = context | {
            "template": template, "refused": [one for one in self.adults if one.refused], "risks": self.risks, "careful": careful,
            "opens_at": opens_at(request, child), "typed_by": "" if child.protected else owner_of(request), "colleagues": recipients.professionals(case),
        }  # fmt: skip

    def answer(self) -> HttpResponse:
        kept = None if self.request.method == "POST" else typed_before(self.request)
        self.context["kept"] = kept is not None
        data = self.request.POST if self.request.method == "POST" else kept
        whom = self._whom(data)
        if data is None or not whom.is_valid() or not self._reaches(whom):
            return self._ask(whom)
        step = data.get("step", "")
        if step == "back":
            return self._ask(ToWhom(initial=data.dict(), **self._options()))
        words = LetterWords(data if "body" in data else None, initial=self._draft(whom))
        if step == "send" and self.request.method == "POST" and words.is_valid():
            sent = self._send(whom, words)
            if sent is not None:
                return sent
        if step == "draft" and self.request.method == "POST" and words.is_valid():
            draft = self._printed(whom, words)
            if draft is not None:
                return draft
        return self._preview(whom, words)

    def _options(self) -> dict[str, Any]:
        return {
            "template": self.template,
            "adults": [one for one in self.adults if not one.refused],
            "asks": self.asks,
            "careful": self.careful,
        }

    def _whom(self, data: QueryDict | None) -> ToWhom:
        first: dict[str, Any] = {"format_wanted": "", "channel": "post"}
        last = (
            self.case.letters.order_by("-pk").only("format_wanted", "language").first()
            if self.template.to == "family"
            else None
        )
        if last:
            first |= {"format_wanted": last.format_wanted, "language": last.language}
        if self.template.to == "referrer" and (
            referral := Referral.objects.filter(case=self.case).order_by("pk").first()
        ):
            parts = (referral.referrer_name, referral.referrer_role, referral.referrer_organisation)
            first |= {"to_name": ", ".join(part for part in parts if part)}
        return ToWhom(data, initial=first, **self._options())

    def _reaches(self, whom: ToWhom) -> bool:
        """Safe contact, before anything is written; what it refuses stands beside its question."""
        held = whom.cleaned_data
        try:
            recipients.check(
                self.case, whom.recipient, to_family=self.template.to == "family", channel=held["channel"], words="",
                safeguarding_said=held.get("safeguarding_said", ""), address_open=self.open,
            )  # fmt: skip
        except CannotDo as why:
            whom.add_error(why.field if why.field in whom.fields else None, str(why))
        return not whom.errors

    def _values(self, to_name: str) -> Mapping[str, str]:
        """What the record knows. The family is never told an address by a letter about their child."""
        return values_of(
            self.case, to_name=to_name, head=letterhead(), safeguarding=safeguarding(), on=self.day, by=self.request.actor,
            person=self.request.user, address_open=self.open and self.template.to != "family",
        )  # fmt: skip

    def _draft(self, whom: ToWhom) -> dict[str, str]:
        subject, body = self.template.filled({**self._values(whom.recipient.name), **whom.answers})
        return {"subject": subject, "body": body}

    def _ask(self, whom: ToWhom) -> HttpResponse:
        return render(self.request, "casework/letter_to.html", self.context | {"form": whom, "hidden": []})

    def _send(self, whom: ToWhom, words: LetterWords) -> HttpResponse | None:
        held = whom.cleaned_data
        more = {name: held.get(name, "") for name in ("language", "format_wanted", "safeguarding_said")}
        try:
            letter = write_letter(
                case=self.case.pk, template=self.template.id, to=whom.recipient, channel=held["channel"], head=letterhead(), address_open=self.open,
                **words.cleaned_data, **more, **common(self.request),
            )  # fmt: skip
        except (CannotDo, NotPossibleNow) as why:
            field = getattr(why, "field", "")
            words.add_error(field if field in words.fields else None, str(why))
            return None
        messages.success(self.request, "The letter is kept as it will be sent, and waits in the outbox.")
        return redirect(reverse("letter", args=[self.case.reference, letter.pk]))

    def _paper(self, whom: ToWhom, subject: str, body: str) -> Any:
        return sheet_of(
            self.case, whom.recipient, (subject, body), head=letterhead(), format_wanted=whom.cleaned_data.get("format_wanted", ""), on=self.context["on"]
        )  # fmt: skip

    def _printed(self, whom: ToWhom, words: LetterWords) -> HttpResponse | None:
        """The PDF of what stands there now, gaps and all; nothing is kept."""
        held = words.cleaned_data
        try:
            made = printed(self._paper(whom, held["subject"], held["body"]))
        except CannotDo as why:
            words.add_error("body", str(why))
            return None
        return attachment(made, media_type="application/pdf", name=f"{self.case.reference}-draft.pdf")

    def _preview(self, whom: ToWhom, words: LetterWords) -> HttpResponse:
        subject, body = (str(words[name].value() or "") for name in ("subject", "body"))
        held = whom.cleaned_data
        to, wanted = whom.recipient, held.get("format_wanted", "")
        shown = {
            "form": words, "paper": paper(subject, body), "gaps": gaps(f"{subject}\n{body}"), "head": letterhead(), "day": words_of(self.context["on"]),
            "to": to, "to_lines": [] if to.never_printed else [part.strip() for part in to.address.replace("\n", ",").split(",") if part.strip()],
            "channel": Outgoing.CHANNELS[held["channel"]], "format": FORMATS[wanted] if wanted else "",
            "language": held.get("language", ""), "large": wanted == "large_print",
            "hidden": [(name, whom.data.get(name, "")) for name in whom.fields],
        }  # fmt: skip
        return render(self.request, "casework/letter_preview.html", self.context | shown)


routes = [path_for("cases/<str:reference>/papers/write/", write, permission="case.work", name="letter-write")]
