"""Two children who are one, a child who is two, and why two children are not the same: chosen, previewed, then done."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from onroll.audit.log import listed, looked
from onroll.children.after_a_decision import rebuild_at_once
from onroll.children.identity.deciding import CannotDecide, separate
from onroll.children.identity.opinions import settle_merge
from onroll.children.models import Child
from onroll.children.selectors.child import ChildOnTheDay, NoSuchChild, child_on, records_of, resolve
from onroll.children.selectors.effects import if_same, if_separated
from onroll.children.selectors.explaining import likeliest_pairs
from onroll.children.selectors.protection import protected
from onroll.children.selectors.records import UnknownRecord, printed_ids, record_printed
from onroll.children.selectors.search import search, understand
from onroll.web.parts.child_bar import child_name, identity
from onroll.web.parts.effects import effect_lines
from onroll.web.parts.waterfall_chart import chance_words
from onroll.web.parts.words import STATUS_COLOURS, feed_name, status_name
from onroll.web.views.links.asking import address_of

FOUND = 10


def _child(child_id: int) -> ChildOnTheDay:
    try:
        return child_on(resolve(child_id), timezone.localdate())
    except NoSuchChild as unknown:
        raise Http404(str(unknown)) from None


def _bar(child: ChildOnTheDay) -> dict:
    return {"bar": identity(child), "child": child, "name": child_name(child.summary)}


def merge_children(request: HttpRequest, child_id: int) -> HttpResponse:
    """Find the other child, see what would happen, say why: nothing of either is lost."""
    child = _child(child_id)
    looked(request, child.id, "merge")
    given = request.POST if request.method == "POST" else request.GET
    other = given.get("other", "").strip()
    context = {**_bar(child), "fault": "", "words": request.POST.get("q", "")[:200], "found": [], "other": None}
    if request.method == "POST" and "q" in request.POST:
        context |= _searched(request, child)
    elif other:
        try:
            context |= _other(request, child, other)
            if request.method == "POST":
                return _merged(request, child, context["other"])
        except (CannotDecide, NoSuchChild) as refused:
            context["fault"] = str(refused)
    return render(request, "links/merge.html", context, status=422 if context["fault"] else 200)


def _searched(request: HttpRequest, child: ChildOnTheDay) -> dict:
    words = request.POST["q"].replace("\x00", "").strip()[:200]
    if understand(words).nothing:
        return {"fault": "Give at least two letters of a name, or a date, a number or a postcode."}
    matches = [match for match in search(words) if match.summary.pk != child.id][:FOUND]
    listed(request, "search", [match.summary.pk for match in matches], action="child.searched")
    return {
        "found": [(match.summary, child_name(match.summary), ", ".join(match.why)) for match in matches],
        "asked": True,
    }


def _other(request: HttpRequest, child: ChildOnTheDay, number: str) -> dict:
    """The other child and what joining the two would do. Raises `CannotDecide` or `NoSuchChild`."""
    if not number.isdecimal() or len(number) > 18:
        raise CannotDecide("Give the number of the other child: it stands in the address of that child's page.")
    found = child_on(resolve(int(number)), timezone.localdate())
    if found.id == child.id:
        raise CannotDecide("That is this child. Give the number of the other one.")
    looked(request, found.id, "merge")
    effect = if_same(child.id, found.id, timezone.localdate())
    return {"other": found, "other_bar": identity(found), "other_name": child_name(found.summary), "lines": effect_lines(effect),
            "refused": effect.refused}  # fmt: skip


def _merged(request: HttpRequest, child: ChildOnTheDay, other: ChildOnTheDay) -> HttpResponse:
    reason = request.POST.get("reason", "").strip()[:500]
    if not reason:
        raise CannotDecide("Say why they are one: the next person will want to know.")
    a, b = Child.objects.get(pk=child.id), Child.objects.get(pk=other.id)
    merged = settle_merge(a=a, b=b, reason=reason, by=request.actor, at=timezone.now())
    rebuild_at_once(merged.children)
    messages.success(request, f"Children {a.pk} and {b.pk} are one. It can be taken back under “Decisions”.")
    return redirect("child-record", child_id=resolve(child.id))


def separate_records(request: HttpRequest, child_id: int) -> HttpResponse:
    """Choose records that are another child's, see what would happen, say why: they go to a child of their own."""
    child = _child(child_id)
    looked(request, child.id, "separate")
    given = request.POST if request.method == "POST" else request.GET
    chosen = [int(pk) for pk in given.getlist("record") if pk.isdecimal() and len(pk) < 19]
    records = [record for record in records_of(child.id) if record.about_a_child]
    fault, lines = "", []
    if chosen:
        effect = if_separated(child.id, chosen, timezone.localdate())
        fault, lines = effect.refused, [] if effect.refused else effect_lines(effect)
    elif "preview" in given or request.method == "POST":
        fault = "Choose the records that are another child's."
    if request.method == "POST" and not fault:
        try:
            return _separated(request, child, chosen)
        except CannotDecide as refused:
            fault = str(refused)
    shown = [
        {"id": record.pk, "printed": str(record), "source": feed_name(record.feed), "chosen": record.pk in chosen}
        for record in records
    ]
    context = {**_bar(child), "records": shown, "chosen": chosen, "lines": lines, "fault": fault}
    return render(request, "links/separate.html", context, status=422 if fault else 200)


