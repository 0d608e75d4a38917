"""How long does the main job take, in how much memory, and how right is it? The whole of it, as a user runs it.

    python benchmarks/pipeline.py --children 100000 [--keep FOLDER]

In a folder of its own: simulate two months; load, link and ask of the first; load and link the second. Prints one JSON
document: seconds (wall), processor seconds of the command itself, peak memory of its largest process, and what
`against_truth.py` finds. PostgreSQL's own processor time is in the wall time only. Run it on a quiet machine; compare
ratios, not machines.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from against_truth import found, known, links, rows, status_on, statuses

ONROLL = Path(__file__).resolve().parents[1] / "onroll"
MONTHS = (("first", "2026-10-01"), ("second", "2026-11-01"))


def main() -> None:
    """Run every step and print what was measured."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--children", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="work here and leave everything (default: a folder that is removed)")
    args = parser.parse_args()
    work = args.keep or Path(tempfile.mkdtemp(prefix="onroll-benchmark-"))
    work.mkdir(parents=True, exist_ok=True)
    try:
        print(json.dumps(measure(work, args.children, args.seed), indent=2))
    finally:
        if args.keep is None:
            shutil.rmtree(work, ignore_errors=True)


def measure(work: Path, children: int, seed: int) -> dict[str, object]:
    """Every step once, in the order of a council's first two months."""
    env = {**os.environ, "ONROLL_HOME": str(work / "home")}
    env.pop("DATABASE_URL", None)
    answer: dict[str, object] = {"children": children}
    run(work, env, "age", "2015-01-01", "--on", "2026-01-01")  # the environment is made outside the measurement
    for name, as_at in MONTHS:
        if not (work / name / "truth.csv").exists():
            simulate = (
                "simulate",
                "--children",
                str(children),
                "--seed",
                str(seed),
                "--as-at",
                as_at,
                "--to",
                str(work / name),
            )
            answer[f"simulate {name}"] = run(work, env, *simulate)
    run(work, env, "load", str(work / "home"), "--as-at", "2026-01-01")  # the installation itself, postcodes included
    for name, as_at in MONTHS:
        answer[f"load {name}"] = run(
            work, env, "load", str(work / name), "--as-at", as_at, "--accept-missing", to=f"load-{name}.json"
        )
        answer[f"link {name}"] = run(work, env, "link", to=f"link-{name}.json")
        answer[f"children {name}"] = run(work, env, "children", "--as-at", as_at, to=f"children-{name}.csv")
        answer[f"find-missing {name}"] = run(work, env, "find-missing", "--as-at", as_at, to=f"missing-{name}.csv")
        answer[f"truth {name}"] = against_truth(work, name, as_at)
    return answer


def run(work: Path, env: dict[str, str], *command: str, to: str = "out.txt") -> dict[str, float]:
    """One command as a process of its own, by the operating system's accounting."""
    started = time.perf_counter()
    with (work / to).open("wb") as out, (work / "log.txt").open("ab") as log:
        process = subprocess.Popen([str(ONROLL), *command], stdout=out, stderr=log, env=env, stdin=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    fine = (0, 1) if command[0] == "load" else (0,)  # a load that refuses one file has applied the others
    if os.waitstatus_to_exitcode(status) not in fine:
        sys.exit(f"{' '.join(command[:2])} failed; see {work / 'log.txt'}")
    return {
        "seconds": round(wall, 1),
        "processor": round(used.ru_utime + used.ru_stime, 1),
        "megabytes": round(used.ru_maxrss / 1024),
    }


def against_truth(work: Path, name: str, as_at: str) -> dict[str, object]:
    """The measures of `against_truth.py` for one month."""
    person_of = {f"{row['feed']}:{row['source_id']}": row["person_id"] for row in rows(work / name / "truth.csv")}
    truth = status_on(work / name / "truth_status.csv", as_at)
    children = [child for child in rows(work / f"children-{name}.csv") if known(child, person_of)]
    missing = {row["child_id"] for row in rows(work / f"missing-{name}.csv")}
    return (
        links(children, person_of) | statuses(children, person_of, truth) | found(children, missing, person_of, truth)
    )


if __name__ == "__main__":
    main()
