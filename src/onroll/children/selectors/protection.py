"""Whose address must never be seen, and which words would give it away? Asked by every page that shows what sources wrote.

An address is protected where a source says so of the child or of an adult named for the child (`ChildSummary.address_hidden`),
and for everybody who lives at the same address as such a child: a brother's open page would give it away (Q10).
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

TAKEN_OUT = "[protected]"
SHORTEST = 5  # characters: below that a piece of an address is a word of the language

_WHERE = re.compile(
    r"address|post_?code|postal|town|city|county|village|locality|street|house|flat|uprn|phone|mobile|telephone|e-?mail", re.IGNORECASE
)  # fmt: skip
_PROTECTED = """
    SELECT c.child_id FROM children_childsummary c WHERE c.child_id = ANY(%s) AND (c.address_hidden OR (c.household <> '' AND EXISTS
        (SELECT 1 FROM children_childsummary h WHERE h.household = c.household AND h.address_hidden)))
"""
_WRITTEN = """
    SELECT m.child_id, unnest(ARRAY[p.address, p.postcode, p.phone, p.email]) FROM children_membership m
        JOIN intake_personvalues p ON p.record_id = m.record_id WHERE m.superseded_at IS NULL AND m.child_id = ANY(%(children)s)
    UNION SELECT m.child_id, unnest(ARRAY[a.address, a.postcode, a.phone, a.email]) FROM children_membership m
        JOIN intake_adultnamed a ON a.record_id = m.record_id WHERE m.superseded_at IS NULL AND m.child_id = ANY(%(children)s)
"""
_OF_ROWS = """
    SELECT r.feed, r.source_id, c.numbers FROM children_childsummary c
        JOIN children_membership m ON m.child_id = c.child_id AND m.superseded_at IS NULL JOIN intake_record r ON r.id = m.record_id
        WHERE (r.source_id = ANY(%(ids)s) OR c.numbers ?| %(numbers)s) AND (c.address_hidden OR (c.household <> '' AND EXISTS
            (SELECT 1 FROM children_childsummary h WHERE h.household = c.household AND h.address_hidden)))
"""


def tells_where(column: str) -> bool:
    """Whether a column of a row, by its name, says where somebody lives or how to reach them."""
    return _WHERE.search(column) is not None


def protected(children: Iterable[int]) -> set[int]:
    """Those of these children whose address no page shows; one query."""
    wanted = list(children)
    if not wanted:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_PROTECTED, [wanted])
        return {child for (child,) in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class Silence:
    """Takes everything that would give one child's address away out of free text (a sighting's note, a reason)."""

    pattern: re.Pattern[str] | None

    def keep(self, text: str) -> str:
        """The text with every such piece replaced."""
        return self.pattern.sub(TAKEN_OUT, text) if self.pattern and text else text


OPEN = Silence(None)


def silences(children: Collection[int]) -> Mapping[int, Silence]:
    """For each protected child what must not be written; one query for all, and none where none is protected."""
    pieces: dict[int, set[str]] = defaultdict(set)
    if children:
        with connection.cursor() as cursor:
            cursor.execute(_WRITTEN, {"children": list(children)})
            for child, value in cursor.fetchall():
                pieces[child].update(_pieces(value or ""))
    return {child: _silence(pieces[child]) for child in children}


def _pieces(value: str) -> set[str]:
    """The whole value, and the parts of an address that hold a number ("12 Mill Lane"); a town alone gives nobody away."""
    parts = {part.strip() for part in value.split(",") if any(mark.isdigit() for mark in part)}
    return {piece for piece in {value.strip(), *parts} if len(piece) >= SHORTEST}


def _silence(pieces: set[str]) -> Silence:
    if not pieces:
        return OPEN
    loose = [r"[\s,]*".join(re.escape(one) for one in _marks(piece)) for piece in sorted(pieces, key=len, reverse=True)]
    return Silence(re.compile("|".join(loose), re.IGNORECASE))


def _marks(piece: str) -> list[str]:
    """Marks one by one for numbers and postcodes, which people space as they like; words for the rest."""
    compact = re.sub(r"[\s,]", "", piece)
    return list(compact) if len(compact) <= 12 else re.split(r"[\s,]+", piece)


@dataclass(frozen=True, slots=True)
class ProtectedRows:
    """By which source ids and numbers a row that hangs on no record yet is known to be about a protected child."""

    ids: frozenset[tuple[str, str]]
    numbers: frozenset[str]

    def hold(self, feed: str, raw: Mapping[str, str]) -> bool:
        """Whether the row is about such a child."""
        return (feed, raw.get("source_id", "")) in self.ids or any(
            value in self.numbers for value in raw.values() if value
        )


def protected_rows(rows: Iterable[Mapping[str, str]]) -> ProtectedRows:
    """What tells rows about protected children among these (as they came); one query."""
    given = list(rows)
    ids = sorted({row.get("source_id", "") for row in given} - {""})
    numbers = sorted({row.get(name, "") for row in given for name in ("upn", "former_upn", "uln", "nhs_number")} - {""})
    if not ids and not numbers:
        return ProtectedRows(frozenset(), frozenset())
    with connection.cursor() as cursor:
        cursor.execute(_OF_ROWS, {"ids": ids, "numbers": numbers})
        found = cursor.fetchall()
    every = {number for _, _, held in found for number in json.loads(held)}
    return ProtectedRows(frozenset((feed, source_id) for feed, source_id, _ in found), frozenset(every))
