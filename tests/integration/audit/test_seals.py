"""Does an alteration made below the service show, and does sealing hold nobody up?"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from onroll.audit.actor import SYSTEM, Subject
from onroll.audit.log import record
from onroll.audit.models import Entry, Seal
from onroll.audit.seals import seal, verify

pytestmark = pytest.mark.django_db(transaction=True)


def add(number: int) -> None:
    with transaction.atomic():
        record(actor=SYSTEM, action="load.applied", subject=Subject("load", str(number)), detail={"rows": number})


def below_the_service(statement: str) -> None:
    """What the database's owner can do: lift the triggers, alter, and put them back."""
    with connection.cursor() as cursor:
        for table in ("audit_entry", "audit_seal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        for table in ("audit_entry", "audit_seal"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def sealed(entries: int) -> Seal:
    """Seals until this many are covered: another test's transaction on the same server may hold it up for a moment."""
    end = time.monotonic() + 30
    while sum(Seal.objects.values_list("entries", flat=True)) < entries and time.monotonic() < end:
        if seal() is None:
            time.sleep(0.05)
    assert sum(Seal.objects.values_list("entries", flat=True)) == entries
    return Seal.objects.latest("pk")


@pytest.fixture
def two_seals() -> None:
    for number in (1, 2):
        add(number)
    sealed(2)
    add(3)
    sealed(3)


def test_seals_cover_every_entry_once_and_chain(two_seals: None) -> None:
    seals = list(Seal.objects.order_by("pk"))
    assert len(seals) >= 2
    assert [one.previous for one in seals] == ["", *(one.digest for one in seals[:-1])]
    assert [one.from_transaction for one in seals] == [0, *(one.until_transaction for one in seals[:-1])]
    assert seal() is None
    assert verify() == ()


@pytest.mark.parametrize("statement", [
    "UPDATE audit_entry SET actor_name = 'somebody else' WHERE subject_id = '1'",
    "UPDATE audit_entry SET detail = '{\"rows\": 99}' WHERE subject_id = '3'",
    "UPDATE audit_entry SET happened_at = happened_at - interval '1 day' WHERE subject_id = '2'",
    "DELETE FROM audit_entry WHERE subject_id = '2'",
    "DELETE FROM audit_seal WHERE previous = ''",
    "UPDATE audit_seal SET digest = repeat('0', 64) WHERE previous = ''",
    "INSERT INTO audit_entry (happened_at, actor_id, actor_name, actor_role, action, subject_kind, subject_id, children, reason,"
    " detail, request_id, transaction, era) SELECT happened_at, actor_id, actor_name, actor_role, action, subject_kind, '7',"
    " children, reason, detail, request_id, transaction, era FROM audit_entry WHERE subject_id = '1'",
])  # fmt: skip
def test_what_is_altered_below_the_service_shows(two_seals: None, statement: str) -> None:
    below_the_service(statement)
    assert verify() != ()


def in_another_connection(work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_an_open_transaction_waits_for_no_seal_and_is_sealed_later() -> None:
    written, go_on = threading.Event(), threading.Event()

    def long_load() -> None:
        with transaction.atomic():
            record(actor=SYSTEM, action="load.applied", subject=Subject("load", "long"))
            written.set()
            go_on.wait(20)

    thread = in_another_connection(long_load)
    assert written.wait(20)
    add(1)  # begun after the long one: its number is higher, so it waits with it
    assert seal() is None
    go_on.set()
    thread.join(20)
    sealed(2)
    assert verify() == ()


def test_a_database_moved_to_another_server_goes_on_with_a_new_era(two_seals: None) -> None:
    """A restored copy counts its transactions from its own beginning, far below what is sealed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        now = cursor.fetchone()[0]
    below_the_service(f"UPDATE audit_entry SET transaction = transaction + {now + 10_000}")
    below_the_service("DELETE FROM audit_seal")
    # As the old server would have left it: a seal far ahead of this server's count.
    last = Entry.objects.order_by("-transaction").first().transaction
    below_the_service(
        "INSERT INTO audit_seal (sealed_at, era, from_transaction, until_transaction, entries, previous, digest)"
        f" VALUES (now(), 0, 0, {last + 1}, 3, '', 'old')"
    )
    add(4)
    add(5)
    assert sorted(Entry.objects.filter(subject_id__in=("4", "5")).values_list("era", flat=True)) == [1, 1]
    newest = sealed(3 + 2)
    assert newest.era == 1
    assert Seal.objects.get(previous="old").era == 1
    assert seal() is None
