"""How much quicker is linking what changed than linking everybody, and is it the same answer?

    python -m benchmarks.increments [children] [--changed 0.02] [--seed 1]

Invents an authority, links everybody, then changes a share of the records (a third of them new, the others moved house, mistyped
or without their number; a few gone) with some decisions, and links the night both ways. Prints one table, Markdown, and exits 1
where the two answers differ. No database: reading and writing are measured by `pipeline.py`. Compare ratios, not seconds.
Needs the open name lists of the specification (`<repository>/../shared/data/names`).
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from benchmarks.invented_children import NAMES, invent

from onroll.linkage import Decision, LinkRecord, link
from onroll.linkage.increments import advance, begin
from onroll.linkage.keeping import parts_of, standing_from

T = TypeVar("T")


def a_night(
    records: Sequence[LinkRecord], share: float, dice: random.Random
) -> tuple[list[LinkRecord], list[LinkRecord], set[int], list[Decision]]:
    """The records of the first night; those that are new or other on the second; ids that are gone; decisions."""
    touched = dice.sample(range(len(records)), round(share * len(records)))
    third = len(touched) // 3
    new, other = touched[:third], touched[third:]
    held_back = set(new)
    first = [record for at, record in enumerate(records) if at not in held_back]
    changed = [records[at] for at in new] + [_changed(records[at], dice.choice(records), dice) for at in other]
    gone = {record.id for record in dice.sample(first, 20)} - {record.id for record in changed}
    pairs = [sorted(dice.sample(records, 2), key=lambda record: record.id) for _ in range(50)]
    return first, changed, gone, [Decision(a.id, b.id, n % 10 == 0) for n, (a, b) in enumerate(pairs)]


def _changed(record: LinkRecord, neighbour: LinkRecord, dice: random.Random) -> LinkRecord:
    """The record as its source gives it a month later."""
    what = dice.random()
    if what < 0.5:
        before = {"postcode": (record.postcode,)} if record.postcode and record.postcode != neighbour.postcode else {}
        others = {**record.others, **before}
        return replace(record, postcode=neighbour.postcode, address=neighbour.address, others=others)
    if what < 0.8 and len(record.forename) > 3:
        at = dice.randrange(1, len(record.forename))
        return replace(record, forename=record.forename[:at] + record.forename[at + 1 :])
    return replace(record, upn="", nhs_number=record.nhs_number or neighbour.nhs_number)


def timed(work: Callable[[], T]) -> tuple[T, float, float]:
    """The answer, with seconds by the clock and of this process's own."""
    wall, own = time.perf_counter(), time.process_time()
    answer = work()
    return answer, time.perf_counter() - wall, time.process_time() - own


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; exit 1 where the answers differ or the name lists are absent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("children", type=int, nargs="?", default=20_000)
    parser.add_argument("--changed", type=float, default=0.02)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    if not NAMES.is_dir():
        print(f"The open name lists are not at {NAMES}.", file=sys.stderr)
        return 1
    records, _, _ = invent(chosen.children, seed=chosen.seed)
    first, changed, gone, decisions = a_night(records, chosen.changed, random.Random(chosen.seed))
    (standing, reference), *_ = timed(lambda: begin(first))
    parts, *wrote = timed(lambda: parts_of(standing))
    standing, *read = timed(lambda: standing_from(parts))
    night, *spent = timed(lambda: advance(standing, changed, decisions, gone=gone, reference=reference))
    now = {record.id: record for record in (*first, *changed) if record.id not in gone}
    whole, *anew = timed(lambda: link(list(now.values()), decisions, reference=reference))
    answer = night.standing.answer(now)
    same = (answer.groups, answer.review, answer.vetoes) == (list(whole.groups), list(whole.review), list(whole.vetoes))
    print(f"{chosen.children:,} children, {len(now):,} records, {len(changed):,} came or changed, {len(gone)} went, "
          f"{len(decisions)} decisions; {sum(map(len, parts.values())) / 1e6:.0f} MB kept from night to night.")  # fmt: skip
    print(
        f"{night.rescored:,} records compared again in {night.weighed:,} pairs; {len(night.groups()):,} groups formed anew.\n"
    )
    print("| step | seconds | of its own processor | of a full run |\n|---|---|---|---|")
    rows = (
        ("everybody, with the reference", anew),
        ("what changed", spent),
        ("reading what stands", read),
        ("writing it", wrote),
    )
    for name, (wall, own) in rows:
        print(f"| {name} | {wall:.2f} | {own:.2f} | {own / anew[1]:.1%} |")
    print("\nThe same groups, pairs to review and pairs kept apart." if same else "\nTHE ANSWERS DIFFER.")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
