"""Which records are joined, which are left to a person, and which are kept apart: one case a rule."""

from dataclasses import replace
from datetime import date

import pytest

from onroll.linkage import Decision, LinkRecord, explain, link
from onroll.people.identifiers import make_nhs_number, make_upn

BORN = date(2015, 3, 14)
UPN, UPN2 = make_upn("941", "2001", 2020, 7), make_upn("941", "2001", 2020, 8)
NHS, NHS2 = make_nhs_number("400000040"), make_nhs_number("400000043")
AMY = LinkRecord(1, "roll", "100001", "A1", "Hollister", "Amy", date_of_birth=BORN, sex="F", postcode="NN1 1AA")
HEALTH = replace(AMY, id=2, feed="health", qualifier="", source_id="H1")


def groups(*records, decisions=()):
    return [set(group) for group in link(records, decisions).groups]


def outcome(a, b):
    """The outcome and rule of a pair; "no" where it is in neither list."""
    linked = link([a, b])
    for pair in (*linked.links, *linked.review, *linked.vetoes):
        return pair.outcome, pair.rule
    return "no", ""


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"forename": "AMY"},
        {"surname": "Holister"},
        {"surname": "Hollister-Jones"},
        {"postcode": "NN29 7AA"},
        {"postcode": ""},
        {"date_of_birth": date(2015, 3, 15)},
        {"surname": "Amy", "forename": "Hollister"},
        {"forename": "Am\ufffd", "upn": UPN},
        {"surname": "Different", "upn": UPN},
        {"forename": "Unknown", "upn": UPN},
        {"date_of_birth": None},
        {"date_of_birth": date(2015, 1, 1)},
        {"date_of_birth": date(2012, 9, 30), "upn": UPN},
        {"sex": "M"},
    ],
)
def test_one_child_though_a_field_is_wrong(change):
    roll = replace(AMY, upn=UPN)
    assert groups(roll, replace(HEALTH, **change)) == [{1, 2}]


HOME = "Flat 2, 57 Market Road, Daventry"


@pytest.mark.parametrize(
    "change",
    [
        {"forename": "A"},
        {"forename": "Am"},
        {"forename": "Amy Clara"},
        {"forename": "AmyClara"},
        {"forename": "Aimy Clara"},
        {"postcode": "", "date_of_birth": None},
        {"postcode": "", "address": "flat 2, 57 Market Rd., Daventry", "surname": "Different"},
        {"postcode": "", "date_of_birth": date(2015, 1, 1)},
        {"postcode": "NN1 1AB", "date_of_birth": date(2015, 4, 13)},
        {"postcode": "", "forename": "Hollister", "surname": "Amy Clara"},
    ],
)
def test_one_child_at_one_home_though_a_field_is_wrong(change):
    roll = replace(AMY, forename="Amy", middle_names="Clara", address=HOME)
    assert groups(roll, replace(HEALTH, **{"address": HOME, **change})) == [{1, 2}]


@pytest.mark.parametrize(
    ("one", "other"), [("Muhammad", "Mo"), ("Isabelle", "Izzy"), ("Oivia", "Liv"), ("Cai", "Ci"), ("Toby", "Tobes"), ("Theodore Ren", "Teodore")]
)  # fmt: skip
def test_a_familiar_form_with_surname_birthday_and_home_is_one_child(one, other):
    assert groups(replace(AMY, forename=one, sex=""), replace(HEALTH, forename=other, sex="")) == [{1, 2}]


@pytest.mark.parametrize(
    ("said", "twin"), [("A", "Alice"), ("Am", "Amber"), ("Unknown", "Alice"), ("Mohammed", "Mohammed Hassan")]
)
def test_what_fits_both_twins_is_joined_to_neither(said, twin):
    first = replace(AMY, forename="Mohammed Ali" if said == "Mohammed" else "Amy", address=HOME)
    vague = replace(HEALTH, forename=said, address=HOME)
    second = replace(AMY, id=3, source_id="A3", forename=twin, address=HOME)
    linked = link([first, vague, second])
    assert [set(g) for g in linked.groups] == [{1}, {2}, {3}]
    assert "several-fit" in {pair.rule for pair in linked.review}
    assert groups(first, vague) == [{1, 2}] or said == "Unknown"


