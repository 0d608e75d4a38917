"""How long does the server take over the lists of a day's work among 20,000 open cases? Prints one JSON document.

    createdb onroll_cases; export DATABASE_URL=postgresql:///onroll_cases DJANGO_SETTINGS_MODULE=onroll.config.settings
    python -m django migrate && PYTHONPATH=. python benchmarks/casework.py [CASES]

Fills an empty database with 60,000 invented children (`search.py`) and their casework (`invented_cases.py`): 20,000 open and 10,000
closed cases with 360,000 events, 70,000 tasks and 120,000 enquiries. For each page: the first answer, then of
nine more the fastest, the median and the slowest in milliseconds, the mean of processor time (the web server's and the database's,
which other work on the machine inflates less), and how many queries. Writes looks into that database's audit log.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from pathlib import Path

import django

django.setup()

from benchmarks import search  # noqa: E402
from benchmarks.invented_cases import BUSY, fill  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from onroll.accounts.models import User  # noqa: E402
from onroll.casework.models import Case  # noqa: E402

CASES, CLOSED, CHILDREN, AGAIN = 20_000, 10_000, 60_000, 9


def addresses() -> list[tuple[str, str]]:
    """Who asks, and for which page."""
    case = Case.objects.filter(lead__email=BUSY, stage="enquiring").order_by("pk").first()
    officer, manager = BUSY, "manager0@onroll.example"
    return [
        (officer, "/my-work"), (officer, "/my-work?page=4"), (officer, f"/cases/{case.reference}/"), (officer, "/"), (officer, "/cases"),
        (officer, "/cases?stage=enquiring&due=overdue"), (officer, "/cases?flag=cp&sort=-opened"), (officer, "/cases?page=300"),
        (manager, "/team"), (manager, "/stalled"), (manager, "/not-seen"), (manager, "/supervision"), (manager, "/"), (manager, "/my-work"),
    ]  # fmt: skip


def main() -> None:
    """Fill, ask for every page, print."""
    search.fill(CHILDREN)
    fill(cases=int(sys.argv[1]) if len(sys.argv) > 1 else CASES, closed=CLOSED, on=timezone.localdate())
    answer: dict[str, object] = {"open cases": Case.objects.filter(closed_on=None).count()}
    clients = {}
    for email, address in addresses():
        client = clients.setdefault(email, _client(email))
        first = _timed(client, address)
        spent = _processor()
        again = sorted(_timed(client, address) for _ in range(AGAIN))
        own, database = ((after - before) * 1000 / AGAIN for before, after in zip(spent, _processor(), strict=True))
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        slowest = sorted(captured.captured_queries, key=lambda query: -float(query["time"]))[:1]
        answer[f"{email.partition('@')[0]} {address}"] = {
            "first_ms": round(first), "fastest_ms": round(again[0]), "web_processor_ms": round(own), "database_processor_ms": round(database), "median_ms": round(statistics.median(again)), "slowest_ms": round(again[-1]), "queries": len(captured),
            "slowest_query_ms": round(float(slowest[0]["time"]) * 1000) if slowest else 0,
        }  # fmt: skip
    print(json.dumps(answer, indent=1))


def _client(email: str) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(email=email), backend="django.contrib.auth.backends.ModelBackend")
    return client


def _processor() -> tuple[float, float]:
    """Seconds of processor that this process and its database process have used; 0 where the database is on another machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        status = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    ticks = status.read_text().rpartition(")")[2].split()[11:13] if status.exists() else ()
    return time.process_time(), sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def _timed(client: Client, address: str) -> float:
    begun = time.perf_counter()
    answer = client.get(address)
    spent = (time.perf_counter() - begun) * 1000
    if answer.status_code != 200:
        print(f"{address} answered {answer.status_code}", file=sys.stderr)
    return spent


if __name__ == "__main__":
    main()
