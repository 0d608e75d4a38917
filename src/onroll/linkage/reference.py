"""What does a run's answer for one pair owe to everybody else's records? For whoever must get that answer again another night.

How common a name is, how many records there are, how complete each feed is: counted by a full run, dated and hashed, and kept.
A run that is given a reference looks nowhere else for such things, so that what it says of two records depends on those two,
their groups and the reference alone. Whatever else is counted over all records belongs in here and nowhere else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from onroll.linkage.completing import Held
from onroll.linkage.preparing import NONE, Codes, Prepared
from onroll.linkage.scoring import DAYS_OF_CHILDHOOD, Frequencies, typical_frequencies

FEWEST_FOR_FREQUENCIES = 2_000
_COMMON, _COMMON_OF = 12, 12_000  # a name is common from so many bearers, or from one in so many records
_UNSEEN = 1  # a value that came after the reference counts as one borne once


@dataclass(frozen=True)
class Reference:
    """Counts of records by value. With fewer than `FEWEST_FOR_FREQUENCIES` records nothing is counted and middling values stand in.

    `namesakes` holds, as "forename|surname", (records, differing dates of birth) where there are several dates. `held` is None
    until groups are formed, and where too few records came to count how complete a feed is.
    """

    records: int
    model: str  # digest of the weights it was made with
    made_on: date | None = None
    forenames: Mapping[str, int] = field(default_factory=dict)
    surnames: Mapping[str, int] = field(default_factory=dict)
    births: Mapping[str, int] = field(default_factory=dict)  # by yyyymmdd
    postcodes: Mapping[str, int] = field(default_factory=dict)
    homes: Mapping[str, int] = field(default_factory=dict)
    namesakes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    held: Held | None = None

    @property
    def counted(self) -> bool:
        """Whether there were records enough to count anything."""
        return self.records >= FEWEST_FOR_FREQUENCIES

    @cached_property
    def digest(self) -> str:
        """Of the counts and the model, not of the day: the same counts have the same digest."""
        return hashlib.sha256(replace(self, made_on=None).as_bytes()).hexdigest()[:16]

    def dated(self, day: date) -> Reference:
        """The same counts, with the day they were made on."""
        found = replace(self, made_on=day)
        found.__dict__["digest"] = self.digest  # the day has no part in it
        return found

    def with_held(self, held: Held | None) -> Reference:
        """The same counts, with how complete each feed was found to be."""
        return replace(self, held=held)

    def as_bytes(self) -> bytes:
        """As a file: JSON in UTF-8, the same bytes for the same counts."""
        content: dict[str, Any] = {part.name: getattr(self, part.name) for part in fields(self)}
        content["made_on"] = self.made_on.isoformat() if self.made_on else None
        content["held"] = asdict(self.held) if self.held else None
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> Reference:
        """What `as_bytes` wrote. Raises ValueError where it is something else."""
        read: dict[str, Any] = json.loads(content)
        try:
            read["made_on"] = date.fromisoformat(read["made_on"]) if read["made_on"] else None
            read["namesakes"] = {names: (many, births) for names, (many, births) in read["namesakes"].items()}
            read["held"] = Held.of(read["held"]) if read["held"] else None
            return cls(**read)
        except (KeyError, TypeError) as error:
            raise ValueError("This is no reference of a linking run.") from error

    def shares(self, ready: Prepared) -> Frequencies:
        """How common each value of these records is, by the counts alone."""
        if not self.counted:
            return typical_frequencies(ready)
        size = self.records
        forename = _by_code(self.forenames, ready.names.values)
        surname = _by_code(self.surnames, ready.names.values)
        births, place = np.unique(ready.birth, return_inverse=True)
        born = np.array([self.births.get(str(birth), 0) for birth in births.tolist()], np.float64)
        return Frequencies(
            records=size,
            forename=np.r_[forename / size, 1.0],
            surname=np.r_[surname / size, 1.0],
            birth=np.maximum(born / size, 1 / DAYS_OF_CHILDHOOD)[place],
            postcode=np.r_[_by_code(self.postcodes, ready.postcodes.values) / size, 1.0],
            home=np.r_[_by_code(self.homes, ready.homes.values) / size, 1.0],
            namesakes=self._namesakes(ready),
            common=np.r_[np.maximum(forename, surname) >= max(_COMMON, size // _COMMON_OF), False],
        )

    def _namesakes(self, ready: Prepared) -> np.ndarray:
        """For each record the share of records that bear both its names and are another child's: float64[records]."""
        names = [ready.names.known(part) for both in self.namesakes for part in both.split("|")]
        first, last = np.array(names, np.int64).reshape(-1, 2).T
        counts = np.array(list(self.namesakes.values()), np.float64).reshape(-1, 2)
        others = counts[:, 0] * (counts[:, 1] - 1) / np.maximum(counts[:, 1], 1) / self.records
        order = np.argsort(first << 32 | (last & 0xFFFFFFFF))
        keys, others = np.r_[(first << 32 | (last & 0xFFFFFFFF))[order], 0], np.r_[others[order], 0.0]
        wanted = ready.forename.astype(np.int64) << 32 | (ready.surname.astype(np.int64) & 0xFFFFFFFF)
        at = np.searchsorted(keys[:-1], wanted)
        return np.where((keys[at] == wanted) & (at < len(keys) - 1), others[at], 0.0)


def count(ready: Prepared, model: str) -> Reference:
    """Count what a full run needs to know of everybody; `held` comes when the groups are formed."""
    if len(ready) < FEWEST_FOR_FREQUENCIES:
        return Reference(len(ready), model)
    births, many = np.unique(ready.birth, return_counts=True)
    return Reference(
        len(ready),
        model,
        forenames=_counted(ready.forename, ready.names),
        surnames=_counted(ready.surname, ready.names),
        births=dict(zip(map(str, births.tolist()), many.tolist(), strict=True)),
        postcodes=_counted(ready.postcode, ready.postcodes),
        homes=_counted(ready.home, ready.homes),
        namesakes=_count_namesakes(ready),
    )


def _count_namesakes(ready: Prepared) -> dict[str, tuple[int, int]]:
    full = ready.forename.astype(np.int64) << 32 | (ready.surname.astype(np.int64) & 0xFFFFFFFF)
    distinct, of_full, records = np.unique(full, return_inverse=True, return_counts=True)
    born = np.unique(of_full.astype(np.int64) * 100_000_000 + ready.birth) // 100_000_000
    births = np.bincount(born, minlength=len(distinct))
    texts = [*ready.names.values, ""]
    columns = (distinct >> 32, distinct.astype(np.int32), records, births)
    return {
        f"{texts[first]}|{texts[last]}": (many, different)
        for first, last, many, different in _rows(*columns, where=births > 1)
    }


def _rows(*columns: np.ndarray, where: np.ndarray) -> Iterable[tuple[int, ...]]:
    return zip(*(column[where].tolist() for column in columns), strict=True)


def _counted(codes: np.ndarray, table: Codes) -> dict[str, int]:
    """How many records bear each value; values that none bears in this column are left out."""
    counts = np.bincount(codes[codes != NONE], minlength=len(table.values)).tolist()
    return {text: many for text, many in zip(table.values, counts, strict=True) if many}


def _by_code(counts: Mapping[str, int], values: list) -> np.ndarray:
    """The count of each value of a code table."""
    return np.array([counts.get(value, _UNSEEN) for value in values], np.float64)
