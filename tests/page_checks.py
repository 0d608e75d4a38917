"""Is this page's markup sound? Every page that a test asks for goes through `check_page`, whatever the test is about.

    client = as_role("tracking_officer")        # the fixture of tests/integration/web/conftest.py
    page = client.get("/search/")               # raises PageUnsound with every fault of the page

What it can't see (contrast, focus, width) the browser tests look at with axe.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from django.test import Client

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
TOLD_APART_BY_WORDS = frozenset(
    {"a", "button", "h1", "h2", "h3", "h4", "label", "legend", "caption", "title", "option", "th"}
)


class PageUnsound(AssertionError):
    """A page with faults, a line each."""


class _Reader(HTMLParser):
    """Collects the elements with their attributes and their words; notes tags that don't close."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[dict[str, Any]] = []
        self.open: list[dict[str, Any]] = []
        self.faults: list[str] = []

    def handle_starttag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        element = {"name": name, "attrs": dict(attrs), "words": "", "inside": [one["name"] for one in self.open], "holds": [],
                   "within": list(self.open)}  # fmt: skip
        repeated = {key for key, _ in attrs if [one for one, _ in attrs].count(key) > 1}
        if repeated:
            self.faults.append(f"<{name}> has {', '.join(sorted(repeated))} twice")
        for parent in self.open:
            parent["holds"].append(element)
        self.elements.append(element)
        if name not in VOID:
            self.open.append(element)

    def handle_startendtag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(name, attrs)
        if name not in VOID:
            self.open.pop()

    def handle_endtag(self, name: str) -> None:
        if name in VOID:
            return
        if not self.open or self.open[-1]["name"] != name:
            expected = self.open[-1]["name"] if self.open else "nothing"
            self.faults.append(f"</{name}> closes where <{expected}> is open (line {self.getpos()[0]})")
            while self.open and self.open[-1]["name"] != name:
                self.open.pop()
        if self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element["words"] += data


