"""Postcodes in form, and sexes in any code."""

import pytest

from onroll.people.postcodes import normalise_postcode, one_character_off, outward
from onroll.people.sexes import read_sex


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("nn11aa", "NN1 1AA"),
        (" NN1  1AA ", "NN1 1AA"),
        ("NN1-1AA", "NN1 1AA"),
        ("M1 1AE", "M1 1AE"),
        ("B33 8TH", "B33 8TH"),
        ("CR2 6XH", "CR2 6XH"),
        ("DN55 1PT", "DN55 1PT"),
        ("W1A 1HQ", "W1A 1HQ"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("GIR 0AA", "GIR 0AA"),
    ],
)
def test_postcodes_in_form(text, postcode):
    assert normalise_postcode(text) == postcode


@pytest.mark.parametrize("text", ["", "NN1", "NN1 1A", "NN1 1CA", "NN1 OAA", "ZZ99 3VZ", "QN1 1AA", "Northampton"])
def test_malformed_postcodes_are_blank(text):
    assert normalise_postcode(text) == ""


@pytest.mark.parametrize(
    ("a", "b", "off"),
    [
        ("NN1 1AA", "NN1 1AB", True),
        ("NN1 1AA", "NN11 1AA", True),
        ("NN12 1AA", "NN21 1AA", True),
        ("NN1 1AA", "NN1 1AA", False),
        ("NN1 1AA", "NN1 2AB", False),
    ],
)
def test_one_character_off(a, b, off):
    assert one_character_off(a, b) is off and one_character_off(b, a) is off


def test_outward():
    assert outward("NN1 1AA") == "NN1"


@pytest.mark.parametrize(
    ("text", "sex"),
    [("F", "F"), ("female", "F"), ("2", "F"), (" m ", "M"), ("1", "M"), ("Male", "M"), ("0", "U"), ("9", "U"), ("", ""),
     ("N/K", ""), ("Q", None), ("3", None)],
)  # fmt: skip
def test_sexes(text, sex):
    assert read_sex(text) == sex
