"""Pairs of names and the way in which they are alike."""

import pytest

from onroll.people.likeness import Likeness, compare_forenames, compare_surnames, same_forename, skeleton

L = Likeness


@pytest.mark.parametrize(
    ("a", "b", "likeness"),
    [
        ("Amy", "AMY", L.EQUAL),
        ("Anne-Marie", "Annemarie", L.EQUAL),
        ("Zoë", "ZoÃ«", L.EQUAL),
        ("Zo?", "Zoë", L.SPELLING),
        ("Ren\ufffd\ufffde", "Renée", L.SPELLING),
        ("?ukasz", "Łukasz", L.SPELLING),
        ("Charlotte", "Charlote", L.VARIANT),
        ("Charlotte", "Charlottr", L.SPELLING),
        ("Thomas", "Thomsa", L.VARIANT),
        ("Thomas", "Tjomas", L.SPELLING),
        ("Mohammed", "Muhammad", L.VARIANT),
        ("Yusuf", "Yousef", L.VARIANT),
        ("Anne", "Anne-Marie", L.PART),
        ("Amy Jane", "Amy", L.PART),
        ("Ali Hassan", "Hassan Ali", L.VARIANT),
        ("Samuel", "Sam", L.NICKNAME),
        ("William", "Bill", L.NICKNAME),
        ("Alexandra", "Alex", L.NICKNAME),
        ("Elizabeth", "Beth", L.NICKNAME),
        ("Natasha", "Tash", L.NICKNAME),
        ("Charlotte", "Lottie", L.NICKNAME),
        ("Robert", "Robbie", L.NICKNAME),
        ("A", "Amy", L.INITIAL),
        ("B", "Amy", L.DIFFERENT),
        ("", "Amy", L.MISSING),
        ("Unknown", "Amy", L.MISSING),
        ("Amy", "Alice", L.DIFFERENT),
        ("Aaron", "Erin", L.DIFFERENT),
        ("Jack", "Oliver", L.DIFFERENT),
        ("Ali Khan", "Ali Hassan", L.DIFFERENT),
    ],
)
def test_forenames(a, b, likeness):
    assert compare_forenames(a, b) is likeness and compare_forenames(b, a) is likeness


@pytest.mark.parametrize(
    ("a", "b", "likeness"),
    [
        ("O'Brien", "O Brien", L.EQUAL),
        ("MacDonald", "McDonald", L.VARIANT),
        ("Mac Donald", "Mcdonald", L.VARIANT),
        ("van den Berg", "Berg", L.VARIANT),
        ("El-Amin", "Amin", L.VARIANT),
        ("Kowalski", "Kowalska", L.VARIANT),
        ("Ivanov", "Ivanova", L.VARIANT),
        ("Smith-Jones", "Smith", L.PART),
        ("Smith-Jones", "Jones Smith", L.PART),
        ("Hughes", "Hugjes", L.SPELLING),
        ("Smith", "Jones", L.DIFFERENT),
        ("", "Jones", L.MISSING),
        ("S", "Smith", L.INITIAL),
    ],
)
def test_surnames(a, b, likeness):
    assert compare_surnames(a, b) is likeness and compare_surnames(b, a) is likeness


def test_same_forename_is_anything_but_missing_or_different():
    assert same_forename("Sam", "Samuel") and not same_forename("Sam", "Tom") and not same_forename("", "Tom")


def test_skeletons_meet_where_transliterations_do():
    assert skeleton("mohammed") == skeleton("muhammad") == "mhmd"
    assert skeleton("sofia") == skeleton("sophia")
    assert skeleton("umar") == skeleton("omar")
