"""How good are the links, the statuses and the list of missing children, beside the simulator's truth?

    ./onroll simulate --children 100000 --seed 1 --as-at 2026-11-01 --to DIR     (load and link it, then)
    ./onroll children --as-at 2026-11-01 > children.csv; ./onroll find-missing --as-at 2026-11-01 > missing.csv
    python benchmarks/against_truth.py DIR children.csv missing.csv 2026-11-01

Prints one JSON document. Pairs are counted over all pairs of records of one person (recall) or of one child (precision).
A truth of `nowhere` is answered by `unexplained` or any `cme_*`.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

NOWHERE = {"unexplained", "cme_known", "cme_unknown"}
ON_A_ROLL = {"in_school", "in_school_ap", "in_school_part_time", "suspended", "on_roll_not_attending"}


def main() -> None:
    """Read the four files and print the measures."""
    folder, children_file, missing_file, as_at = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]
    person_of = {f"{r['feed']}:{r['source_id']}": r["person_id"] for r in rows(folder / "truth.csv")}
    truth = status_on(folder / "truth_status.csv", as_at)
    children = list(rows(children_file))
    missing = {row["child_id"] for row in rows(missing_file)}
    answer = (
        links(children, person_of) | statuses(children, person_of, truth) | found(children, missing, person_of, truth)
    )
    print(json.dumps(answer, indent=2))


def rows(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream)


def status_on(path: Path, as_at: str) -> dict[str, str]:
    """Each person's true status on the day."""
    newest: dict[str, tuple[str, str]] = {}
    for row in rows(path):
        if row["date"] <= as_at and (row["person_id"] not in newest or row["date"] >= newest[row["person_id"]][0]):
            newest[row["person_id"]] = (row["date"], row["status"])
    return {person: status for person, (_, status) in newest.items()}


def known(child: dict[str, str], person_of: dict[str, str]) -> list[str]:
    """The true persons of a child's records (a record printed with its qualifier counts as without)."""
    found = []
    for printed in child["source_ids"].split(";"):
        person = person_of.get(printed) or person_of.get(printed.rpartition("@")[0])
        if person:
            found.append(person)
    return found


def links(children: list[dict[str, str]], person_of: dict[str, str]) -> dict[str, float]:
    """Precision and recall over pairs of records, and how many persons are exactly one child."""

    def pairs(n: int) -> int:
        return n * (n - 1) // 2

    right = made = 0
    per_person: Counter[str] = Counter()
    whole: dict[str, set[str]] = defaultdict(set)
    for child in children:
        counts = Counter(known(child, person_of))
        made += pairs(sum(counts.values()))
        right += sum(pairs(n) for n in counts.values())
        per_person.update(counts)
        for person in counts:
            whole[person].add(child["child_id"])
    true = sum(pairs(n) for n in per_person.values())
    mixed = sum(1 for child in children if len(set(known(child, person_of))) > 1)
    exactly = sum(1 for ids in whole.values() if len(ids) == 1)
    return {
        "records": sum(per_person.values()), "persons": len(per_person), "children": len(children),
        "precision": round(right / made, 5), "recall": round(right / true, 5), "whole": round(exactly / len(whole), 4), "mixed_children": mixed,
    }  # fmt: skip


def statuses(children: list[dict[str, str]], person_of: dict[str, str], truth: dict[str, str]) -> dict[str, object]:
    """For each person, the child that holds most of their records: is its status the true one?"""
    best: dict[str, tuple[int, int, str]] = {}  # most records, then the older child
    for child in children:
        for person, count in Counter(known(child, person_of)).items():
            best[person] = max(best.get(person, (0, 0, "")), (count, -int(child["child_id"]), child["status"]))
    wrong: Counter[str] = Counter()
    for person, (_, _, status) in best.items():
        if not same(truth.get(person, ""), status):
            wrong[f"{truth.get(person)} -> {status}"] += 1
    return {"status_right": round(1 - sum(wrong.values()) / len(best), 5), "status_wrong": dict(wrong.most_common(25))}


def same(true: str, status: str) -> bool:
    return status in NOWHERE if true in NOWHERE | {"nowhere"} else true == status


def found(
    children: list[dict[str, str]], missing: set[str], person_of: dict[str, str], truth: dict[str, str]
) -> dict[str, int]:
    """Who is truly nowhere and on the list, and who is on a roll and listed all the same."""
    listed = {person for child in children if child["child_id"] in missing for person in known(child, person_of)}
    seen = {person for child in children for person in known(child, person_of)}
    nowhere = {person for person in seen if truth.get(person) in NOWHERE | {"nowhere"}}
    alarms = Counter(truth.get(person, "") for person in listed if person not in nowhere)
    return {
        "nowhere": len(nowhere), "nowhere_found": len(nowhere & listed), "share_found": round(len(nowhere & listed) / max(len(nowhere), 1), 4),
        "listed": len(missing), "listed_on_a_roll": sum(alarms[s] for s in ON_A_ROLL), "listed_otherwise": dict(alarms),
    }  # fmt: skip


if __name__ == "__main__":
    main()
