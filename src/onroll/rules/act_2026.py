"""What would begin if the Act of 2026 were commenced on a day? For the authority that must be ready (capability D5).

Nothing here says that the Act is in force: it answers "suppose", from the children's positions on that day and from what
is held about them. Children's Wellbeing and Schools Act 2026 ss.37 to 39.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from onroll.rules.definitions import Position, counts, why_not
from onroll.rules.rulebook.book import RuleBook, rule_book
from onroll.rules.rulebook.frameworks import Particular, missing_particulars
from onroll.rules.rulebook.model import Status

REGISTER = "registrable-2026"
REGISTER_FLAG = "cnis_active"


@dataclass(frozen=True, slots=True)
class Registrable:
    """A child who would belong on the register, and the required particulars that nobody holds yet."""

    key: str
    missing: tuple[Particular, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty or a time that would begin: `id` opens its page."""

    id: str
    says: str
    duty_on: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What would begin on a day: the children, what is missing of them, and the duties.

    `missing` counts the registrable children by particular; `left_out` counts the others by the reason they don't belong.
    """

    commences_on: date
    registrable: tuple[Registrable, ...]
    left_out: Mapping[str, int]
    missing: Mapping[str, int]
    duties: tuple[Duty, ...]


def preview(
    children: Iterable[tuple[str, Position, Collection[str]]],
    *,
    commences_on: date,
    flags: Collection[str] = (REGISTER_FLAG,),
    book: RuleBook | None = None,
) -> Preview:
    """The preview for a commencement day.

    Each child is a key of the caller's, the position *on that day*, and the names of what is held (`held_as` of
    `register_2026.toml`). `flags` name the parts supposed to begin; regulations may begin each on another day.
    """
    book = book or rule_book()
    register = book.definition(REGISTER)
    registrable: list[Registrable] = []
    left_out: Counter[str] = Counter()
    for key, position, held in children:
        if counts(register, position):
            registrable.append(Registrable(key, missing_particulars(held)))
        else:
            left_out[why_not(register, position)] += 1
    missing = Counter(item.id for child in registrable for item in child.missing)
    return Preview(
        commences_on, tuple(registrable), dict(left_out.most_common()), dict(missing.most_common()), duties(flags, book)
    )


def duties(flags: Collection[str], book: RuleBook | None = None) -> tuple[Duty, ...]:
    """The times that would begin to run with these parts of the Act."""
    clocks = (book or rule_book()).clocks.values()
    return tuple(
        Duty(clock.id, clock.says, clock.duty_on)
        for clock in clocks
        if any(
            version.provenance.status is Status.ENACTED and version.provenance.flag in flags
            for version in clock.versions
        )
    )
