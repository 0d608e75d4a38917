"""Every authority has one code, however a file numbers it."""

from __future__ import annotations

import pytest

from onroll.places.authorities import areas_of, authorities, authority_name, la_of_gss


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("838", "Dorset"),
        ("839", "Bournemouth, Christchurch and Poole"),
        ("940", "North Northamptonshire"),
        ("941", "West Northamptonshire"),
        ("942", "Cumberland"),
        ("943", "Westmorland and Furness"),
        ("331", "Coventry"),
        ("855", "Leicestershire"),
    ],
)
def test_the_authorities_that_older_lists_lack_are_known(code: str, name: str) -> None:
    assert authority_name(code) == name


def test_there_are_153_education_authorities_in_force() -> None:
    in_force = [authority for authority in authorities().values() if authority.in_england and not authority.ended_on]
    assert len(in_force) == 153


@pytest.mark.parametrize(
    ("gss", "code"),
    [
        ("E06000062", "941"),
        ("E07000177", "931"),  # Cherwell, a district of Oxfordshire
        ("E10000023", "815"),  # North Yorkshire before it became one authority
        ("E06000065", "815"),
        ("E08000016", "370"),  # Barnsley before April 2025
        ("E08000038", "370"),
        ("E07000026", "909"),  # Allerdale, when Cumbria was a county
        ("W06000015", "W06000015"),
        ("M99999999", "XX"),
        ("L99999999", "XX"),
        ("E99999999", ""),
        ("", ""),
    ],
)
def test_an_ons_code_is_its_education_authority(gss: str, code: str) -> None:
    assert la_of_gss(gss) == code


def test_an_authority_that_ended_says_who_took_over() -> None:
    northamptonshire = authorities()["928"]
    assert northamptonshire.replaced_by == ("940", "941")
    assert northamptonshire.ended_on is not None
    assert authorities()["941"].started_on is not None
    assert (authorities()["941"].started_on - northamptonshire.ended_on).days == 1


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert authority_name("999") == "999"


def test_a_county_can_be_told_whole_or_by_its_districts() -> None:
    ways = areas_of("931")
    assert ways[:2] == (("931",), ("E10000025",))
    assert len(ways[-1]) == 5


def test_every_district_belongs_to_an_authority() -> None:
    assert {la_of_gss(gss) for way in areas_of("855") for gss in way if gss.startswith("E07")} == {"855"}
