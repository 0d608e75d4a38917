"""Which letters can be written on a pathway? Templates as data, checked when they are read; for pages and actions.

A file `letters/<id>.toml` in the pathway's folder says when the letter is used, to whom it goes, and its text. Fields
stand in the text as `{{name}}`: those of `fields.FIELDS` are filled from the case, those under `[asks]` by whoever
writes. What has no value becomes a gap, and no letter with a gap is kept as sent.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from onroll.casework.letters.fields import FIELDS
from onroll.casework.letters.markup import inert

TO = {"family": "To the family", "agency": "To another agency", "school": "To a school", "authority": "To another authority", "referrer": "To whoever referred"}  # fmt: skip
_FIELD = re.compile(r"\{\{\s*(\w*)\s*\}\}")
_KEYS = {"id", "title", "when", "to", "subject", "body", "asks", "order"}


class TemplateWrong(ValueError):
    """A template can't be used; the sentence names the file and what is wrong with it."""


class NoSuchTemplate(LookupError):
    """The pathway has no letter of this id."""


@dataclass(frozen=True, slots=True)
class Template:
    """One letter. `version` is the hash of its file: a kept letter says from which text it was made."""

    id: str
    title: str
    when: str
    to: str
    subject: str
    body: str
    asks: Mapping[str, str]
    order: int
    version: str

    def still_asks(self, values: Mapping[str, str]) -> dict[str, str]:
        """What whoever writes must say, with what it means: the template's own questions, and OnRoll's fields without a value."""
        missing = {name: FIELDS[name] for name in FIELDS if name in self.used and not values.get(name)}
        return {**self.asks, **missing}

    @property
    def used(self) -> set[str]:
        """Every field that stands in the text."""
        return set(_FIELD.findall(self.subject + self.body))

    def filled(self, values: Mapping[str, str]) -> tuple[str, str]:
        """Subject and body with these values; each shows as it stands, and what is missing shows as a gap."""
        return _fill(self.subject, values, self.asks), _fill(self.body, values, self.asks)


def fill(text: str, values: Mapping[str, str], template: Template) -> str:
    """A text that still holds fields, with these values. Raises `TemplateWrong` for a field that nobody knows."""
    check_fields(template.id, text, template.asks)
    return _fill(text, values, template.asks)


def _fill(text: str, values: Mapping[str, str], asks: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        name = found[1]
        given = inert(values.get(name, ""))
        return given or f"[[{asks.get(name) or FIELDS[name]}]]"

    return _FIELD.sub(value, text)


@cache
def templates(pathway: str) -> Mapping[str, Template]:
    """Every letter of a pathway by its id, in the order a case needs them. Raises `TemplateWrong`."""
    folder = files("onroll.casework.pathways") / pathway / "letters"
    found = [read(one) for one in folder.iterdir() if one.name.endswith(".toml")] if folder.is_dir() else []
    return {one.id: one for one in sorted(found, key=lambda one: (one.order, one.id))}


def template_of(pathway: str, template: str) -> Template:
    """One letter of a pathway. Raises `NoSuchTemplate`."""
    found = templates(pathway).get(template)
    if found is None:
        raise NoSuchTemplate(f"There is no letter “{template}” on this pathway.")
    return found


def read(file: Traversable) -> Template:
    """A template from its file. Raises `TemplateWrong` with what to put right."""
    text = file.read_text(encoding="utf-8")
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TemplateWrong(f"{file.name}: this isn't TOML ({error}).") from None
    if unknown := sorted(set(given) - _KEYS):
        raise TemplateWrong(f"{file.name}: {', '.join(unknown)} means nothing in a letter; use {', '.join(sorted(_KEYS))}.")  # fmt: skip
    if missing := sorted(key for key in _KEYS - {"asks", "order"} if not str(given.get(key, "")).strip()):
        raise TemplateWrong(f"{file.name}: {', '.join(missing)} is missing.")
    if given["id"] != file.name.removesuffix(".toml"):
        raise TemplateWrong(f"{file.name}: its id is “{given['id']}”; it must be the file's own name.")
    if given["to"] not in TO:
        raise TemplateWrong(f"{file.name}: “{given['to']}” is nobody a letter goes to; use {', '.join(TO)}.")
    asks = given.get("asks", {})
    used = check_fields(file.name, given["subject"] + given["body"], asks)
    if idle := sorted(set(asks) - used):
        raise TemplateWrong(f"{file.name}: {', '.join(idle)} is asked for and stands nowhere in the text.")
    return Template(
        given["id"], given["title"], given["when"], given["to"], given["subject"].strip(), given["body"].strip(), asks, int(given.get("order", 99)),
        sha256(text.encode()).hexdigest(),
    )  # fmt: skip


def check_fields(name: str, text: str, asks: Mapping[str, str]) -> set[str]:
    """The fields that stand in a text. Raises `TemplateWrong` for one that nobody knows."""
    used = set(_FIELD.findall(text))
    if unknown := sorted(used - FIELDS.keys() - asks.keys()):
        raise TemplateWrong(
            f"{name}: nobody knows the field {', '.join('{{' + one + '}}' for one in unknown)}. Name one of OnRoll's fields, or say under [asks] what it means."
        )
    if twice := sorted(set(asks) & FIELDS.keys()):
        raise TemplateWrong(f"{name}: {', '.join(twice)} is OnRoll's own field and can't be asked for.")
    return used
