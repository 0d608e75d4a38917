"""Which forenames are short or familiar forms of one another?

For comparing names. The tables are English and American in the main (`data/README.md`: source, licence, what was left out).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def _table() -> dict[str, frozenset[str]]:
    forms: dict[str, set[str]] = {}
    data = files("onroll.people") / "data"
    text = "".join((data / name).read_text(encoding="utf-8") for name in ("nicknames.txt", "familiar_forms.txt"))
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, short = line.split(": ")
            for form in short.split():
                forms.setdefault(name, set()).add(form)
                forms.setdefault(form, set()).add(name)
    return {name: frozenset(others) for name, others in forms.items()}


def nicknames_of(folded: str) -> frozenset[str]:
    """The names of which this folded name is a short form, and its own short forms; empty where none is known."""
    return _table().get(folded, frozenset())


def are_nicknames(a: str, b: str) -> bool:
    """True where one folded forename is a short form of the other. Two short forms of one name (Bill, Will) are not: brothers
    may bear them."""
    return b in _table().get(a, ())
