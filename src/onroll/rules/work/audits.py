"""Which cases are audited, and by what questions? A draw that can be made again from its seed, spread over officers (M12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random

from onroll.rules.rulebook.fields import open_file, read_governance, read_provenance
from onroll.rules.rulebook.folder import RULEBOOK

ANSWERS = {"yes": "Yes", "no": "No", "not_applicable": "Doesn't apply"}


@dataclass(frozen=True, slots=True)
class Question:
    """One question of an audit."""

    id: str
    asks: str


@lru_cache(maxsize=2)
def audit_questions(rulebook: Path = RULEBOOK) -> tuple[Question, ...]:
    """The questions in their order. Raises BrokenRuleBook."""
    file = open_file(rulebook / "case_audit.toml", rulebook)
    for key in ("id", "title", "says"):
        file.text(key)
    read_governance(file)
    read_provenance(file)
    found = tuple(Question(table.text("id"), table.text("asks")) for table in file.tables("question"))
    file.done()
    return found


def draw(cases: Iterable[tuple[int, int | None]], *, size: int, seed: int, auditor: int) -> list[int]:
    """So many of these (case, lead), one officer after another; never one that the auditor leads.

    The same cases, size and seed give the same draw, in whatever order the cases come.
    """
    dice = Random(seed)
    by_lead: dict[int, list[int]] = defaultdict(list)
    for case, lead in sorted(cases, key=lambda pair: pair[0]):
        if lead != auditor:
            by_lead[lead or 0].append(case)
    leads = sorted(by_lead)
    dice.shuffle(leads)
    for held in by_lead.values():
        dice.shuffle(held)
    drawn: list[int] = []
    while len(drawn) < size and any(by_lead.values()):
        for lead in leads:
            if by_lead[lead] and len(drawn) < size:
                drawn.append(by_lead[lead].pop())
    return drawn
