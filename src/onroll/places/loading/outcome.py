"""What did a load of places come to, and when was it true and known?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from onroll.extracts.rows import Fault, ReadRow, SetAside


@dataclass(frozen=True, slots=True)
class When:
    """The day an extract was true, the moment it became known here, and the name of its file."""

    as_at: date
    recorded_at: datetime
    file_name: str = ""


@dataclass(slots=True)
class Loaded:
    """How many rows of the file did what. new + changed + unchanged + set aside is every row handed in."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    set_aside: list[SetAside] = field(default_factory=list)

    @property
    def read(self) -> int:
        return self.new + self.changed + self.unchanged + len(self.set_aside)

    def count(self, effects: set[str]) -> None:
        """One row of the file, by what it did to each thing it told of: anything new makes it new, else changed."""
        if "new" in effects:
            self.new += 1
        elif "changed" in effects:
            self.changed += 1
        else:
            self.unchanged += 1

    def refuse(self, row: ReadRow, column: str, rule: str, sentence: str) -> None:
        """Keeps a row that can't be used, with the sentence that says what is wrong and what would be right."""
        fault = Fault(row.line, column, row.raw.get(column, ""), rule, sentence)
        self.set_aside.append(SetAside(row.line, row.raw, fault))


def in_batches(rows: Iterable[ReadRow], size: int) -> Iterator[list[ReadRow]]:
    """The rows in lists of at most `size`, so that a file of any length is applied in steady memory."""
    remaining = iter(rows)
    while batch := list(islice(remaining, size)):
        yield batch
