"""Which authority is this postcode in? Asked for every address that arrives, answered exactly or not at all.

A postcode that the directory doesn't hold is not placed: no nearest match, no majority of its sector.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby

from django.db import transaction

from onroll.places.authorities import la_of_gss
from onroll.places.copying import copy_rows
from onroll.places.directory import Letter, edition, letters
from onroll.places.models import Postcode, PostcodeDirectory, PostcodeSector


def la_of_postcodes(postcodes: Iterable[str]) -> dict[str, str]:
    """The authority's code for each postcode as given (see `places.authorities` for the codes); "" where unknown.

    Takes any spacing and case. One query for all of them, whatever their number.
    """
    asked = {given: _split(given) for given in postcodes}
    sectors = {sector for sector, _ in asked.values() if sector}
    held = {sector: _unpack(units) for sector, units in _sectors(sectors)}
    return {given: held.get(sector, {}).get(unit, "") for given, (sector, unit) in asked.items()}


def _sectors(wanted: set[str]) -> list[tuple[str, dict[str, str]]]:
    return list(PostcodeSector.objects.filter(sector__in=wanted).values_list("sector", "units"))


def _unpack(units: dict[str, str]) -> dict[str, str]:
    return {run[at : at + 2]: la for la, run in units.items() for at in range(0, len(run), 2)}


def _split(postcode: str) -> tuple[str, str]:
    """("NN1 1", "AA") of any way to write NN1 1AA; ("", "") of what can't be a postcode."""
    bare = "".join(postcode.split()).upper()
    return (f"{bare[:-3]} {bare[-3]}", bare[-2:]) if 5 <= len(bare) <= 7 else ("", "")


def build_postcodes(la_code: str) -> PostcodeDirectory:
    """Fills the postcode tables for an installation of one authority; does nothing where they stand already.

    Own postcodes get their grid reference, all others of the United Kingdom their authority.
    """
    standing = PostcodeDirectory.objects.first()
    if standing and (standing.edition, standing.la_code) == (edition(), la_code):
        return standing
    with transaction.atomic():
        PostcodeDirectory.objects.all().delete()
        for table in (PostcodeSector, Postcode):
            table.objects.all().delete()
        sectors = total = own = 0
        for letter in letters():
            packed, mine, placed = _pack(letter, la_code)
            copy_rows(PostcodeSector, ("sector", "units"), packed)
            copy_rows(Postcode, ("postcode", "easting", "northing"), mine)
            sectors, total, own = sectors + len(packed), total + placed, own + len(mine)
        return PostcodeDirectory.objects.create(
            edition=edition(), la_code=la_code, sectors=sectors, postcodes=total, own_postcodes=own
        )


Mine = list[tuple[str, int | None, int | None]]


def _pack(letter: Letter, la_code: str) -> tuple[list[tuple[str, str]], Mine, int]:
    """The sectors of one letter as rows, the authority's own postcodes, and how many postcodes were placed."""
    code_of = {gss: la_of_gss(gss) for gss in set(letter.gss) if isinstance(gss, str)}
    codes = [code_of.get(gss, "") if isinstance(gss, str) else "" for gss in letter.gss]
    order = sorted(zip(letter.postcodes, codes, strict=True))
    rows, placed = [], 0
    for head, group in groupby(order, key=lambda pair: pair[0][:-2]):
        units: dict[str, list[str]] = defaultdict(list)
        for postcode, code in group:
            if code:
                units[code].append(postcode[-2:])
        placed += sum(len(found) for found in units.values())
        runs = ", ".join(f'"{code}": "{"".join(found)}"' for code, found in units.items())
        if runs:
            rows.append((f"{head[:-1].rstrip()} {head[-1]}", f"{{{runs}}}"))
    mine: Mine = [
        (f"{postcode[:-3].rstrip()} {postcode[-3:]}", _metres(east), _metres(north))
        for postcode, code, east, north in zip(letter.postcodes, codes, letter.eastings, letter.northings, strict=True)
        if code == la_code
    ]
    return rows, mine, placed


def _metres(value: float) -> int | None:
    return int(value) if value == value else None  # NaN is the only value unequal to itself
