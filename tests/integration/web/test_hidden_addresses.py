"""Is a hidden address opened only by who may, with a reason that is kept, and for a while only?"""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.utils import timezone

from onroll.accounts import actions
from onroll.audit.actor import SYSTEM
from onroll.audit.models import Entry
from onroll.web.hidden_addresses import OPEN_FOR, is_open

pytestmark = pytest.mark.django_db
PAGE = "/children/12/hidden-address/"


def opened(client, child: int) -> bool:
    client.person.refresh_from_db()
    return is_open(SimpleNamespace(session=client.session, user=client.person), child)


def test_a_reason_opens_one_childs_address_and_is_kept(as_role) -> None:
    client = as_role("tracking_officer")
    assert not opened(client, 12)
    answer = client.post(PAGE, {"reason": "Visiting today with her social worker", "next": "/my-account/"})
    assert answer["Location"] == "/my-account/"
    assert opened(client, 12)
    assert not opened(client, 13)
    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.children, entry.reason) == (
        "child.address_opened",
        [12],
        "Visiting today with her social worker",
    )


@pytest.mark.parametrize("reason", ["", "   ", "work"])
def test_without_a_reason_it_stays_shut(as_role, reason: str) -> None:
    client = as_role("tracking_officer")
    before = Entry.objects.count()
    assert client.post(PAGE, {"reason": reason}).status_code == 200
    assert not opened(client, 12)
    assert Entry.objects.count() == before


@pytest.mark.parametrize("role", ["pupil_advocate", "data_officer", "administrator", "accountable_senior"])
def test_other_roles_cannot_ask(as_role, role: str) -> None:
    client = as_role(role)
    assert client.post(PAGE, {"reason": "Visiting today with her social worker"}).status_code == 403
    assert not opened(client, 12)


def test_it_shuts_by_itself_and_with_the_role(as_role, monkeypatch) -> None:
    client = as_role("tracking_officer")
    client.post(PAGE, {"reason": "Visiting today with her social worker"})
    later = timezone.now() + OPEN_FOR
    with monkeypatch.context() as patched:
        patched.setattr("onroll.web.hidden_addresses.timezone.now", lambda: later)
        assert not opened(client, 12)
    assert opened(client, 12)
    actions.change_roles(person=client.person, roles=["pupil_advocate"], by=SYSTEM, reason="Moved")
    assert not opened(client, 12)


def test_it_leads_to_no_other_site(as_role) -> None:
    client = as_role("tracking_officer")
    answer = client.post(
        PAGE, {"reason": "Visiting today with her social worker", "next": "https://elsewhere.example/"}
    )
    assert answer["Location"] == "/"
