"""What does this word mean? Read from `GLOSSARY.md`, so that the page, the model and the reader use one word for one thing.

A line `**word** (also: other, another): meaning` is a term; headings group them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.text import slugify

_LINE = re.compile(r"^\*\*(?P<word>[^*]+)\*\*(?: \(also: (?P<also>[^)]+)\))?: (?P<meaning>.+)$")


@dataclass(frozen=True, slots=True)
class Term:
    """One word of the field, other words for it, and its meaning in plain English."""

    word: str
    also: tuple[str, ...]
    meaning: str
    group: str

    @property
    def slug(self) -> str:
        return slugify(self.word)


class NoSuchTerm(LookupError):
    """A page uses a word that the glossary doesn't explain."""


def read_glossary(path: Path) -> tuple[Term, ...]:
    """Every term of the file, in its order."""
    terms, group = [], ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            group = line[3:].strip()
        elif found := _LINE.match(line):
            also = tuple(word.strip() for word in (found["also"] or "").split(",") if word.strip())
            terms.append(Term(found["word"], also, found["meaning"].replace("`", ""), group))
    return tuple(terms)


@cache
def glossary() -> tuple[Term, ...]:
    """The project's glossary, read once a process."""
    return read_glossary(settings.PROJECT / "GLOSSARY.md")


@cache
def _by_word() -> dict[str, Term]:
    return {word.lower(): term for term in glossary() for word in (term.word, *term.also)}


def find(word: str) -> Term:
    """The term for a word or another word for it, whatever its case; raises `NoSuchTerm`."""
    try:
        return _by_word()[word.lower()]
    except KeyError:
        raise NoSuchTerm(f"{word!r} is not in GLOSSARY.md; add it there, or use the glossary's word") from None
