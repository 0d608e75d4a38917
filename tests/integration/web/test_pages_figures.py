"""Does every figure have a page whose numbers open the children they count, and does nobody see more than they may?"""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.core.cache import cache

from onroll.audit.models import Entry
from onroll.reports.figures import figure_names
from page_children import DAY, load_children

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded(tmp_path) -> None:
    cache.clear()
    load_children(tmp_path, others=6)


def test_every_figure_opens_on_its_day_and_as_csv(as_role) -> None:
    client = as_role("tracking_officer")
    index = client.get("/figures").content.decode()
    for name in figure_names():
        assert f'href="/figures/{name}"' in index
        for query in ("", "?by=sex", "?on=2020-01-01", "?on=nonsense"):
            assert client.get(f"/figures/{name}{query}").status_code == 200, name
        rows = list(csv.DictReader(io.StringIO(client.get(f"/figures/{name}?form=csv").content.decode("utf-8-sig"))))
        assert rows, name


def test_a_number_opens_exactly_the_children_it_counts(as_role) -> None:
    client = as_role("tracking_officer")
    opened = 0
    for name in figure_names():
        page = client.get(f"/figures/{name}?on={DAY}").content.decode()
        for href, count in re.findall(r'href="(/figures/[\w-]+/children\?[^"]+)">(\d+)<', page):
            answer = client.get(href.replace("&amp;", "&"))
            shown = set(re.findall(r'<th scope="row".*?href="/children/(\d+)"', answer.content.decode(), re.DOTALL))
            assert len(shown) == int(count), href
            assert Entry.objects.latest("pk").children == sorted(int(one) for one in shown)
            opened += 1
    assert opened, "at least one number is not nought"


def test_scrutiny_sees_counts_and_never_a_child(as_role) -> None:
    client = as_role("scrutiny")
    for name in figure_names():
        page = client.get(f"/figures/{name}?on={DAY}").content.decode()
        assert "/children" not in page
        assert client.get(f"/figures/{name}/children?row=Total&column=Total").status_code == 403


@pytest.mark.parametrize("address", ["/figures/no-such-figure", "/figures/cme-length/children?row=x&column=y"])
def test_what_is_not_there_is_said_not_to_be(address: str, as_role) -> None:
    assert as_role("tracking_officer").get(address).status_code == 404
