"""Which version of the law applies to this event? The one in force on the day of the event, or a refusal that says why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from onroll.rules.clocks.answers import AfterTheLaw, BeforeTheLaw, NotInForce, written
from onroll.rules.rulebook.model import Clock, ClockVersion, Provenance


def version_for(clock: Clock, day: date, commenced: Mapping[str, date]) -> ClockVersion:
    """The version that governs an event of that day.

    `commenced` gives a first day to law that is enacted or planned, by the flag its version names: that is how a
    preview asks "what if it began on …". Without it such a version never answers. Raises NotInForce, BeforeTheLaw,
    AfterTheLaw.
    """
    versions = [_brought_in(version, commenced) for version in clock.versions]
    for version in reversed(versions):
        if _in_force(version.provenance) and version.provenance.holds_on(day):
            return version
    dated = [version.provenance for version in versions if _in_force(version.provenance)]
    if not dated:
        raise NotInForce(_not_in_force(clock.title, clock.versions[-1].provenance))
    first, last = dated[0], dated[-1]
    if first.in_force_from and day < first.in_force_from:
        raise BeforeTheLaw(
            f"{clock.title}: {written(day)} is before {written(first.in_force_from)}, when this rule began "
            f"({first.citation}); the rule book holds no earlier version, so no date is given."
        )
    ended = f" on {written(last.in_force_to)}" if last.in_force_to else ""
    raise AfterTheLaw(f"{clock.title}: the rule ended{ended}, before {written(day)}.")


def _brought_in(version: ClockVersion, commenced: Mapping[str, date]) -> ClockVersion:
    provenance = version.provenance
    if provenance.status.answers or provenance.flag not in commenced:
        return version
    return replace(version, provenance=replace(provenance, in_force_from=commenced[provenance.flag]))


def _in_force(provenance: Provenance) -> bool:
    return provenance.status.answers or provenance.in_force_from is not None


def _not_in_force(title: str, provenance: Provenance) -> str:
    why = f" {provenance.note}" if provenance.note else ""
    return f"{title}: {provenance.status.value}. {provenance.citation}.{why} No date is given."
