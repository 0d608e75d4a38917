"""What did schools mark for every pupil and session? A year and what there is of this one, with the behaviours that matter.

Every draw is a hash of the seed, the pupil and the day, so that a later extract says the same of the same days, whatever the
number of pupils: same seed, same bytes. Suspensions, reduced timetables and days off the roll are those of the pupil's life;
illness, truancy, refusal, holidays in term, lateness and not returning are drawn here.

Shares are chosen so that absence comes out near the published figures of 2024/25 (about 5 of 100 sessions in primary, 8 to 9 in
secondary schools; DfE, pupil attendance in schools, year to date); the split between the behaviours is our own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from onroll.simulator.calendars import academic_year, day, iso, year_group
from onroll.simulator.enrolments import Enrolment
from onroll.simulator.schools import Schools

PUPILS = 4_000  # at a time
CODES = ("", "/", "\\", "I", "O", "N", "G", "M", "L", "U", "E", "C2", "S", "R", "V", "P", "B", "C")
AT = {code: place for place, code in enumerate(CODES)}
OVERDUE = 5  # school days for which a school leaves N before it writes O

TRUANTS, REFUSERS, GONE, HOLIDAYMAKERS = 0.025, 0.012, 0.004, 0.09  # shares of pupils, our own


def write_marks(enrolments: Sequence[Enrolment], schools: Schools, *, seed: int, as_at: int, to: Path) -> int:
    """Write one Parquet file an academic year, this one's and the one before; returns the rows, a pupil's day each."""
    written = 0
    ordered = sorted(enrolments, key=lambda one: (one.urn, one.upn, one.start))
    for year in (academic_year(as_at) - 1, academic_year(as_at)):
        first, last = day(year, 9, 1), min(as_at, day(year + 1, 8, 31))
        there = [one for one in ordered if one.start <= last and one.end >= first]
        weekdays = [on for on in range(first, last + 1) if (on - 1) % 7 < 5]
        if not there or not weekdays:
            continue
        writer = None
        for at in range(0, len(there), PUPILS):
            some = there[at : at + PUPILS]
            table = _table(some, weekdays, _marks(some, weekdays, schools, seed, as_at))
            if writer is None:
                writer = pa.parquet.ParquetWriter(to / f"marks_{year}.parquet", table.schema, compression="zstd")
            writer.write_table(table)
            written += table.num_rows
        if writer is not None:
            writer.close()
    return written


def _table(some: Sequence[Enrolment], weekdays: Sequence[int], marks: np.ndarray) -> pa.Table:
    """Rows of the days with a mark, a pupil after the other."""
    who, when = np.nonzero((marks != 0).any(axis=2))
    codes = pa.array(CODES)

    def column(places: np.ndarray, values: pa.Array) -> pa.Array:
        return values.take(
            pa.array(places.astype(np.int32))
        )  # as plain text: the writer's own dictionaries are the same each time

    return pa.table({
        "upn": column(who, pa.array([one.upn for one in some])), "urn": column(who, pa.array([one.urn for one in some])),
        "date": column(when, pa.array([iso(on) for on in weekdays])), "am": column(marks[who, when, 0], codes), "pm": column(marks[who, when, 1], codes),
    })  # fmt: skip


def _chance(seed: int, pupils: np.ndarray, days: np.ndarray | None, what: int) -> np.ndarray:
    """float64 in [0, 1): a draw for each pupil, or for each pupil and day; the same on any machine (splitmix64)."""
    with np.errstate(over="ignore"):
        mixed = pupils.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64((seed * 1_000_003 + what * 7_919) % 2**63)  # fmt: skip
        if days is not None:
            mixed = mixed[:, None] ^ (days.astype(np.uint64) * np.uint64(0xD1B54A32D192ED03))[None, :]
        mixed ^= mixed >> np.uint64(30)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(27)
        mixed *= np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(11)) * 2.0**-53


def _marks(some: Sequence[Enrolment], weekdays: Sequence[int], schools: Schools, seed: int, as_at: int) -> np.ndarray:
    """uint8[pupils, weekdays, 2]: places in `CODES`; 0 where the pupil wasn't on the roll or the school was closed."""
    days = np.array(weekdays)
    pupils = np.array([one.number for one in some])
    met = np.stack([_open(one, weekdays, schools) for one in some])
    marks = np.zeros((len(some), len(days), 2), np.uint8)
    marks[:, :, 0], marks[:, :, 1] = AT["/"], AT["\\"]
    older = np.array([year_group(one.birth, weekdays[-1]) >= 7 for one in some])
    risk = np.array([one.risk for one in some])
    _small_things(marks, seed, pupils, days)
    _illness(marks, seed, pupils, days, met, older, risk)
    _holidays(marks, seed, pupils, days)
    _truancy(marks, seed, pupils, days, older)
    _refusal(marks, seed, pupils, days)
    _study_leave(marks, some, days)
    _not_returned(marks, seed, pupils, days)
    for row, one in enumerate(some):
        for first, last in one.part_time:
            marks[row, (days >= first) & (days <= last), 1] = AT["C2"]
        for first, last in one.suspended:
            marks[row, (days >= first) & (days <= last)] = AT["E"]
    _not_yet_found_out(marks, met, days, as_at)
    marks[~met] = 0
    return marks


def _open(one: Enrolment, weekdays: Sequence[int], schools: Schools) -> np.ndarray:
    """bool[weekdays]: the school met and the pupil was on its roll."""
    open_days = schools.all[one.school].calendar.open_days
    return np.array([on in open_days and one.start <= on <= one.end for on in weekdays])


