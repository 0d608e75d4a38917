"""Who is in this position on a day? Lists by status, school, year group, residence and flag, with counts, page by page.

Every list is a number of queries that doesn't grow with its rows; the filters are the ones that the address holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from onroll.rules.ages import academic_year

PAGE = 50
ORDERS = {"name": "c.sort_key", "since": "s.since", "born": "c.date_of_birth", "status": "s.status"}
DAYS_BANDS = (
    ("under-28", 0, 27),
    ("28-90", 28, 90),
    ("91-182", 91, 182),
    ("183-364", 183, 364),
    ("year-or-more", 365, 100_000),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the filters of a list say; empty means any."""

    on: date
    statuses: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    residence: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    lengths: tuple[str, ...] = ()
    sex: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of a list."""

    child: int
    surname: str
    forename: str
    known_as: str
    date_of_birth: date | None
    upn: str
    status: str
    since: date | None
    because: str
    place: str
    residence: str
    version: int | None
    flags: list[str]


def listed(asked: Asked, *, order: str = "name", page: int = 1, size: int | None = PAGE) -> list[Listed]:
    """One page of the list (`size` None: all of it, for an export)."""
    where, arguments = _where(asked)
    column = ORDERS[order.removeprefix("-")]
    direction = "DESC NULLS LAST" if order.startswith("-") else "ASC NULLS LAST"
    limit = "" if size is None else f" LIMIT {int(size)} OFFSET {int(size) * (max(page, 1) - 1)}"
    # Left to itself the planner walks all names in order until fifty fit; where few fit, those few are taken first.
    few = bool(asked.statuses or asked.schools or asked.lengths or asked.name)
    joined = " JOIN children_childsummary c ON c.child_id = s.child_id" if "c." in where + column else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH fitting AS {'' if few else 'NOT '}MATERIALIZED (SELECT s.id, s.child_id, {column} AS placed FROM children_statusspell s"
            f"{joined} WHERE {where}),"
            f" page AS (SELECT * FROM fitting ORDER BY placed {direction}, child_id{limit})"
            " SELECT s.child_id, c.surname, c.forename, c.known_as, c.date_of_birth, c.upn, s.status, s.since, s.because, s.place, s.residence,"
            " (s.facts -> 0 ->> 1)::bigint, ARRAY(SELECT DISTINCT f ->> 'id' FROM jsonb_array_elements(c.handling) f WHERE"
            " coalesce(f ->> 'from', '0') <= %(iso)s AND coalesce(f ->> 'to', '9') >= %(iso)s)"
            " FROM page JOIN children_statusspell s ON s.id = page.id JOIN children_childsummary c ON c.child_id = page.child_id"
            f" ORDER BY placed {direction}, s.child_id",
            arguments,
        )
        return [Listed(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Cell:
    """How many children share one position in every filter that is a choice."""

    statuses: str
    residence: str
    schools: str
    sex: str
    years: str
    lengths: str
    count: int


FACETS = ("statuses", "residence", "schools", "sex", "years", "lengths")
_YEAR_OF = """CASE WHEN c.date_of_birth IS NULL THEN 'unknown'
    ELSE (%(autumn)s - 5 - (extract(year FROM c.date_of_birth)::int - (extract(month FROM c.date_of_birth) < 9)::int))::text END"""
_LENGTH_OF = " ".join(
    f"WHEN %(day)s - s.since BETWEEN {least} AND {most} THEN '{name}'" for name, least, most in DAYS_BANDS
)


def cube(asked: Asked) -> list[Cell]:
    """Everybody on the day (with the flags and the name asked for), counted by every other filter at once; one query.

    From it `facets` counts any choice of those filters without asking the database again.
    """
    where, arguments = _where(Asked(asked.on, flags=asked.flags, name=asked.name))
    arguments["autumn"] = academic_year(asked.on)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")  # some 15,000 positions are counted in memory, not sorted on disk
        cursor.execute(
            f"SELECT s.status, s.residence, s.place, c.sex, {_YEAR_OF}, CASE {_LENGTH_OF} ELSE '' END, count(*)"
            f" FROM children_statusspell s JOIN children_childsummary c ON c.child_id = s.child_id WHERE {where} GROUP BY 1, 2, 3, 4, 5, 6",
            arguments,
        )
        return [Cell(*row) for row in cursor.fetchall()]


def facets(cells: Sequence[Cell], asked: Asked) -> dict[str, dict[str, int]]:
    """For every filter how many children each choice would show, the other filters as they are."""
    answer: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    chosen = [(name, frozenset(getattr(asked, name))) for name in FACETS if getattr(asked, name)]
    for cell in cells:
        outside = [name for name, values in chosen if getattr(cell, name) not in values]
        if len(outside) > 1:
            continue
        for name in outside or FACETS:
            counts, value = answer[name], getattr(cell, name)
            counts[value] = counts.get(value, 0) + cell.count
    return answer


def _where(asked: Asked) -> tuple[str, dict[str, Any]]:
    parts = ["(s.started_on IS NULL OR s.started_on <= %(day)s)", "(s.ended_on IS NULL OR s.ended_on >= %(day)s)"]
    arguments: dict[str, Any] = {"day": asked.on, "iso": asked.on.isoformat()}
    for name, column in (
        ("statuses", "s.status"),
        ("schools", "s.place"),
        ("residence", "s.residence"),
        ("sex", "c.sex"),
    ):
        chosen: Sequence[str] = getattr(asked, name)
        if chosen:
            parts.append(f"{column} = ANY(%({name})s)")
            arguments[name] = list(chosen)
    if asked.years:
        parts.append("(" + " OR ".join(_year(year, asked.on, arguments) for year in asked.years) + ")")
    if asked.lengths:
        bands = [band for band in DAYS_BANDS if band[0] in asked.lengths]
        parts.append("(" + " OR ".join(_length(band, asked.on, arguments) for band in bands) + ")")
    for at, flag in enumerate(asked.flags):
        parts.append(f"c.handling @? %(flag{at})s::jsonpath")
        arguments[f"flag{at}"] = _flag_path(flag, asked.on)
    if asked.name:
        parts.append("c.sort_key LIKE %(name)s")
        arguments["name"] = "%" + asked.name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return " AND ".join(parts), arguments


def _year(year: str, on: date, arguments: dict[str, Any]) -> str:
    """Children of one expected year group: born between two 1 Septembers; "unknown" for no date of birth."""
    if year == "unknown":
        return "c.date_of_birth IS NULL"
    born_from = date(academic_year(on) - int(year) - 5, 9, 1)
    arguments[f"from{year}"], arguments[f"to{year}"] = born_from, date(born_from.year + 1, 8, 31)
    return f"c.date_of_birth BETWEEN %(from{year})s AND %(to{year})s"


def _length(band: tuple[str, int, int], on: date, arguments: dict[str, Any]) -> str:
    name, least, most = band
    key = name.replace("-", "_")
    arguments[f"newest_{key}"], arguments[f"oldest_{key}"] = on - timedelta(days=least), on - timedelta(days=most)
    return f"s.since BETWEEN %(oldest_{key})s AND %(newest_{key})s"


def _flag_path(flag: str, on: date) -> str:
    if not flag.replace("_", "").isalnum():
        raise ValueError(f"{flag!r} is not a flag's id")
    iso = on.isoformat()
    return f'$[*] ? (@.id == "{flag}" && (@.from == null || @.from <= "{iso}") && (@.to == null || @.to >= "{iso}"))'
