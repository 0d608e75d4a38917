"""How does a letter become a PDF that a screen reader can read? By Typst, tagged, in British English, as PDF/UA-1.

What people wrote goes in as data and is never read as markup. A letter that our fonts can't show is refused, with the
letters named: PDF/UA allows no empty boxes. Fonts: Noto Sans (Latin, Greek, Cyrillic, Devanagari), Noto Sans Arabic.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from onroll.casework.letters.sheet import CannotPrint, Sheet

STANDARD = "ua-1"
FONTS = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic")


def pdf_of(sheet: Sheet) -> bytes:
    """The letter as a PDF. Raises `CannotPrint` with the letters that can't be shown."""
    try:
        return _compiled(sheet, pdf_standards=[STANDARD])
    except typst.TypstError as error:
        if unknown := [sign for sign in _unusual(sheet) if not _shows(sign)]:
            raise CannotPrint(
                f"These letters can't be printed: {' '.join(unknown)}. Write the name as it is written in English, then try again."
            ) from error
        raise


def _compiled(sheet: Sheet, **how: Any) -> bytes:
    sources = {"main.typ": _source()}
    given = _data(sheet)
    if sheet.head.logo:
        given["logo"] = f"logo.{sheet.head.logo_kind}"
        sources[given["logo"]] = sheet.head.logo
    made = typst.compile(
        sources, sys_inputs={"letter": json.dumps(given)}, font_paths=_fonts(), ignore_system_fonts=True, format="pdf", **how
    )  # fmt: skip
    return bytes(made)


def _data(sheet: Sheet) -> dict[str, Any]:
    return {
        "council": sheet.head.council, "accent": sheet.head.accent, "head": sheet.head.lines, "to": sheet.to, "date": sheet.day,
        "year": sheet.written_on.year, "month": sheet.written_on.month, "day": sheet.written_on.day, "reference": sheet.reference,
        "subject": sheet.subject, "size": sheet.size, "logo": "",
        "blocks": [
            {"kind": block.kind, "lines": [[{"text": run.text, "bold": run.bold} for run in line] for line in block.lines]}
            for block in sheet.blocks
        ],
    }  # fmt: skip


@cache
def _source() -> bytes:
    return (files("onroll.casework.letters") / "letter.typ").read_bytes()


@cache
def _fonts() -> list[Path]:
    return [Path(str(files(name) / "files")) for name in FONTS]


def _unusual(sheet: Sheet) -> list[str]:
    return sorted({sign for sign in json.dumps(_data(sheet), ensure_ascii=False) if ord(sign) > 126})


@cache
def _shows(sign: str) -> bool:
    source = f'#set document(title: "x")\n#set text(font: ("Noto Sans", "Noto Sans Arabic", "Libertinus Serif"))\n#str.from-unicode({ord(sign)})'
    try:
        typst.compile({"main.typ": source.encode()}, font_paths=_fonts(), ignore_system_fonts=True, format="pdf", pdf_standards=[STANDARD])  # fmt: skip
    except typst.TypstError:
        return False
    return True
