"""Is this child known to us? One box that takes a name (part of it, or misspelt), a date of birth, a number or a postcode.

Everything given counts: a child who matches more of it stands higher. Two children are told apart by what is shown of each,
and every result says why it is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection, transaction

from onroll.children.models import ChildSummary
from onroll.children.selectors.protection import protected
from onroll.people.names import fold
from onroll.people.postcodes import normalise_postcode

MOST = 50
CANDIDATES = 200
NEARER = 0.6  # the same where some hold every word already: only slips that are all but the name
MOST_WORDS = 4  # of a name, for trying all but one of them
FEW = 10  # names that hold every word: with fewer, misspelt ones are looked for too
LIKENESS = 0.5  # trigram word similarity; of names with one slip .97 are found, at .55 .93, at .45 no more (benchmarks/search.py)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"\b([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})\b")
_DAY_FIRST = re.compile(r"\b([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4}|[0-9]{2})\b")
_IN_WORDS = re.compile(rf"\b([0-9]{{1,2}})(?:st|nd|rd|th)? ({'|'.join(_MONTHS)})[a-z]* ([0-9]{{4}})\b", re.IGNORECASE)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}\b", re.IGNORECASE)
_NUMBER = re.compile(r"\b(?:[A-Z][0-9]{11}[0-9A-Z]|[0-9]{3}[ -][0-9]{3}[ -][0-9]{4}|[0-9]{10})\b", re.IGNORECASE)
_CHILD = re.compile(r"\bchild (?:number )?([0-9]{1,9})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the words in the box were taken for."""

    name: str = ""
    birth: date | None = None
    numbers: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()
    child: int | None = None

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to look for (a single letter is nothing)."""
        return len(self.name) < 2 and not self.values

    @property
    def values(self) -> bool:
        """Whether anything but a name is asked for."""
        return bool(self.birth or self.numbers or self.postcodes or self.child)

    @property
    def taken(self) -> list[str]:
        """What each part was taken for, in words, so that a slip is seen before "nobody" is believed."""
        said = [f"the name “{self.name}”"] if len(self.name) >= 2 else []
        said += [f"born on {self.birth.day} {self.birth:%B %Y}"] if self.birth else []
        return (
            said
            + [f"the number {number}" for number in self.numbers]
            + [f"the postcode {one}" for one in self.postcodes]
        )


@dataclass(slots=True)
class Match:
    """One child found, why, and how well."""

    summary: ChildSummary
    why: list[str] = field(default_factory=list)
    score: float = 0.0


def understand(words: str) -> Asked:
    """Take dates, numbers and postcodes out of the words; what is left is a name."""
    text = " ".join(words.replace("\x00", " ").split())[:200]
    found = _CHILD.search(text)
    child = int(found.group(1)) if found else None
    text = _CHILD.sub(" ", text)
    birth, text = _birth(text)
    numbers = tuple(re.sub(r"[ -]", "", number).upper() for number in _NUMBER.findall(text))
    text = _NUMBER.sub(" ", text)
    postcodes = tuple(filter(None, (normalise_postcode(one) for one in _POSTCODE.findall(text))))
    return Asked(fold(_POSTCODE.sub(" ", text)), birth, numbers, postcodes, child)


def _birth(text: str) -> tuple[date | None, str]:
    """The first date in the words, the day before the month, and the words without it. Two figures of a year are of this century."""
    for pattern, (year, month, day) in ((_ISO, (0, 1, 2)), (_DAY_FIRST, (2, 1, 0)), (_IN_WORDS, (2, 1, 0))):
        found = pattern.search(text)
        if found:
            parts = found.groups()
            number = _MONTHS.index(parts[month].lower()) + 1 if pattern is _IN_WORDS else int(parts[month])
            birth = _date(int(parts[year]) + (2000 if len(parts[year]) == 2 else 0), number, int(parts[day]))
            if birth:
                return birth, text.replace(found.group(), " ", 1)
    return None, text


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def search(words: str, *, most: int = MOST) -> list[Match]:
    """The children who match best, best first. A handful of queries however many children there are."""
    asked = understand(words)
    if asked.nothing:
        return []
    by_values = set(_by_values(asked)) if asked.values else set()
    likeness = _by_name(asked, by_values, most) if len(asked.name) >= 2 else {}
    summaries = {one.pk: one for one in ChildSummary.objects.filter(child__in=by_values | likeness.keys())}
    secret = protected(summaries) if asked.postcodes else set()
    matches = [_match(summary, asked, likeness.get(pk, 0.0), pk in secret) for pk, summary in summaries.items()]
    matches.sort(key=lambda match: (-match.score, match.summary.sort_key, match.summary.pk))
    return matches[:most]


def _by_values(asked: Asked) -> Iterable[int]:
    with connection.cursor() as cursor:
        parts, arguments = [], []
        if asked.child:
            parts.append("(SELECT coalesce(merged_into_id, id) AS child_id FROM children_child WHERE id = %s LIMIT %s)")
            arguments += [asked.child, 1]
        for number in asked.numbers:
            parts.append("(SELECT child_id FROM children_childsummary WHERE numbers @> to_jsonb(%s::text) LIMIT %s)")
            arguments += [number, CANDIDATES]
        if asked.birth:
            parts.append("(SELECT child_id FROM children_childsummary WHERE date_of_birth = %s LIMIT %s)")
            arguments += [asked.birth, CANDIDATES]
        for postcode in asked.postcodes:
            # A postcode never finds a protected child: the answer alone would say where the child lives (Q10).
            parts.append(
                "(SELECT c.child_id FROM children_childsummary c WHERE c.postcode = %s AND NOT c.address_hidden AND NOT EXISTS (SELECT 1 FROM"
                " children_childsummary h WHERE h.household = c.household AND c.household <> '' AND h.address_hidden) LIMIT %s)"
            )
            arguments += [postcode, CANDIDATES]
        cursor.execute(" UNION ".join(parts), arguments)
        return [child for (child,) in cursor.fetchall()]


_CONTAINS = """
    SELECT child_id, 1 + similarity(key, %(name)s) FROM
        (SELECT child_id, key FROM children_searchname WHERE {contains} ORDER BY length(key), key LIMIT %(most)s) nearest
