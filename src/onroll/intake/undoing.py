"""How is the latest load of a source taken back, so that everything stands as it did before it?

By recorded time: what the load gave is closed, and what it closed is in force again as a copy from that moment on. Nothing is
deleted, and what was known between the load and its undo can still be asked. The undo is a `Load` of its own with its own
moment. Memberships are put back by `children.undoing`, which calls this.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.extracts.layouts import FEEDS
from onroll.intake.appliers import applier_of, undoer_of
from onroll.intake.models import Load, RowSetAside
from onroll.intake.moments import lock_loads
from onroll.intake.own_facts import OWN_FEED


class CannotUndo(ValueError):
    """A load that can't be taken back; the sentence says why and what to do instead."""


@dataclass(frozen=True, slots=True)
class WouldUndo:
    """What taking back a load does: rows that go, earlier rows in force again, findings that go, rows to be mended again."""

    load: Load
    new: int
    changed: int
    missing: int
    came_back: int
    set_aside: int
    mended: int


def latest_of(feed: str) -> Load:
    """The load of a source that an undo takes back. Raises `CannotUndo` where there is none, or none that can be."""
    load = (
        Load.objects.filter(source__feed=feed, state=Load.APPLIED)
        .select_related("source")
        .order_by("-recorded_at")
        .first()
    )
    if load is None:
        raise CannotUndo(f"No load of {feed!r} is in force, so there is nothing to undo.")
    layout = FEEDS.get(feed)
    if feed == OWN_FEED or layout is None:
        raise CannotUndo("What officers recorded is no load. Take each back where it was recorded.")
    if layout.for_places:
        raise CannotUndo(
            f"Loads of {feed} can't be undone: schools, term dates and population are replaced, not added to. Load the file before "
            f"{load.file_name} again instead."
        )
    if applier_of(feed) is not None and undoer_of(feed) is None:
        raise CannotUndo(f"Loads of {feed} can't be undone yet. Load the file before {load.file_name} again instead.")
    return load


def would_undo(feed: str) -> WouldUndo:
    """What `undo_latest` would do now. Raises `CannotUndo`."""
    load = latest_of(feed)
    if applier_of(feed) is not None:
        return WouldUndo(load, load.new, load.changed, 0, 0, load.set_aside, 0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM intake_version WHERE load_id = %(load)s AND superseded_at IS NULL),"
            " (SELECT count(*) FROM intake_version v JOIN intake_record r ON r.id = v.record_id"
            "   WHERE v.superseded_at = %(moment)s AND v.load_id <> %(load)s AND r.feed = %(feed)s),"
            " (SELECT count(*) FROM intake_missing WHERE load_id = %(load)s AND superseded_at IS NULL),"
            " (SELECT count(*) FROM intake_missing WHERE superseded_at = %(moment)s)",
            {"load": load.pk, "moment": load.recorded_at, "feed": feed},
        )
        current, back, missing, came_back = cursor.fetchone()
    return WouldUndo(
        load, current - back, back, missing, came_back, load.rows_set_aside.filter(mended_by_load=None).count(), load.rows_mended.count()
    )  # fmt: skip


@transaction.atomic
def undo_latest(*, feed: str, reason: str, at: datetime, actor: Actor, seen: int | None = None) -> Load:
    """Take back the latest load of a source; answers with the undo. `seen` is the load that the person was shown.

    Raises `CannotUndo`, also where another load has come since it was shown.
    """
    last = lock_loads()
    load = latest_of(feed)
    if seen is not None and load.pk != seen:
        raise CannotUndo(
            f"{load.file_name} as at {load.as_at:%-d %B %Y} has been loaded since you looked, so it would be undone instead. Look again first."
        )
    moment = at if last is None else max(at, last + timedelta(microseconds=1))
    undo = Load.objects.create(
        source=load.source, file_name=load.file_name, digest=load.digest, as_at=load.as_at, received_at=at, recorded_at=moment,
        partial=load.partial, state=Load.UNDO, loaded_by=actor.name, undoes=load, message=reason,
    )  # fmt: skip
    undoer = undoer_of(feed)
    if undoer is not None:
        undo.new, undo.changed = undoer(load=load, undo=undo)
    else:
        undo.new, undo.changed = _take_back(load, undo)
    undo.save(update_fields=["new", "changed"])
    RowSetAside.objects.filter(mended_by_load=load).update(mended_by_load=None)
    load.state, load.message = Load.UNDONE, f"Undone by {actor.name} on {at:%-d %B %Y}: {reason}"
    load.save(update_fields=["state", "message"])
    record(
        actor=actor, action="load.undone", subject=Subject("load", str(load.pk)), reason=reason,
        detail={"feed": feed, "undo": undo.pk, "taken_back": undo.new, "put_back": undo.changed},
    )  # fmt: skip
    return undo


