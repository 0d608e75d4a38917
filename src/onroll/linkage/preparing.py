"""What does comparing need of each record, as whole-number codes in arrays?

Every text is folded once and given a code, so that hundreds of thousands of records are blocked and compared as arrays.
Records are put in order of id first: the order in which they came can't change an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

import numpy as np

from onroll.linkage.interface import LinkRecord
from onroll.people.addresses import home_key
from onroll.people.birth_dates import is_placeholder
from onroll.people.likeness import skeleton
from onroll.people.names import fold_with_gaps, is_filler
from onroll.people.postcodes import outward

NUMBERS = ("upn", "nhs_number", "uln")
NONE = -1
WORDS_KEPT = 3  # of each name, by ear


class Codes:
    """A code for each distinct value, in order of first sight; the values by code."""

    def __init__(self, values: Iterable = ()) -> None:
        self.values: list = list(values)
        self._codes: dict = {value: code for code, value in enumerate(self.values)}

    def of(self, value: object) -> int:
        """The code of a value; NONE for an empty one."""
        if not value:
            return NONE
        code = self._codes.get(value)
        if code is None:
            code = self._codes[value] = len(self.values)
            self.values.append(value)
        return code

    def of_all(self, values: Iterable) -> list[int]:
        """The codes of many values, as `of` gives them one by one."""
        values = list(values)
        for value in dict.fromkeys(values):
            self.of(value)
        codes = {value: NONE for value in dict.fromkeys(values) if not value} | self._codes
        return [codes[value] for value in values]

    def known(self, value: object) -> int:
        """The code of a value already seen, or NONE."""
        return self._codes.get(value, NONE)


class Ears:
    """Each bundle's words of names by ear: codes end to end, how many each bundle has, and the codes' texts."""

    def __init__(self) -> None:
        self.codes: dict[str, int] = {}
        self.flat = np.zeros(0, np.int64)
        self.counts = np.zeros(0, np.int64)

    def hear(self, bundles: Sequence[tuple[str, ...]]) -> None:
        """Hear the bundles that came since the last time."""
        new: list[list[int]] = []
        for bundle in bundles[len(self.counts) :]:
            words = dict.fromkeys(word for name in bundle for word in name.split()[:WORDS_KEPT] if len(word) > 1)
            new.append([self.codes.setdefault(skeleton(word), len(self.codes)) for word in words])
        self.counts = np.concatenate([self.counts, np.array([len(heard) for heard in new], np.int64)])
        self.flat = np.concatenate([self.flat, np.array([code for heard in new for code in heard], np.int64)])


@dataclass(slots=True)
class Prepared:
    """Records as arrays in order of id, int32[records] of codes unless said; NONE where a record has no value.

    `more` holds what few records have: earlier values by field and record. `weak` holds texts of numbers that failed.
    """

    records: Sequence[LinkRecord] | Mapping[int, LinkRecord]
    ids: np.ndarray  # int64
    names: Codes
    bundles: Codes
    numbers: dict[str, Codes]
    postcodes: Codes
    homes: Codes
    forename: np.ndarray
    surname: np.ndarray
    middle: np.ndarray  # the first of the middle names
    forenames: np.ndarray  # bundle: every forename the record gives
    surnames: np.ndarray
    words: np.ndarray  # all words of forename and surname in order of letters; NONE where there are only two
    birth: np.ndarray  # yyyymmdd, 0 where missing
    filler_birth: np.ndarray  # bool
    sex: np.ndarray  # 0, 1 F, 2 M
    number: dict[str, np.ndarray]
    postcode: np.ndarray
    home: np.ndarray  # house and street
    district: np.ndarray
    source: np.ndarray  # feed and qualifier
    feed: np.ndarray
    adopted: np.ndarray  # bool
    feeds: Codes = field(default_factory=Codes)
    sources: Codes = field(default_factory=Codes)
    phrases: Codes = field(default_factory=Codes)  # of `words`
    ears: Ears = field(default_factory=Ears)
    more: dict[str, dict[int, tuple[int, ...]]] = field(default_factory=dict)
    weak: dict[str, dict[int, str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)


def prepare(records: Iterable[LinkRecord]) -> Prepared:
    """Fold and code every record, column by column; some 5 microseconds each."""
    ordered = sorted(records, key=attrgetter("id"))
    ready = _empty(ordered)
    _code_names(ready)
    _code_births(ready)
    for kind in NUMBERS:
        ready.number[kind][:] = ready.numbers[kind].of_all(map(attrgetter(kind), ordered))
    ready.postcode[:] = ready.postcodes.of_all(map(attrgetter("postcode"), ordered))
    home = _Once(lambda address: ready.homes.of(home_key(address)))
    ready.home[:] = [home[record.address] if record.address else NONE for record in ordered]
    sexes = {"F": 1, "M": 2}
    ready.sex[:] = [sexes.get(record.sex, 0) for record in ordered]
    ready.source[:] = ready.sources.of_all(map(attrgetter("feed", "qualifier"), ordered))
    ready.feed[:] = ready.feeds.of_all(map(attrgetter("feed"), ordered))
    ready.adopted[:] = [record.adopted for record in ordered]
    for at, record in enumerate(ordered):
        if (record.others or record.former_upn) and not record.adopted:
            _remember(ready, at, record)
        if record.weak:
            _keep_weak(ready, at, record)
    ready.district = districts(ready)
    return ready


def _empty(ordered: Sequence[LinkRecord]) -> Prepared:
    size = len(ordered)

    def codes() -> np.ndarray:
        return np.full(size, NONE, np.int32)

    return Prepared(
        records=ordered, ids=np.fromiter((record.id for record in ordered), np.int64, size), names=Codes(),
        bundles=Codes(), numbers={kind: Codes() for kind in NUMBERS}, postcodes=Codes(), homes=Codes(), forename=codes(),
        surname=codes(), middle=codes(), forenames=codes(), surnames=codes(), words=codes(), birth=np.zeros(size, np.int32),
        filler_birth=np.zeros(size, bool), sex=np.zeros(size, np.int8), number={kind: codes() for kind in NUMBERS},
        postcode=codes(), home=codes(), district=codes(), source=codes(), feed=codes(), adopted=np.zeros(size, bool),
        more={name: {} for name in (*NUMBERS, "postcode", "birth")}, weak={kind: {} for kind in NUMBERS},
    )  # fmt: skip


class _Once(dict):
    """Answers of a function of one argument, each worked out once."""

    def __init__(self, answer: Callable[[Any], Any]) -> None:
        super().__init__()
        self._answer = answer

    def __missing__(self, key: Any) -> Any:
        found = self[key] = self._answer(key)
        return found


def _code_names(ready: Prepared) -> None:
    folded = _Once(_name)
    code = _Once(lambda text: ready.names.of(folded[text]))
    bundle = _Once(lambda texts: ready.bundles.of(tuple(dict.fromkeys(folded[text] for text in texts))))
    forenames, surnames = [], []
    for record in ready.records:
        first: tuple[str, ...] = (record.forename,)
        last: tuple[str, ...] = (record.surname,)
        if record.preferred_forename or record.middle_names:
            first += (record.preferred_forename, *record.middle_names.split())
        if not record.adopted:
            if record.preferred_surname or record.former_surname:
                last += (record.preferred_surname, record.former_surname)
            if record.others:
                first += tuple(record.others.get("forename", ()))
                last += tuple(record.others.get("surname", ()))
        forenames.append(bundle[first])
        surnames.append(bundle[last])
    ready.forename[:] = [code[record.forename] for record in ready.records]
    ready.surname[:] = [code[record.surname] for record in ready.records]
    ready.middle[:] = [
        code[record.middle_names.split()[0]] if record.middle_names else NONE for record in ready.records
    ]
    ready.forenames[:], ready.surnames[:] = forenames, surnames
    texts = [*ready.names.values, ""]
    several = np.array([" " in text for text in texts])
    for at in np.flatnonzero(several[ready.forename] | several[ready.surname]).tolist():
        ready.words[at] = ready.phrases.of(
            tuple(sorted(f"{texts[ready.forename[at]]} {texts[ready.surname[at]]}".split()))
        )


def _name(text: str) -> str:
    folded = fold_with_gaps(text)
    return "" if not folded or is_filler(folded) else folded


def _code_births(ready: Prepared) -> None:
    number: _Once = _Once(lambda born: born.year * 10000 + born.month * 100 + born.day if born else 0)
    filler: _Once = _Once(lambda born: bool(born) and is_placeholder(born))
    ready.birth[:] = [number[record.date_of_birth] for record in ready.records]
    ready.filler_birth[:] = [record.dob_estimated or filler[record.date_of_birth] for record in ready.records]


def _remember(ready: Prepared, at: int, record: LinkRecord) -> None:
    """Values that the record gave before, and former numbers."""
    others = record.others
    earlier = {
        "upn": tuple(ready.numbers["upn"].of(text) for text in (record.former_upn, *others.get("upn", ())) if text),
        "nhs_number": tuple(ready.numbers["nhs_number"].of(text) for text in others.get("nhs_number", ()) if text),
        "postcode": tuple(ready.postcodes.of(text) for text in others.get("postcode", ()) if text),
        "birth": tuple(int(str(text)[:10].replace("-", "")) for text in others.get("date_of_birth", ())),
    }
    for name, values in earlier.items():
        if values:
            ready.more[name][at] = values


def _keep_weak(ready: Prepared, at: int, record: LinkRecord) -> None:
    for kind, text in record.weak.items():
        if kind in ready.weak and text:
            ready.weak[kind][at] = "".join(text.split()).upper()


def districts(ready: Prepared) -> np.ndarray:
    """The postcode district of each record, as codes of its own."""
    codes = Codes()
    by_postcode = np.array([codes.of(outward(text)) for text in ready.postcodes.values] + [NONE], np.int32)
    return by_postcode[ready.postcode]
