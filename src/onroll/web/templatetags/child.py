"""What every page about a child begins with, and how its years are drawn. Always loaded.

{% identity_bar child %}        in {% block before %}; `child` as `IdentityBar` says, a dict or any object with those names
{% strip strip %}               a `components.strips.Strip`: bands to scale, the same in words below
{{ text|quiet:silence }}    what people wrote, without what gives a protected address away; `silence` of `case_page`
{% timeline events %}           events: objects or dicts with title, on (date), and words, by, source, href, kind or ""
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypedDict

from django import template

from onroll.web.components.strips import Strip

register = template.Library()


class Flag(TypedDict, total=False):
    """A mark that changes how the child is handled: words, and a colour of the design system."""

    words: str
    colour: str


class IdentityBar(TypedDict, total=False):
    """What keeps an officer from writing on the wrong child; anything missing is said to be missing, not left out.

    `name` as the family writes it; `known_as` "" where the same; `born` a date or None; `age` and `year_group` in words
    ("9", "Year 4"); `status` in words with `status_on` its date; `flags`; `last_seen` in words ("2 November 2026, by school");
    `href` to the overview, "" on the overview itself; `restricted` a sentence where handling is restricted.
    """

    name: str
    known_as: str
    born: Any
    age: str
    year_group: str
    status: str
    status_on: Any
    flags: Iterable[Flag]
    last_seen: str
    href: str
    restricted: str


@register.filter
def quiet(text: str, silence: Any) -> str:
    """Free text without what would give a protected child's address away: `{{ task.title|quiet:silence }}` (Q10)."""
    return silence.keep(text or "")


@register.inclusion_tag("components/identity_bar.html")
def identity_bar(child: IdentityBar) -> dict[str, Any]:
    """The bar above every page about a child."""
    return {"child": child}


@register.inclusion_tag("components/strip.html")
def strip(strip: Strip, id: str = "strip") -> dict[str, Any]:
    """The years at a glance: an image with a name, and every band in words for who can't see it or its colours."""
    return {"strip": strip, "id": id}


@register.inclusion_tag("components/timeline.html")
def timeline(events: Iterable[Any], level: int = 2, empty: str = "Nothing has been recorded.") -> dict[str, Any]:
    """Events newest first, as the caller orders them; headings of `level`."""
    return {"events": list(events), "level": level, "empty": empty}
