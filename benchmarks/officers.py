"""Do 50 officers at once get their pages in time, and none an error? Against gunicorn as the launcher starts it; prints one JSON document.

    (a database filled by `benchmarks/casework.py`, with DATABASE_URL and DJANGO_SETTINGS_MODULE set as there)
    PYTHONPATH=. python benchmarks/officers.py [OFFICERS] [SECONDS]

Each officer, signed in, goes round: my work → a case from it → the form for an answer and an answer, where one is awaited → the form
for a note and a note → a search by a name, and thinks 6 to 18 seconds (12 on average) before each. That is more than four steps a second for 50 officers.
The first 20 seconds, in which they arrive, aren't counted. The mark: p95 under 800 ms over all steps, and no error.
"""

from __future__ import annotations

import html
import http.client
import json
import os
import re
import statistics
import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path
from random import Random
from urllib.parse import quote, urlencode, urlsplit

import django

django.setup()

from benchmarks.invented_cases import OFFICERS as EVERYBODY  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402

from onroll.accounts.models import User  # noqa: E402
from onroll.children.models import ChildSummary  # noqa: E402
from onroll.launcher.serving import address_of, listen, wait_until_healthy, web_service  # noqa: E402

OFFICERS, SECONDS, ARRIVING = 50, 120, 20
THINKS = (6.0, 18.0)
MARK_MS = 800


class Officer(threading.Thread):
    """One person with a browser of their own: cookies, one connection, and what they do all day."""

    def __init__(self, number: int, address: str, session: str, names: list[str], until: float) -> None:
        super().__init__(daemon=True)
        self.dice, self.names, self.until = Random(number), names, until
        self.host = urlsplit(address).netloc
        self.cookies = {settings.SESSION_COOKIE_NAME: session}
        self.took: list[tuple[float, str, float]] = []
        self.errors: list[str] = []
        self.connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        """Round after round until the time is over."""
        while time.monotonic() < self.until:
            try:
                self.round()
            except StopIteration:
                return
            except Exception as error:  # noqa: BLE001 (whatever happens to one officer is counted, and the next round begins)
                self.errors.append(f"{type(error).__name__}: {error}")

    def round(self) -> None:
        """One case worked."""
        page = self.ask("my work", "GET", f"/my-work?page={self.dice.randrange(1, 9)}")
        case = self.dice.choice(re.findall(r'href="(/cases/[^/"]+/)"', page))
        self.ask("open a case", "GET", case)
        if waiting := re.findall(rf'href="({case}answer/[^"]*)"', page):
            form = self.ask("form for an answer", "GET", html.unescape(waiting[0]))
            enquiries = re.findall(r'name="enquiry" value="(\d+)"', form)
            given = {"enquiry": self.dice.choice(enquiries), "kind": "nil", "words": "Nothing held under this name."}
            self.ask("log an answer", "POST", f"{case}answer/", given | self.token(form))
        form = self.ask("form for a note", "GET", f"{case}note/")
        self.ask("add a note", "POST", f"{case}note/", {"text": "Rang again, nobody there."} | self.token(form))
        self.ask("search", "GET", f"/search?q={quote(self.dice.choice(self.names))}")

    def token(self, page: str) -> dict[str, str]:
        """The hidden answers of the page's own form."""
        found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        return {
            name: html.unescape(value) for name, value in found.items() if name in ("csrfmiddlewaretoken", "typed_by")
        }

    def ask(self, step: str, method: str, path: str, given: dict[str, str] | None = None) -> str:
        """One step after thinking: the page, or the redirect that says a form was taken."""
        time.sleep(self.dice.uniform(*THINKS))
        if time.monotonic() > self.until:
            raise StopIteration
        begun = time.perf_counter()
        status, text = self.send(method, path, given)
        self.took.append((time.monotonic(), step, (time.perf_counter() - begun) * 1000))
        if status != (302 if method == "POST" else 200):
            self.errors.append(f"{step}: {status}")
        return text

    def send(self, method: str, path: str, given: dict[str, str] | None) -> tuple[int, str]:
        """Over the kept connection where it is still open, else over a new one, as a browser does."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Host": self.host}
        body = urlencode(given) if given else None
        if given:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://{self.host}{path}"}
        for again in (False, True):
            if self.connection is None or again:
                self.connection = http.client.HTTPConnection(self.host, timeout=60)
            try:
                self.connection.request(method, path, body=body, headers=headers)
                answer = self.connection.getresponse()
                text = answer.read().decode()
                break
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                if again:
                    raise
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, text


def main() -> None:
    """Start the service, let the officers in over the first seconds, print what they saw."""
    officers = int(sys.argv[1]) if len(sys.argv) > 1 else OFFICERS
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else SECONDS
    sessions = [_session(f"officer{number % EVERYBODY}@onroll.example") for number in range(officers)]
    names = list(ChildSummary.objects.exclude(surname="").values_list("surname", flat=True)[:200])
    connections.close_all()
    answering = listen()
    environment = {**os.environ, "ONROLL_HTTPS": "0", "ONROLL_SIMULATED": "1"}
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "web.log"
        with web_service(answering, log, environment) as server:
            address = address_of(answering)
            wait_until_healthy(server, address, log)
            begun = time.monotonic()
            people = [
                Officer(number, address, session, names, begun + seconds) for number, session in enumerate(sessions)
            ]
            for person in people:
                person.start()
                time.sleep(ARRIVING / officers)
            for person in people:
                person.join()
        print(json.dumps(_report(people, begun, officers, seconds, log.read_text(errors="replace")), indent=1))


def _session(email: str) -> str:
    client = Client()
    client.force_login(User.objects.get(email=email), backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _report(people: list[Officer], begun: float, officers: int, seconds: int, log: str) -> dict[str, object]:
    counted = [one for person in people for one in person.took if one[0] > begun + ARRIVING]
    by_step: dict[str, list[float]] = defaultdict(list)
    for _, step, took in counted:
        by_step[step].append(took)
    everything = sorted(took for _, _, took in counted)
    errors = [error for person in people for error in person.errors]
    return {
        "officers": officers, "seconds": seconds, "thinks_seconds": THINKS, "steps": len(everything), "steps_a_second": round(len(everything) / (seconds - ARRIVING), 1),
        "p50_ms": round(statistics.median(everything)), "p95_ms": round(_p95(everything)), "slowest_ms": round(everything[-1]), "mark_p95_ms": MARK_MS,
        "errors": len(errors), "first_errors": errors[:5], "log": log[-500:], "load_of_the_machine": [round(one, 1) for one in os.getloadavg()],
        "by_step": {step: {"times": len(took), "p50_ms": round(statistics.median(took)), "p95_ms": round(_p95(sorted(took)))} for step, took in by_step.items()},
    }  # fmt: skip


def _p95(ranked: list[float]) -> float:
    return ranked[min(int(len(ranked) * 0.95), len(ranked) - 1)]


if __name__ == "__main__":
    main()
