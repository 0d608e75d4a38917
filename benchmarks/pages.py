"""How long does the server take over each page of the main job? Run on a loaded database; prints one JSON document.

    DATABASE_URL=… DJANGO_SETTINGS_MODULE=onroll.config.settings python benchmarks/pages.py

For each page the first answer (counts of the day not yet kept), the median and the slowest of seven more, in milliseconds, and
its queries. Asks as the demonstration's manager, who may open them all; each look is written to that database's audit log.
"""

from __future__ import annotations

import json
import statistics
import sys
import time

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from onroll.accounts.models import User  # noqa: E402
from onroll.children.models import ChildSummary, StatusSpell  # noqa: E402

AGAIN = 7


def addresses() -> list[str]:
    """Every page, with the child that most records were linked to and the school with the most pupils standing for all."""
    child = ChildSummary.objects.order_by("-records").values_list("pk", flat=True).first()
    school = StatusSpell.objects.filter(status="in_school", ended_on=None).values_list("place", flat=True).first()
    name = ChildSummary.objects.exclude(surname="").values_list("surname", flat=True).first()
    return [
        "/", f"/search?q={name}", f"/search?q={name}x", "/lists", "/lists?page=40", "/lists?status=home_educated", f"/lists?school={school}",
        "/lists?sort=-since", "/missing", "/leavers", "/contradictions", "/links", "/loads", "/set-aside", "/figures/ehe-key-stats",
        f"/children/{child}", f"/children/{child}/chronology", f"/children/{child}/record",
    ]  # fmt: skip


def main() -> None:
    """Ask for every page and print what it took."""
    person = User.objects.filter(email="pathway-manager@onroll.example").first()
    if person is None:
        sys.exit("The demonstration's people are not in this database: this benchmark is for invented children only.")
    client = Client(HTTP_HOST="localhost")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    answer = {"children": ChildSummary.objects.count()}
    for address in addresses():
        first = _timed(client, address)
        again = [_timed(client, address) for _ in range(AGAIN)]
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        answer[address] = {
            "first_ms": round(first), "median_ms": round(statistics.median(again)), "slowest_ms": round(max(again)), "queries": len(captured),
        }  # fmt: skip
    print(json.dumps(answer, indent=1))


def _timed(client: Client, address: str) -> float:
    begun = time.perf_counter()
    if client.get(address).status_code != 200:
        sys.exit(f"{address} did not answer")
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    main()
