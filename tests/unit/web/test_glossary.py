"""Is the glossary whole, and does a page find its words in it?"""

from __future__ import annotations

import re

import pytest
from django.conf import settings

from onroll.web.glossary import NoSuchTerm, find, glossary


def test_every_line_of_the_file_that_looks_like_a_term_is_one() -> None:
    lines = [line for line in (settings.PROJECT / "GLOSSARY.md").read_text().splitlines() if line.startswith("**")]
    assert len(lines) == len(glossary()) > 40


def test_a_term_is_found_by_its_other_words_in_any_case() -> None:
    assert find("CME").word == find("Missing Education").word == "missing education"


def test_no_word_means_two_things() -> None:
    words = [word.lower() for term in glossary() for word in (term.word, *term.also)]
    assert sorted(set(words)) == sorted(words)
    slugs = [term.slug for term in glossary()]
    assert len(set(slugs)) == len(slugs)


def test_a_word_that_is_not_in_it_is_refused() -> None:
    with pytest.raises(NoSuchTerm, match="wormhole"):
        find("wormhole")


def test_every_word_a_page_explains_is_in_it() -> None:
    asked = set()
    for page in (settings.PROJECT / "src" / "onroll" / "web" / "templates").rglob("*.html"):
        asked |= set(re.findall(r'{% term "([^"]+)"', page.read_text()))
    assert asked
    for word in asked:
        find(word)
