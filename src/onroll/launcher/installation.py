"""Is this installation's database whole and up to date, and may the web service use it without owning it?

An installation is made once: tables, then (for the demonstration) a simulated authority. A row in `onroll_installation`
says whether that finished. One that was interrupted is emptied and made again; one that finished is only migrated,
never overwritten. One process at a time does this, under an advisory lock; others wait.

Run as `python -m onroll.launcher.installation [--demonstration]` by `start`, in a process of its own because making the
demonstration takes memory that the service should not keep; called in place by commands.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from onroll.launcher.processes import CannotStart, say
from onroll.launcher.upkeep import keep_up

LOCK = 0x6F6E726F6C6C  # "onroll" as a number: any constant will do, all processes must agree
WEB_ROLE = "onroll_web"
SIGN_INS = "demonstration.json"
PASSWORD = "demonstration_password"
SECRET_KEY = "secret_key"


def prepare(home: Path, *, demonstration: bool) -> None:
    """Make or migrate the installation that Django's settings point at, as its owner. Raises CannotStart.

    `demonstration` matters to an empty database only: then a simulated authority is loaded.
    """
    from django.db import connection
    from django.db.utils import OperationalError

    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise CannotStart(f"The database could not be reached: {str(error).strip().splitlines()[0]}") from error
    with _alone(connection):
        kind, whole = _state(connection)
        if kind and not whole:
            say("The first set-up was interrupted; starting it again.")
            _empty(connection)
        if not (kind and whole):
            kind = "demonstration" if demonstration else "empty"
            _begin(connection, kind)
            _migrate()
            grant_web_role()
            if demonstration:
                _load_demonstration(home)
            connection.cursor().execute("UPDATE onroll_installation SET whole = true, whole_at = now()")
        elif _is_behind(connection):
            say("Bringing the database up to date.")
            _migrate()
            grant_web_role()
        _sign_ins(home, wanted=kind == "demonstration")


@contextmanager
def _alone(connection: Any) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            say("Another process is setting up this installation; waiting for it.")
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _state(connection: Any) -> tuple[str, bool]:
    """What kind of installation the database holds ("" for none) and whether making it finished."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        if "onroll_installation" in tables:
            cursor.execute("SELECT kind, whole FROM onroll_installation")
            return cursor.fetchone()
        return ("older", True) if "django_migrations" in tables else ("", False)


def _empty(connection: Any) -> None:
    """Drop what an interrupted set-up made: nobody has worked in it, since nothing opens an unfinished installation."""
    from django.db.utils import ProgrammingError

    try:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    except ProgrammingError as error:
        raise CannotStart(
            "The first set-up of this database was interrupted, and its user may not empty it. Drop the database, "
            "create it again, and start again."
        ) from error


def _begin(connection: Any, kind: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS onroll_installation (only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one), "
            "kind text NOT NULL, whole boolean NOT NULL DEFAULT false, begun_at timestamptz NOT NULL DEFAULT now(), "
            "whole_at timestamptz)"
        )
        cursor.execute("INSERT INTO onroll_installation (kind) VALUES (%s)", [kind])


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def _is_behind(connection: Any) -> bool:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def web_role() -> str:
    """The role the web service signs in with: our own name for it, or that of `ONROLL_WEB_DATABASE_URL`."""
    return unquote(urlsplit(os.environ.get("ONROLL_WEB_DATABASE_URL", "")).username or "") or WEB_ROLE


def grant_web_role() -> None:
    """Let the web service read and write rows, and neither change a table nor rewrite what is only ever added to."""
    from django.db import connection
    from psycopg.sql import SQL, Identifier

    from onroll.audit.models import APPEND_ONLY_TABLES

    role = web_role()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if not cursor.fetchone():
            say(
                f"The database has no role {role}: the web service will use the owner's. See docs/operations/running.md."
            )
            return
        for words in (
            "GRANT USAGE ON SCHEMA public TO {role}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
            "REVOKE INSERT, UPDATE, DELETE ON django_migrations, onroll_installation FROM {role}",
        ):
            cursor.execute(SQL(words).format(role=Identifier(role)))
        for table in APPEND_ONLY_TABLES:
            words = "REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}"
            cursor.execute(SQL(words).format(table=Identifier(table), role=Identifier(role)))


def _load_demonstration(home: Path) -> None:
    from onroll.commands.demo import CHILDREN, load_demonstration

    asked = os.environ.get("ONROLL_DEMO_CHILDREN", str(CHILDREN))
    if not asked.isdigit() or int(asked) == 0:
        raise CannotStart(f"ONROLL_DEMO_CHILDREN is {asked!r}; it must be a number of children.")
    shutil.rmtree(home / "demo", ignore_errors=True)
    with open(home / "logs" / "demonstration.log", "w") as log:

        def tell(sentence: str) -> None:
            print(sentence, file=log, flush=True)
            if not sentence.startswith((" ", "Loading ")):  # what each of forty files brought is for the log
                say(sentence)

        load_demonstration(home, children=int(asked), tell=tell)


def demonstration_password(home: Path) -> str:
    """The demonstration users' password: `ONROLL_DEMO_PASSWORD`, else one made for this installation and kept."""
    return os.environ.get("ONROLL_DEMO_PASSWORD") or kept_secret(home / PASSWORD, length=9)


def _sign_ins(home: Path, *, wanted: bool) -> None:
    """Make the demonstration's users where they are missing or their password was set anew; only there."""
    noted = home / SIGN_INS
    if not wanted:
        noted.unlink(missing_ok=True)
        return
    password = demonstration_password(home)
    if noted.exists() and json.loads(noted.read_text())["password"] == password:
        return
    from onroll.accounts.demonstration import make_demonstration_users

    users = [list(user) for user in make_demonstration_users(password)]
    noted.write_text(json.dumps({"password": password, "users": users}))


def kept_secret(path: Path, *, length: int) -> str:
    """A secret made once, readable by its owner only; `length` random bytes. A half-written one is never seen."""
    if not path.exists():
        making = path.with_suffix(f".{os.getpid()}")
        with open(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(length))
        with suppress(FileExistsError):  # another process was first, and its secret counts
            os.link(making, path)
        making.unlink()
    return path.read_text().strip()


def set_up_django(home: Path) -> None:
    """Django for a command or a set-up step of this installation, with its own secret where it has one already.

    Raises CannotStart where the settings themselves can't stand, as with an address that isn't PostgreSQL's.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onroll.config.settings")
    if (home / SECRET_KEY).exists():
        os.environ.setdefault("ONROLL_SECRET_KEY", (home / SECRET_KEY).read_text().strip())
    import django
    from django.conf import settings

    try:
        settings.DATABASES  # noqa: B018 (reads the settings)
    except ValueError as error:
        raise CannotStart(str(error)) from error

    django.setup()


def main(arguments: list[str]) -> int:
    os.umask(0o077)
    from onroll.config.database import home as home_of

    home = home_of()
    try:
        set_up_django(home)
        prepare(home, demonstration="--demonstration" in arguments)
        keep_up()
    except CannotStart as reason:
        say(str(reason))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
