"""A school that took a new URN is one history; schools that merged or split are not."""

from __future__ import annotations

from onroll.places.schools import Successions


def test_a_school_that_became_an_academy_is_one_history() -> None:
    chain = Successions([("100", "200", "Successor"), ("200", "100", "Predecessor"), ("200", "300", "Successor")])
    assert chain.of("200") == chain.of("100") == chain.of("300") == ("100", "200", "300")


def test_one_side_of_a_link_is_enough() -> None:
    assert Successions([("200", "100", "Predecessor")]).of("100") == ("100", "200")


def test_two_schools_that_became_one_keep_their_own_histories() -> None:
    merged = Successions([("100", "300", "Successor - merged"), ("200", "300", "Successor")])
    assert merged.of("300") == ("300",)
    assert merged.of("100") == ("100",)
    assert merged.became("100") == merged.became("200") == ("300",)


def test_a_school_that_split_keeps_its_own_history() -> None:
    split = Successions([("100", "200", "Successor - Split School"), ("100", "300", "Successor - Split School")])
    assert split.of("100") == ("100",)
    assert split.became("100") == ("200", "300")


def test_links_that_go_round_in_a_circle_end() -> None:
    assert set(Successions([("100", "200", "Successor"), ("200", "100", "Successor")]).of("100")) == {"100", "200"}


def test_other_kinds_of_link_make_no_history() -> None:
    assert Successions([("100", "200", "Sixth Form Centre Link")]).of("100") == ("100",)
