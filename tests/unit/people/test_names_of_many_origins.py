"""Names as the origins found in England write them: what two offices make of one child's name, and what is two names."""

import pytest

from onroll.people.likeness import Likeness, compare_forenames, compare_surnames
from onroll.people.names import is_filler
from onroll.people.romanised import are_romanisations

L = Likeness
FORENAMES = {
    "South Asian and Arabic": [
        ("Mohammad", "Mohd", L.VARIANT), ("Md Rahim", "Mohammed Rahim", L.VARIANT), ("Abdul Rahman", "Abdulrahman", L.EQUAL),
        ("Abdur Rahman", "Abdul Rahman", L.SPELLING), ("Gurpreet", "Gurprit", L.VARIANT), ("Khadija", "Khadeeja", L.VARIANT),
        ("Syed Hassan", "Hassan", L.PART), ("Zaynab", "Zainab", L.VARIANT), ("Hussain", "Hussein", L.VARIANT),
    ],
    "East European": [
        ("Mykhailo", "Mikhail", L.VARIANT), ("Andrei", "Andrey", L.VARIANT), ("Ștefan", "Stephan", L.VARIANT),
        ("Małgorzata", "Malgorzata", L.EQUAL), ("Oleksandr", "Aleksandr", L.SPELLING), ("Jakub", "Jacob", L.VARIANT),
    ],
    "Chinese and Vietnamese": [("Xiao Ming", "Xiaoming", L.EQUAL), ("Xiao-Ming", "Ming Xiao", L.VARIANT), ("Nguyễn", "Nguyen", L.EQUAL)],
    "West African": [("Oluwaseun", "Seun", L.NICKNAME), ("Chukwuemeka", "Emeka", L.NICKNAME), ("Adébáyò", "Adebayo", L.EQUAL)],
    "Irish": [("Seán", "Sean", L.EQUAL), ("Tadhg", "Tadgh", L.VARIANT), ("Siobhán", "Siobhan", L.EQUAL)],
    "Spanish and Portuguese": [("João", "Jo?o", L.SPELLING), ("José", "JosÃ©", L.EQUAL)],
    "of brother and sister": [("Muhammad", "Maryam", L.DIFFERENT), ("Singh", "Kaur", L.DIFFERENT)],
}  # fmt: skip
SURNAMES = {
    "South Asian and Arabic": [("Chaudhry", "Choudhury", L.VARIANT), ("Al-Sayed", "Alsayed", L.EQUAL), ("Abu Bakr", "Abubakr", L.EQUAL), ("Singh", "Kaur", L.DIFFERENT)],
    "endings of daughters and wives": [
        ("Wiśniewska", "Wisniewski", L.VARIANT), ("Petrova", "Petrov", L.VARIANT), ("Horáková", "Horák", L.VARIANT),
        ("Kazlauskas", "Kazlauskienė", L.VARIANT), ("Kazlauskas", "Kazlauskaitė", L.VARIANT), ("Papadopoulos", "Papadopoulou", L.VARIANT),
    ],
    "romanised": [("Cheung", "Zhang", L.VARIANT), ("Ng", "Wu", L.VARIANT), ("Lee", "Li", L.VARIANT), ("Kim", "Gim", L.VARIANT)],
    "two surnames": [
        ("García López", "García", L.PART), ("García López", "López García", L.PART), ("Ferreira da Silva", "Silva", L.PART),
        ("Adeyemi", "Adeyemi-Cole", L.PART), ("Smith-Jones", "SmithJones", L.EQUAL),
    ],
    "prefixes": [
        ("de la Cruz", "Cruz", L.VARIANT), ("O'Connor", "O Connor", L.EQUAL), ("MacLeod", "McLeod", L.VARIANT), ("St John", "Saint John", L.VARIANT),
        ("D'Souza", "Dsouza", L.EQUAL), ("bin Laden", "Laden", L.VARIANT), ("Fitzgerald", "Fitz Gerald", L.EQUAL),
    ],
    "letters": [("Müller", "Mueller", L.VARIANT), ("Öztürk", "Ozturk", L.EQUAL), ("Nov?k", "Novák", L.SPELLING), ("Ivanović", "Ivanovic", L.EQUAL)],
}  # fmt: skip


@pytest.mark.parametrize(("a", "b", "likeness"), [case for cases in FORENAMES.values() for case in cases])
def test_forenames(a, b, likeness):
    assert compare_forenames(a, b) is likeness and compare_forenames(b, a) is likeness


@pytest.mark.parametrize(("a", "b", "likeness"), [case for cases in SURNAMES.values() for case in cases])
def test_surnames(a, b, likeness):
    assert compare_surnames(a, b) is likeness and compare_surnames(b, a) is likeness


@pytest.mark.parametrize(
    "written", ["FNU", "LNU", "No Surname", "Given Name Unknown", "NIL", "UASC", "Not provided", "-", "."]
)
def test_what_is_written_where_there_is_no_name(written):
    assert is_filler(written)
    assert compare_surnames(written, "Singh") is L.MISSING


def test_a_romanisation_is_of_one_name_not_of_its_neighbours():
    assert (
        are_romanisations("zhang", "cheung")
        and not are_romanisations("zhang", "wu")
        and not are_romanisations("wu", "wu")
    )
