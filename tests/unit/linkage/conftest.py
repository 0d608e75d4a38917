"""A small authority whose children have a record at a school and one with health; every fourth date of birth is a day out there."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from onroll.linkage import LinkRecord


def _authority(children):
    forenames = ("Amy", "Jacob", "Priya", "Oliver", "Zainab", "Marek", "Chloe", "Tariq", "Hugo", "Wren")
    records = []
    for n in range(children):
        born = date(2012, 9, 1) + timedelta(days=n * 7 % 2900)
        surname = "".join(
            "bdfgklmnprstvz"[n // 14**place % 14] + "aeiou"[(n + place) % 5] for place in range(3)
        ).title()
        child = LinkRecord(2 * n + 1, "roll", "100001", f"R{n}", surname, forenames[n % 10], date_of_birth=born, sex="FM"[n % 2],
                           postcode=f"NN{n % 29 + 1} {n % 7 + 1}AA")  # fmt: skip
        wrong = born + timedelta(days=1) if n % 4 == 0 else born
        records += [
            child,
            replace(child, id=2 * n + 2, feed="health", qualifier="", source_id=f"H{n}", date_of_birth=wrong),
        ]
    return records


@pytest.fixture(scope="session")
def authority_of():
    return _authority
