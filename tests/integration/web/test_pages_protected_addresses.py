"""Does any page or export give a protected address away? Every one that could is walked for a child in hiding (Q10)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from onroll.children.models import LinkPair
from onroll.intake.models import Load, Record, RowSetAside
from page_children import DAY, GIVES_AWAY, load_children, number_of

pytestmark = pytest.mark.django_db
ROLES = ("tracking_officer", "pathway_manager", "data_officer")


@pytest.fixture
def client(as_role, tmp_path):
    load_children(tmp_path)
    records = {record.source_id: record.pk for record in Record.objects.filter(about_a_child=True)}
    LinkPair.objects.create(
        a_id=records["HMAYA"], b_id=records["R1"], outcome="review", probability=0.7, rule="test",
        words=["same name", "same postcode district: NN11 9ZZ / NN1 5BD", "different addresses: NN11 9ZZ / NN1 5BD"],
    )  # fmt: skip
    return as_role(*ROLES)


def walk() -> list[str]:
    maya, tom = number_of("Maya"), number_of("Tom")
    pages = [
        "/",
        "/search?q=maya",
        "/search?q=sheltered",
        "/missing",
        "/leavers",
        "/lists",
        "/contradictions",
        "/links",
        "/loads",
        "/set-aside",
    ]
    pages += [f"/{name}?form=csv&on={DAY}" for name in ("lists", "missing", "leavers")]
    pages += [reverse("load", args=[pk]) for pk in Load.objects.values_list("pk", flat=True)]
    for one in (maya, tom):
        pages += [
            f"/children/{one}",
            f"/children/{one}/chronology",
            f"/children/{one}/record",
            f"/children/{one}?on=2026-10-15",
        ]
    return [*pages, "/administration/audit/"]


def test_no_page_and_no_export_gives_it_away(client) -> None:
    assert RowSetAside.objects.filter(raw__source_id="R900").exists()
    seen = {}
    for address in walk():
        answer = client.get(address)
        assert answer.status_code == 200, address
        seen[address] = answer.content.decode().lower()
    given_away = {(address, word) for address, page in seen.items() for word in GIVES_AWAY if word in page}
    assert given_away == set()
    assert "maya" in seen["/missing"], "the walk must meet the child, or it shows nothing"
    assert "maya" in seen[f"/lists?form=csv&on={DAY}"]
    assert "[protected]" in seen[f"/children/{number_of('Maya')}/chronology"]
    assert "never disclose the address" in seen[f"/children/{number_of('Maya')}/record"]


def test_a_brother_at_the_same_address_is_protected_with_her(client) -> None:
    page = client.get(f"/children/{number_of('Tom')}").content.decode()
    assert "Address protected; not shown" in page
    assert "The address is protected and is not shown." in page
    assert "Maya" not in page, "a household must not give the address away"


@pytest.mark.parametrize("words", ["NN11 9ZZ", "nn119zz"])
def test_her_postcode_finds_nobody(client, words: str) -> None:
    page = client.get("/search", {"q": words}).content.decode()
    assert "Nobody." in page
    assert "Sheltered" not in page


def test_her_name_with_her_postcode_does_not_say_that_it_is_hers(client) -> None:
    page = client.get("/search", {"q": "Maya NN11 9ZZ"}).content.decode()
    assert "Maya Sheltered" in page
    assert "at this postcode" not in page.lower()


def test_an_open_address_is_shown_to_who_gave_a_reason_and_on_the_overview_only(client) -> None:
    maya = number_of("Maya")
    assert f"/children/{maya}/hidden-address/" in client.get(f"/children/{maya}").content.decode()
    client.post(
        f"/children/{maya}/hidden-address/",
        {"reason": "Visiting today with her social worker", "next": f"/children/{maya}"},
    )
    assert "77 Refuge Lane" in client.get(f"/children/{maya}").content.decode()
    assert "Refuge Lane" not in client.get(f"/children/{maya}/record").content.decode()
    assert "Refuge Lane" not in client.get(f"/children/{number_of('Tom')}").content.decode()


def test_another_childs_address_is_shown(client) -> None:
    assert "1 High Street" in client.get(f"/children/{number_of('Ola1')}").content.decode()
    assert "At this postcode" in client.get("/search?q=NN1+5BD").content.decode()
