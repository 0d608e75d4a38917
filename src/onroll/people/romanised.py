"""Are two surnames one name in two romanisations (Zhang and Cheung, Wu and Ng)?

For comparing surnames whose writing changes with the office that wrote them. The table is derived from open data
(`data/README.md`: source, licence).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def _table() -> dict[str, frozenset[int]]:
    """The names each folded surname is a romanisation of, by number."""
    names: dict[str, set[int]] = {}
    text = (files("onroll.people") / "data" / "romanised_surnames.txt").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines()):
        for form in () if line.startswith("#") else line.split():
            names.setdefault(form, set()).add(number)
    return {form: frozenset(numbers) for form, numbers in names.items()}


def are_romanisations(a: str, b: str) -> bool:
    """True where two folded surnames, different as written, are romanisations of one name."""
    table = _table()
    return a != b and not table.get(a, frozenset()).isdisjoint(table.get(b, ()))
