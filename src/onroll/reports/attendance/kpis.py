"""What do many registers add up to? The numbers of the attendance slides, each share with its base; pure.

Sums are whole numbers, shares are worked out once, from the sums. For audiences outside the service small numbers are
hidden, and what would give them away (`reports.disclosure`): a share whose count is hidden is hidden with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from onroll.reports.disclosure import LEAST_SHOWN, Key, Sum, hidden_cells
from onroll.reports.rounding import percent

TOTAL = "Total"
PLAIN = ("operational", "management")
AUDIENCES = (*PLAIN, "scrutiny")


class Measured(Protocol):
    """What is added up of one register."""

    possible: int
    present: int
    authorised: int
    unauthorised: int
    persistent: bool
    severe: bool


@dataclass(slots=True)
class Kpis:
    """Sums over some registers. Sessions are of `possible`, persistent and severe of `enrolments`."""

    enrolments: int = 0
    possible: int = 0
    present: int = 0
    authorised: int = 0
    unauthorised: int = 0
    persistent: int = 0
    severe: int = 0

    def add(self, one: Measured) -> None:
        """Count one register."""
        self.enrolments += 1
        self.possible += one.possible
        self.present += one.present
        self.authorised += one.authorised
        self.unauthorised += one.unauthorised
        self.persistent += one.persistent
        self.severe += one.severe

    @property
    def absent(self) -> int:
        return self.authorised + self.unauthorised

    def share(self, measure: str) -> float | None:
        """A measure in per cent to one place, None without a base: attendance, absence, authorised, unauthorised,
        persistent or severe."""  # fmt: skip
        if measure in ("persistent", "severe"):
            return percent(getattr(self, measure), self.enrolments)
        name = {"attendance": "present", "absence": "absent"}.get(measure, measure)
        return percent(getattr(self, name), self.possible)


def kpis(rows: Iterable[Measured]) -> Kpis:
    """The sums over all of them."""
    found = Kpis()
    for row in rows:
        found.add(row)
    return found


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group as a table prints it; what is None is hidden or has no base."""

    group: str
    enrolments: int | None
    persistent: int | None
    severe: int | None
    shares: Mapping[str, float | None]


SHARES = ("attendance", "absence", "authorised", "unauthorised", "persistent", "severe")


def grouped(rows: Iterable[tuple[str, Measured]]) -> dict[str, Kpis]:
    """Sums by group."""
    found: dict[str, Kpis] = {}
    for group, row in rows:
        held = found.get(group)
        if held is None:
            held = found[group] = Kpis()
        held.add(row)
    return found


def as_rows(
    found: Mapping[str, Kpis], *, audience: str = "operational", order: Callable[[str], object] | None = None
) -> list[GroupRow]:
    """A row a group and the total last. Raises ValueError for an audience it can't print for.

    For "scrutiny" counts of 1 to 4 are hidden and those without which they could be worked out, and every share of a group
    that is itself hidden.
    """
    if audience not in AUDIENCES:
        raise ValueError(f"Attendance is printed for {', '.join(AUDIENCES)}, not for {audience!r}.")
    groups = sorted(found, key=order or str)
    whole = Kpis()
    for one in found.values():
        for name in Kpis.__slots__:
            setattr(whole, name, getattr(whole, name) + getattr(one, name))
    every = {**{group: found[group] for group in groups}, TOTAL: whole}
    hidden = frozenset() if audience in PLAIN else _hidden(every, groups)
    return [_row(group, held, hidden) for group, held in every.items()]


def _row(group: str, held: Kpis, hidden: frozenset[Key]) -> GroupRow:
    def count(name: str) -> int | None:
        return None if (group, name) in hidden else int(getattr(held, name))

    shares = {name: held.share(name) for name in SHARES}
    if (group, "enrolments") in hidden:
        shares = dict.fromkeys(SHARES)
    for name in ("persistent", "severe"):
        if (group, name) in hidden:
            shares[name] = None
    return GroupRow(group, count("enrolments"), count("persistent"), count("severe"), shares)


def _hidden(every: Mapping[str, Kpis], groups: Sequence[str]) -> frozenset[Key]:
    """Severe is part of persistent and persistent of all: each with its remainder, across groups and within one."""
    counts: dict[Key, int] = {}
    for group, held in every.items():
        counts |= {
            (group, "enrolments"): held.enrolments, (group, "persistent"): held.persistent, (group, "severe"): held.severe,
            (group, "others"): held.enrolments - held.persistent, (group, "not severe"): held.persistent - held.severe,
        }  # fmt: skip
    sums = [
        each
        for group in every
        for each in (
            Sum((group, "enrolments"), ((group, "persistent"), (group, "others"))),
            Sum((group, "persistent"), ((group, "severe"), (group, "not severe"))),
        )
    ]
    columns = ("enrolments", "persistent", "severe", "others", "not severe")
    sums += [Sum((TOTAL, column), tuple((group, column) for group in groups)) for column in columns if len(groups) > 1]
    few = frozenset((group, "enrolments") for group, held in every.items() if held.enrolments < LEAST_SHOWN)
    return hidden_cells(counts, sums, few)
