"""Which education authority is this code, by whatever numbering it came, and what is it called?

For every page that names another authority, and for postcodes and populations, which come by ONS code. Three kinds of
code: a DfE number ("941") for English authorities; an ONS code ("W06000015", "S12000033", "N09000003") for councils of
Wales, Scotland and Northern Ireland; "XX" for outside the United Kingdom (the Isle of Man and the Channel Islands are).
"" is "can't be placed". Sources and licences: `data/README.md`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

ABROAD = "XX"
NATIONS = {"S": "Scotland", "W": "Wales", "N": "Northern Ireland"}


@dataclass(frozen=True, slots=True)
class Authority:
    """One education authority: `code` is what OnRoll writes wherever an authority is meant; `ended_on` its last day."""

    code: str
    name: str
    gss: str
    former_gss: tuple[str, ...] = ()
    region: str = ""
    started_on: date | None = None
    ended_on: date | None = None
    replaced_by: tuple[str, ...] = ()

    @property
    def in_england(self) -> bool:
        return self.code.isdigit()


def _rows(name: str) -> list[dict[str, str]]:
    with (files("onroll.places") / "data" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def authorities() -> dict[str, Authority]:
    """Every authority known, those ended included, by code."""
    known = {
        row["la_code"]: Authority(
            row["la_code"], row["name"], row["gss"], tuple(row["former_gss"].split()), row["region"],
            _day(row["started_on"]), _day(row["ended_on"]), tuple(row["replaced_by"].split()),
        )
        for row in _rows("authorities.csv")
    }  # fmt: skip
    for row in _rows("elsewhere_in_uk.csv"):
        known[row["gss"]] = Authority(row["gss"], row["name"], row["gss"], region=row["nation"])
    known[ABROAD] = Authority(ABROAD, "outside the United Kingdom", "")
    return known


def authority_name(code: str) -> str:
    """The name a page shows; the code itself where nobody told us the name, so that nothing is left blank."""
    found = authorities().get(code)
    return found.name if found else code


@cache
def _by_gss() -> dict[str, str]:
    found: dict[str, str] = {}
    for authority in authorities().values():
        for gss in (*authority.former_gss, authority.gss):
            if gss:
                found[gss] = authority.code
    return found | {row["gss"]: row["la_code"] for row in _rows("districts.csv")}


def la_of_gss(gss: str) -> str:
    """The education authority of an ONS area code: a two-tier district's is its county (Education Act 1996 s12(1)).

    "XX" for the Isle of Man (M) and the Channel Islands (L); "" for a code nobody knows.
    """
    return ABROAD if gss[:1] in {"L", "M"} else _by_gss().get(gss, "")


@cache
def areas_of(la_code: str) -> tuple[tuple[str, ...], ...]:
    """How a population file may name an authority, best first: its number, its ONS codes, or all its districts.

    Each way is the codes that together make the whole authority, none twice.
    """
    authority = authorities().get(la_code)
    if authority is None:
        return ((la_code,),)
    ways: list[tuple[str, ...]] = [(la_code,), *((gss,) for gss in (authority.gss, *authority.former_gss) if gss)]
    districts = tuple(row["gss"] for row in _rows("districts.csv") if row["la_code"] == la_code)
    if districts:
        ways.append(districts)
    return tuple(ways)
