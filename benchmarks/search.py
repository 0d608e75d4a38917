"""How quickly does the search box answer on 300,000 children, and does it find the child who was meant?

    createdb onroll_search; export DATABASE_URL=postgresql:///onroll_search DJANGO_SETTINGS_MODULE=onroll.config.settings
    python -m django migrate && python benchmarks/search.py [CHILDREN]

Fills an empty database with invented children (the simulator's names), then asks 200 questions of each kind, each about a child
who is there. Prints one JSON document: milliseconds at p50 and p95, and the share of questions whose child is on the first
page of results. Refuses a database that holds records, so that it can't be run on a real one.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from onroll.children.models import Child, ChildSummary, SearchName, StatusSpell  # noqa: E402
from onroll.children.selectors import lists  # noqa: E402
from onroll.children.selectors.search import search  # noqa: E402
from onroll.intake.models import Record  # noqa: E402
from onroll.people.identifiers import make_upn  # noqa: E402
from onroll.people.names import fold  # noqa: E402
from onroll.simulator import names  # noqa: E402
from onroll.simulator.chance import Dice  # noqa: E402

CHILDREN = 300_000
QUESTIONS = 200
TODAY = date(2026, 11, 1)
STATUSES = ("in_school",) * 90 + ("home_educated",) * 4 + ("unexplained",) * 2 + ("not_resident",) * 3 + ("cme_known",)


def fill(children: int) -> None:
    """Invented children with one to three searchable names and three spells each."""
    if Record.objects.exists():
        sys.exit("This database holds records: the search benchmark only fills an empty one.")
    if Child.objects.count() >= children:
        return
    people = list(_people(children))
    now = timezone.now()
    _copy("children_child", "id, created_at", ((pk, now) for pk, *_ in people))
    _copy("children_childsummary", "child_id, surname, forename, known_as, sort_key, date_of_birth, sex, upn, nhs_number, uln, address, postcode,"
          " household, address_hidden, safe_contact, handling, numbers, records, feeds",
          ((pk, surname, forename, "", f"{fold(surname)} {fold(forename)}", born, sex, upn, nhs, "", f"{pk % 200 + 1} Mill Lane", postcode,
            f"{pk % 200 + 1} mill lane|{postcode}", pk % 400 == 0, "", "[]", json.dumps([upn, nhs]), 3, "[]")
           for pk, surname, forename, _, born, sex, upn, nhs, postcode in people))  # fmt: skip
    _copy("children_searchname", "child_id, key",
          ((pk, fold(f"{name} {surname}")) for pk, surname, forename, known, *_ in people for name in {forename, known or forename}))  # fmt: skip
    _copy("children_statusspell", "child_id, status, started_on, ended_on, since, because, residence, whereabouts, responsible, rule, flags,"
          " place, feed, facts", _spells(people))  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _people(children: int) -> Iterator[tuple]:
    origins = names.origins()
    for pk in range(1, children + 1):
        dice, plain = Dice(7, pk), Random(pk)
        origin = origins.draw(dice)
        born = date(2005, 9, 1) + timedelta(days=plain.randrange(6_000))
        sex = plain.choice("FM")
        named = names.given(dice, origin, sex, born.year, set())
        upn = make_upn(
            plain.choice(("941", "928", "204")), plain.randrange(2000, 2400), plain.randrange(10, 26), pk % 1000
        )
        nhs = f"999{pk:07d}"  # ten digits of a range never issued; the search takes them as they come
        postcode = (
            f"NN{plain.randrange(1, 15)} {plain.randrange(10)}{plain.choice('ABDEFGH')}{plain.choice('ABDEFGHJLN')}"
        )
        yield pk, names.surname(dice, origin), named.forename, named.preferred, born, sex, upn, nhs, postcode


def _spells(people: list[tuple]) -> Iterator[tuple]:
    for pk, _, _, _, born, *_ in people:
        plain = Random(-pk)
        starts = (born + timedelta(days=5 * 365), born + timedelta(days=9 * 365))
        schools = [str(140_000 + plain.randrange(180)) for _ in range(2)]
        rest = ("Because.", "in_area", "reported", "us", "on-roll", "[]")
        yield (pk, "under_school_age", None, starts[0] - timedelta(days=1), None, *rest, "", "health", "[]")
        yield (pk, "in_school", starts[0], starts[1] - timedelta(days=1), starts[0], *rest, schools[0], "roll", "[]")
        yield (pk, plain.choice(STATUSES), starts[1], None, starts[1], *rest, schools[1], "roll", "[]")


def _copy(table: str, columns: str, rows: Iterator[tuple]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def questions(dice: Random) -> dict[str, Callable[[ChildSummary], str]]:
    """One way of asking a kind: from the child meant, the words in the box."""
    return {
        "full name": lambda c: f"{c.forename} {c.surname}",
        "surname": lambda c: c.surname,
        "forename": lambda c: c.forename,
        "part of a name": lambda c: f"{c.forename[:3]} {c.surname[: max(4, len(c.surname) // 2)]}",
        "misspelt name": lambda c: misspelt(f"{c.forename} {c.surname}", dice),
        "misspelt surname": lambda c: misspelt(c.surname, dice),
        "name and date of birth": lambda c: f"{c.forename} {c.surname} {c.date_of_birth:%d/%m/%Y}",
        "date of birth": lambda c: f"{c.date_of_birth:%d/%m/%Y}",
        "UPN": lambda c: c.upn,
        "NHS number": lambda c: c.nhs_number,
        "postcode": lambda c: c.postcode,
        "nobody": lambda c: misspelt("Qzxwv Brnkt", dice),
    }


def misspelt(name: str, dice: Random) -> str:
    """One letter dropped, doubled or exchanged with its neighbour, not the first."""
    at = dice.randrange(1, max(len(name) - 1, 2))
    return dice.choice(
        (
            name[:at] + name[at + 1 :],
            name[:at] + name[at] + name[at:],
            name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
        )
    )


def measure(children: int) -> dict[str, object]:
    """Milliseconds and the share found, for every kind of question; then the lists."""
    dice = Random(1)
    picked = ChildSummary.objects.in_bulk([dice.randrange(1, children + 1) for _ in range(QUESTIONS)])
    answer: dict[str, object] = {
        "children": children,
        "names": SearchName.objects.count(),
        "spells": StatusSpell.objects.count(),
    }
    for kind, ask in questions(dice).items():
        spent, found = [], 0
        for child in picked.values():
            words = ask(child)
            begun = time.perf_counter()
            results = search(words)
            spent.append((time.perf_counter() - begun) * 1000)
            found += any(match.summary.pk == child.pk for match in results)
        answer[kind] = {**_spent(spent), "found": round(found / len(picked), 3)}
    asked = {
        "all": lists.Asked(TODAY), "home educated": lists.Asked(TODAY, statuses=("home_educated",)),
        "one school": lists.Asked(TODAY, schools=("140007",)), "a name": lists.Asked(TODAY, name="smith"),
    }  # fmt: skip
    for name, one in asked.items():
        for order in ("name", "-since"):
            answer[f"list {name} by {order}"] = _spent(
                [_timed(lambda one=one, order=order: lists.listed(one, order=order)) for _ in range(7)]
            )
        answer[f"cube {name}"] = _spent([_timed(lambda one=one: lists.cube(one)) for _ in range(3)])
        cells = lists.cube(one)
        answer[f"counts {name}"] = _spent(
            [_timed(lambda one=one, cells=cells: lists.facets(cells, one)) for _ in range(3)]
        ) | {"cells": len(cells)}
    return answer


def _timed(what: Callable[[], object]) -> float:
    begun = time.perf_counter()
    what()
    return (time.perf_counter() - begun) * 1000


def _spent(spent: list[float]) -> dict[str, float]:
    ranked = sorted(spent)
    return {
        "p50_ms": round(statistics.median(ranked), 1),
        "p95_ms": round(ranked[min(int(len(ranked) * 0.95), len(ranked) - 1)], 1),
    }


def main() -> None:
    """Fill, ask, print."""
    children = int(sys.argv[1]) if len(sys.argv) > 1 else CHILDREN
    fill(children)
    print(json.dumps(measure(children), indent=1))


if __name__ == "__main__":
    main()
