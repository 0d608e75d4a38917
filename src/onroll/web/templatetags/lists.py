"""Tables, filters, pages and pairs of words and values. Always loaded.

{% table table %}                   a `components.tables.Table`: caption, sorting, scroll region, stack on a phone
{% filters filters %}               a `components.filters.Filters`: GET form, counts, tags that take a filter away
{% pagination page %}               a Django `Page`: "Showing 26 to 50 of 312" and the pages' links, filters kept
{% summary_list %}
  {% row "Date of birth" href=address change="Correct" %}2 November 2016 <span>…</span>{% endrow %}
{% endsummary_list %}
{% form_errors form %}              the error summary, above the h1 (link to each field)
<form method="post" novalidate>{% csrf_token %}{{ form }}…      fields by Django's field groups in GOV.UK markup
"""

from __future__ import annotations

from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.utils.html import format_html
from django.utils.safestring import SafeString

from onroll.web.components.addresses import address_with
from onroll.web.components.filters import Filters
from onroll.web.components.tables import Table

register = template.Library()


@register.inclusion_tag("components/table.html")
def table(table: Table) -> dict[str, Any]:
    """A table with its caption, or the sentence for when it is empty."""
    return {"table": table}


@register.inclusion_tag("components/filters.html")
def filters(filters: Filters) -> dict[str, Any]:
    """The filter panel; works by GET, so that the list's address says what it shows."""
    return {"filters": filters}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page, what: str = "") -> dict[str, Any]:
    """Where in the list this page is, and the ways to the others; `what` names the rows ("children")."""
    request = context["request"]

    def at(number: int) -> str:
        return address_with(request, page=number if number > 1 else None)

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "what": what,
        "previous": at(page.previous_page_number()) if page.has_previous() else "",
        "next": at(page.next_page_number()) if page.has_next() else "",
        "items": [(number, at(number) if isinstance(number, int) else "") for number in numbers],
    }


@register.simple_block_tag
def summary_list(content: str, borders: bool = True) -> SafeString:
    """Pairs of a name and a value; holds `row`s only."""
    classes = "govuk-summary-list" if borders else "govuk-summary-list govuk-summary-list--no-border"
    return format_html('<dl class="{}">{}</dl>', classes, content)


@register.simple_block_tag
def row(content: str, key: str, href: str = "", change: str = "Change") -> SafeString:
    """One pair; with `href` an action at its end, whose link says what it changes. Nothing held is said in words."""
    value = content if content.strip() else SafeString('<span class="onroll-nothing">not held</span>')
    action: str = SafeString("")
    if href:
        action = format_html(
            '<dd class="govuk-summary-list__actions"><a class="govuk-link" href="{}">{}'
            '<span class="govuk-visually-hidden"> {}</span></a></dd>',
            href, change, key.lower(),
        )  # fmt: skip
    classes = "govuk-summary-list__row" if href else "govuk-summary-list__row govuk-summary-list__row--no-actions"
    return format_html(
        '<div class="{}"><dt class="govuk-summary-list__key">{}</dt><dd class="govuk-summary-list__value">{}</dd>{}</div>',
        classes, key, value, action,
    )  # fmt: skip


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: BaseForm | None) -> dict[str, Any]:
    """Every fault of a form at the top of the page, each a link to its field; nothing where there is none."""
    if form is None or not form.is_bound or not form.errors:
        return {"faults": []}
    faults = [(_first_input(form, name), words) for name, found in form.errors.items() for words in found]
    return {"faults": faults}


def _first_input(form: BaseForm, name: str) -> str:
    """Where the link of a fault leads: the field, or the first of its choices; "" for a fault of the whole form."""
    if name == "__all__":
        return ""
    field = form[name]
    return f"#{field.auto_id}_0" if field.use_fieldset else f"#{field.id_for_label or field.auto_id}"
