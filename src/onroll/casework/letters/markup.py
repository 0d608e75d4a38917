"""What does the text of a letter say? A markup small enough to type in a box, and nothing in it can do anything.

A blank line parts blocks and a new line stays one. `# ` begins a heading, `- ` an item of a list, `**…**` is bold,
`[[…]]` is a gap that somebody still has to fill. A backslash takes the meaning from the sign after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

PARAGRAPH, HEADING, ITEMS = "paragraph", "heading", "list"
_GAP = re.compile(r"(?<!\\)\[\[(.*?)(?<!\\)\]\]", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")
_PIECES = re.compile(r"(?<!\\)\*\*")
_SIGNS = re.compile(r"([\\*\[\]{}])")


@dataclass(frozen=True, slots=True)
class Run:
    """Some words in one weight."""

    text: str
    bold: bool = False


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph with its lines, a heading of one line, or a list with an item a line."""

    kind: str
    lines: tuple[Line, ...]


def clean(text: str) -> str:
    """The text without signs that no letter holds (control characters, turned reading directions), lines ended alike."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


def inert(value: str) -> str:
    """What a person or a source wrote, as one line that the markup shows as it stands."""
    line = _SIGNS.sub(r"\\\1", " ".join(clean(value).split()))
    return f"\\{line}" if line.startswith(("#", "-")) else line


def gaps(text: str) -> list[str]:
    """What is still to be filled in, in order, each once."""
    return list(dict.fromkeys(found.strip() for found in _GAP.findall(clean(text))))


def parse(text: str) -> tuple[Block, ...]:
    """The blocks of the text, in order. Any text has a meaning; there is nothing to refuse."""
    blocks: list[Block] = []
    for part in re.split(r"\n\s*\n", clean(text).strip()):
        blocks += _blocks([line.strip() for line in part.split("\n") if line.strip()])
    return tuple(blocks)


def plain(blocks: Iterable[Block]) -> str:
    """The words alone, a block a paragraph: what both forms of the letter hold."""
    return "\n\n".join("\n".join("".join(run.text for run in line) for line in block.lines) for block in blocks)


def _blocks(lines: list[str]) -> Iterable[Block]:
    kind, held = PARAGRAPH, []
    for line in lines:
        begins = HEADING if line.startswith("# ") else ITEMS if line.startswith("- ") else PARAGRAPH
        if held and (begins != kind or kind == HEADING):
            yield Block(kind, tuple(held))
            held = []
        kind = begins
        held.append(_runs(line if kind == PARAGRAPH else line[2:].strip()))
    if held:
        yield Block(kind, tuple(held))


def _runs(line: str) -> Line:
    """Words between pairs of `**` are bold; one that is never closed stays as it was typed."""
    pieces = _PIECES.split(line)
    if len(pieces) % 2 == 0:
        pieces[-2:] = [f"{pieces[-2]}**{pieces[-1]}"]
    runs = (Run(re.sub(r"\\(.)", r"\1", piece), bold=at % 2 == 1) for at, piece in enumerate(pieces))
    return tuple(run for run in runs if run.text)
