"""How is a name written for searching, and what damage can be mended?

For search, sorting, row checks and linking. Comparing two names stands in `likeness.py`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LOST = "?"  # stands for one letter lost in an encoding, in names kept with gaps
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i", "ħ": "h", "ŋ": "n",
     "ə": "a", "ŧ": "t", "ĸ": "k"}
)  # fmt: skip
_MANGLED = re.compile(
    r"[ÂÃÄÅÆÇÐÑØâãäåÎÏÙÚ][\u0080-\u00bf\u0152-\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
_LOST_LETTER = re.compile(r"(?<=[^\W\d_])[?\ufffd]+(?=[^\W\d_])|[?\ufffd]+(?=[^\W\d_]{2})|(?<=[^\W\d_]{2})[?\ufffd]+")
_DROPPED = re.compile(r"['’‘ʼ`´\"“”.]")
_PARTED = re.compile(r"[\W_]+")
_PARTED_GAPS = re.compile(r"[^\w?]+|_+")
_NOBODY = frozenset(
    {"unknown", "not known", "notknown", "n k", "nk", "n a", "na", "null", "none", "no name", "noname", "fnu",
     "lnu", "tbc", "tba", "test", "xxx", "xx", "x", "xxxx", "baby", "baby boy", "baby girl", "boy", "girl",
     "infant", "unborn", "newborn", "twin 1", "twin 2", "twin one", "twin two", "twin i", "twin ii", "male infant",
     "female infant", "mr", "mrs", "miss", "surname", "forename", "name", "anon", "anonymous", "not given",
     "refused", "unnamed", "no surname", "no forename", "no last name", "surname unknown", "forename unknown",
     "name unknown", "given name unknown", "first name unknown", "last name unknown", "family name unknown", "unknown surname",
     "unknown forename", "unknown name", "single name", "nil", "not provided", "not stated", "not recorded", "dob unknown", "uasc",
     "unaccompanied minor", "unaccompanied child", "baby of", "twin a", "twin b", "triplet 1", "triplet 2", "triplet 3"}
)  # fmt: skip


@lru_cache(maxsize=200_000)
def fold(name: str) -> str:
    """The key by which names are searched and sorted: no marks, no capitals, no punctuation, single spaces.

    Mangled encodings are mended first; apostrophes and full stops vanish (O'Brien is obrien), hyphens part words, and a
    letter lost in an encoding vanishes too. Letters of other scripts stay.
    """
    if name.isascii():
        if name.isalpha():
            return name.lower()
        return " ".join(_PARTED.sub(" ", _DROPPED.sub("", name)).lower().split())
    return " ".join(_PARTED.sub(" ", _DROPPED.sub("", _plain_letters(name))).split())


@lru_cache(maxsize=200_000)
def fold_with_gaps(name: str) -> str:
    """`fold`, but a letter lost inside a word stays as "?", to be compared as any letter ("Zo?" is zo?, "Who?" too)."""
    if "?" not in name and "\ufffd" not in name:
        return fold(name)
    marked = _LOST_LETTER.sub(lambda found: LOST * len(found[0]), name)
    kept = _PARTED_GAPS.sub(" ", _DROPPED.sub("", _plain_letters(marked.replace("\ufffd", LOST))))
    return " ".join(word for word in kept.split() if word.strip(LOST))


def _plain_letters(name: str) -> str:
    small = unicodedata.normalize("NFKD", mend_mojibake(name)).casefold().translate(_LETTERS)
    spread = unicodedata.normalize("NFKD", small)
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


def mend_mojibake(text: str) -> str:
    """UTF-8 that was read as Windows-1252 or Latin-1, once or twice, put right: "ZoÃ«" is Zoë. Else the text as it came."""
    for _ in range(2):
        if not _MANGLED.search(text):
            return text
        mended = _reread(text)
        if mended is None:
            return text
        text = mended
    return text


def _reread(text: str) -> str | None:
    raw = bytearray()
    for letter in text:
        try:
            raw += letter.encode("cp1252")
        except UnicodeEncodeError:
            if ord(letter) > 0xFF:
                return None
            raw.append(ord(letter))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


@lru_cache(maxsize=100_000)
def is_filler(name: str) -> bool:
    """True where a system wrote something because it had to: "Unknown", "Baby Girl", "XXX", one letter over and over."""
    folded = fold(name)
    return folded in _NOBODY or (len(folded) > 1 and len(set(folded)) == 1) or not any(map(str.isalpha, folded))
