"""Can a new installation get its first administrator, and can the log be sealed and checked, from the command line?"""

from __future__ import annotations

import time
from argparse import ArgumentParser

import pytest
from django.db import connection
from django.test import Client

from onroll.accounts.models import User
from onroll.audit.models import Entry, Seal
from onroll.commands import audit, people


def run(command, *arguments: str) -> int:
    parser = ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(arguments))


@pytest.mark.django_db
def test_the_first_administrator_gets_in_by_the_printed_link(capsys) -> None:
    assert run(people, "add", "Ada@council.example", "Ada Bell", "--role", "administrator", "--team", "Systems") == 0
    link = capsys.readouterr().out.strip()
    assert Entry.objects.get(action="person.added").actor_role == "command line"
    client = Client()
    client.get(link)
    new = "four other words here"
    client.post("/first-password/", {"password": new, "again": new})
    client.post("/sign-in/", {"email": "ada@council.example", "password": new})
    assert client.get("/administration/people/").status_code == 200


@pytest.mark.django_db
def test_an_address_that_is_taken_is_refused_with_a_sentence(capsys) -> None:
    for expected in (0, 1):
        assert run(people, "add", "ada@council.example", "Ada Bell", "--role", "scrutiny") == expected
    assert "already signs in" in capsys.readouterr().err
    assert User.objects.count() == 1
    run(people, "list")
    assert "ada@council.example,Ada Bell,,scrutiny,open" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_the_log_is_sealed_and_an_alteration_is_told(capsys) -> None:
    run(people, "add", "ada@council.example", "Ada Bell", "--role", "scrutiny")
    capsys.readouterr()
    end = time.monotonic() + 60
    while not Seal.objects.exists() and time.monotonic() < end:  # another test on the same server can hold a seal up
        run(audit, "seal")
        time.sleep(0.1)
    assert Seal.objects.get().digest in capsys.readouterr().out
    assert run(audit, "verify") == 0
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_entry SET actor_name = 'Somebody Else'")
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER")
    assert run(audit, "verify") == 1
    assert "was altered" in capsys.readouterr().err
