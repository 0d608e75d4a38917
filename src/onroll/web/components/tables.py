"""A table as data: the view says columns and cells, `{% table %}` draws it, with caption, scope, sorting and a stack on phones.

table = Table(
    caption="Children on no roll", columns=[Column("Name", sort="name", heads_row=True), Column("Days", numeric=True)],
    rows=[[Cell("Ada Bell", href="/children/7/"), 31]], empty="Nobody. Every child has a place.",
    sorting=sorting(request, allowed=("name", "days"), default="-days"),
)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.safestring import SafeString

from onroll.web.components.addresses import address_with


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that is more than words: a link, a line of hint below, a tag beside."""

    words: str | int | SafeString | None
    href: str = ""
    hint: str = ""
    tag: str = ""
    tag_colour: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `sort` names the order it can be sorted by; `heads_row` makes its cells the rows' headings (one column only)."""

    words: str
    numeric: bool = False
    sort: str = ""
    heads_row: bool = False
    hidden_words: bool = False


@dataclass(frozen=True, slots=True)
class Sorting:
    """By what the rows stand, from the address (`?sort=-days`: most days first)."""

    by: str
    descending: bool
    request: HttpRequest

    @property
    def order(self) -> str:
        """The same as the address has it: "name" or "-name"."""
        return f"-{self.by}" if self.descending else self.by


def sorting(request: HttpRequest, *, allowed: Sequence[str], default: str) -> Sorting:
    """What `?sort=` asks for, or the default; a name that isn't allowed is ignored, so that no query can be made of it."""
    asked = request.GET.get("sort", "")
    chosen = asked if asked.removeprefix("-") in allowed else default
    return Sorting(by=chosen.removeprefix("-"), descending=chosen.startswith("-"), request=request)


@dataclass(frozen=True, slots=True)
class Heading:
    """One column's heading, ready to draw."""

    words: str
    numeric: bool
    hidden_words: bool
    sortable: bool
    aria_sort: str
    href: str


@dataclass(frozen=True, slots=True)
class Placed:
    """One cell in its column, ready to draw."""

    cell: Cell
    column: Column

    @property
    def nothing(self) -> bool:
        return self.cell.words is None or self.cell.words == ""


@dataclass(frozen=True)
class Table:
    """Rows hold one value a column: words, a number, `None` (shown as "not held"), a `Cell`, or marked-up safe text."""

    caption: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell | str | int | SafeString | None]]
    empty: str = "Nothing to show."
    sorting: Sorting | None = None
    caption_hidden: bool = False
    stacks: bool = True
    id: str = "table"
    held: list[list[Placed]] = field(init=False)

    def __post_init__(self) -> None:
        drawn = [
            [
                Placed(value if isinstance(value, Cell) else Cell(value), column)
                for value, column in zip(row, self.columns, strict=True)
            ]
            for row in self.rows
        ]
        object.__setattr__(self, "held", drawn)

    @property
    def headings(self) -> list[Heading]:
        return [self._heading(column) for column in self.columns]

    def _heading(self, column: Column) -> Heading:
        if not (column.sort and self.sorting):
            return Heading(column.words, column.numeric, column.hidden_words, False, "", "")
        here = column.sort == self.sorting.by
        next_order = f"-{column.sort}" if here and not self.sorting.descending else column.sort
        direction = ("descending" if self.sorting.descending else "ascending") if here else "none"
        href = address_with(self.sorting.request, sort=next_order, page=None)
        return Heading(column.words, column.numeric, column.hidden_words, True, direction, href)
