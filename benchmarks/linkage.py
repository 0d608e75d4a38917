"""How well and how fast are records of one child linked, beside what councils do today and beside Splink?

    python -m benchmarks.linkage [children] [--mistakes 1.0] [--seed 1] [--quick]
    python -m benchmarks.linkage --folder FOLDER --as-at DATE    (extracts with truth.csv, as `onroll simulate` writes)

Prints Markdown tables: every method on the same invented records in one run, each in a process of its own; who is on no roll; and
what the probabilities were worth. Mistakes 1.0 is as in the specification's trials, 2.5 the hard setting. Seconds are from records
in memory to groups; beside them the processor's own, which other work doesn't lengthen. Needs the open name lists of the
specification (`<repository>/../shared/data/names`).
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks import linkage_splink
from benchmarks.extract_folder import records_of
from benchmarks.invented_children import NAMES, invent
from benchmarks.invented_mistakes import other_forms
from benchmarks.linkage_no_roll import no_roll

from onroll.linkage import Linked, LinkRecord, Pair, explain, link, published_model
from onroll.linkage.doubtful import set_doubtful_aside
from onroll.linkage.judging import Score, groups_of_keys, judge
from onroll.linkage.preparing import prepare
from onroll.linkage.reference import count
from onroll.linkage.weighing import weigh_all
from onroll.people.names import fold

Groups = Sequence[Sequence[int]]
_BANDS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.9999, 1.01)


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
    """Print the tables; exit 1 with a sentence where the name lists are absent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("children", type=int, nargs="?", default=20_000)
    parser.add_argument("--mistakes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--as-at", type=date.fromisoformat, default=date(2026, 11, 1))
    parser.add_argument("--quick", action="store_true", help="our own linking alone")
    parser.add_argument("--show", type=int, default=0, help="print this many wrong and missed pairs")
    chosen = parser.parse_args(arguments)
    household: dict[int, int] | None = None
    gc.disable()
    if chosen.folder:
        records, truth = records_of(chosen.folder, as_at=chosen.as_at)
        print(f"{chosen.folder.name}: {len(set(truth.values())):,} children, {len(records):,} records\n")
    elif not NAMES.is_dir():
        print(f"The open name lists are not at {NAMES}.", file=sys.stderr)
        return 1
    else:
        records, truth, household = invent(chosen.children, seed=chosen.seed, mistakes=chosen.mistakes)
        print(
            f"{chosen.children:,} children, {len(records):,} records, mistakes × {chosen.mistakes}, seed {chosen.seed}"
        )
        print(f"{len(other_forms()):,} forenames have forms from gender-guesser\n")
    print(
        "| method | precision | recall | F1 | whole | wrong merges (same household) | seconds (processor's) | peak, GB |"
    )
    print("|---|---|---|---|---|---|---|---|")
    others: list[tuple[str, Callable[[Sequence[LinkRecord]], Groups]]] = [
        ("UPN, then exact name + DOB", upn_then_exact), ("five exact passes", five_passes),
    ]  # fmt: skip
    if linkage_splink.is_here():
        others += [("Splink, good settings", linkage_splink.plain_splink)]
        others += [("our model file on Splink, without guard and groups", linkage_splink.our_model_on_splink)]
    said = []
    for name, method in others if not chosen.quick else ():
        groups, cost = _apart(method, records)
        _row(name, judge(groups, truth, household), cost)
        said.append((name, no_roll(records, truth, groups)))
    (groups, links, review, vetoes), cost = _apart(_ours, records)
    _row("**OnRoll, automatic links alone**", judge(groups, truth, household), cost)
    settled = [(p.a, p.b) for p in review if _right(p, truth)]
    passes = [dict.fromkeys(g, n) for n, g in enumerate(groups)] + [{a: 0, b: 0} for a, b in settled]
    _row("**OnRoll, review answered rightly**", judge(groups_of_keys(passes), truth, household), cost)
    said.append(("**OnRoll**", no_roll(records, truth, groups, [(p.a, p.b) for p in review])))
    print(
        f"\n{len(review):,} pairs to review, {len(settled) / max(len(review), 1):.0%} of them one child; {len(vetoes):,} kept apart."
    )
    if not linkage_splink.is_here():
        print(linkage_splink.ABSENT)
    print(
        "\n| who is on no roll? | truly | found | hidden | no trace | of them right | to look at |\n|---|---|---|---|---|---|---|"
    )
    for name, who in said:
        print(
            f"| {name} | {who.truth:,} | {who.found:,} | {who.truth - who.found} | {who.no_trace:,} | {who.right:.1%} | {who.to_look_at:,} |"
        )
    if not chosen.quick:
        print(calibrate(records, truth))
    if chosen.show:
        linked = Linked(groups, links, review, vetoes)
        _show(records, linked, truth, chosen.show)
    return 0


def _apart(method: Callable, records: Sequence[LinkRecord]) -> tuple[Any, tuple[float, float, float]]:
    """The answer of a method run in a process of its own, with its seconds, its processor's, and its peak in GB."""
    here, there = multiprocessing.get_context("fork").Pipe(duplex=False)

    def work() -> None:
        started, before = time.perf_counter(), time.process_time()
        answer = method(records)
        cost = (time.perf_counter() - started, time.process_time() - before)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        there.send((answer, (*cost, peak)))

    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    there.close()
    answer, cost = here.recv()
    process.join()
    return answer, cost


def _ours(records: Sequence[LinkRecord]) -> tuple:
    linked = link(records)
    return linked.groups, list(linked.links), linked.review, linked.vetoes


def _right(pair: Pair, truth: Mapping[int, int]) -> bool:
    return truth.get(pair.a, -pair.a) == truth.get(pair.b, -pair.b)


def _row(name: str, score: Score, cost: tuple[float, float, float]) -> None:
    print(
        f"| {name} | {score.precision:.5f} | {score.recall:.5f} | {score.f1:.5f} | {score.whole:.4f} |"
        f" {score.wrong_merges} ({score.in_household}) | {cost[0]:.1f} ({cost[1]:.1f}) | {cost[2]:.2f} |",
        flush=True,
    )


def calibrate(records: Sequence[LinkRecord], truth: Mapping[int, int]) -> str:
    """What the probability of a pair by itself, before guard and groups, was worth: a table by band."""
    ready = prepare(records)
    set_doubtful_aside(ready)
    model = published_model()
    weighed = weigh_all(ready, count(ready, model.digest).shares(ready), model)
    person = np.array([truth.get(record, -record) for record in ready.ids.tolist()])
    same = person[weighed.a] == person[weighed.b]
    lines = ["\n| said | pairs | said, mean | truly one child | |", "|---|---|---|---|---|"]
    for low, high in pairwise(_BANDS):
        held = (weighed.chance >= low) & (weighed.chance < high)
        if held.any():
            true = float(same[held].mean())
            line = f"| {low:g} to {min(high, 1):g} | {held.sum():,} | {weighed.chance[held].mean():.4f} | {true:.4f} |"
            lines.append(line + f" {'█' * round(20 * true)} |")
    return "\n".join(lines)


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
