"""How are a child's last years drawn? One band a status and school, suspensions in a line of their own above them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from onroll.children.models import StatusSpell
from onroll.web.components.strips import Band, Strip
from onroll.web.parts.words import BANDS, status_name

YEARS_SHOWN = 6
AT_A_SCHOOL = {"in_school", "in_school_ap", "in_school_part_time", "on_roll_not_attending", "college_14_16"}
SUSPENDED = "suspended"


def years_strip(spells: Sequence[StatusSpell], on: date, schools: Mapping[str, str]) -> Strip:
    """The last six years up to a day. A suspended pupil stays on roll, so a suspension doesn't break the band of the school."""
    first = date(on.year - YEARS_SHOWN, on.month, 1)
    seen = [
        spell for spell in spells
        if not (spell.ended_on and spell.ended_on < first) and not (spell.started_on and spell.started_on > on)
    ]  # fmt: skip
    above = any(spell.status == SUSPENDED for spell in seen)
    base: list[Band] = []
    short: list[Band] = []
    for spell in seen:
        begun = spell.started_on or first
        ended = spell.ended_on if spell.ended_on and spell.ended_on <= on else None
        if spell.status == SUSPENDED:
            short.append(Band("Suspended", "exclusion", begun, ended))
            continue
        words = _words(spell, schools) + ("" if spell.started_on else " (and before, no start held)")
        if base and base[-1].words == words and _follows(base[-1], begun, short):
            base[-1] = Band(words, base[-1].kind, base[-1].started_on, ended, base[-1].row)
        else:
            base.append(Band(words, BANDS.get(spell.status, "gap"), begun, ended, int(above)))
    return Strip(first, on, [*reversed(base), *reversed(short)])


def _follows(band: Band, begun: date, short: Sequence[Band]) -> bool:
    """Whether nothing but suspensions lies between a band and what begins then."""
    if band.ended_on is None:
        return True
    day = band.ended_on + timedelta(days=1)
    for one in short:
        if one.started_on == day and one.ended_on is not None:
            day = one.ended_on + timedelta(days=1)
    return day >= begun


def _words(spell: StatusSpell, schools: Mapping[str, str]) -> str:
    name = schools.get(spell.place, "") if spell.status in AT_A_SCHOOL else ""
    return f"{status_name(spell.status)}, {name}" if name else status_name(spell.status)