def _take_back(load: Load, undo: Load) -> tuple[int, int]:
    """Close what the load gave and copy what it closed; how many versions of each."""
    given = {"load": load.pk, "was": load.recorded_at, "now": undo.recorded_at, "feed": load.source.feed}
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE undoing (old bigint, new bigint) ON COMMIT DROP")
        cursor.execute(
            "INSERT INTO undoing SELECT v.id, nextval(pg_get_serial_sequence('intake_version', 'id')::regclass)"
            " FROM intake_version v JOIN intake_record r ON r.id = v.record_id"
            " WHERE v.superseded_at = %(was)s AND v.load_id <> %(load)s AND r.feed = %(feed)s ORDER BY v.id",
            given,
        )
        put_back = cursor.rowcount
        for statement in _CLOSE:
            cursor.execute(statement, given)
        cursor.execute(_CLOSE_VERSIONS, given)
        taken_back = cursor.rowcount
        for statement in _COPY:
            cursor.execute(statement, given)
        cursor.execute("DROP TABLE undoing")
    return taken_back, put_back


_OF_LOAD = "SELECT id FROM intake_version WHERE load_id = %(load)s AND superseded_at IS NULL"
_CLOSE = (
    f"UPDATE intake_fact SET superseded_at = %(now)s WHERE superseded_at IS NULL AND version_id IN ({_OF_LOAD})",
    # A reading that was undone is no history of the child either; what it had replaced stands as its copy from now on.
    "UPDATE intake_personvalues SET current = false, undone_at = %(now)s WHERE undone_at IS NULL AND"
    " version_id IN (SELECT id FROM intake_version WHERE load_id = %(load)s UNION SELECT old FROM undoing)",
    f"UPDATE intake_adultnamed SET current = false WHERE version_id IN ({_OF_LOAD})",
    "UPDATE intake_missing SET superseded_at = %(now)s WHERE superseded_at IS NULL AND load_id = %(load)s",
)
_CLOSE_VERSIONS = "UPDATE intake_version SET superseded_at = %(now)s WHERE load_id = %(load)s AND superseded_at IS NULL"
_PERSON = (
    "surname, forename, middle_names, former_surname, preferred_surname, preferred_forename, date_of_birth, dob_estimated, sex, upn,"
    " former_upn, uln, nhs_number, address, postcode, uprn, ethnicity, first_language, phone, email, weak"
)
_ADULT = "name, relationship, parental_responsibility, address, postcode, phone, email, safe_contact"
_COPY = (
    "INSERT INTO intake_version (id, record_id, load_id, row_key, digest, also, line, as_at, raw, no_longer_supplied, recorded_at)"
    " SELECT u.new, record_id, load_id, row_key, digest, also, line, as_at, raw, no_longer_supplied, %(now)s"
    " FROM undoing u JOIN intake_version v ON v.id = u.old ORDER BY u.new",
    "INSERT INTO intake_fact (version_id, record_id, kind, started_on, ended_on, place, la, code, detail, recorded_at)"
    " SELECT u.new, record_id, kind, started_on, ended_on, place, la, code, detail, %(now)s"
    " FROM undoing u JOIN intake_fact f ON f.version_id = u.old AND f.superseded_at = %(was)s ORDER BY f.id",
    f"INSERT INTO intake_personvalues (version_id, record_id, as_at, current, {_PERSON})"
    f" SELECT u.new, record_id, as_at, true, {_PERSON} FROM undoing u JOIN intake_personvalues p ON p.version_id = u.old",
    f"INSERT INTO intake_adultnamed (version_id, record_id, as_at, current, {_ADULT})"
    f" SELECT u.new, record_id, as_at, true, {_ADULT} FROM undoing u JOIN intake_adultnamed a ON a.version_id = u.old",
    # Findings that the load ended: of a row that it replaced they hang on its copy now, of one that came back on the row itself.
    "INSERT INTO intake_missing (version_id, missing_from, load_id, recorded_at)"
    " SELECT coalesce(u.new, m.version_id), m.missing_from, m.load_id, %(now)s FROM intake_missing m LEFT JOIN undoing u ON u.old = m.version_id"
    " WHERE m.superseded_at = %(was)s ORDER BY m.id",
    "INSERT INTO intake_confirmation (version_id, load_id, as_at) SELECT u.new, c.load_id, c.as_at"
    " FROM undoing u JOIN intake_confirmation c ON c.version_id = u.old ORDER BY c.id",
)