def check_page(html: str) -> None:
    """Raises `PageUnsound` with every fault of a whole page; returns nothing for a sound one."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    faults = [*reader.faults, *(f"<{one['name']}> is never closed" for one in reader.open)]
    for check in (_title, _ids, _forms, _headings, _tables, _words, _policy, _landmarks):
        faults += check(reader.elements)
    if faults:
        raise PageUnsound("\n".join(dict.fromkeys(faults)))


def _named(elements: list[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
    return [one for one in elements if one["name"] in names]


def _text(element: dict[str, Any]) -> str:
    return " ".join(element["words"].split())


def _title(elements: list[dict[str, Any]]) -> list[str]:
    headings = _named(elements, "h1")
    titles = [one for one in _named(elements, "title") if "svg" not in one["inside"]]
    if len(headings) != 1 or len(titles) != 1:
        return [f"{len(headings)} h1 and {len(titles)} title; there must be one of each"]
    heading, title = _text(headings[0]), _text(titles[0]).removeprefix("Error: ")
    return [] if title.startswith(heading) else [f"the title {title!r} doesn't begin with the h1 {heading!r}"]


def _ids(elements: list[dict[str, Any]]) -> list[str]:
    ids = [one["attrs"]["id"] for one in elements if "id" in one["attrs"]]
    faults = [f"the id {id!r} stands {ids.count(id)} times" for id in set(ids) if ids.count(id) > 1]
    faults += [f"the id {id!r} is empty or has a space" for id in ids if not id or re.search(r"\s", id)]
    for one in elements:
        for key in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            faults += [f"<{one['name']} {key}={id!r}> points at no element"
                       for id in (one["attrs"].get(key) or "").split() if id not in ids]  # fmt: skip
        href = one["attrs"].get("href") or ""
        if one["name"] == "a" and href.startswith("#") and href[1:] not in ids:
            faults.append(f"the link {href!r} points at no element")
    return faults


def _forms(elements: list[dict[str, Any]]) -> list[str]:
    labelled = {one["attrs"].get("for") for one in _named(elements, "label")}
    faults = []
    for one in _named(elements, "input", "select", "textarea"):
        if one["attrs"].get("type") in {"hidden", "submit", "button"}:
            continue
        if one["attrs"].get("id") not in labelled and not {"aria-label", "aria-labelledby"} & set(one["attrs"]):
            faults.append(f"<{one['name']} name={one['attrs'].get('name')!r}> has no label")
    for form in _named(elements, "form"):
        names = {one["attrs"].get("name") for one in form["holds"]}
        if (form["attrs"].get("method") or "get").lower() == "post" and "csrfmiddlewaretoken" not in names:
            faults.append("a form that posts has no csrf token")
        if "form" in form["inside"]:
            faults.append("a form stands in a form")
    return faults + [
        "a fieldset has no legend" for one in _named(elements, "fieldset") if not _named(one["holds"], "legend")
    ]


def _headings(elements: list[dict[str, Any]]) -> list[str]:
    main = next(iter(_named(elements, "main")), None)
    levels = [int(one["name"][1]) for one in _named(main["holds"] if main else [], "h1", "h2", "h3", "h4", "h5", "h6")]
    after = levels[levels.index(1) :] if 1 in levels else levels
    return [
        f"an h{lower} follows an h{upper}" for upper, lower in zip(after, after[1:], strict=False) if lower > upper + 1
    ]


def _tables(elements: list[dict[str, Any]]) -> list[str]:
    faults = []
    for table in _named(elements, "table"):
        if not _named(table["holds"], "caption"):
            faults.append("a table has no caption")
        faults += ["a th has no scope" for one in _named(table["holds"], "th") if "scope" not in one["attrs"]]
        widths = {
            len([cell for cell in row["holds"] if cell["name"] in {"td", "th"}]) for row in _named(table["holds"], "tr")
        }
        spans = [one for one in table["holds"] if {"colspan", "rowspan"} & set(one["attrs"])]
        if len(widths) > 1 and not spans:
            faults.append(f"a table's rows have {sorted(widths)} cells")
    return faults


def _words(elements: list[dict[str, Any]]) -> list[str]:
    faults = []
    for one in elements:
        if one["name"] in TOLD_APART_BY_WORDS and not _text(one):
            pictured = [held for held in one["holds"] if held["attrs"].get("alt")]
            if not pictured and not {"aria-label", "aria-labelledby"} & set(one["attrs"]):
                faults.append(f"<{one['name']}> says nothing: {one['attrs']}")
        if one["name"] == "img" and "alt" not in one["attrs"]:
            faults.append(f"an image has no alt: {one['attrs'].get('src')}")
        if one["name"] == "a" and "href" not in one["attrs"]:
            faults.append(f"a link goes nowhere: {_text(one)!r}")
    return faults


def _policy(elements: list[dict[str, Any]]) -> list[str]:
    """What the content security policy would refuse to run or draw."""
    faults = []
    for one in elements:
        if "style" in one["attrs"] or one["name"] == "style":
            faults.append(f"<{one['name']}> has a style of its own; put it in onroll.css")
        if one["name"] == "script" and "src" not in one["attrs"]:
            faults.append("a script stands in the page; put it in a file")
        faults += [f"<{one['name']} {key}> is a script in an attribute" for key in one["attrs"] if key.startswith("on")]
        for key in ("src", "action"):
            if (one["attrs"].get(key) or "").startswith(("http:", "https:", "//")):
                faults.append(f"<{one['name']} {key}={one['attrs'][key]!r}> is not of this service")
    return faults


def _landmarks(elements: list[dict[str, Any]]) -> list[str]:
    faults = []
    if len(_named(elements, "main")) != 1:
        faults.append("there must be one main")
    if not any(one["attrs"].get("lang") for one in _named(elements, "html")):
        faults.append("the page doesn't say its language")
    navs = [one["attrs"].get("aria-label") or one["attrs"].get("aria-labelledby") for one in _named(elements, "nav")]
    faults += ["a nav has no name" for name in navs if not name]
    faults += [f"two navs are called {name!r}" for name in set(navs) if name and navs.count(name) > 1]
    return faults


class CheckedClient(Client):
    """Django's test client, which looks at every page it is given."""

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming and response.content:
            try:
                check_page(response.content.decode())
            except PageUnsound as fault:
                raise PageUnsound(f"{request['REQUEST_METHOD']} {request['PATH_INFO']}\n{fault}") from None
        return response
