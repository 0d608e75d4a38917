"""Linking what changed says exactly what a full run with the same reference says, night after night."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onroll.extracts import FEEDS, read
from onroll.extracts.rows import Person, ReadRow
from onroll.linkage import Decision, LinkRecord, blocking, doubtful, link
from onroll.linkage.increments import advance, begin
from onroll.linkage.keeping import parts_of, standing_from
from onroll.linkage.reference import Reference
from onroll.people.identifiers import make_nhs_number, make_upn
from onroll.simulator import simulate

_UPNS = ["", "", *(make_upn("941", "2001", 2020, n) for n in range(4))]
_NHS = ["", "", "", *(make_nhs_number(f"{943_476_000 + n}") for n in (0, 1, 3))]
_FIRST = date(2015, 3, 4)
_record = st.builds(
    LinkRecord,
    id=st.just(0),
    feed=st.sampled_from(["roll", "health", "ehe"]),
    qualifier=st.sampled_from(["", "100001"]),
    source_id=st.just("x"),
    surname=st.sampled_from(["Smith", "Smyth", "Smith-Jones", "O'Brien", "Khan", "Okafor", ""]),
    forename=st.sampled_from(["Amy", "Alice", "A", "Amelia", "Sam", "Samuel", "Mohammed", "Muhammad", "Zo?", "Zoë", ""]),
    middle_names=st.sampled_from(["", "", "Rose", "Amy Jane"]),
    preferred_forename=st.sampled_from(["", "", "", "Sam"]),
    former_surname=st.sampled_from(["", "", "", "Khan"]),
    date_of_birth=st.one_of(
        st.none(), st.sampled_from([_FIRST + timedelta(days=days) for days in (0, 0, 1, 30, 400)])
    ),
    sex=st.sampled_from(["F", "M", ""]),
    upn=st.sampled_from(_UPNS),
    former_upn=st.sampled_from(["", "", "", *_UPNS]),
    nhs_number=st.sampled_from(_NHS),
    address=st.sampled_from(["", "3 Mill Lane, Daventry", "4 Mill Lane, Daventry"]),
    postcode=st.sampled_from(["NN1 1AA", "NN1 1AB", "NN29 7AA", ""]),
    weak=st.sampled_from([{}, {}, {}, {"upn": "X94120012000"}, {"upn": _UPNS[2][:12] + "?"}]),
    others=st.sampled_from([{}, {}, {}, {"postcode": ("NN1 1AA",)}, {"surname": ("Khan",), "upn": (_UPNS[3],)}]),
    adopted=st.sampled_from([False, False, False, False, False, True]),
)  # fmt: skip


@st.composite
def _nights(draw):
    """The first night's records, then for each night: records that come or change, ids that go, and all decisions that stand."""
    most = draw(st.integers(4, 16))
    pair = st.tuples(st.integers(1, most), st.integers(1, most), st.booleans())

    def records(fewest: int, many: int) -> list[LinkRecord]:
        ids = draw(st.lists(st.integers(1, most), min_size=fewest, max_size=many, unique=True))
        return [replace(draw(_record), id=pk) for pk in ids]

    nights = []
    for night in range(draw(st.integers(2, 4))):
        decided = [Decision(a, b, same) for a, b, same in draw(st.lists(pair, max_size=4)) if a != b]
        came = records(2, 16) if night == 0 else records(0, 4)
        gone = draw(st.sets(st.integers(1, most), max_size=1)) if night else set()
        nights.append((came, gone - {record.id for record in came}, decided))
    return nights


@pytest.fixture(scope="module")
def reference() -> Reference:
    """As of an authority where nearly every child has a record at a school and one with health."""
    return Reference.from_bytes(_AUTHORITY)


def _as_of_an_authority() -> bytes:
    records = []
    for n in range(1_100):
        born = date(2015, 1, 1) + timedelta(days=n * 7 % 330)
        name = ("Okafor", "Khan", "Smith", "Nowak", "Lee")[n % 5] + "abcdefghijk"[n // 5 % 11] * 2
        child = LinkRecord(
            2 * n + 1, "roll", "100001", f"R{n}", name, "Tariq", date_of_birth=born, postcode=f"CV{n % 9 + 1} 1AA"
        )
        records += [child, replace(child, id=2 * n + 2, feed="health", qualifier="", source_id=f"H{n}")]
    return link(records).reference.as_bytes()


_AUTHORITY = _as_of_an_authority()


def _held_to_a_full_run(nights, reference) -> None:
    everybody: dict[int, LinkRecord] = {}
    standing = None
    for came, gone, decisions in nights:
        gone = gone & everybody.keys()
        everybody = {pk: record for pk, record in everybody.items() if pk not in gone} | {r.id: r for r in came}
        if standing is None:
            standing, reference = begin(came, decisions, reference=reference)
        else:
            standing = standing_from(parts_of(standing))  # as it is kept from night to night
            standing = advance(standing, came, decisions, gone=gone, reference=reference).standing
        whole = link(list(everybody.values()), decisions, reference=reference)
        found = standing.answer(everybody)
        assert found.groups == list(whole.groups)
        assert list(found.review) == list(whole.review)
        assert list(found.vetoes) == list(whole.vetoes)
        assert sorted(found.notes) == sorted(whole.notes)


@settings(max_examples=30, deadline=None)
@given(_nights())
def test_night_after_night_the_answer_is_that_of_a_full_run(reference, nights):
    _held_to_a_full_run(nights, reference)


@settings(max_examples=25, deadline=None)
@given(_nights())
def test_so_it_is_where_blocks_and_numbers_become_too_common(nights):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocking, "LARGEST_BLOCK", 3)
        patch.setattr(blocking, "LARGEST_NAMES_BLOCK", 2)
        patch.setattr(doubtful, "OVERUSED_RECORDS", 3)
        patch.setattr(doubtful, "OVERUSED_CHILDREN", 2)
        _held_to_a_full_run(nights, None)


_GIVEN = [part.name for part in fields(Person) if part.name in LinkRecord.__dataclass_fields__]


def _month(folder: Path, on: date, numbers: dict[tuple, int]) -> dict[int, LinkRecord]:
    """Every record of a simulated month; a record that came before keeps its number."""
    simulate(
        la="941", children=400, seed=5, as_at=on, errors=1.0, feeds=["roll", "health", "ehe", "social_care"], to=folder
    )
    found = {}
    for feed in ("roll", "health", "ehe", "social_care"):
        for row in read(folder / f"{feed}.csv", feed=FEEDS[feed], as_at=on):
            if isinstance(row, ReadRow) and row.person is not None:
                pk = numbers.setdefault((feed, row.qualifier, row.source_id), len(numbers) + 1)
                values = {name: getattr(row.person, name) for name in _GIVEN}
                found[pk] = LinkRecord(pk, feed, row.qualifier, row.source_id, **values)
    return found


def test_a_simulated_authoritys_second_month_is_linked_as_a_full_run_would(tmp_path: Path) -> None:
    numbers: dict[tuple, int] = {}
    first, second = (_month(tmp_path / f"{on}", on, numbers) for on in (date(2026, 10, 1), date(2026, 11, 1)))
    changed = [record for pk, record in second.items() if first.get(pk) != record]
    assert 0 < len(changed) < len(second) / 2
    _held_to_a_full_run([(list(first.values()), set(), []), (changed, first.keys() - second.keys(), [])], None)
