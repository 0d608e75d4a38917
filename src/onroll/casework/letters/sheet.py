"""What stands on one letter? The council's head, who it goes to, and the text; both forms are made of this and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from onroll.casework.letters.markup import Block, clean, parse

STANDARD, LARGE = 12, 18
"""Points. Large print begins at 16 (Royal National Institute of Blind People, UK Association for Accessible Formats)."""
FORMATS: Mapping[str, str] = {
    "": "Standard print", "large_print": "Large print", "easy_read": "Easy read", "braille": "Braille", "audio": "Audio",
}  # fmt: skip


class CannotPrint(ValueError):
    """The letter holds letters that no font of ours has; the sentence names them."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The council's style: name, accent colour (`#rrggbb`), how to reach it, and its logo as it came (SVG or PNG)."""

    council: str
    accent: str = "#0b5563"
    contact: str = ""
    email: str = ""
    phone: str = ""
    logo: bytes = b""
    logo_kind: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """How to reach the council, a line each."""
        return tuple(
            line for line in (self.contact, self.phone and f"Phone: {self.phone}", self.email and f"Email: {self.email}") if line
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """One letter, ready to be made."""

    head: Letterhead
    to: tuple[str, ...]  # name and address, a line each
    written_on: date
    reference: str
    subject: str
    blocks: tuple[Block, ...]
    size: int = STANDARD

    @property
    def day(self) -> str:
        """The letter's day, in words."""
        return f"{self.written_on.day} {self.written_on:%B %Y}"


def sheet(
    *, head: Letterhead, name: str, address: str, written_on: date, reference: str, subject: str, body: str, format_wanted: str = ""
) -> Sheet:  # fmt: skip
    """The letter of these words; an address may come in lines or with commas."""
    lines = [clean(name).strip()]
    lines += [part for part in (piece.strip() for piece in clean(address).replace(",", "\n").split("\n")) if part]
    title = "".join(run.text for block in parse(subject.replace("\n", " ")) for line in block.lines for run in line)
    size = LARGE if format_wanted == "large_print" else STANDARD
    return Sheet(head, tuple(lines), written_on, reference, title, parse(body), size)
