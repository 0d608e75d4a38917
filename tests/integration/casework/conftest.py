"""What does a test of casework begin with? A child of the record, people with roles, and a case in any stage.

case = a_case(stage="enquiring")
record_contact(case=case, kind="visit", …, **who(officer))
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from onroll.accounts.actions import add_person
from onroll.accounts.models import User
from onroll.audit.actor import SYSTEM
from onroll.casework.actions.opening import open_case
from onroll.casework.models import Case
from onroll.children.models import Child, ChildSummary
from page_checks import CheckedClient

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def a_child(db: None) -> Callable[..., Child]:
    """Makes a child with a summary, as if extracts had named it."""
    count = 0

    def make(**given: object) -> Child:
        nonlocal count
        count += 1
        child = Child.objects.create(created_at=NOW)
        about = {
            "surname": "Example",
            "forename": f"Ola{count}",
            "date_of_birth": date(2015, 3, 2),
            "records": 1,
        } | given
        ChildSummary.objects.create(child=child, **about)
        return child

    return make


@pytest.fixture
def somebody(db: None) -> Callable[..., User]:
    """Makes a person with these roles."""
    count = 0

    def make(*roles: str) -> User:
        nonlocal count
        count += 1
        return add_person(
            email=f"person{count}@onroll.example", name=f"Person Number {count}", roles=roles, by=SYSTEM, at=NOW, password="three words apart"
        )  # fmt: skip

    return make


@pytest.fixture
def officer(somebody: Callable[..., User]) -> User:
    """A tracking officer: works and closes cases."""
    return somebody("tracking_officer")


@pytest.fixture
def manager(somebody: Callable[..., User]) -> User:
    """A pathway manager: triages, approves, supervises."""
    return somebody("pathway_manager")


@pytest.fixture
def a_case(a_child: Callable[..., Child]) -> Callable[..., Case]:
    """Opens a case of a new child (or of `child`) and puts it into a stage."""

    def make(*, stage: str = "enquiring", child: Child | None = None, on: date = DAY, **given: object) -> Case:
        opened = open_case(child=(child or a_child()).pk, pathway_id="missing_education", on=on, at=NOW, by=SYSTEM)
        if stage != opened.stage or given:
            closed = {"closed_on": on, "outcome": "on_roll"} if stage == "closed" else {}
            Case.objects.filter(pk=opened.pk).update(stage=stage, **closed, **given)
            opened.refresh_from_db()
        return opened

    return make


@pytest.fixture
def who() -> Callable[..., dict]:
    """Who does it and when, as every action takes it."""

    def made(person: User, on: date = DAY) -> dict:
        return {"on": on, "at": NOW, "by": person.as_actor("test"), "person": person}

    return made


@pytest.fixture
def client_of() -> Callable[[User], CheckedClient]:
    """A client signed in as this person; every page it opens is checked."""

    def sign_in(person: User) -> CheckedClient:
        client = CheckedClient()
        client.person = person
        client.force_login(person)
        return client

    return sign_in
