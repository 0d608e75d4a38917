"""By what model are records judged to be one child, how good is it, and what did the last run do?"""

from __future__ import annotations

import math
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from onroll.children.identity.model_in_force import model_in_force
from onroll.children.models import LinkDecision, LinkModel, LinkRun
from onroll.linkage.guarding import RULES
from onroll.linkage.model import LEVELS, Model
from onroll.linkage.waterfall import BY_ITSELF, likelier
from onroll.web.parts.waterfall_chart import LABELS

ONE, SIBLINGS, STRANGERS = 0, 1, 3
COSTS = ("look", "missed_link", "wrong_merge", "wrong_merge_by_groups", "wrong_merge_guarded")
NAMES = {
    "look": "Looking at a pair", "missed_link": "A missed link: a child at school is looked for",
    "wrong_merge": "A wrong merge: found out later, undone, letters to the wrong home",
    "wrong_merge_by_groups": "The same, where it rests on what each child's records lack",
    "wrong_merge_guarded": "The same, where forenames or surnames differ: a missing child may vanish behind a brother",
    "made_on": "Made on", "kind": "Kind", "records": "Records it was learnt from", "sources": "What it rests on", "frequencies": "How common names are",
}  # fmt: skip


def model_page(request: HttpRequest) -> HttpResponse:
    """Thresholds, rules, what each likeness is worth, and the calibration where the model's file has one."""
    model = model_in_force()
    files = list(LinkModel.objects.order_by("-pk"))
    put = next((one for one in files if one.withdrawn_at is None), None)
    run = LinkRun.objects.order_by("-ran_at").first()
    table = model.evidence.get("calibration", {})
    return render(request, "links/model.html", {
        "model": model, "put": put, "earlier": [one for one in files if one is not put], "joined": f"{100 * model.link_from:.4g} %", "asked": f"{100 * model.review_from:.4g} %",
        "run": run, "seconds": f"{run.seconds:.1f}" if run else "", "decided": LinkDecision.objects.filter(undone_at=None).count(),
        "rules": [sentence for rule, sentence in RULES.items() if rule not in BY_ITSELF], "may_review": request.user.may("links.review"),
        "fields": [{"name": LABELS[field], "rows": _rows(model, field)} for field in LEVELS],
        "calibration": _calibration(table), "calibration_source": table.get("source", "") if isinstance(table, dict) else "",
        "evidence": [(_label(name), value) for name, value in model.evidence.items() if not isinstance(value, dict | list)],
        "costs": [(_label(name), f"{minutes:g}") for name, minutes in model.costs.items() if name in COSTS],
    })  # fmt: skip


def _rows(model: Model, field: str) -> list[dict[str, str]]:
    rows = []
    for level in LEVELS[field]:
        rates = model.weights[field][level].tolist()
        if rates[ONE] == rates[SIBLINGS] == rates[STRANGERS]:
            continue
        name = level.name.replace("_", " ").lower()
        rows.append(
            {
                "level": name[:1].upper() + name[1:],
                "stranger": _worth(rates[ONE], rates[STRANGERS]),
                "sibling": _worth(rates[ONE], rates[SIBLINGS]),
            }
        )
    return rows


def _worth(one: float, other: float) -> str:
    if math.isnan(other):
        return "By how common"
    words = likelier(math.log(one / other))
    return words[:1].upper() + words[1:]


def _calibration(table: Any) -> list[dict[str, str]]:
    """The rows of the file's table, where it has the four columns that a person can read."""
    rows = table.get("row", []) if isinstance(table, dict) else table
    wanted = ("from", "to", "said", "were", "pairs")
    return [
        {"band": f"{row['from']:.0%} to {row['to']:.0%}", "said": f"{row['said']:.1%}", "were": f"{row['were']:.1%}", "pairs": f"{row['pairs']:,}"}
        for row in rows
        if isinstance(row, dict) and all(name in row for name in wanted)
    ]  # fmt: skip


def _label(name: str) -> str:
    return NAMES.get(name, name.replace("_", " ").capitalize())
