"""Filters as data, read from the address: what may be chosen, how many each choice would show, what is chosen now.

    school = Choice("school", "School", options=[Option("941/2001", "Abbey Primary", 12)]).read(request)
    name = Text("q", "Name").read(request)
    {% filters filters %}     with filters = Filters([school, name], request)

`choice.chosen` is a tuple of values that stand among the options, so that anything else in the address has no effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest

from onroll.web.components.addresses import address_with


@dataclass(frozen=True, slots=True)
class Option:
    """One choice with the number of rows it would show; `count` None where it wasn't counted."""

    value: str
    words: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Pick some (checkboxes), or one (`single`: a drop-down that begins with `any_words`)."""

    name: str
    words: str
    options: Sequence[Option] = ()
    chosen: tuple[str, ...] = ()
    single: bool = False
    any_words: str = "Any"
    kind = "choice"

    def read(self, request: HttpRequest) -> Choice:
        """The same, with what the address chooses; values that aren't options are ignored."""
        possible = {option.value for option in self.options}
        asked = tuple(value for value in request.GET.getlist(self.name) if value in possible)
        return replace(self, chosen=asked[-1:] if self.single else asked)

    @property
    def value(self) -> str:
        """The one chosen, or ""."""
        return self.chosen[0] if self.chosen else ""

    @property
    def tags(self) -> list[tuple[str, str]]:
        """(value, words) of what is chosen, for the tags that take a filter away."""
        return [(option.value, option.words) for option in self.options if option.value in self.chosen]


@dataclass(frozen=True, slots=True)
class Text:
    """A word or a date to type; `hint` says the form, `fault` what is wrong with what was typed."""

    name: str
    words: str
    hint: str = ""
    value: str = ""
    fault: str = ""
    kind = "text"

    def read(self, request: HttpRequest) -> Text:
        """The same, with what the address says (200 characters at most)."""
        return replace(self, value=request.GET.get(self.name, "").strip()[:200])

    @property
    def tags(self) -> list[tuple[str, str]]:
        return [(self.value, self.value)] if self.value else []


@dataclass(frozen=True, slots=True)
class Tag:
    """One chosen filter and the address without it."""

    words: str
    href: str


@dataclass(frozen=True)
class Filters:
    """All filters of a page. `keep` names other parts of the query (the order) that applying them must not lose."""

    filters: Sequence[Choice | Text]
    request: HttpRequest
    keep: Sequence[str] = ("sort",)
    heading: str = "Filter"

    @property
    def kept(self) -> list[tuple[str, str]]:
        return [(name, value) for name in self.keep for value in self.request.GET.getlist(name)]

    @property
    def chosen(self) -> list[tuple[str, list[Tag]]]:
        """Heading and tags of each filter in use."""
        return [(one.words, [self._tag(one, *tag) for tag in one.tags]) for one in self.filters if one.tags]

    @property
    def clear_href(self) -> str:
        return address_with(self.request, page=None, **{one.name: None for one in self.filters})

    def _tag(self, one: Choice | Text, value: str, words: str) -> Tag:
        left = [other for other in getattr(one, "chosen", ()) if other != value]
        return Tag(words, address_with(self.request, page=None, **{one.name: left or None}))
