"""How is a source record printed and found again? `feed:source_id`, with `@qualifier` only where two would print alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db import connection

_PRINTED = (
    "SELECT id, feed || ':' || source_id || CASE WHEN alike > 1 THEN '@' || qualifier ELSE '' END FROM"
    " (SELECT id, feed, source_id, qualifier, count(*) OVER (PARTITION BY feed, source_id) AS alike FROM intake_record"
    "  WHERE about_a_child{narrowed}) r{wanted}"
)


class UnknownRecord(ValueError):
    """No record prints like that, or several do; the message says which."""


def printed_ids(records: Collection[int]) -> dict[int, str]:
    """How each of these records prints."""
    with connection.cursor() as cursor:
        narrowed = " AND (feed, source_id) IN (SELECT feed, source_id FROM intake_record WHERE id = ANY(%s))"
        cursor.execute(_PRINTED.format(narrowed=narrowed, wanted=" WHERE id = ANY(%s)"), [list(records), list(records)])
        return dict(cursor.fetchall())


def printed_ids_by_child() -> dict[int, list[str]]:
    """Every child's records as printed, in order; one pass over all of them."""
    answer: dict[int, list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.child_id, p.printed FROM children_membership m JOIN (SELECT id, feed || ':' || source_id || CASE WHEN alike > 1 THEN"
            " '@' || qualifier ELSE '' END AS printed FROM (SELECT id, feed, source_id, qualifier, count(*) OVER (PARTITION BY feed, source_id)"
            " AS alike FROM intake_record WHERE about_a_child) r) p ON p.id = m.record_id WHERE m.superseded_at IS NULL ORDER BY 1, 2"
        )
        for child, printed in cursor.fetchall():
            answer[child].append(printed)
    return answer


def record_printed(text: str) -> int:
    """The id of the record that prints like this, with or without its qualifier. Raises `UnknownRecord`."""
    feed, _, rest = text.partition(":")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, qualifier FROM intake_record WHERE feed = %s AND (source_id = %s OR source_id || '@' || qualifier = %s)",
            [feed, rest, rest],
        )
        found = cursor.fetchall()
    if not found:
        raise UnknownRecord(f"No record prints as {text!r}. Write it as feed:source_id, for example roll:A123.")
    if len(found) > 1:
        shown = ", ".join(f"{feed}:{rest}@{qualifier}" for _, qualifier in found[:5])
        raise UnknownRecord(f"{len(found)} records print as {text!r}; say which: {shown}.")
    return found[0][0]
