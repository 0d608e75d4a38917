"""Is this file text, and written in which encoding? For `tables`, before a single row is believed.

The rule (feeds.md): UTF-8 if every byte of the file is valid UTF-8, UTF-16 if a byte order mark or its pattern of zero
bytes says so, otherwise Windows-1252. Nothing else is ever guessed: statistical guessing answered cp1250 for real files.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from onroll.extracts.rows import Refused

LARGEST_FILE = 2 * 1024**3  # bytes; 100,000 children are about 0.2 GB over all feeds
LONGEST_LINE = 1024**2  # bytes without a line end; a table's line is a few hundred
_CHUNK = 1024**2
_HEAD = 64 * 1024

# What a file of another kind begins with, and what to call it.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"RIFF", "an image or a recording"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a zip archive or an Excel or Word file"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"<?xml", "an XML file"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"{\\rtf", "a Word document"),
)
_ZERO = re.compile(rb"\x00")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
_NOT_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d\x00]")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to decode a file. `odd` says that some characters could not be read and stand as U+FFFD in its rows."""

    name: str  # "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be" or "cp1252"
    odd: bool = False


def detect_encoding(path: Path) -> Encoding:
    """The encoding of a text file, by reading the whole of it once (about 1 GB a second).

    Raises `Refused` for a file that is empty, too big, or no text at all (an image named .csv).
    """
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise Refused(
            f"{path.name} is {size / 1024**3:.1f} GB; a file may hold 2 GB. Send it in parts, each with its headings."
        )
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise Refused(
            f"{path.name} is empty: it has no headings and no rows. Ask the source to send the extract again."
        )
    _refuse_other_kinds(path, head)
    encoding = _utf_16(head)
    if encoding:
        return _checked_utf_16(path, encoding)
    if len(_CONTROL.findall(head)) > max(4, len(head) // 50):
        raise Refused(f"{path.name} is not text: it holds bytes that no table has. Send the extract as CSV or XLSX.")
    return _utf_8_or_windows(path, "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8")


def _refuse_other_kinds(path: Path, head: bytes) -> None:
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:20].lower()
    for signature, kind in _SIGNATURES:
        if head.startswith(signature) or (signature.startswith(b"<") and start.startswith(signature)):
            raise Refused(
                f"{path.name} is {kind}, not a table of text. Send the extract as CSV, or as XLSX with that ending."
            )
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise Refused(f"{path.name} is written in UTF-32, which no council system uses. Save it as UTF-8.")


def _utf_16(head: bytes) -> str:
    """The name of the UTF-16 form, or "": by its mark, or by zeros in every other byte of the first line or so."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = head[:512]
    even, odd, half = sample[0::2].count(0), sample[1::2].count(0), max(1, len(sample) // 2)
    if len(sample) < 4:
        return ""
    if odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.1 * half:
        return "utf-16-be"
    return ""


def _checked_utf_16(path: Path, name: str) -> Encoding:
    decoder = codecs.getincrementaldecoder(name)()
    odd = False
    with path.open("rb") as stream:
        try:
            while chunk := stream.read(_CHUNK):
                text = decoder.decode(chunk)
                odd = odd or "\x00" in text or "\ufffd" in text
                _refuse_endless_line(path, text)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            raise Refused(
                f"{path.name} begins as UTF-16 and breaks off or changes inside. Save it again as UTF-8."
            ) from None
    return Encoding(name, odd)


def _utf_8_or_windows(path: Path, name: str) -> Encoding:
    decoder = codecs.getincrementaldecoder("utf-8")()
    utf_8, odd, not_windows = True, False, False
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            _refuse_endless_line(path, chunk)
            not_windows = not_windows or _NOT_IN_CP1252.search(chunk) is not None
            odd = odd or b"\xef\xbf\xbd" in chunk or b"\x00" in chunk
            if utf_8:
                utf_8 = _decodes(decoder, chunk)
    if utf_8 and _decodes(decoder, b"", final=True):
        return Encoding(name, odd)
    return Encoding("cp1252", not_windows)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_endless_line(path: Path, chunk: bytes | str) -> None:
    if len(chunk) < LONGEST_LINE // 2:
        return
    ends = ("\n", "\r") if isinstance(chunk, str) else (b"\n", b"\r")
    if not any(end in chunk for end in ends):  # type: ignore[operator]
        raise Refused(
            f"{path.name} has a line of more than a million characters: it is no table. Send the extract as CSV or XLSX."
        )
