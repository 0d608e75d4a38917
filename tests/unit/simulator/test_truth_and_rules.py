"""Do the rules find the truth when every record is linked rightly? What is left is what agencies know late or never."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date

from onroll.extracts.reading import read
from onroll.rules.calendars import EstimatedSchoolDays
from onroll.rules.status import Authority, status_on
from onroll.simulator.feeds.layouts import COLUMNS
from onroll.simulator.postcodes import NEIGHBOURS, postcodes_of

AS_AT = date(2026, 11, 1)


def _facts_by_person(summary, rows):
    """Every fact and date of birth, by the true child; schools and addresses placed in their authorities."""
    owner = {(row["feed"], row["source_id"]): row["person_id"] for row in rows("truth")}
    place = {code: la for la in ("941", *NEIGHBOURS["941"]) for code in postcodes_of(la).codes}
    school = {row["URN"]: row["LA (code)"] for row in rows("schools")}
    facts, births = defaultdict(list), defaultdict(Counter)
    for feed in COLUMNS:
        for row in read(summary.folder / f"{feed}.csv", as_at=AS_AT):
            if row.person is None:
                continue
            person = owner.get((feed, row.source_id)) or owner[feed, f"{row.source_id}@{row.qualifier}"]
            if row.person.date_of_birth:
                births[person][row.person.date_of_birth] += 1
            for fact in row.facts:
                known = school if fact.kind == "roll" else place
                facts[person].append(replace(fact, la=known.get(fact.place or fact.detail.get("postcode", ""), "")))
    return facts, births


def test_the_rules_find_the_true_status_of_nearly_every_child(summary, rows):
    facts, births = _facts_by_person(summary, rows)
    true = {row["person_id"]: row["status"] for row in rows("truth_status")}
    wrong: Counter[tuple[str, str]] = Counter()
    for person, status in true.items():
        birth = births[person].most_common(1)[0][0] if births[person] else None
        found = status_on(facts[person], birth, Authority("941"), EstimatedSchoolDays(), AS_AT).status
        missing = status == "nowhere" and (found == "unexplained" or found.startswith("cme_"))
        if found != status and not missing:
            wrong[status, found] += 1
    assert sum(wrong.values()) < 0.025 * len(true), wrong.most_common(5)
    assert not [pair for pair in wrong if pair[0] == "nowhere"], "a child in no education hidden by what is written"
