"""How long does a county's year of marks take to load, a day of them, and how long from the database to every measure?

    python benchmarks/marks.py FOLDER [PUPILS]

An empty database of its own (`DATABASE_URL`), migrated. Writes the files into FOLDER first (a year of pupil-day rows as Parquet
and as CSV, one day as CSV); each step's seconds and the largest memory of its process are printed.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

FIRST, LAST = date(2025, 9, 1), date(2026, 7, 24)
HOLIDAYS = [(date(2025, 10, 27), 5), (date(2025, 12, 22), 10), (date(2026, 2, 16), 5), (date(2026, 3, 30), 10), (date(2026, 5, 25), 5)]  # fmt: skip
SCHOOLS = 300
CODES = np.array(["/", "\\", "I", "O", "M", "G", "C", "L", "N"])


def school_days() -> list[date]:
    """190 days or so."""
    closed = {start + timedelta(days=n) for start, weekdays in HOLIDAYS for n in range(weekdays // 5 * 7)}
    days = (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
    return [day for day in days if day.weekday() < 5 and day not in closed][:190]


def marks(pupils: int, days: int) -> np.ndarray:
    """uint8[pupils, days, 2]: places in `CODES`; spells of absence at a rate of each pupil's own."""
    chance = np.random.default_rng(1)
    rate = chance.beta(0.9, 12, pupils)
    held = np.zeros((pupils, days, 2), np.uint8)
    held[:, :, 1] = 1
    starts = chance.random((pupils, days)) < rate[:, None] / 3
    kind = chance.choice(np.arange(2, 9, dtype=np.uint8), (pupils, days), p=[0.5, 0.2, 0.12, 0.08, 0.04, 0.03, 0.03])
    for later in range(3):
        spell = np.zeros_like(starts)
        spell[:, later:] = starts[:, : days - later] if later else starts
        held[spell] = np.repeat(kind[spell][:, None], 2, axis=1)
    return held


def write_files(folder: Path, pupils: int) -> None:
    """The year in both forms, a pupil after the other, and its last day again with a few marks altered."""
    from onroll.people.identifiers import make_upn

    days = school_days()
    held = marks(pupils, len(days))
    upns = pa.array(
        [make_upn("941", str(2000 + n // 1000 % 7000), 2014 + n // 500_000, n % 1000) for n in range(pupils)]
    )
    urns = pa.array([str(100_000 + n % SCHOOLS) for n in range(pupils)])
    dates, codes = pa.array([day.isoformat() for day in days]), pa.array(CODES.tolist())
    (folder / "year").mkdir(parents=True, exist_ok=True)
    (folder / "day").mkdir(exist_ok=True)
    sink = pa.OSFile(str(folder / "year" / "marks_2025.csv"), "wb")
    parquet = None
    for at in range(0, pupils, 10_000):
        some = held[at : at + 10_000]
        who = np.repeat(np.arange(at, at + len(some)), len(days)).astype(np.int32)
        when = np.tile(np.arange(len(days)), len(some)).astype(np.int32)
        columns = {
            "upn": pa.DictionaryArray.from_arrays(who, upns), "urn": pa.DictionaryArray.from_arrays(who, urns),
            "date": pa.DictionaryArray.from_arrays(when, dates), "am": pa.DictionaryArray.from_arrays(some[:, :, 0].reshape(-1).astype(np.int32), codes),
            "pm": pa.DictionaryArray.from_arrays(some[:, :, 1].reshape(-1).astype(np.int32), codes),
        }  # fmt: skip
        table = pa.table({name: column.cast(pa.string()) for name, column in columns.items()})
        if parquet is None:
            parquet = pa.parquet.ParquetWriter(folder / "marks_2025.parquet", table.schema, compression="zstd")
        parquet.write_table(table)
        pa.csv.write_csv(table, sink, pa.csv.WriteOptions(include_header=at == 0, quoting_style="none"))
    parquet.close()
    sink.close()
    last = held[:, -1].copy()
    last[::50] = 3
    day = pa.table({"upn": upns, "urn": urns, "date": pa.array([days[-1].isoformat()] * pupils), "am": pa.array(CODES[last[:, 0]].tolist()), "pm": pa.array(CODES[last[:, 1]].tolist())})  # fmt: skip
    pa.csv.write_csv(day, folder / "day" / "marks_day.csv", pa.csv.WriteOptions(quoting_style="none"))


def step(what: str, *arguments: str) -> None:
    """One step in a process of its own."""
    subprocess.run([sys.executable, __file__, "--step", what, *arguments], check=True, env=os.environ)


def run_step(what: str, *arguments: str) -> None:
    """What a process of its own does: load a file, or measure what is held."""
    import django

    django.setup()
    from django.db import connection

    from onroll.audit.actor import SYSTEM
    from onroll.intake.loading import load_folder

    started = time.perf_counter()
    said = ""
    if what == "load":
        result = load_folder(
            folder=Path(arguments[0]), as_at=LAST, received_at=datetime.now(tz=UTC), actor=SYSTEM
        ).files[0]
        said = f"{result.read:,} rows: {result.new:,} new, {result.changed:,} changed, {result.unchanged:,} same {result.refused}"
    elif what == "empty":
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE registers_registeryear, registers_markchange, registers_dayreceived")
    elif what == "measure":
        from onroll.attendance.measures import measure
        from onroll.registers.reading import block

        warm = block(FIRST, date(2025, 9, 5), urns=["100001"])
        measure(warm, FIRST, LAST)
        times = []
        for _ in range(5):
            begun = time.perf_counter()
            held = block(FIRST, LAST)
            read = time.perf_counter()
            measured = measure(held, FIRST, LAST)
            times.append((read - begun, time.perf_counter() - read))
        read, counted = (sorted(column)[2] for column in zip(*times, strict=True))
        said = f"{len(held.upns):,} registers: read {read * 1000:.0f} ms, measured {counted * 1000:.0f} ms; persistent {int(measured.persistent.sum()):,}"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"{what} {Path(arguments[0]).name if arguments else ''}: {time.perf_counter() - started:.1f} s, {peak:.2f} GB. {said}", flush=True)  # fmt: skip


def main(folder: Path, pupils: int) -> None:
    """Write, load the year both ways, load a day, measure."""
    if not (folder / "marks_2025.parquet").exists():
        write_files(folder, pupils)
    step("empty")
    step("load", str(folder / "year" / "marks_2025.csv"))
    step("empty")
    step("load", str(folder / "marks_2025.parquet"))
    step("load", str(folder / "day" / "marks_day.csv"))
    step("load", str(folder / "day" / "marks_day.csv"))
    step("measure")


if __name__ == "__main__":
    if sys.argv[1] == "--step":
        run_step(*sys.argv[2:])
    else:
        main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100_000)
