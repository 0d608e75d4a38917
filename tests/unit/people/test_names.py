"""Names as systems mangle them, and the key they fold to."""

import pytest

from onroll.people.names import fold, fold_with_gaps, is_filler, mend_mojibake


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Amy", "amy"),
        ("  Amy   Jane ", "amy jane"),
        ("O'Brien", "obrien"),
        ("O’Brien", "obrien"),
        ("Smith-Jones", "smith jones"),
        ("Smith – Jones", "smith jones"),
        ("St. John", "st john"),
        ("Zoë", "zoe"),
        ("Zoe\u0308", "zoe"),
        ("ZoÃ«", "zoe"),
        ("Łukasz", "lukasz"),
        ("Søren", "soren"),
        ("Đặng", "dang"),
        ("Ægir", "aegir"),
        ("Groß", "gross"),
        ("ŞULE", "sule"),
        ("İbrahim", "ibrahim"),
        ("Irmak_1", "irmak 1"),
        ("Zo?", "zo"),
        ("Михаил", "михаил"),
        ("", ""),
        ("'-", ""),
    ],
)
def test_fold(name, key):
    assert fold(name) == key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Zo?", "zo?"),
        ("Ren\ufffde", "ren?e"),
        ("Jos\ufffd\ufffd", "jos??"),
        ("?ukasz", "?ukasz"),
        ("Amy ?", "amy"),
        ("?", ""),
        ("O'Brien", "obrien"),
    ],
)
def test_a_letter_lost_in_a_word_stays_as_a_gap(name, key):
    assert fold_with_gaps(name) == key


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("ZoÃ«", "Zoë"),
        ("RenÃ©e", "Renée"),
        ("O\u00e2\u20ac\u2122Brien", "O’Brien"),
        ("Å\x81ukasz", "Łukasz"),
        ("ZoÃƒÂ«", "Zoë"),
        ("Zoë", "Zoë"),
        ("Ângela", "Ângela"),
        ("São", "São"),
        ("plain", "plain"),
    ],
)
def test_mojibake_is_mended_and_true_accents_stay(text, mended):
    assert mend_mojibake(text) == mended


@pytest.mark.parametrize("name", ["Unknown", "N/K", "Baby Girl", "XXX", "-", ".", "zzzz", "FNU", "aa"])
def test_fillers(name):
    assert is_filler(name)


@pytest.mark.parametrize("name", ["Amy", "Li", "O", "Bo", "Baby-Rose", "Ng"])
def test_real_names_are_no_fillers(name):
    assert not is_filler(name)
