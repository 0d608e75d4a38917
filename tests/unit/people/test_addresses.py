"""One home however its address is abbreviated, and no home where none can be read."""

import pytest

from onroll.people.addresses import home_key


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("Flat 1, 56 Bramble Street, Daventry", "1/56 bramble street"),
        ("FLAT 1 56 Bramble St., DAVENTRY", "1/56 bramble street"),
        ("56, Bramble Street", "56 bramble street"),
        ("Rose Court, 5A Mill Ln, Corby", "5a mill lane"),
        ("12-14 St John's Rd", "12 st johns road"),
        ("Address abroad, Abroad (GB)", ""),
        ("No fixed abode", ""),
        ("", ""),
    ],
)
def test_house_and_street(address, key):
    assert home_key(address) == key
