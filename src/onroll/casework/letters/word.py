"""How does a letter become a Word file that an officer can still change? With real headings and lists, in British English."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from onroll.casework.letters.markup import HEADING, ITEMS, Block, Line
from onroll.casework.letters.sheet import STANDARD, Sheet

FONT = "Arial"


def docx_of(sheet: Sheet) -> bytes:
    """The letter as a Word file: the same words, in the same order, as the PDF."""
    made = Document()
    _dress(made, sheet)
    _head(made, sheet)
    for number, line in enumerate(sheet.to):
        _tight(made.add_paragraph(line), after=10 if number == len(sheet.to) - 1 else 0)
    made.add_paragraph(sheet.day).paragraph_format.space_after = Pt(0)
    made.add_paragraph(f"Our reference: {sheet.reference}")
    made.add_heading(sheet.subject, level=1)
    for block in sheet.blocks:
        _write(made, block)
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def _dress(made: Any, sheet: Sheet) -> None:
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(25)
    page.top_margin, page.bottom_margin = Mm(20), Mm(25)
    page.footer.paragraphs[0].text = sheet.reference
    colour = RGBColor.from_string(sheet.head.accent.lstrip("#").upper())
    for name, size in (
        ("Normal", sheet.size),
        ("List Bullet", sheet.size),
        ("Heading 1", sheet.size * 1.25),
        ("Heading 2", sheet.size * 1.05),
    ):
        style = made.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for which in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(which), FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(theme), None)
        if name.startswith("Heading"):
            style.font.color.rgb = colour
    language = made.styles["Normal"].element.get_or_add_rPr()
    said = OxmlElement("w:lang")
    said.set(qn("w:val"), "en-GB")
    language.append(said)
    at = datetime.combine(sheet.written_on, time())
    about = made.core_properties
    about.title, about.author, about.language, about.comments = sheet.subject, sheet.head.council, "en-GB", ""
    about.created = about.modified = at


def _head(made: Any, sheet: Sheet) -> None:
    if sheet.head.logo and sheet.head.logo_kind == "png":
        made.add_paragraph().add_run().add_picture(BytesIO(sheet.head.logo), height=Mm(14))
    named = _tight(made.add_paragraph(), after=2)
    run = named.add_run(sheet.head.council)
    run.bold, run.font.size = True, Pt(sheet.size * 1.3)
    run.font.color.rgb = RGBColor.from_string(sheet.head.accent.lstrip("#").upper())
    for line in sheet.head.lines:
        _tight(made.add_paragraph(line), after=0)
    # Room before the address, so that it shows in the window of a DL envelope; in large print the text needs it.
    made.add_paragraph().paragraph_format.space_after = Pt(18 if sheet.size == STANDARD else 0)


def _tight(paragraph: Any, *, after: int) -> Any:
    paragraph.paragraph_format.space_before = Pt(0)
    paragraph.paragraph_format.space_after = Pt(after)
    return paragraph


def _write(made: Any, block: Block) -> None:
    if block.kind == HEADING:
        _words(made.add_heading("", level=2), block.lines[0])
    elif block.kind == ITEMS:
        for line in block.lines:
            _words(made.add_paragraph(style="List Bullet"), line)
    else:
        paragraph = made.add_paragraph()
        for number, line in enumerate(block.lines):
            if number:
                paragraph.add_run().add_break(WD_BREAK.LINE)
            _words(paragraph, line)


def _words(paragraph: Any, line: Line) -> None:
    for run in line:
        paragraph.add_run(run.text).bold = True if run.bold else None
