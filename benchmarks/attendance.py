"""Every measure of a county's registers: how quick beside DuckDB, Polars and PostgreSQL on rows, with the same answers?

    python benchmarks/attendance.py FOLDER [PUPILS] [--engines duckdb,polars,postgresql] [--england BLOCKS]

Invented registers of a year, 300 schools each with INSET days of its own; a row a session as Parquet in FOLDER (38 million for
100,000 pupils) and, for PostgreSQL, in a table of the database of `DATABASE_URL`, which is dropped again. Each engine answers
five questions for every pupil; the answers are compared pupil by pupil. Polars is not among the locked requirements
(`requirements/benchmarks.in`). `--england` counts that many blocks of PUPILS registers, one after the other.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet
from marks import CODES, marks, school_days

from onroll.attendance.axis import first_monday, slot_of, slots_of
from onroll.attendance.classes import ABSENT, ILL, POSSIBLE, PRESENT, UNAUTHORISED, flags
from onroll.attendance.codes import BYTES
from onroll.attendance.measures import Measures, measure
from onroll.attendance.model import Block

YEAR, SCHOOLS, INSET = 2025, 300, 3
FIRST, LAST = date(2025, 9, 1), date(2026, 7, 24)
MONDAY = first_monday(YEAR)
QUESTIONS = ("totals", "threshold", "run", "illness", "patterns")


def registers(pupils: int, seed: int = 1) -> Block:
    """A year of invented registers, each school closed on three days of its own."""
    days, chance = school_days(), np.random.default_rng(seed)
    held, table = marks(pupils, len(days)), np.array([BYTES[code] for code in CODES], np.uint8)
    width = slots_of(YEAR)
    open_ = np.zeros((SCHOOLS, width), np.uint8)
    lines = np.zeros((pupils, width), np.uint8)
    for number, day in enumerate(days):
        slot = slot_of(day, 0, monday=MONDAY)
        open_[:, slot : slot + 2] = 1
        lines[:, slot : slot + 2] = table[held[:, number]]
    for school in range(SCHOOLS):
        for day in chance.choice(len(days), INSET, replace=False):
            slot = slot_of(days[day], 0, monday=MONDAY)
            open_[school, slot : slot + 2] = 0
            lines[school::SCHOOLS, slot : slot + 2] = 0
    names = [str(number) for number in range(pupils)]
    return Block(names, names, MONDAY, lines, np.arange(pupils, dtype=np.int32) % SCHOOLS, open_)


def write_rows(block: Block, path: Path) -> None:
    """A row a session, a pupil after the other, as Parquet."""
    schema = pa.schema([("pupil", pa.int32()), ("slot", pa.int16()), ("code", pa.uint8())])
    with pa.parquet.ParquetWriter(path, schema, compression="zstd") as sink:
        for at in range(0, len(block.upns), 10_000):
            pupil, slot = np.nonzero(block.marks[at : at + 10_000])
            code = block.marks[at + pupil, slot]
            sink.write_table(pa.table([(pupil + at).astype(np.int32), slot.astype(np.int16), code], schema=schema))


def school_weeks(block: Block) -> pa.Table:
    """A row a school and day it was open: which school day and week it is, and whether it is the first after a holiday.

    Every session of such a day is possible here, so that engines may count runs of absence by the number of the school day.
    """
    days = (block.open[:, 0::2] | block.open[:, 1::2]) != 0
    weeks = np.cumsum(days.reshape(SCHOOLS, -1, 5).any(axis=2), axis=1)
    closed = np.lib.stride_tricks.sliding_window_view(~days, 5, axis=1).all(axis=2)
    school, day = np.nonzero(days)
    after = np.where(day >= 5, closed[school, np.maximum(day - 5, 0)], False)
    return pa.table({
        "school": school.astype(np.int32), "day": day.astype(np.int16), "week": weeks[school, day // 5].astype(np.int16), "after": after,
        "number": (np.cumsum(days, axis=1) - 1)[school, day].astype(np.int16),
    })  # fmt: skip


def codes_with(flag: int) -> str:
    """The bytes of the codes that count so, for SQL."""
    return ", ".join(str(byte) for byte in sorted(BYTES.values()) if flags()[byte] & flag)


def sql(rows: str) -> dict[str, str]:
    """The five questions, in words both DuckDB and PostgreSQL know; `rows` is the table of sessions, `days` the schools'."""
    possible, unauthorised, absent = (codes_with(flag) for flag in (POSSIBLE, UNAUTHORISED, ABSENT))
    return {
        "totals": f"""SELECT pupil, count(*) FILTER (code IN ({possible})), count(*) FILTER (code IN ({codes_with(PRESENT)})),
            count(*) FILTER (code IN ({absent})), count(*) FILTER (code IN ({unauthorised})) FROM {rows} GROUP BY pupil""",
        "threshold": f"""SELECT pupil, min(slot) FROM (SELECT pupil, slot, week, lag(week, 9) OVER (PARTITION BY pupil ORDER BY slot) AS before
            FROM {rows} JOIN days ON school = pupil % {SCHOOLS} AND day = slot / 2 WHERE code IN ({unauthorised})) AS missed
            WHERE week - before < 10 GROUP BY pupil""",
        "run": f"""SELECT pupil, max(held) FROM (SELECT pupil, count(*) AS held FROM (
                SELECT pupil, number - row_number() OVER (PARTITION BY pupil ORDER BY number) AS island FROM (
                    SELECT pupil, number FROM {rows} JOIN days ON school = pupil % {SCHOOLS} AND day = slot / 2 WHERE code IN ({unauthorised})
                    GROUP BY pupil, number HAVING count(*) = 2) AS missed) AS islands GROUP BY pupil, island) AS runs GROUP BY pupil""",
        "illness": f"SELECT pupil, count(*) FROM {rows} WHERE code IN ({codes_with(ILL)}) GROUP BY pupil",
        "patterns": f"""SELECT pupil, count(*) FILTER (day % 5 IN (0, 4)), count(DISTINCT day) FILTER (after)
            FROM {rows} JOIN days ON school = pupil % {SCHOOLS} AND day = slot / 2 WHERE code IN ({absent}) GROUP BY pupil""",
    }  # fmt: skip