def _small_things(marks: np.ndarray, seed: int, pupils: np.ndarray, days: np.ndarray) -> None:
    """Lateness, appointments, visits, sport, religious days: single sessions."""
    draw = _chance(seed, pupils, days, 1)
    late = 0.004 + 0.05 * _chance(seed, pupils, None, 2) ** 4
    marks[draw < late[:, None], 0] = AT["L"]
    for code, low, high, halves in (
        ("U", 0.990, 0.992, (0,)), ("M", 0.980, 0.986, (1,)), ("V", 0.972, 0.976, (0, 1)), ("P", 0.970, 0.972, (1,)), ("B", 0.968, 0.970, (0, 1)), ("C", 0.966, 0.968, (0, 1)),
        ("R", 0.9655, 0.966, (0, 1)),
    ):  # fmt: skip
        chosen = (draw >= low) & (draw < high)
        for half in halves:
            marks[chosen, half] = AT[code]


def _illness(marks, seed, pupils, days, met, older, risk) -> None:  # noqa: ANN001 - arrays of pupils and days
    """Spells of one to five days, more of them in winter and with a pupil's own tendency; now and then one of weeks."""
    tendency = 0.35 - 0.75 * np.log(1 - 0.999 * _chance(seed, pupils, None, 3))
    often = (0.011 + 0.006 * older + 0.010 * risk) * tendency
    winter = np.array([1.4 if date.fromordinal(on).month in (11, 12, 1, 2) else 0.8 for on in days.tolist()])
    starts = _chance(seed, pupils, days, 4) < often[:, None] * winter[None, :]
    length = 1 + (5 * _chance(seed, pupils, days, 5) ** 2).astype(int)
    length[_chance(seed, pupils, days, 6) < 0.006] = 25
    unexplained = _chance(seed, pupils, days, 7) < 0.10 + 0.25 * risk[:, None]
    for later in range(25):
        on = np.zeros(starts.shape, bool)
        on[:, later:] = (starts & (length > later))[:, : starts.shape[1] - later]
        why = np.zeros(starts.shape, bool)
        why[:, later:] = unexplained[:, : starts.shape[1] - later]
        marks[on & why] = AT["O"]
        marks[on & ~why] = AT["I"]


def _holidays(marks: np.ndarray, seed: int, pupils: np.ndarray, days: np.ndarray) -> None:
    """A week or so away in term, not granted."""
    for row in np.flatnonzero(_chance(seed, pupils, None, 8) < HOLIDAYMAKERS).tolist():
        at = int(_chance(seed, pupils[row : row + 1], None, 9)[0] * 235)
        length = 4 + int(_chance(seed, pupils[row : row + 1], None, 10)[0] * 7)
        marks[row, at : at + length] = AT["G"]


def _truancy(marks: np.ndarray, seed: int, pupils: np.ndarray, days: np.ndarray, older: np.ndarray) -> None:
    """Older pupils who miss single sessions, Friday afternoons first."""
    rows = np.flatnonzero(older & (_chance(seed, pupils, None, 11) < TRUANTS))
    friday = (days - 1) % 7 == 4
    missed = _chance(seed, pupils[rows], days, 12) < np.where(friday, 0.45, 0.12)[None, :]
    afternoon = marks[rows, :, 1]
    afternoon[missed] = AT["O"]
    marks[rows, :, 1] = afternoon


def _refusal(marks: np.ndarray, seed: int, pupils: np.ndarray, days: np.ndarray) -> None:
    """From a day on, fewer and fewer days at school: anxiety, mostly written as illness."""
    for row in np.flatnonzero(_chance(seed, pupils, None, 13) < REFUSERS).tolist():
        one = pupils[row : row + 1]
        at = int(_chance(seed, one, None, 14)[0] * 150)
        draw = _chance(seed, one, days, 15)[0]
        falling = np.clip((np.arange(len(days)) - at) / 40, 0, 0.95)
        away = (draw < falling) & (np.arange(len(days)) >= at)
        marks[row, away] = np.where(_chance(seed, one, days, 16)[0][away, None] < 0.7, AT["I"], AT["O"])


def _study_leave(marks: np.ndarray, some: Sequence[Enrolment], days: np.ndarray) -> None:
    """Year 11 between mid May and the end of June."""
    held = [date.fromordinal(on) for on in days.tolist()]
    summer = np.array([(on.month, on.day) >= (5, 18) and on.month < 7 for on in held])
    for row, one in enumerate(some):
        if summer.any() and year_group(one.birth, int(days[summer][0])) == 11:
            marks[row, summer] = AT["S"]


def _not_returned(marks: np.ndarray, seed: int, pupils: np.ndarray, days: np.ndarray) -> None:
    """On the roll and not come back: unauthorised from a day on, until the school takes the name off."""
    for row in np.flatnonzero(_chance(seed, pupils, None, 17) < GONE).tolist():
        at = int(_chance(seed, pupils[row : row + 1], None, 18)[0] * 220)
        marks[row, at:] = AT["O"]


def _not_yet_found_out(marks: np.ndarray, met: np.ndarray, days: np.ndarray, as_at: int) -> None:
    """What is O will have been N for some school days first: the last days of the extract still say so."""
    lately = days > as_at - OVERDUE - 2
    if lately.any() and days[-1] > as_at - 10:
        for half in (0, 1):
            view = marks[:, lately, half]
            view[view == AT["O"]] = AT["N"]
            marks[:, lately, half] = view
