"""Does a second child of the same source carry this UPN? A UPN is one child's; ten thousand such rows are a broken extract.

For `checking`, and for whoever checks the rows of one file in several processes and so must ask this beside them.
"""

from __future__ import annotations

from onroll.extracts.rows import Fault
from onroll.people.identifiers import check_upn

_HALF = (1 << 32) - 1


class SharedUpns:
    """Remembers, of every UPN of a file, the line it first stood on and whose it was: as numbers, some 150 bytes each."""

    def __init__(self) -> None:
        self._first: dict[int, int] = {}

    def notice(self, line: int, identity: tuple[str, str, str], text: str) -> Fault | None:
        """The warning, where another child of the same source had this UPN on an earlier line. A wrong UPN is nobody's."""
        qualifier, source_id, _ = identity
        whose = hash(source_id) & _HALF
        first = self._first.setdefault(hash((qualifier, text)), line << 32 | whose)
        if first & _HALF == whose:
            return None
        upn = check_upn(text).value
        if not upn:
            return None
        return Fault(line, "upn", upn, "upn-shared", f"Line {line}, upn: {upn} stands at another child too, on line {first >> 32}. A UPN "
                     "belongs to one child; both rows were kept as they came.")  # fmt: skip