def test_a_street_of_the_same_name_in_another_town_is_no_home_of_hers():
    here, there = replace(AMY, address="5 High Street, Daventry"), replace(HEALTH, address="5 High Street, Corby")
    pair = explain(here, replace(there, postcode="NN17 7AA"))
    assert "different addresses: NN1 1AA / NN17 7AA" in pair.words
    assert any(said.startswith("same house and street") for said in explain(here, replace(there, postcode="")).words)


def test_swapped_day_and_month():
    born = date(2015, 3, 4)
    swapped = replace(HEALTH, date_of_birth=date(2015, 4, 3))
    assert groups(replace(AMY, date_of_birth=born), swapped) == [{1, 2}]


@pytest.mark.parametrize(
    "change",
    [
        {"forename": "Alice"},  # a twin
        {"forename": "Alice", "date_of_birth": date(2017, 8, 2)},  # a sister
        {"forename": "Alice", "date_of_birth": None},
        {"forename": "Jacob", "sex": "M", "date_of_birth": date(2012, 1, 9)},
        {"surname": "Smith", "postcode": "NN9 9ZZ"},  # a stranger born that day with her forename
    ],
)
def test_kin_and_strangers_stay_apart(change):
    assert groups(AMY, replace(HEALTH, **change)) == [{1}, {2}]


def test_twins_stay_apart_even_with_one_number_typed_for_both():
    twin = replace(HEALTH, forename="Alice", upn=UPN)
    linked = link([replace(AMY, upn=UPN), twin])
    assert [set(g) for g in linked.groups] == [{1}, {2}]
    assert [pair.outcome for pair in linked.review] == ["review"]


def test_a_brothers_number_typed_in_joins_nobody_and_is_found_out():
    brother = LinkRecord(
        3,
        "roll",
        "100001",
        "B1",
        "Hollister",
        "Jacob",
        date_of_birth=date(2012, 1, 9),
        upn=UPN2,
        sex="M",
        postcode="NN1 1AA",
    )
    slip = replace(HEALTH, upn=UPN2)
    social = replace(brother, id=4, feed="social_care", source_id="S4")
    assert sorted(map(sorted, groups(replace(AMY, upn=UPN), slip, brother, social))) == [[1, 2], [3, 4]]


@pytest.mark.parametrize(("field", "ours", "theirs"), [("upn", UPN, UPN2), ("nhs_number", NHS, NHS2)])
def test_two_valid_numbers_are_a_veto_unless_name_and_birth_agree(field, ours, theirs):
    roll = replace(AMY, **{field: ours})
    alike = replace(HEALTH, **{field: theirs})
    assert outcome(roll, alike) == ("review", "two-numbers-same-child")
    linked = link([roll, replace(alike, forename="Ami")])
    assert [set(g) for g in linked.groups] == [{1}, {2}]
    assert not linked.review


def test_a_former_upn_is_no_conflict():
    assert groups(replace(AMY, upn=UPN), replace(HEALTH, upn=UPN2, former_upn=UPN)) == [{1, 2}]


def test_a_temporary_upn_is_no_conflict():
    assert groups(replace(AMY, upn=UPN), replace(HEALTH, upn=make_upn("941", "2001", 2020, "01A"))) == [{1, 2}]


def test_one_group_one_upn_though_a_third_record_fits_both():
    first = replace(AMY, upn=UPN)
    second = replace(AMY, id=3, qualifier="100002", upn=UPN2)
    linked = link([first, HEALTH, second])
    assert sorted(map(len, linked.groups)) == [1, 2]
    assert {1, 3} not in [set(g) for g in linked.groups]


