"""Is every change to who may sign in recorded, and is what must not happen refused with a sentence?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from onroll.accounts import actions
from onroll.accounts.demonstration import make_demonstration_users
from onroll.accounts.models import Team, User
from onroll.accounts.roles import access
from onroll.audit.actor import SYSTEM
from onroll.audit.models import Entry

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quick_passwords(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def add(email: str = "ada@onroll.example", *roles: str, **given: object) -> User:
    return actions.add_person(
        email=email, name="Ada Bell", roles=roles or ["tracking_officer"], by=SYSTEM, at=AT, **given
    )


def last() -> Entry:
    return Entry.objects.latest("pk")


def test_a_new_person_has_no_password_until_they_set_one() -> None:
    person = add(" Ada@OnRoll.example ", team="  Tracking   team ")
    assert person.email == "ada@onroll.example"
    assert not person.has_usable_password()
    assert person.team.name == "Tracking team"
    assert (last().action, last().subject_id, last().detail) == (
        "person.added",
        str(person.pk),
        {"roles": ["tracking_officer"]},
    )


def test_a_team_is_the_same_whatever_its_case() -> None:
    add(team="Tracking")
    add("b@onroll.example", team="tracking")
    assert Team.objects.count() == 1


def test_an_address_belongs_to_one_person() -> None:
    add()
    with pytest.raises(actions.CannotDo, match="already signs in"):
        add("ADA@onroll.example")


def test_a_role_that_is_not_in_the_access_file_is_refused() -> None:
    with pytest.raises(actions.CannotDo, match="no role called king"):
        add("k@onroll.example", "king")


def test_roles_change_with_a_reason() -> None:
    person = add()
    actions.change_roles(person=person, roles=["data_officer", "tracking_officer"], by=SYSTEM, reason="Covers for Tom")
    assert person.may("load.apply")
    assert last().reason == "Covers for Tom"
    assert last().detail == {"before": ["tracking_officer"], "after": ["tracking_officer", "data_officer"]}


def test_nobody_changes_their_own_roles_or_ends_their_own_access() -> None:
    person = add("a@onroll.example", "administrator")
    add("b@onroll.example", "administrator")
    with pytest.raises(actions.CannotDo, match="your own roles"):
        actions.change_roles(
            person=person, roles=["administrator", "tracking_officer"], by=person.as_actor(), reason="x"
        )
    with pytest.raises(actions.CannotDo, match="your own access"):
        actions.end_access(person=person, by=person.as_actor(), reason="x")


def test_the_last_administrator_stays() -> None:
    person = add("a@onroll.example", "administrator")
    with pytest.raises(actions.CannotDo, match="last person"):
        actions.change_roles(person=person, roles=["scrutiny"], by=SYSTEM, reason="x")
    with pytest.raises(actions.CannotDo, match="last person"):
        actions.end_access(person=person, by=SYSTEM, reason="x")
    with pytest.raises(actions.CannotDo, match="last person"):
        actions.change_details(person=person, email=person.email, name="A", team="", started_on=None,
                               ended_on=date(2026, 12, 1), by=SYSTEM)  # fmt: skip
    add("b@onroll.example", "administrator")
    actions.end_access(person=person, by=SYSTEM, reason="Left")
    assert not User.objects.get(pk=person.pk).is_active


def test_ending_and_reopening_leave_no_old_password() -> None:
    person = add(password="three words apart")
    actions.end_access(person=person, by=SYSTEM, reason="Left")
    actions.reopen_access(person=person, by=SYSTEM, reason="Came back")
    assert person.is_active
    assert not person.has_usable_password()
    assert last().reason == "Came back"


def test_a_change_of_details_says_which_fields_and_not_what_they_hold() -> None:
    person = add()
    actions.change_details(person=person, email="ada.bell@onroll.example", name="Ada Bell", team="", started_on=None,
                           ended_on=None, by=SYSTEM)  # fmt: skip
    assert last().detail == {"fields": ["email"]}
    assert "bell" not in str(last().detail)


@pytest.mark.parametrize("password", ["short", "password12345", "123456789012345", "ada@onroll.example"])
def test_a_bad_password_is_refused_and_nothing_changes(password: str) -> None:
    person = add(password="three words apart")
    with pytest.raises(ValidationError):
        actions.set_password(person=person, password=password, by=person.as_actor())
    assert User.objects.get(pk=person.pk).check_password("three words apart")
    assert last().action == "person.added"


def test_no_entry_ever_holds_a_password() -> None:
    person = add(password="three words apart")
    actions.set_password(person=person, password="four other words here", by=person.as_actor())
    held = str(list(Entry.objects.values()))
    assert "words" not in held


@pytest.mark.parametrize(("first", "last_day", "on", "may"), [
    (None, None, date(2026, 11, 2), True),
    (date(2026, 11, 2), date(2026, 11, 2), date(2026, 11, 2), True),
    (date(2026, 11, 3), None, date(2026, 11, 2), False),
    (None, date(2026, 11, 1), date(2026, 11, 2), False),
])  # fmt: skip
def test_the_first_and_the_last_day_both_count(first: date | None, last_day: date | None, on: date, may: bool) -> None:
    assert User(started_on=first, ended_on=last_day).may_sign_in(on=on) is may


def test_the_demonstration_has_one_person_for_every_role_and_can_be_made_twice() -> None:
    made = make_demonstration_users("three words apart")
    assert [one.role for one in made] == [role.name for role in access().roles.values()]
    again = make_demonstration_users("four other words here")
    assert again == made
    assert User.objects.count() == len(access().roles)
    assert all(one.email.endswith(".example") and one.does for one in made)
    assert User.objects.get(email=made[0].email).check_password("four other words here")
