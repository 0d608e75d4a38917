"""How well and how fast are records of one child linked, beside what councils do today?

    python -m benchmarks.linkage [children] [--mistakes 1.0] [--seed 1]
    python -m benchmarks.linkage --folder FOLDER --as-at DATE    (extracts with truth.csv, as `onroll simulate` writes)

Prints one table, Markdown: every method on the same invented records in one run. Compare ratios, not seconds. Needs the
open name lists of the specification (`<repository>/../shared/data/names`).
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from benchmarks.extract_folder import records_of
from benchmarks.invented_children import NAMES, invent

from onroll.linkage import Linked, LinkRecord, Pair, explain, link
from onroll.linkage.judging import Score, groups_of_keys, judge
from onroll.people.names import fold

Groups = Sequence[Sequence[int]]


def upn_then_exact(records: Sequence[LinkRecord]) -> Groups:
    """What councils do today: one UPN, then the very same name and date of birth."""
    return groups_of_keys([_keys(records, _upn), _keys(records, _exact), _keys(records, lambda r: r.id)])


def five_passes(records: Sequence[LinkRecord]) -> Groups:
    """Also the NHS number, name with postcode, and date of birth with postcode and three letters of the forename."""
    return groups_of_keys([
        _keys(records, _upn), _keys(records, lambda r: r.nhs_number), _keys(records, _exact),
        _keys(records, lambda r: (fold(r.forename), fold(r.surname), r.postcode) if r.postcode else ""),
        _keys(records, lambda r: (r.date_of_birth, r.postcode, fold(r.forename)[:3]) if r.postcode and r.date_of_birth else ""),
        _keys(records, lambda r: r.id),
    ])  # fmt: skip


def _upn(record: LinkRecord) -> object:
    return record.upn


def _exact(record: LinkRecord) -> object:
    return (fold(record.forename), fold(record.surname), record.date_of_birth) if record.date_of_birth else ""


def _keys(records: Sequence[LinkRecord], key: Callable[[LinkRecord], object]) -> dict[int, object]:
    return {record.id: (key.__name__, found) for record in records if (found := key(record))}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; exit 1 with a sentence where the name lists are absent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("children", type=int, nargs="?", default=20_000)
    parser.add_argument("--mistakes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--as-at", type=date.fromisoformat, default=date(2026, 11, 1))
    parser.add_argument("--show", type=int, default=0, help="print this many wrong and missed pairs")
    chosen = parser.parse_args(arguments)
    household: dict[int, int] | None = None
    if chosen.folder:
        records, truth = records_of(chosen.folder, as_at=chosen.as_at)
        print(f"{chosen.folder}: {len(set(truth.values())):,} children, {len(records):,} records\n")
    elif not NAMES.is_dir():
        print(f"The open name lists are not at {NAMES}.", file=sys.stderr)
        return 1
    else:
        records, truth, household = invent(chosen.children, seed=chosen.seed, mistakes=chosen.mistakes)
        print(
            f"{chosen.children:,} children, {len(records):,} records, mistakes × {chosen.mistakes}, seed {chosen.seed}\n"
        )
    print("| method | precision | recall | F1 | whole | wrong merges (same household) | seconds |")
    print("|---|---|---|---|---|---|---|")
    linked = None
    for name, method in (("UPN, then exact name + DOB", upn_then_exact), ("five exact passes", five_passes)):
        started = time.perf_counter()
        groups = method(records)
        _row(name, judge(groups, truth, household), time.perf_counter() - started)
    started = time.perf_counter()
    linked = link(records)
    seconds = time.perf_counter() - started
    _row("OnRoll, automatic links alone", judge(linked.groups, truth, household), seconds)
    settled = [(p.a, p.b) for p in linked.review if _right(p, truth)]
    passes = [dict.fromkeys(g, n) for n, g in enumerate(linked.groups)] + [{a: 0, b: 0} for a, b in settled]
    _row("OnRoll, with review answered rightly", judge(groups_of_keys(passes), truth, household), seconds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    right = len(settled) / max(len(linked.review), 1)
    print(
        f"\n{len(linked.review):,} pairs to review, {right:.0%} of them one child; {len(linked.vetoes):,} kept apart; {peak:.2f} GB at most."
    )
    _calibration(linked, truth)
    if chosen.show:
        _show(records, linked, truth, chosen.show)
    return 0


def _right(pair: Pair, truth: Mapping[int, int]) -> bool:
    return truth.get(pair.a, -pair.a) == truth.get(pair.b, -pair.b)


def _row(name: str, score: Score, seconds: float) -> None:
    print(
        f"| {name} | {score.precision:.4f} | {score.recall:.4f} | {score.f1:.4f} | {score.whole:.4f} |"
        f" {score.wrong_merges} ({score.in_household}) | {seconds:.1f} |",
        flush=True,
    )


def _calibration(linked: Linked, truth: Mapping[int, int]) -> None:
    pairs = [
        p for p in (*linked.links, *linked.review) if p.rule in ("likely", "unsure") and p.a in truth and p.b in truth
    ]
    for low, high in ((0.25, 0.5), (0.5, 0.75), (0.75, 0.9), (0.9, 0.98), (0.98, 0.995), (0.995, 0.999), (0.999, 1.01)):
        held = [p for p in pairs if low <= p.probability < high]
        if held:
            share = sum(_right(p, truth) for p in held) / len(held)
            print(f"said {low:.3f} to {min(high, 1):.3f}: {len(held):,} pairs, {share:.4f} one child")


def _show(records: Sequence[LinkRecord], linked: Linked, truth: Mapping[int, int], many: int) -> None:
    by_id = {record.id: record for record in records}
    wrong = [p for p in linked.links if not _right(p, truth)]
    for pair in wrong[:many]:
        print("WRONG", pair.probability, pair.words, by_id[pair.a], by_id[pair.b], sep="\n   ")
    of = {record: n for n, group in enumerate(linked.groups) for record in group}
    review = {(p.a, p.b): p for p in (*linked.review, *linked.vetoes)}
    people: dict[int, list[int]] = {}
    for record, person in truth.items():
        people.setdefault(person, []).append(record)
    shown = 0
    for ids in people.values():
        parts = {of[i]: i for i in ids}
        if len(parts) > 1 and shown < many:
            shown += 1
            a, b = list(parts.values())[:2]
            pair = explain(by_id[a], by_id[b])
            print(
                "MISSED",
                pair.outcome,
                pair.probability,
                pair.rule,
                (min(a, b), max(a, b)) in review,
                by_id[a],
                by_id[b],
                sep="\n   ",
            )


if __name__ == "__main__":
    sys.exit(main())
