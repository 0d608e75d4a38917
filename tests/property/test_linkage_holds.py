"""What linking promises of any records: order doesn't matter, every record is in one group, decisions are obeyed."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from onroll.linkage import Decision, LinkRecord, explain, link
from onroll.people.identifiers import make_upn

_UPNS = ["", "", *(make_upn("941", "2001", 2020, n) for n in range(4))]
_record = st.builds(
    LinkRecord,
    id=st.just(0),
    feed=st.sampled_from(["roll", "health", "ehe"]),
    qualifier=st.sampled_from(["", "100001"]),
    source_id=st.just("x"),
    surname=st.sampled_from(["Smith", "Smyth", "Smith-Jones", "O'Brien", "Khan", ""]),
    forename=st.sampled_from(["Amy", "Alice", "Amelia", "Sam", "Samuel", "Mohammed", "Muhammad", "Zo?", "Zoë", ""]),
    date_of_birth=st.one_of(
        st.none(), st.sampled_from([date(2015, 3, 4) + timedelta(days=d) for d in (0, 1, 30, 400, 1200)])
    ),
    sex=st.sampled_from(["F", "M", ""]),
    upn=st.sampled_from(_UPNS),
    former_upn=st.sampled_from(["", "", *_UPNS]),
    postcode=st.sampled_from(["NN1 1AA", "NN1 1AB", "NN29 7AA", ""]),
    adopted=st.sampled_from([False, False, False, False, True]),
)


@st.composite
def _records(draw, size=14):
    from dataclasses import replace

    return [replace(record, id=n + 1) for n, record in enumerate(draw(st.lists(_record, min_size=2, max_size=size)))]


@st.composite
def _with_decisions(draw):
    records = draw(_records())
    pairs = draw(
        st.lists(st.tuples(st.integers(1, len(records)), st.integers(1, len(records)), st.booleans()), max_size=6)
    )
    return records, [Decision(a, b, same) for a, b, same in pairs if a != b]


@settings(max_examples=150, deadline=None)
@given(_with_decisions(), st.randoms(use_true_random=False))
def test_the_order_of_records_changes_nothing(given_, dice):
    records, decisions = given_
    shuffled = list(records)
    dice.shuffle(shuffled)
    assert link(records, decisions) == link(shuffled, decisions)


@settings(max_examples=150, deadline=None)
@given(_with_decisions())
def test_every_record_is_in_exactly_one_group(given_):
    records, decisions = given_
    found = sorted(record for group in link(records, decisions).groups for record in group)
    assert found == [record.id for record in records]


@settings(max_examples=300, deadline=None)
@given(_with_decisions())
def test_decisions_are_obeyed(given_):
    records, decisions = given_
    linked = link(records, decisions)
    of = {record: n for n, group in enumerate(linked.groups) for record in group}
    last = {frozenset((d.a, d.b)): d for d in decisions}
    for decision in last.values():
        if not decision.same:
            assert of[decision.a] != of[decision.b]
    by_decision_alone = not any(not d.same for d in last.values()) and not any(r.adopted for r in records)
    if by_decision_alone:
        assert all(of[d.a] == of[d.b] for d in last.values())


@settings(max_examples=200, deadline=None)
@given(_with_decisions())
def test_an_adopted_child_has_one_surname(given_):
    records, decisions = given_
    by_id = {record.id: record for record in records}
    for group in link(records, decisions).groups:
        if any(by_id[record].adopted for record in group):
            assert len({by_id[record].surname.casefold() for record in group}) == 1


_ELSEWHERE = [
    LinkRecord(901, "roll", "100009", "z", "Nowak", "Marek", date_of_birth=date(2011, 6, 5), postcode="CV1 1AA"),
    LinkRecord(902, "health", "", "z", "Nowak", "Marek", date_of_birth=date(2011, 6, 5), postcode="CV1 1AA"),
    LinkRecord(903, "ehe", "", "z", "Nowak", "Zofia", date_of_birth=date(2013, 9, 9), postcode="CV1 1AA"),
]


@settings(max_examples=100, deadline=None)
@given(_with_decisions())
def test_a_decision_moves_nobody_who_has_nothing_to_do_with_it(given_):
    records, decisions = given_
    linked = link([*records, *_ELSEWHERE], decisions)
    assert [group for group in linked.groups if group[0] > 900] == [(901, 902), (903,)]
    alone = link(records, decisions)
    assert [group for group in linked.groups if group[0] < 900] == list(alone.groups)


@settings(max_examples=100, deadline=None)
@given(_records(size=2))
def test_a_pair_is_explained_alike_from_either_side(records):
    a, b = records[0], records[1]
    assert explain(a, b) == explain(b, a)
