"""A postcode is placed exactly or not at all."""

from __future__ import annotations

import random

import pytest

from onroll.places.authorities import la_of_gss
from onroll.places.directory import letters
from onroll.places.models import Postcode, PostcodeDirectory, PostcodeSector
from onroll.places.postcodes import build_postcodes, la_of_postcodes

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_postcodes_are_placed_as_the_directory_places_them(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    standing = build_postcodes("941")
    assert standing.own_postcodes == Postcode.objects.count() > 10_000
    assert standing.postcodes > 2_700_000
    assert PostcodeSector.objects.count() == standing.sectors

    chosen = random.Random(1)
    truth = {}
    for letter in letters():
        for at in chosen.sample(range(len(letter.postcodes)), 200):
            gss = letter.gss[at]
            truth[letter.postcodes[at]] = la_of_gss(gss) if isinstance(gss, str) else ""
    with django_assert_num_queries(1):
        assert la_of_postcodes(truth) == truth
    assert len(set(truth.values())) > 150

    asked = ["NN1 1ED", "nn11ed", " NN1  1ED", "NN1 1ZZ", "EH1 1YZ", "CF10 1EP", "not one", ""]
    assert list(la_of_postcodes(asked).values()) == ["941", "941", "941", "", "S12000036", "W06000015", "", ""]
    assert set(la_of_postcodes(Postcode.objects.values_list("postcode", flat=True)).values()) == {"941"}

    with django_assert_num_queries(1):
        assert build_postcodes("941").pk == standing.pk
    assert PostcodeDirectory.objects.count() == 1
