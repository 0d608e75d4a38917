"""The small parts of a page, in GOV.UK and MoJ markup. Always loaded; words are escaped unless marked safe.

{% tag "On roll" "green" %}                            a status; colours of the design system, "" for its blue
{% badge "Child protection" "red" %}                   a flag that changes how a child is handled
{% rank 1 %}                                           place in a ranked list
{% tile 31 "children nobody has placed" href hint="4 more than yesterday" %}     a count that opens its list
{% term "section 19" %}                                a word of the field, explained on hover and at the page's foot
{% term "section 19" "the section 19 duty" %}          the same under other words
{% warning %}Words.{% endwarning %}                    beware
{% inset %}…{% endinset %}   {% details "How?" %}…{% enddetails %}
{% notification_banner "Saved." kind="success" %}      base.html draws Django's messages with it
{% next_action "Ask the health visitor team" note="asked 12 days ago, no answer" href=address %}   first thing on a page
{% sub_navigation ways label="This child" %}           ways: objects or dicts with words, href, current, and count or ""
{% back_link href "Back to the list" %}
{% button_link href "Open a case" kind="secondary" %}
{% download href "Download this list" kind="CSV" rows=312 %}
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from onroll.web.glossary import Term, find

register = template.Library()

COLOURS = frozenset({"", "grey", "green", "teal", "blue", "purple", "magenta", "red", "orange", "yellow"})


class NoSuchColour(ValueError):
    """The design system has no tag of this colour."""


def _coloured(base: str, colour: str) -> str:
    if colour not in COLOURS:
        raise NoSuchColour(f"{colour!r} is not a tag's colour: {', '.join(sorted(COLOURS - {''}))}")
    return f"{base} {base}--{colour}" if colour else base


@register.simple_tag
def tag(words: str, colour: str = "") -> SafeString:
    """A status in words on a ground; the colour adds nothing that the words don't say."""
    return format_html('<strong class="{}">{}</strong>', _coloured("govuk-tag", colour), words)


@register.simple_tag
def badge(words: str, colour: str = "") -> SafeString:
    """A mark that changes how the child is handled, in capitals and framed."""
    return format_html('<span class="{}">{}</span>', _coloured("moj-badge", colour), words)


@register.simple_tag
def rank(place: int) -> SafeString:
    """The place in a ranked list; screen readers hear "number 3"."""
    return format_html('<span class="onroll-rank"><span class="govuk-visually-hidden">number </span>{}</span>', place)


@register.inclusion_tag("components/tile.html")
def tile(count: int, words: str, href: str = "", hint: str = "", urgent: bool = False) -> dict[str, Any]:
    """A count that opens what it counts; `urgent` adds a thick edge and the word "Urgent"."""
    return {"count": count, "words": words, "href": href, "hint": hint, "urgent": urgent}


@register.simple_tag(takes_context=True)
def term(context: template.Context, word: str, words: str = "") -> SafeString | str:
    """A glossary word with its meaning; a word that isn't in GLOSSARY.md raises, so that none stays unexplained."""
    found = find(word)
    _used(context)[found.slug] = found
    return format_html(
        '<a class="onroll-term" href="#word-{}" title="{}">{}</a>', found.slug, found.meaning, words or word
    )


@register.inclusion_tag("components/words.html", takes_context=True)
def words_on_this_page(context: template.Context) -> dict[str, Any]:
    """What `{% term %}` explained on this page, once each; base.html draws it in the footer."""
    return {"terms": sorted(_used(context).values(), key=lambda one: one.word.lower())}


def _used(context: template.Context) -> dict[str, Term]:
    request = context.get("request")
    if request is None:
        return {}
    if not hasattr(request, "words_used"):
        request.words_used = {}
    return request.words_used


@register.simple_block_tag
def warning(content: str) -> SafeString:
    """GOV.UK warning text: what happens if this is overlooked."""
    return format_html(
        '<div class="govuk-warning-text"><span class="govuk-warning-text__icon" aria-hidden="true">!</span>'
        '<strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">Warning</span> {}</strong></div>',
        content,
    )


@register.simple_block_tag
def inset(content: str) -> SafeString:
    """A passage set apart."""
    return format_html('<div class="govuk-inset-text">{}</div>', content)


@register.simple_block_tag
def details(content: str, summary: str, open: bool = False) -> SafeString:
    """More, for who wants it; open already where `open`."""
    return format_html(
        '<details class="govuk-details"{}><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary><div class="govuk-details__text">{}</div></details>',
        SafeString(" open") if open else "", summary, content,
    )  # fmt: skip


@register.inclusion_tag("components/notification_banner.html")
def notification_banner(words: Any, kind: str = "", number: int = 1) -> dict[str, Any]:
    """What just happened: `kind` "success" (read out at once), "warning" or ""; `number` keeps ids apart."""
    titles = {"success": "Done", "warning": "Please check", "error": "There is a problem"}
    return {"words": words, "success": kind == "success", "title": titles.get(kind, "Important"), "number": number}


@register.inclusion_tag("components/next_action.html")
def next_action(words: str, note: str = "", href: str = "") -> dict[str, Any]:
    """The next thing to do, in words, first on the page."""
    return {"words": words, "note": note, "href": href}


@register.inclusion_tag("components/sub_navigation.html")
def sub_navigation(ways: Iterable[Any], label: str) -> dict[str, Any]:
    """The pages of one thing (a child's overview, chronology, record), as tabs that are links."""
    return {"ways": ways, "label": label}


@register.simple_tag
def back_link(href: str, words: str = "Back") -> SafeString:
    """Stands in `{% block before %}`, above the main part."""
    return format_html('<nav aria-label="Back"><a href="{}" class="govuk-back-link">{}</a></nav>', href, words)


@register.simple_tag
def button_link(href: str, words: str, kind: str = "") -> SafeString:
    """A link that begins something; `kind` "secondary" or "warning". A change is a form's button, never this."""
    classes = f"govuk-button govuk-button--{kind}" if kind else "govuk-button"
    return format_html(
        '<a href="{}" role="button" draggable="false" class="{}" data-module="govuk-button">{}</a>',
        href,
        classes,
        words,
    )


@register.simple_tag
def download(href: str, words: str, kind: str = "CSV", rows: int | None = None) -> SafeString:
    """A file to take away: says its kind, and its length where known."""
    length = "" if rows is None else f", {rows:,} row" if rows == 1 else f", {rows:,} rows"
    return format_html(
        '<a href="{}" class="govuk-link onroll-download" download>{} ({}{})</a>', href, words, kind, length
    )
