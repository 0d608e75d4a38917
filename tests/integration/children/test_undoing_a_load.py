"""Does an undo leave everything as it was before the load: rows, facts, findings, memberships, statuses, what waits to be mended?"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).parents[1] / "intake"))
from extract_files import FIRST, SECOND, load, roll_row, write

from onroll.audit.actor import SYSTEM
from onroll.audit.models import Entry
from onroll.children.building.reading import held
from onroll.children.catching_up import catch_up
from onroll.children.undoing import consequences, undo_load
from onroll.intake.models import Load, RowSetAside, Version
from onroll.intake.undoing import CannotUndo

pytestmark = pytest.mark.django_db

STATE = {
    "versions": "SELECT record_id, load_id, row_key, digest, also, line, as_at, raw, no_longer_supplied FROM intake_version WHERE superseded_at IS NULL",
    "facts": "SELECT record_id, kind, started_on, ended_on, place, la, code, detail FROM intake_fact WHERE superseded_at IS NULL",
    "persons": "SELECT record_id, as_at, current, surname, forename, date_of_birth, upn, address, postcode, phone, weak"
    " FROM intake_personvalues WHERE undone_at IS NULL",
    "adults": "SELECT record_id, as_at, name, safe_contact, phone FROM intake_adultnamed WHERE current",
    "missing": "SELECT v.record_id, v.row_key, m.missing_from, m.load_id FROM intake_missing m JOIN intake_version v ON v.id = m.version_id"
    " WHERE m.superseded_at IS NULL AND v.superseded_at IS NULL",
    "memberships": "SELECT record_id, child_id FROM children_membership WHERE superseded_at IS NULL",
    "statuses": "SELECT child_id, status, started_on, ended_on, because, residence, whereabouts, place FROM children_statusspell",
    "summaries": "SELECT child_id, surname, forename, date_of_birth, upn, postcode, address_hidden FROM children_childsummary",
    "contradictions": "SELECT child_id, rule, started_on, sentence FROM children_contradiction",
    "merged": "SELECT id, merged_into_id FROM children_child WHERE merged_into_id IS NOT NULL",
    "set aside": "SELECT a.id FROM intake_rowsetaside a JOIN intake_load l ON l.id = a.load_id WHERE l.state = 'applied' AND mended_by_load_id IS NULL",
}  # fmt: skip


def state() -> dict[str, list]:
    """Everything that is known now, whatever its rows' numbers are."""
    answer = {}
    with connection.cursor() as cursor:
        for name, query in STATE.items():
            cursor.execute(query)
            answer[name] = sorted(
                str(tuple(bytes(value) if isinstance(value, memoryview) else value for value in row))
                for row in cursor.fetchall()
            )
    return answer


def linked() -> None:
    catch_up(actor=SYSTEM, at=timezone.now())


def undo(feed: str = "roll", reason: str = "the wrong file") -> Load:
    return undo_load(feed=feed, reason=reason, at=timezone.now(), actor=SYSTEM)


def differs(before: dict[str, list], after: dict[str, list]) -> dict[str, tuple[list, list]]:
    return {
        name: ([row for row in before[name] if row not in after[name]], [row for row in after[name] if row not in before[name]])
        for name in before if before[name] != after[name]
    }  # fmt: skip


def home(number: int, **other: str) -> dict[str, str]:
    return {**{k: v for k, v in roll_row(number).items() if k not in ("urn", "entry_date", "leaving_date", "enrolment_status")},
            "source_id": f"E{number}", "start_date": "2024-01-08", **other}  # fmt: skip


rows = st.lists(
    st.builds(
        lambda n, twin, phone, postcode, left, name, born: roll_row(
            n, forename=f"Amy{twin}", phone=phone, postcode=postcode, leaving_date=left, surname=name, date_of_birth=born
        ),
        st.integers(1, 8), st.integers(1, 8), st.sampled_from(["", "1", "2"]), st.sampled_from(["NN1 5BD", "", "LE1 1AA"]),
        st.sampled_from(["", "", "2026-09-20"]), st.sampled_from(["Smith", "Smith", "Jones", ""]), st.sampled_from(["2016-05-04", "2015-02-01"]),
    ), min_size=1, max_size=8, unique_by=lambda row: row["source_id"],
)  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=rows, second=rows, partial=st.booleans(), linked_before=st.booleans(), linked_after=st.booleans())
def test_what_was_before_is_after(
    tmp_path: Path, first: list, second: list, partial: bool, linked_before: bool, linked_after: bool
) -> None:
    load(write(tmp_path / "e", ehe=[home(n) for n in (1, 2, 3)]), accept_missing=True)
    load(write(tmp_path / "a", roll=first), accept_missing=True)
    load(
        write(
            tmp_path / "n",
            adults=[{"source_system": "roll", "source_id": "R1", "adult_name": "Mo Smith", "relationship": "parent"}],
        )
    )
    if linked_before:
        linked()
    before = state()
    (done,) = load(write(tmp_path / "b", roll=second), SECOND, partial=partial, accept_missing=True).files
    assert not done.refused
    if linked_after:
        linked()
    undo()
    if linked_before:
        assert differs(before, state()) == {}
    else:  # linking came after the load alone: whose each record is was not known before
        kept = ("versions", "facts", "persons", "adults", "missing", "set aside")
        assert {name: found for name, found in differs(before, state()).items() if name in kept} == {}
        linked()
    load(tmp_path / "b", SECOND, partial=partial, accept_missing=True)
    linked()
    undo()


