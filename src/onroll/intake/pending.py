"""What stands between a row that was read and a row that is written? What it replaces, and what it must not erase."""

from __future__ import annotations

from dataclasses import dataclass, field

from onroll.extracts.rows import ReadRow


@dataclass(slots=True)
class Pending:
    """A row to be written: as read, with its digest and what the row's earlier version gave and this one left blank."""

    row: ReadRow
    digest: bytes
    carried: dict[str, str]
    replaces: int | None
    record: int | None = None
    las: list[str] = field(default_factory=list)  # of each fact: the authority of its address or school
    also: bytes = b""  # digests of the other lines that this file gave for the row
