"""Can the log be written only with its change, and altered by nobody?"""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction

from onroll.audit.actor import SYSTEM, Actor, Subject
from onroll.audit.log import OutsideTransaction, listed, looked, record
from onroll.audit.models import APPEND_ONLY_TABLES, Entry

OFFICER = Actor(id="7", name="Tess Okafor", role="Tracking officer", request_id="r1")


@pytest.fixture
def request_of_officer() -> SimpleNamespace:
    return SimpleNamespace(actor=OFFICER)


@pytest.mark.django_db
def test_a_look_names_who_which_child_what_and_when(request_of_officer: SimpleNamespace) -> None:
    looked(request_of_officer, 12, "overview")
    entry = Entry.objects.get()
    assert (entry.actor_id, entry.actor_role, entry.request_id) == ("7", "Tracking officer", "r1")
    assert (entry.action, entry.subject_kind, entry.subject_id) == ("child.looked", "child", "12")
    assert (entry.children, entry.detail) == ([12], {"what": "overview"})
    assert entry.transaction > 0


@pytest.mark.django_db
def test_a_list_is_one_entry_that_names_every_child_shown(request_of_officer: SimpleNamespace) -> None:
    listed(request_of_officer, "on no roll", [5, 3, 5])
    entry = Entry.objects.get()
    assert (entry.children, entry.detail["shown"], entry.subject_id) == ([3, 5], 2, "on no roll")
    assert list(Entry.objects.filter(children__contains=[3])) == [entry]


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused() -> None:
    with pytest.raises(OutsideTransaction):
        record(actor=SYSTEM, action="load.applied")
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_entry_goes_with_its_change() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(actor=SYSTEM, action="load.applied", subject=Subject("load", "1"))
        raise ZeroDivisionError
    assert not Entry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("action", ["looked", "Child.looked", "child looked", ""])
def test_an_action_has_an_id_of_one_form(action: str) -> None:
    with pytest.raises(ValueError, match="is not an action's id"):
        record(actor=SYSTEM, action=action)


@pytest.fixture
def an_entry() -> Iterator[Entry]:
    yield record(actor=SYSTEM, action="load.applied", subject=Subject("load", "1"))


@pytest.mark.django_db
@pytest.mark.parametrize("statement", [
    "UPDATE audit_entry SET actor_id = 'somebody else'",
    "DELETE FROM audit_entry",
    "TRUNCATE audit_entry",
    "UPDATE audit_seal SET digest = 'x'",
    "DELETE FROM audit_seal",
    "TRUNCATE audit_seal",
])  # fmt: skip
def test_even_the_owner_of_the_tables_is_refused(an_entry: Entry, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="can only be added to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Entry.objects.get().actor_id == "system"


@pytest.mark.django_db
def test_nobody_can_backdate_an_entry(an_entry: Entry) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_entry (happened_at, actor_id, actor_name, actor_role, action, subject_kind, subject_id, children,"
            " reason, detail, request_id, transaction, era)"
            " VALUES ('2001-01-01', 'x', 'x', 'x', 'load.applied', '', '', '{}', '', '{}', '', 1, 9)"
        )
    forged = Entry.objects.get(actor_id="x")
    an_entry.refresh_from_db()
    assert forged.happened_at >= an_entry.happened_at
    assert (forged.transaction, forged.era) == (an_entry.transaction, 0)


def test_the_launcher_is_told_of_both_tables() -> None:
    from onroll.audit.models import Seal

    assert set(APPEND_ONLY_TABLES) == {Entry._meta.db_table, Seal._meta.db_table}