def test_a_child_that_only_this_load_brought_is_nobody_again_and_known_as_it_was_meanwhile(tmp_path: Path) -> None:
    load(write(tmp_path / "a", roll=[roll_row(1)]))
    linked()
    load(
        write(tmp_path / "b", roll=[roll_row(1, phone="2"), roll_row(2, forename="Zoe", surname="Quite Other")]), SECOND
    )
    linked()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT child_id, r.source_id FROM children_membership m JOIN intake_record r ON r.id = record_id ORDER BY 2"
        )
        (one, _), (two, _) = cursor.fetchall()
    meanwhile = timezone.now()
    found = consequences("roll")
    assert (found.rows.new, found.rows.changed, found.children, found.nowhere, found.with_cases) == (1, 1, 2, 1, 0)
    undo()
    assert two not in held([two])
    then = held([one, two], meanwhile)
    assert {person.values[1] for person in then[two].persons if person.current} == {"Zoe"}
    assert len(then[one].persons) == 2
    assert len(held([one])[one].persons) == 1
    (entry,) = Entry.objects.filter(action="load.undone")
    assert (entry.reason, entry.detail["feed"]) == ("the wrong file", "roll")
    load(tmp_path / "b", SECOND)
    linked()
    assert {v.raw["source_id"] for v in Version.objects.filter(superseded_at=None)} == {"R1", "R2"}


def test_two_loads_are_undone_one_after_the_other(tmp_path: Path) -> None:
    load(write(tmp_path / "a", roll=[roll_row(1, phone="1")]))
    linked()
    states = [state()]
    for number, as_at in (("2", SECOND), ("3", SECOND.replace(day=8))):
        load(write(tmp_path / number, roll=[roll_row(1, phone=number)]), as_at)
        linked()
        states.append(state())
    undo()
    assert differs(states[1], state()) == {}
    undo()
    assert differs(states[0], state()) == {}
    undo()
    with pytest.raises(CannotUndo, match="no load|No load"):
        undo()


def test_rows_mended_by_the_load_wait_again_and_its_own_do_not(tmp_path: Path) -> None:
    from onroll.intake.mending import mend

    load(write(tmp_path, roll=[roll_row(1), roll_row(2, entry_date="soon")]))
    waiting = RowSetAside.objects.get()
    mend(corrections={waiting.pk: {"entry_date": "2024-09-02"}}, reason="", received_at=timezone.now(), actor=SYSTEM)
    waiting.refresh_from_db()
    assert waiting.mended_by_load is not None
    undo()
    waiting.refresh_from_db()
    assert waiting.mended_by_load is None
    assert Load.objects.filter(state=Load.APPLIED).count() == 1


def test_other_sources_linked_since_are_kept(tmp_path: Path) -> None:
    other = {"surname": "Okafor", "forename": "Zoe", "date_of_birth": "2012-01-09", "postcode": "NN2 7AA"}
    load(write(tmp_path / "a", roll=[roll_row(1)]))
    linked()
    load(write(tmp_path / "b", roll=[roll_row(1), roll_row(2, **other)]), SECOND)
    load(write(tmp_path / "c", ehe=[home(1), home(2, **other)]), SECOND)
    linked()
    undo()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.source_id, m.child_id FROM children_membership m JOIN intake_record r ON r.id = m.record_id WHERE m.superseded_at IS NULL"
        )
        children = dict(cursor.fetchall())
    assert set(children) == {"R1", "E1", "E2"}
    assert children["R1"] == children["E1"] != children["E2"]


def test_what_cannot_be_undone_says_why(tmp_path: Path) -> None:
    with pytest.raises(CannotUndo, match="nothing to undo"):
        consequences("roll")
    load(
        write(
            tmp_path,
            term_dates=[
                {"urn": "", "academic_year": "2026/27", "start": "2026-09-01", "end": "2026-12-18", "kind": "term"}
            ],
        )
    )
    with pytest.raises(CannotUndo, match="replaced, not added to"):
        undo("term_dates")
    load(write(tmp_path / "a", roll=[roll_row(1)]))
    with pytest.raises(CannotUndo, match="since you looked"):
        undo_load(feed="roll", reason="", at=timezone.now(), actor=SYSTEM, seen=1_000_000)
    assert Load.objects.get(source__feed="roll").state == Load.APPLIED
    assert FIRST < SECOND
