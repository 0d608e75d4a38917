"""Two loads at once, a load killed half-way, a full disk: real processes, and what the record holds afterwards."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.db import connection
from extract_files import roll_row, write

from integration.commands.command_line import CommandLine, address_of_test_database, onroll
from integration.launcher.services import gone, processes_of
from integration.launcher.services import onroll as onroll_alone
from onroll.audit.models import Entry
from onroll.config.settings import AUTHORITY
from onroll.intake.models import Fact, Load, PersonValues, Record, Version
from onroll.places.directory import edition
from onroll.places.models import PostcodeDirectory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
AS_AT = ("--as-at", "2026-10-01")


@pytest.fixture(autouse=True)
def postcodes_laid_out(db: None) -> None:
    """So that no process lays out every British postcode first."""
    PostcodeDirectory.objects.create(edition=edition(), la_code=AUTHORITY, sectors=0, postcodes=0, own_postcodes=0)


def held() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Record, Version, Fact, PersonValues))


def somebody_waits() -> bool:
    """Whether a statement on the test's database waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def test_two_processes_that_load_the_same_files_wait_for_each_other(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", roll=[roll_row(n) for n in range(300)])
    write(folder, ehe=[{**roll_row(n), "start_date": "2026-01-05"} for n in range(50)])
    both = [onroll(tmp_path / "home", "load", folder, *AS_AT) for _ in range(2)]
    counted: dict[str, list[tuple[int, ...]]] = {}
    for process in both:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        for told in json.loads(out)["files"]:
            counted.setdefault(told["feed"], []).append((told["new"], told["changed"], told["unchanged"]))
    assert {feed: sorted(each) for feed, each in counted.items()} == {
        "roll": [(0, 0, 300), (300, 0, 0)], "ehe": [(0, 0, 50), (50, 0, 0)],
    }  # fmt: skip
    assert Record.objects.count() == 350
    assert Entry.objects.filter(action="load.applied").count() == 4


def test_a_load_that_is_killed_leaves_nothing_and_the_same_load_then_does_all(tmp_path: Path, cli: CommandLine) -> None:
    """Held up in the middle by a lock on the last table it writes, then `kill -9`."""
    folder = write(tmp_path / "in", roll=[roll_row(n) for n in range(500)])
    with psycopg.connect(address_of_test_database()) as other:
        other.execute("LOCK TABLE intake_personvalues IN ACCESS EXCLUSIVE MODE")
        process = onroll(tmp_path / "home", "load", folder, *AS_AT)
        deadline = time.monotonic() + 60
        while not somebody_waits():
            assert process.poll() is None and time.monotonic() < deadline, "the load never came to the locked table"
            time.sleep(0.05)
        process.kill()
        out, _ = process.communicate()
    assert out == "", "an answer is given when all is done, not before"
    told = cli("load", folder, *AS_AT).json["files"][0]  # waits until the server has noticed
    assert (told["read"], told["new"], told["changed"], told["unchanged"]) == (500, 500, 0, 0)
    assert held() == (500, 500, held()[2], 500)
    assert Load.objects.count() == 1, "of the killed load there is nothing, not even a note"
    killed_once = held()
    with connection.cursor() as cursor:
        tables = [model._meta.db_table for model in apps.get_app_config("intake").get_models()]
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
    cli("load", folder, *AS_AT)
    assert held() == killed_once, "and nothing is held twice"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with room for an empty installation and little more."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=430m,mode=0700", "tmpfs", str(folder)]
    if os.geteuid() != 0 or not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("only root may mount a small disk to fill")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_disk_that_fills_up_refuses_the_load_in_a_sentence_and_loses_nothing(
    small_disk: Path, tmp_path: Path
) -> None:
    """The embedded database, its log and all else on one small disk, as on a laptop."""
    home = small_disk / "home"
    small = write(tmp_path / "small", roll=[roll_row(n) for n in range(50)])
    first = onroll_alone(home, "load", str(small), *AS_AT)
    assert first.returncode == 0, first.stderr
    ballast = small_disk / "ballast"
    with ballast.open("wb") as out:
        out.write(b"\0" * max(0, shutil.disk_usage(small_disk).free - 4 * 2**20))
    big = write(tmp_path / "big", health=[roll_row(n) for n in range(40_000)])
    full = onroll_alone(home, "load", str(big), *AS_AT)
    assert full.returncode == 1
    assert "disk is full" in full.stderr and "Traceback" not in full.stderr, full.stderr[-2000:]
    assert full.stdout == "" or json.loads(full.stdout)["files"][0]["state"] == "refused"
    assert gone(home) == [] and processes_of(home) == []
    ballast.unlink()
    listed = onroll_alone(home, "load", str(small), *AS_AT)
    assert listed.returncode == 0, listed.stderr
    assert json.loads(listed.stdout)["files"][0]["unchanged"] == 50, "what was there is there"
    again = onroll_alone(home, "load", str(big), *AS_AT)
    assert json.loads(again.stdout)["files"][0]["new"] == 40_000, again.stderr
