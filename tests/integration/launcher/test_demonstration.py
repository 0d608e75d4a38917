"""Does the demonstration survive being killed at any point of its making, and do all its people get in and about?

The pages run here as they do for everybody: by the web role, which owns nothing, in the service's own processes.
"""

from __future__ import annotations

import json
import re
import signal
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import psycopg
import pytest

from integration.launcher.services import Service, gone, start, starting
from onroll.accounts.roles import access
from onroll.config.database import socket_folder

pytestmark = pytest.mark.slow

CHILDREN = "150"
KILLED_AT = ("Loading roll.csv", "Linking the records", "Comparing")  # sentences of its log
ENOUGH = 40  # pages a role
OF_A_KIND = 2  # pages whose addresses differ in numbers and words asked for only


def killed_when_it_says(words: str, home: Path) -> None:
    """Start, and `kill -9` when the making of the demonstration has come so far."""
    log = home / "logs" / "demonstration.log"
    log.unlink(missing_ok=True)
    process = starting(home, "--demo", ONROLL_DEMO_CHILDREN=CHILDREN)
    deadline = time.monotonic() + 200
    while not (log.exists() and words in log.read_text()):
        assert process.poll() is None and time.monotonic() < deadline, f"never came to {words!r}"
        time.sleep(0.01)
    process.kill()
    process.communicate()
    assert gone(home) == []


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service whose making was killed three times before it was let to finish."""
    home = tmp_path_factory.mktemp("demonstration")
    for words in KILLED_AT:
        killed_when_it_says(words, home)
    running = start(home, "--demo", ONROLL_DEMO_CHILDREN=CHILDREN)
    yield running
    running.process.send_signal(signal.SIGTERM)
    running.process.communicate(timeout=30)
    assert gone(home) == []


def test_after_being_killed_three_times_it_is_whole(demonstration: Service) -> None:
    with psycopg.connect(host=str(socket_folder(demonstration.home)), user="onroll_owner", dbname="onroll") as held:
        assert held.execute("SELECT kind, whole FROM onroll_installation").fetchall() == [("demonstration", True)]
        (stale,) = held.execute("SELECT count(*) FROM children_stalechild").fetchone()
        (loads,) = held.execute("SELECT count(DISTINCT as_at) FROM intake_load WHERE state = 'applied'").fetchone()
        (runs,) = held.execute("SELECT count(*) FROM children_linkrun").fetchone()
        (children,) = held.execute("SELECT count(*) FROM children_childsummary").fetchone()
    assert (stale, loads, runs) == (0, 2, 1), "made anew as if nothing had happened"
    assert children >= int(CHILDREN)


class Visitor:
    """Somebody with a browser that keeps cookies and follows redirects."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
        )

    def get(self, path: str, **form: str) -> tuple[int, str, str]:
        """The status, the address it led to, and the page."""
        data = urllib.parse.urlencode(form).encode() if form else None
        try:
            with self.opener.open(self.address + path, data=data, timeout=60) as answer:
                return answer.status, answer.url, answer.read().decode(errors="replace")
        except urllib.error.HTTPError as error:
            return error.code, error.url, error.read().decode(errors="replace")

    def sign_in(self, email: str, password: str) -> str:
        _, _, form = self.get("/sign-in/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
        status, led_to, page = self.get(
            "/sign-in/", csrfmiddlewaretoken=token, email=email, password=password, next="/"
        )
        assert (status, led_to) == (200, self.address + "/"), f"{email} did not get in: {status} {led_to}"
        return page

    def walk(self, page: str) -> dict[str, int]:
        """The status of pages that pages lead to, a few of each kind."""
        found: dict[str, int] = {}
        kinds: Counter[str] = Counter()
        waiting = links_of(page)
        while waiting and len(found) < ENOUGH:
            path = waiting.pop(0)
            kind = re.sub(r"\d+", "N", path.split("?")[0]) + ",".join(re.findall(r"[?&](\w+)=", path))
            if path in found or kinds[kind] >= OF_A_KIND:
                continue
            kinds[kind] += 1
            found[path], _, page = self.get(path)
            waiting += links_of(page)
        return found


def links_of(page: str) -> list[str]:
    links = (link.replace("&amp;", "&") for link in re.findall(r'<a [^>]*href="(/[^"#]*)"', page))
    return [link for link in dict.fromkeys(links) if not link.startswith(("/sign-out", "/static/"))]


@pytest.mark.parametrize("role", list(access().roles))
def test_whoever_signs_in_can_open_every_page_that_pages_lead_to(demonstration: Service, role: str) -> None:
    noted = json.loads((demonstration.home / "demonstration.json").read_text())
    email = next(email for email, *_ in noted["users"] if email.startswith(role.replace("_", "-")))
    somebody = Visitor(demonstration.address)
    statuses = somebody.walk(somebody.sign_in(email, noted["password"]))
    assert {path: status for path, status in statuses.items() if status != 200} == {}
    log = (demonstration.home / "logs" / "web.log").read_text()
    assert "Error" not in log, log[-3000:]
