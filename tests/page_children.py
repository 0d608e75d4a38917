"""Which children do the tests of pages look at? A few, loaded from extracts like any others, one of them in hiding.

Maya and her brother Tom live in a refuge: a source says so of Maya's mother only. Every word that would give the place away
is in `GIVES_AWAY`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from extract_files import FIRST, SECOND, load, roll_row, write

from onroll.audit.actor import SYSTEM
from onroll.children.catching_up import link_and_rebuild
from onroll.children.models import ChildSummary

REFUGE = {
    "address_line_1": "77 Refuge Lane", "town": "Daventry", "postcode": "NN11 9ZZ", "phone": "07700 900123", "email": "maya@refuge.example",
}  # fmt: skip
GIVES_AWAY = (
    "refuge lane",
    "nn11 9zz",
    "nn119zz",
    "07700 900123",
    "07700900123",
    "refuge.example",
    "07700 900456",
    "mum@hidden.example",
)
DAY = date(2026, 11, 20)


def child(number: int, feed: str = "health", **other: str) -> dict[str, str]:
    """One child on an agency's list, on no roll."""
    return {
        "source_id": f"{feed[0].upper()}{number}", "surname": "Lane-Whitcombe", "forename": f"Ola{number}", "date_of_birth": f"2014-03-{number % 27 + 1:02d}",
        "sex": "F", "address_line_1": f"{number} High Street", "postcode": "NN1 5BD", "registered_date": "2020-01-01", **other,
    }  # fmt: skip


def maya(**other: str) -> dict[str, str]:
    """Maya as an agency writes her."""
    return {"surname": "Sheltered", "forename": "Maya", "date_of_birth": "2015-06-07", "sex": "F", **REFUGE, **other}


def load_children(folder: Path, others: int = 3) -> None:
    """Pupils on a roll, children on no roll, Maya on three lists and Tom on one; linked and worked out."""
    roll = [roll_row(number) for number in range(1, others + 1)]
    roll.append(roll_row(900, surname="Sheltered", forename="Tom", **REFUGE))
    extracts = {
        "roll": roll,
        "health": [*(child(number) for number in range(1, others + 1)), maya(source_id="HMAYA", registered_date="2019-01-01")],
        "social_care": [maya(source_id="SMAYA", status="CIN", start_date="2025-01-01", worker="A. Worker", team="Team")],
        "sightings": [
            maya(source_id="VMAYA", agency="housing", seen_date="2026-09-01", event="Visited at 77 Refuge Lane, NN119ZZ", contact="in_person",
                 seen_by="rang 07700900123"),
        ],
        "adults": [
            {"source_system": "health", "source_id": "HMAYA", "adult_name": "Ana Sheltered", "relationship": "Mother", "parental_responsibility": "T",
             "safe_contact": "hide_address", **REFUGE, "phone": "07700 900456", "email": "mum@hidden.example"},
        ],
    }  # fmt: skip
    load(write(folder / "first", **extracts), FIRST)
    roll[-1] |= {"entry_date": "soon"}  # a row set aside, about Tom
    extracts["health"][-1] |= {"email": "maya@refuge.example?"}
    extracts["sightings"][0] |= {"postcode": "NN11 9ZZ?"}
    load(
        write(folder / "second", **{name: extracts[name] for name in ("roll", "health", "sightings")}),
        SECOND,
        accept_missing=True,
    )
    link_and_rebuild(actor=SYSTEM, at=datetime(2026, 11, 1, 12, tzinfo=UTC))


def number_of(forename: str) -> int:
    """The child of this forename."""
    return ChildSummary.objects.get(forename=forename).pk
