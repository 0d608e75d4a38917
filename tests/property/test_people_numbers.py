"""What checks promise of any number and name."""

from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from onroll.people.birth_dates import how_alike
from onroll.people.identifiers import (
    UPN_LETTERS,
    authority_codes,
    check_nhs_number,
    check_uln,
    check_upn,
    make_nhs_number,
    make_uln,
    make_upn,
)
from onroll.people.likeness import compare_forenames, compare_surnames
from onroll.people.names import fold, mend_mojibake
from onroll.people.postcodes import normalise_postcode

_nine = st.text("0123456789", min_size=9, max_size=9)


def _made(make, nine):
    try:
        return make(nine)
    except ValueError:
        return ""


@given(st.sampled_from(sorted(authority_codes())), st.integers(0, 9999), st.integers(1999, 2030), st.integers(0, 999))
def test_every_made_upn_passes_and_no_other_letter_does(la, establishment, year, serial):
    upn = make_upn(la, str(establishment), year, serial)
    assert check_upn(upn).value == upn
    assert [x for x in UPN_LETTERS if check_upn(x + upn[1:]).value] == [upn[0]]


@given(st.sampled_from(sorted(authority_codes())), st.integers(0, 999), st.integers(1, 12), st.integers(1, 9))
def test_one_wrong_digit_never_passes(la, serial, place, more):
    upn = make_upn(la, "2001", 2020, serial)
    wrong = upn[:place] + str((int(upn[place]) + more) % 10) + upn[place + 1 :]
    assert check_upn(wrong).value == ""


@given(_nine, st.integers(0, 8), st.integers(1, 9))
def test_every_made_nhs_number_passes_and_one_wrong_digit_never_does(nine, place, more):
    number = _made(make_nhs_number, nine)
    assume(number and len(set(number)) > 1)
    assert check_nhs_number(number).value == number
    assert not check_nhs_number(number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]).value


@given(_nine, st.integers(1, 8), st.integers(1, 9))
def test_every_made_uln_passes_and_one_wrong_digit_never_does(nine, place, more):
    number = _made(make_uln, nine)
    assume(number and len(set(number)) > 1)
    assert check_uln(number).value == number
    assert not check_uln(number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]).value


@given(st.text(max_size=20))
def test_nothing_crashes_and_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)
    assert check_upn(text).text == check_uln(text).text == check_nhs_number(text).text == text
    assert normalise_postcode(normalise_postcode(text)) == normalise_postcode(text)


@given(st.text("abcdeéèñöüçłßØÅ -'", max_size=12))
def test_mangled_text_is_mended(text):
    mangled = text.encode("utf-8").decode("latin-1")
    assert fold(mangled) == fold(text)
    assert mend_mojibake(text) == text


@given(st.text("abcdmosé -'?", max_size=10), st.text("abcdmosé -'?", max_size=10))
def test_comparing_names_has_no_direction(a, b):
    assert compare_forenames(a, b) == compare_forenames(b, a)
    assert compare_surnames(a, b) == compare_surnames(b, a)


@given(st.dates(date(2005, 1, 1), date(2026, 1, 1)), st.integers(-800, 800))
def test_comparing_dates_has_no_direction(born, days):
    other = born + timedelta(days=days)
    assert how_alike(born, other) == how_alike(other, born)