"""
_BUT_ONE = """
    SELECT child_id, word_similarity(%(word)s, key) / 2 FROM children_searchname WHERE {others} AND word_similarity(%(word)s, key) >= %(least)s
    ORDER BY 2 DESC, length(key), key LIMIT %(most)s
"""
_ALIKE = """
    SELECT child_id, word_similarity(%(name)s, key) FROM children_searchname WHERE %(name)s <%% key {narrowed}
    ORDER BY 2 DESC, length(key), key LIMIT %(most)s
"""


def _by_name(asked: Asked, by_values: set[int], most: int) -> dict[int, float]:
    """Children with a name like this and how like it is: over 1 where every word stands in the name, below 1 where misspelt.

    Misspelt names are looked for among those who match otherwise first, and among everybody only where few were found: half
    of all time goes there.
    """
    words = [word for word in asked.name.split() if len(word) >= 3] or [asked.name]
    arguments: dict[str, Any] = {f"word{at}": f"%{_escaped(word)}%" for at, word in enumerate(words)}
    arguments |= {"name": asked.name, "most": most * 2, "children": list(by_values)}
    contains = " AND ".join(f"key LIKE %({word})s" for word in arguments if word.startswith("word"))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CONTAINS.format(contains=contains), arguments)
        found = _best(cursor.fetchall())
        if by_values:
            _threshold(cursor, LIKENESS)
            cursor.execute(_ALIKE.format(narrowed="AND child_id = ANY(%(children)s)"), arguments)
            found = _best(cursor.fetchall()) | found
        if len(found) < FEW and not by_values & found.keys():
            _threshold(cursor, NEARER if found else LIKENESS)
            cursor.execute(_ALIKE.format(narrowed=""), arguments)
            found = _best(cursor.fetchall()) | found
        if not found and 1 < len(words) <= MOST_WORDS:
            found = _best(_all_but_one(cursor, words, arguments))
    return found


def _all_but_one(cursor: Any, words: list[str], arguments: dict[str, Any]) -> list[tuple[int, float]]:
    """Names that hold every word but one, and something like that one: "siobahn nwosu" for Siobhan O'Connor-Nwosu."""
    found: list[tuple[int, float]] = []
    for at, word in enumerate(words):
        others = " AND ".join(f"key LIKE %(word{other})s" for other in range(len(words)) if other != at)
        cursor.execute(_BUT_ONE.format(others=others), arguments | {"word": word, "least": LIKENESS / 2})
        found += cursor.fetchall()
    return found


def _threshold(cursor: Any, likeness: float) -> None:
    cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(likeness)])


def _best(rows: Iterable[tuple[int, float]]) -> dict[int, float]:
    answer: dict[int, float] = {}
    for child, likeness in rows:
        answer[child] = max(likeness, answer.get(child, 0.0))
    return answer


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _match(summary: ChildSummary, asked: Asked, likeness: float, secret: bool) -> Match:
    match = Match(summary)
    if asked.child == summary.pk:
        match.why.append("this child's number")
        match.score += 6
    for number in asked.numbers:
        if number in summary.numbers:
            match.why.append(
                "this number"
                if number in (summary.upn, summary.nhs_number, summary.uln)
                else "a number given earlier or elsewhere"
            )
            match.score += 5
    if asked.birth and summary.date_of_birth == asked.birth:
        match.why.append("born on this day")
        match.score += 3
    if not secret and summary.postcode in asked.postcodes:
        match.why.append("at this postcode")
        match.score += 2
    if likeness >= 1:
        match.why.append("this name")
    elif likeness:
        match.why.append("a name like this")
    match.score += likeness
    return match
