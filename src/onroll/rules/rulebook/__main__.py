"""Writes what is generated from the rule book: the officers' reference and the index of the law.

python -m onroll.rules.rulebook
"""

from __future__ import annotations

from pathlib import Path

from onroll.rules.rulebook.book import RuleBook, rule_book
from onroll.rules.rulebook.folder import RULEBOOK
from onroll.rules.rulebook.law_index import render_index
from onroll.rules.rulebook.pages import reference_pages

REFERENCE = RULEBOOK.parent / "docs" / "officers" / "reference"
INDEX = "coverage-of-the-law.toml"
OURS = ("clock-*.md", "definition-*.md", "codes-*.md", "enquiry-*.md", "statements-*.md")


def write_generated(book: RuleBook, reference: Path) -> int:
    """Writes every page and the index, removes pages of rules that are gone, and says how many pages there are."""
    pages = reference_pages(book)
    reference.mkdir(parents=True, exist_ok=True)
    for pattern in OURS:
        for stale in reference.glob(pattern):
            if stale.name not in pages:
                stale.unlink()
    for name, text in pages.items():
        (reference / name).write_text(text, encoding="utf-8")
    (book.folder / INDEX).write_text(render_index(book), encoding="utf-8")
    return len(pages)


if __name__ == "__main__":
    print(f"{write_generated(rule_book(), REFERENCE)} pages in {REFERENCE.relative_to(RULEBOOK.parent)}")