Answers = dict[str, np.ndarray]  # question → int[pupils, what it asks]; a pupil who isn't named has -1 or 0


def spread(pupils: int, rows: list[tuple[int, ...]] | np.ndarray, width: int, empty: int) -> np.ndarray:
    """Rows of (pupil, numbers …) as one row a pupil."""
    held = np.full((pupils, width), empty, np.int64)
    told = np.asarray(rows, np.int64)
    if len(told):
        held[told[:, 0]] = told[:, 1:]
    return held


WIDTHS = {"totals": (4, 0), "threshold": (1, -1), "run": (1, 0), "illness": (1, 0), "patterns": (2, 0)}


def ours(measured: Measures) -> Answers:
    """The kernel's columns under the questions."""
    column = measured.column
    return {
        "totals": np.stack([column("possible"), column("present"), measured.absent, column("unauthorised")], axis=1),
        "threshold": column("threshold_slot")[:, None],
        "run": column("longest_unauthorised_run")[:, None],
        "illness": column("illness_sessions")[:, None],
        "patterns": np.stack([column("monday_friday_absences"), column("first_day_absences")], axis=1),
    }


def timed(name: str, ask: Callable[[str], np.ndarray]) -> Answers:
    """Each question once, with its seconds."""
    answers, seconds = {}, {}
    for question in QUESTIONS:
        begun = time.perf_counter()
        answers[question] = ask(question)
        seconds[question] = time.perf_counter() - begun
    told = ", ".join(f"{question} {taken:.2f}" for question, taken in seconds.items())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"{name}: {sum(seconds.values()):.2f} s ({told}); peak of the process so far {peak:.1f} GB", flush=True)
    return answers


def duckdb_rows(folder: Path, days: pa.Table, pupils: int) -> Answers:
    """DuckDB on the Parquet file, two threads."""
    import duckdb

    with duckdb.connect(config={"threads": 2}) as held:
        held.register("days", days)
        asked = sql(f"read_parquet('{folder / 'rows.parquet'}')")
        asked = {question: text.replace("slot / 2", "slot // 2") for question, text in asked.items()}

        def ask(question: str) -> np.ndarray:
            told = held.sql(asked[question]).fetchnumpy()
            return spread(pupils, np.stack([np.asarray(part) for part in told.values()], axis=1), *WIDTHS[question])

        return timed("DuckDB, rows from Parquet", ask)


def postgresql_rows(folder: Path, days: pa.Table, pupils: int) -> Answers:
    """PostgreSQL on a table of sessions with an index by pupil and session, two workers."""
    import psycopg

    asked = {question: text.replace("FILTER (", "FILTER (WHERE ") for question, text in sql("benchmark_marks").items()}
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as held, held.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS benchmark_marks")
        cursor.execute("CREATE UNLOGGED TABLE benchmark_marks (pupil integer, slot smallint, code smallint)")
        begun = time.perf_counter()
        with cursor.copy("COPY benchmark_marks FROM STDIN (FORMAT csv)") as sink:
            for batch in pa.parquet.ParquetFile(folder / "rows.parquet").iter_batches(1_000_000):
                out = pa.BufferOutputStream()
                pa.csv.write_csv(batch, out, pa.csv.WriteOptions(include_header=False))
                sink.write(out.getvalue().to_pybytes())
        cursor.execute("CREATE INDEX ON benchmark_marks (pupil, slot)")
        cursor.execute(
            "CREATE TEMPORARY TABLE days (school integer, day smallint, week smallint, after boolean, number smallint)"
        )
        with cursor.copy("COPY days FROM STDIN") as sink:
            for row in days.to_pylist():
                sink.write_row(tuple(row.values()))
        cursor.execute("ANALYZE benchmark_marks; ANALYZE days; SET jit = off; SET work_mem = '256MB'; SET max_parallel_workers_per_gather = 2")  # fmt: skip
        print(f"PostgreSQL: rows and index written in {time.perf_counter() - begun:.0f} s", flush=True)
        try:
            return timed(
                "PostgreSQL, rows",
                lambda question: spread(pupils, cursor.execute(asked[question]).fetchall(), *WIDTHS[question]),
            )
        finally:
            cursor.execute("DROP TABLE benchmark_marks")