def test_ten_thousand_rows_with_one_upn_join_nobody_and_say_so():
    names = ["Amy", "Jacob", "Priya", "Oliver", "Zainab", "Marek", "Chloe", "Tariq"]
    records = [
        LinkRecord(n, "roll", "100001", str(n), f"Sur{n % 97}name", names[n % 8], date_of_birth=date(2008 + n % 10, 1 + n % 12, 1 + n % 28), upn=UPN)
        for n in range(10_000)
    ]  # fmt: skip
    linked = link(records)
    assert max(map(len, linked.groups)) < 60
    assert "10,000 records" in linked.notes[0] and UPN in linked.notes[0]


def test_two_records_of_one_source_need_more_than_a_name():
    common = replace(HEALTH, postcode="NN5 5AA")
    assert outcome(replace(AMY, postcode="NN1 1AA"), common)[0] == "link"
    same_source = replace(common, feed="roll", qualifier="100001", surname="Holister")
    assert groups(AMY, same_source) == [{1}, {2}]


def test_missing_everything_but_a_common_name_joins_nobody():
    bare = LinkRecord(5, "sightings", "housing", "9", "Hollister", "Amy")
    assert groups(bare, replace(bare, id=6, feed="health")) == [{5}, {6}]


def test_an_adopted_record_joins_only_the_very_same_identity():
    old = replace(HEALTH, surname="Oldname", upn=UPN)
    new = replace(AMY, upn=UPN, former_surname="Oldname", former_upn=UPN, adopted=True)
    assert groups(old, new) == [{1}, {2}]
    assert link([old, new]).vetoes[0].rule == "adopted"
    roll = replace(AMY, id=3, feed="applications")
    assert sorted(map(sorted, groups(old, new, roll))) == [[1, 3], [2]]


def test_an_adopted_record_is_not_joined_to_the_old_name_through_others_or_by_decision():
    new = replace(AMY, adopted=True)
    plain = replace(HEALTH, former_surname="Oldname")
    old = replace(AMY, id=3, feed="social_care", qualifier="", surname="Oldname", upn=UPN)
    linked = link([new, plain, old], [Decision(1, 3, True)])
    assert {1, 3} & set(next(g for g in linked.groups if 1 in g)) == {1}
    assert "can't be kept" in linked.notes[0]


def test_decisions_are_obeyed_and_never_got_round():
    third = replace(AMY, id=3, feed="applications", qualifier="")
    assert groups(AMY, HEALTH, third) == [{1, 2, 3}]
    linked = link([AMY, HEALTH, third], [Decision(1, 3, False)])
    assert all(not {1, 3} <= set(group) for group in linked.groups)
    assert ("veto", "decided-different") in [(pair.outcome, pair.rule) for pair in linked.vetoes]
    stranger = LinkRecord(9, "ehe", "", "E9", "Nowak", "Marek", upn=UPN2, date_of_birth=date(2010, 1, 2))
    assert {1, 2, 9} in groups(replace(AMY, upn=UPN), HEALTH, stranger, decisions=[Decision(9, 1, True)])


def test_explaining_gives_the_reason_in_words():
    twin = replace(HEALTH, forename="Alice")
    pair = explain(twin, AMY)
    assert (pair.a, pair.b, pair.outcome) == (1, 2, "no")
    assert "forenames differ: Amy / Alice" in pair.words and "same date of birth" in pair.words
    with pytest.raises(ValueError, match="itself"):
        explain(AMY, AMY)


def test_explaining_agrees_with_the_run():
    other = replace(HEALTH, surname="Holister", postcode="NN29 7AA")
    run = link([AMY, other]).links[0]
    assert explain(AMY, other) == run


def test_nothing_to_link():
    linked = link([])
    assert (list(linked.groups), list(linked.links)) == ([], [])
    assert groups(AMY) == [{1}]
