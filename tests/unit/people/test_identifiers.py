"""Numbers as they come: which pass, which fail and with what sentence."""

import pytest

from onroll.people.identifiers import (
    authority_codes,
    check_nhs_number,
    check_uln,
    check_upn,
    make_nhs_number,
    make_uln,
    make_upn,
    upn_check_letter,
)


def test_the_vendors_worked_example_is_mis_added_and_its_letter_is_p():
    assert upn_check_letter("207000016049") == "P"
    assert check_upn("P207000016049").value == "P207000016049"
    assert "should be P" in check_upn("Q207000016049").problems[0]


@pytest.mark.parametrize("la", ["838", "839", "940", "941", "942", "943", "928", "660", "702"])
def test_authorities_that_other_checkers_reject(la):
    assert check_upn(make_upn(la, "2001", 2020, 7)).value


def test_an_authority_that_never_was_is_a_problem_and_leaves_no_value():
    upn = make_upn("999", "2001", 2020, 7)
    checked = check_upn(upn)
    assert checked.value == "" and checked.text == upn and "authority 999" in checked.problems[0]


def test_a_temporary_upn_ends_in_a_letter_that_counts_by_its_place():
    upn = make_upn("941", "2001", 2020, "01C")
    checked = check_upn(upn)
    assert checked.value == upn and checked.temporary
    # 941200120 0 1 with weights 2..12 is 219, and C, third letter, adds 13 * 2
    assert upn_check_letter("94120012001C") == "ABCDEFGHJKLMNPQRTUVWXYZ"[
        (sum(w * int(d) for w, d in zip(range(2, 13), "94120012001", strict=True)) + 26) % 23
    ]  # fmt: skip
    assert not check_upn(make_upn("941", "2001", 2020, 11)).temporary


@pytest.mark.parametrize("text", ["p207 000 016 049", " P207000016049 ", "P20700001604-9"])
def test_spacing_and_case_do_not_matter(text):
    assert check_upn(text).value == "P207000016049"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("UN3", "why there is no UPN"),
        ("A000000000000", "filler"),
        ("P20700001604", "eleven digits"),
        ("P20700001604I", "eleven digits"),
        ("1207000016049", "eleven digits"),
        ("P٢07000016049", "eleven digits"),
    ],
)
def test_upns_that_are_none(text, says):
    checked = check_upn(text)
    assert checked.value == "" and says in checked.problems[0]


@pytest.mark.parametrize("check", [check_upn, check_uln, check_nhs_number])
def test_a_blank_is_no_problem_and_no_value(check):
    assert check("  ") == type(check(""))("", "  ")


@pytest.mark.parametrize(
    ("text", "value", "says"),
    [
        ("9276308686", "9276308686", ""),
        ("9276308687", "", "check digit"),
        ("0276308686", "", "does not start with 0"),
        ("9999999999", "", "filler"),
        ("927630868", "", "ten digits"),
    ],
)
def test_ulns(text, value, says):
    checked = check_uln(text)
    assert checked.value == value and says in "".join(checked.problems)


@pytest.mark.parametrize(
    ("text", "value", "says"),
    [
        ("943 476 5919", "9434765919", ""),
        ("943-476-5919", "9434765919", ""),
        ("9434765918", "", "check digit"),
        ("9990000018", "9990000018", ""),
        ("0000000000", "", "filler"),
        ("1111111111", "", "filler"),
        ("94347659191", "", "ten digits"),
    ],
)
def test_nhs_numbers(text, value, says):
    checked = check_nhs_number(text)
    assert checked.value == value and says in "".join(checked.problems)


def test_numbers_that_can_not_be_made_are_refused():
    with pytest.raises(ValueError, match="No Unique Learner Number"):
        make_uln("000000000")
    with pytest.raises(ValueError, match="No NHS number"):
        make_nhs_number("000000006")  # 6 * 2 = 12, 12 mod 11 = 1, 11 - 1 = 10: never issued
    with pytest.raises(ValueError, match="Not the last twelve"):
        upn_check_letter("12")


def test_todays_authorities_are_all_known():
    assert {"201", "331", "855", "931", "941"} <= authority_codes()