def polars_rows(folder: Path, days: pa.Table, pupils: int) -> Answers:
    """Polars, streaming from the Parquet file."""
    import polars as pl

    marks = pl.scan_parquet(folder / "rows.parquet")
    code = pl.col("code")
    which = {flag: [b for b in BYTES.values() if flags()[b] & flag] for flag in (POSSIBLE, PRESENT, ABSENT, UNAUTHORISED, ILL)}  # fmt: skip
    held = pl.from_arrow(days).lazy()
    day = (pl.col("slot") // 2).cast(pl.Int16).alias("day")
    school = (pl.col("pupil") % SCHOOLS).alias("school")

    def with_days(flag: int) -> pl.LazyFrame:
        return marks.filter(code.is_in(which[flag])).with_columns(day, school).join(held, on=["school", "day"])

    asked = {
        "totals": marks.group_by("pupil").agg(*(code.is_in(which[flag]).sum().alias(str(flag)) for flag in (POSSIBLE, PRESENT, ABSENT, UNAUTHORISED))),
        "threshold": with_days(UNAUTHORISED).sort("pupil", "slot").filter(pl.col("week") - pl.col("week").shift(9).over("pupil") < 10)
            .group_by("pupil").agg(pl.col("slot").min()),
        "run": with_days(UNAUTHORISED).group_by("pupil", "number").len().filter(pl.col("len") == 2).sort("pupil", "number")
            .with_columns((pl.col("number") - pl.int_range(pl.len()).over("pupil")).alias("island")).group_by("pupil", "island").agg(pl.len().alias("held"))
            .group_by("pupil").agg(pl.col("held").max()),
        "illness": marks.filter(code.is_in(which[ILL])).group_by("pupil").len(),
        "patterns": with_days(ABSENT).group_by("pupil").agg((pl.col("day") % 5).is_in([0, 4]).sum().alias("ends"), pl.col("day").filter(pl.col("after")).n_unique().alias("after_holiday")),
    }  # fmt: skip
    return timed(
        "Polars, rows from Parquet",
        lambda question: spread(pupils, asked[question].collect(engine="streaming").to_numpy(), *WIDTHS[question]),
    )


ENGINES = {"duckdb": duckdb_rows, "polars": polars_rows, "postgresql": postgresql_rows}


def repeated(what: Callable[[], object], times: int = 9) -> str:
    """The fastest and the median of some runs, in milliseconds."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        what()
        taken.append((time.perf_counter() - begun) * 1000)
    return f"fastest {min(taken):.1f} ms, median {sorted(taken)[times // 2]:.1f} ms"


def england(block: Block, blocks: int) -> None:
    """So many authorities' registers counted one after the other, each the same pupils in another order."""
    chance, taken, pupils = np.random.default_rng(2), 0.0, 0
    for _ in range(blocks):
        order = chance.permutation(len(block.upns))
        other = Block(block.upns, block.urns, MONDAY, block.marks[order], block.calendar_of[order], block.open)
        begun = time.perf_counter()
        measure(other, FIRST, LAST)
        taken += time.perf_counter() - begun
        pupils += len(block.upns)
    print(f"England: {pupils:,} pupils in {blocks} blocks, {taken:.2f} s")


def main() -> None:
    """Write the rows, ask ourselves, ask the engines, compare."""
    told = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    told.add_argument("folder", type=Path)
    told.add_argument("pupils", type=int, nargs="?", default=100_000)
    told.add_argument("--engines", default="duckdb,polars,postgresql")
    told.add_argument("--england", type=int, default=0)
    given = told.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    block = registers(given.pupils)
    begun = time.perf_counter()
    measured = measure(block, FIRST, LAST)
    print(
        f"{int((block.marks != 0).sum()):,} marks; the first count compiled or read its code in {time.perf_counter() - begun:.1f} s"
    )
    print(f"OnRoll, every measure: {repeated(lambda: measure(block, FIRST, LAST))}")
    whole = block.marks[: len(block.marks) // 8 * 8].reshape(-1).view(np.uint64)
    print(f"the same memory read and added up: {repeated(lambda: np.bitwise_or.reduce(whole))}")
    begun = time.perf_counter()
    plain = measure(block, FIRST, LAST, fast=False)
    print(
        f"NumPy alone: {time.perf_counter() - begun:.2f} s, the same: {bool((plain.values == measured.values).all())}"
    )
    if given.england:
        england(block, given.england)
    wanted = [name for name in given.engines.split(",") if name]
    rows = given.folder / "rows.parquet"
    if wanted and not rows.exists():
        write_rows(block, rows)
    expected, days = ours(measured), school_weeks(block)
    for name in wanted:
        answers = ENGINES[name](given.folder, days, given.pupils)
        same = {question: bool((answers[question] == expected[question]).all()) for question in QUESTIONS}
        print(f"  the same answers for every pupil: {same}", flush=True)


if __name__ == "__main__":
    main()