def _separated(request: HttpRequest, child: ChildOnTheDay, chosen: list[int]) -> HttpResponse:
    reason = request.POST.get("reason", "").strip()[:500]
    if not reason:
        raise CannotDecide("Say why these records are another child's: the next person will want to know.")
    separated = separate(
        child=Child.objects.get(pk=child.id), records=chosen, reason=reason, by=request.actor, at=timezone.now()
    )
    rebuild_at_once(number for one in separated for number in one.children)
    messages.success(
        request, "Separated. The records chosen are a child of their own now; it can be taken back under “Decisions”."
    )
    return redirect("child-record", child_id=child.id)


def why_children(request: HttpRequest, child_id: int, other_id: int) -> HttpResponse:
    """Each record of the one child against each of the other, the likeliest first, with the rule that decided."""
    one, other = _child(child_id), _child(other_id)
    if one.id == other.id:
        raise Http404("These are one child.")
    for child in (one, other):
        looked(request, child.id, "link pair")
    pairs = likeliest_pairs(one.id, other.id)
    printed = printed_ids({pk for pair in pairs for pk in (pair.a, pair.b)}) if pairs else {}
    mine = {record.pk for record in records_of(one.id)}
    rows = [
        {"one": printed.get(a, ""), "other": printed.get(b, ""), "chance": chance_words(pair.probability), "rule": pair.sentence, "href": address_of(a, b)}
        for pair in pairs
        for a, b in [(pair.a, pair.b) if pair.a in mine else (pair.b, pair.a)]
    ]  # fmt: skip
    statuses = [
        (status_name(c.spell.status), STATUS_COLOURS.get(c.spell.status, "")) if c.spell else ("", "")
        for c in (one, other)
    ]
    people = [
        {"child": child, "name": child_name(child.summary), "status": words, "colour": colour}
        for child, (words, colour) in zip((one, other), statuses, strict=True)
    ]
    context = {
        "people": people,
        "rows": rows,
        "may_review": request.user.may("links.review"),
        "hidden": bool(protected([one.id, other.id])),
    }
    return render(request, "links/why_children.html", context)


def why(request: HttpRequest) -> HttpResponse:
    """Any two records or children: as a record prints, or by a child's number."""
    asked = [request.POST.get(name, "").strip()[:200] for name in ("one", "other")]
    child = request.GET.get("child", "")
    if request.method != "POST" and child.isdecimal() and len(child) < 19:
        asked[0] = f"child {child}"
    fault = ""
    if request.method == "POST":
        try:
            return redirect(*_two(*asked))
        except (UnknownRecord, NoSuchChild, CannotDecide) as refused:
            fault = str(refused)
    return render(
        request, "links/why.html", {"one": asked[0], "other": asked[1], "fault": fault}, status=422 if fault else 200
    )


def _two(one: str, other: str) -> tuple:
    """Where two answers lead: two children's page, or two records'."""
    if not one or not other:
        raise CannotDecide("Give two: a record as it prints, like health:H123, or a child's number.")
    numbers = [text.lower().removeprefix("child").strip() for text in (one, other)]
    if all(number.isdecimal() and len(number) < 18 for number in numbers):
        a, b = (resolve(int(number)) for number in numbers)
        if a == b:
            raise CannotDecide("Both numbers stand for one child. Look at its record: the links stand there.")
        return ("why-children", a, b)
    if any(number.isdecimal() for number in numbers):
        raise CannotDecide("Give two children or two records, not one of each.")
    a, b = record_printed(one), record_printed(other)
    if a == b:
        raise CannotDecide("That is one and the same record; name two.")
    return ("link-pair", a, b)
