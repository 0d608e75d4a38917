"""Which byte stands for which attendance code? One printable byte each, the same for ever: registers are kept in them.

One-letter codes are their own letter, codes of two characters have a byte of their own, and 0 is "no mark held". Codes from
before August 2024 keep their own letter and are never turned into a code of 2024 (rule book: attendance_legacy). What a
code counts as is the rule book's, not this table's.
"""

from __future__ import annotations

NO_MARK = 0

_TWO = {
    "C1": "1", "C2": "2", "J1": "j",
    "Y1": "a", "Y2": "b", "Y3": "c", "Y4": "d", "Y5": "e", "Y6": "f", "Y7": "g",
}  # fmt: skip
_ONE = "/\\LKVPWBDCEIMRSTGNOUQX#Z"
_LEGACY = "HFJY!"  # of registers before 19 August 2024

BYTES: dict[str, int] = {code: ord(code) for code in (*_ONE, *_LEGACY)} | {code: ord(to) for code, to in _TWO.items()}
CODES: dict[int, str] = {byte: code for code, byte in BYTES.items()}


def byte_of(code: str) -> int | None:
    """The byte of a code as a school writes it; None for what is no code of either list."""
    return BYTES.get(code.strip().upper())
