"""Invented casework, straight into the tables by COPY: open and closed cases with events, tasks, enquiries and contacts.

For `casework.py` and `officers.py`. Needs children in the database (`search.py` fills them); refuses one that holds records.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from django.db import connection

from onroll.accounts.models import Team, User
from onroll.casework.models import Case, Referral
from onroll.intake.models import Record
from onroll.rules.rulebook.book import rule_book

PASSWORD = "seventeen green bicycles"
OFFICERS, TEAMS = 60, 6
BUSY, BUSY_CASES = "officer0@onroll.example", 300
STAGES = ("enquiring",) * 12 + ("placing",) * 4 + ("escalated", "watching", "triage", "triage")
FLAGS = ("cp", "cin", "cin", "lac", "ehc_plan", "ehc_plan", "youth_justice", "sen_support", "fsm", "missing_episode")
TITLES = (
    "Ring the last school",
    "Visit the address",
    "Write to the parents",
    "Ask admissions for the application",
    "Check the register of addresses",
)
RULES = ("cme-info-share", "referral-triage")


def people(at: datetime) -> list[User]:
    """Six teams of ten officers with a manager each; the first officer is the busy one."""
    from django.contrib.auth.hashers import make_password

    hashed = make_password(PASSWORD)
    teams = [Team.objects.get_or_create(name=f"Tracking {number}")[0] for number in range(1, TEAMS + 1)]
    made = []
    for number in range(OFFICERS + TEAMS):
        manager = number >= OFFICERS
        role = "pathway_manager" if manager else "tracking_officer"
        email = f"{'manager' if manager else 'officer'}{number - OFFICERS if manager else number}@onroll.example"
        given = {
            "name": f"Invented Officer {number}",
            "team": teams[number % TEAMS],
            "roles": [role],
            "password": hashed,
            "added_at": at,
        }
        made.append(User.objects.get_or_create(email=email, defaults=given)[0])
    return made


def fill(*, cases: int, closed: int, on: date) -> None:
    """So many open and closed cases, deterministic; does nothing where they stand already."""
    if Record.objects.exists():
        sys.exit("This database holds records: invented cases go into a database of their own only.")
    if Case.objects.exists():
        return
    at = datetime(on.year, on.month, on.day, 8, tzinfo=UTC)
    officers = people(at)[:OFFICERS]
    _flags(on)
    made = list(_cases(cases, closed, officers, on, at))
    _copy("casework_case", "id, reference, child_id, pathway, stage, stage_since, priority, lead_id, team_id, other_lead, reason, whereabouts,"
          " opened_on, opened_at, opened_because, last_meaningful_on, child_seen_on, closed_on, outcome, version", made)  # fmt: skip
    _events(made, at)
    _tasks(made, on, at)
    _enquiries(made, on, at)
    _contacts(made, at)
    _referrals(on, at)
    with connection.cursor() as cursor:
        for table in ("case", "event", "task", "enquiry", "enquiryabout", "contact", "referral"):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('casework_{table}', 'id'), (SELECT coalesce(max(id), 1) FROM casework_{table}))"
            )
        cursor.execute("UPDATE children_child SET has_cases = true WHERE id IN (SELECT child_id FROM casework_case)")
        cursor.execute("VACUUM ANALYZE")


def _flags(on: date) -> None:
    """Every ninth child gets a mark that changes how it is handled."""
    began = (on - timedelta(days=200)).isoformat()
    rows = [[{"id": flag, "from": began, "to": None, "feed": "social_care"}] for flag in FLAGS]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE children_childsummary SET handling = (%s::jsonb) -> ((child_id / 9) %% %s)::int WHERE child_id %% 9 = 0",
            [json.dumps(rows), len(rows)],
        )


def _cases(cases: int, closed: int, officers: list[User], on: date, at: datetime) -> Iterator[tuple[Any, ...]]:
    """The busy officer's first, then everybody else's; the children are the first so many."""
    for pk in range(1, cases + closed + 1):
        dice = Random(pk)
        is_open = pk <= cases
        opened = on - timedelta(days=int(dice.expovariate(1 / 120)) if is_open else dice.randrange(200, 700))
        officer = officers[0] if pk <= BUSY_CASES else officers[1 + pk % (OFFICERS - 1)]
        stage = dice.choice(STAGES) if is_open else "closed"
        stage = "enquiring" if pk <= BUSY_CASES and stage == "triage" else stage
        moved = min(on, opened + timedelta(days=int((on - opened).days * dice.random() ** 0.3)))
        seen = moved if dice.random() < 0.4 else None
        lead = None if stage == "triage" else officer.pk
        ended = (min(on, opened + timedelta(days=150)), "in_school") if not is_open else (None, "")
        yield (
            pk, f"CME-{opened.year}-{pk:05d}", pk, "missing_education", stage, opened, dice.choice((1,) + (2,) * 4 + (3,) * 25), lead,
            officer.team_id, "Youth justice" if stage == "watching" else "", dice.choice(("", "Other")),
            dice.choice(("", "known_here", "believed_moved", "unknown")), opened, at, "Nobody knows where this invented child is.",
            moved, seen, *ended, 1,
        )  # fmt: skip


def _events(made: list[tuple[Any, ...]], at: datetime) -> None:
    def rows() -> Iterator[tuple[Any, ...]]:
        number = 0
        for case in made:
            dice, opened = Random(-case[0]), case[12]
            for step, kind in enumerate(
                ("opened", "triaged", *dice.choices(("note", "contact", "visit", "enquiry", "answer", "task"), k=10))
            ):
                number += 1
                day = min(opened + timedelta(days=step * 5), case[15])
                yield (
                    number,
                    case[0],
                    kind,
                    day,
                    at,
                    "1",
                    "Invented Officer",
                    f"Something happened: {kind}",
                    "A few words about it. " * 4,
                    "{}",
                )

    _copy(
        "casework_event",
        "id, case_id, kind, happened_on, recorded_at, by_id_text, by_name, words, text, detail",
        rows(),
    )


def _tasks(made: list[tuple[Any, ...]], on: date, at: datetime) -> None:
    def rows() -> Iterator[tuple[Any, ...]]:
        number = 0
        for case in made:
            dice = Random(case[0] + 1_000_000)
            for _ in range(dice.choice((1, 2, 2, 3, 4))):
                number += 1
                by_clock = dice.random() < 0.4
                day = on + timedelta(days=dice.randrange(-12, 40))
                done = case[17] or (on if dice.random() < 0.4 else None)
                yield (
                    number, case[0], "", dice.choice(TITLES), "So that we know where the child is.", dice.choice(RULES) if by_clock else "",
                    day - timedelta(days=6) if by_clock else None, "", None if by_clock else day, case[7], at, "Invented Officer", done, "", "",
                )  # fmt: skip

    _copy("casework_task", "id, case_id, key, title, why, rule, counted_from, place, due_on, assigned_to_id, created_at, created_by, done_on,"
          " done_by, waived_because", rows())  # fmt: skip


def _enquiries(made: list[tuple[Any, ...]], on: date, at: datetime) -> None:
    agencies = list(rule_book().enquiries.values())

    def asked() -> Iterator[tuple[int, tuple[Any, ...], Any, date, date | None]]:
        number = 0
        for case in made:
            dice = Random(case[0] + 2_000_000)
            for agency in dice.sample(agencies, 4):
                number += 1
                day = case[12] + timedelta(days=dice.randrange(0, max((on - case[12]).days, 1)))
                yield (
                    number,
                    case,
                    agency,
                    day,
                    (min(on, day + timedelta(days=6)) if case[17] or dice.random() < 0.6 else None),
                )

    _copy("casework_enquiry", "id, agency, agency_words, aim, aimed_at, question, direction, authority, contact, surname, forename, asked_on,"
          " asked_at, asked_by, answered_on, answer, chases, withdrawn_because",
          ((n, agency.id, agency.name, "child", "", "Do you know where the child is?", "out", "", "", "", "", day, at, "Invented Officer",
            answered, "nil" if answered else "", 0, "") for n, _, agency, day, answered in asked()))  # fmt: skip
    _copy("casework_enquiryabout", "id, enquiry_id, case_id", ((n, n, case[0]) for n, case, *_ in asked()))


def _contacts(made: list[tuple[Any, ...]], at: datetime) -> None:
    _copy("casework_contact", "id, case_id, kind, state, happened_on, with_whom, child_seen, seen_by, \"where\", note, recorded_at, recorded_by",
          ((2 * case[0] + half, case[0], "visit" if half else "call", "done", case[15], "", bool(half and case[16]), "", "", "Nobody in.", at,
            "Invented Officer") for case in made for half in (0, 1)))  # fmt: skip


def _referrals(on: date, at: datetime) -> None:
    rows = (
        (
            f"REF-{on.year}-{n:05d}",
            "internal",
            "missing_education",
            on - timedelta(days=n % 5),
            at,
            "new",
            "Invented",
            f"Child{n}",
        )
        for n in range(1, 61)
    )
    empty = ("known_as", "age_said", "sex", "upn", "address", "postcode", "school", "adults", "concern", "last_seen", "safeguarding_words",
             "safe_contact", "referrer_name", "referrer_role", "referrer_organisation", "referrer_email", "referrer_phone", "raised_by",
             "settled_by", "settled_because")  # fmt: skip
    for reference, route, pathway, received, moment, state, surname, forename in rows:
        Referral.objects.get_or_create(
            reference=reference,
            defaults={"route": route, "pathway": pathway, "received_on": received, "received_at": moment, "state": state, "surname": surname,
                      "forename": forename, **dict.fromkeys(empty, "")},
        )  # fmt: skip


def _copy(table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
