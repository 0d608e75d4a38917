"""Does a letter say the same words in both its forms, whatever people are called, and does nothing in it ever run?"""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader

from onroll.casework.letters.fields import FIELDS
from onroll.casework.letters.markup import HEADING, ITEMS, PARAGRAPH, gaps, inert, parse, plain
from onroll.casework.letters.pdf import pdf_of
from onroll.casework.letters.sheet import LARGE, CannotPrint, Letterhead, Sheet, sheet
from onroll.casework.letters.templates import TO, TemplateWrong, fill, read, templates
from onroll.casework.letters.word import docx_of

HEAD = Letterhead(
    "Anywhere Council", contact="Education tracking", email="tracking@anywhere.example", phone="01632 960000"
)
LONGEST = "Bartholomew-Maximilian Featherstonehaugh-Cholmondeley-Wriothesley "
ODD = 'O\'Neill & <b>Sons</b> **loud** #read("/etc/passwd") $x$ [[gap]] {{council}} \\ @ref `code`'
KNOWN = templates("missing_education")


def a_sheet(body: str = "Dear Ada", **given: object) -> Sheet:
    about = {"name": "Ada Example", "address": "1 High Street, Anytown, AN1 1AA", "subject": "About Ola"} | given
    return sheet(head=HEAD, written_on=date(2026, 11, 2), reference="CME-2026-00042", body=body, **about)


def words_of_docx(content: bytes) -> str:
    return " ".join(" ".join(one.text for one in Document(BytesIO(content)).paragraphs).split())


def words_of_pdf(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def squeezed(text: str) -> str:
    """Without spaces, bullets and what stands at the foot of each page: how a PDF breaks its lines is its own affair."""
    return re.sub(r"CME-2026-00042Page\d+of\d+", "", re.sub(r"[\s•‣]", "", text))


def test_the_markup_has_paragraphs_headings_lists_and_bold() -> None:
    found = parse("Dear Ada\nand Ben\n\n# Why\n- one **two**\n- three\r\nfour")
    assert [block.kind for block in found] == [PARAGRAPH, HEADING, ITEMS, PARAGRAPH]
    assert [run.text for run in found[2].lines[0]] == ["one ", "two"] and found[2].lines[0][1].bold
    assert plain(found) == "Dear Ada\nand Ben\n\nWhy\n\none two\nthree\n\nfour"
    assert plain(parse("2 ** 3 is eight")) == "2 ** 3 is eight"


@pytest.mark.parametrize("name", [ODD, "# Not a heading", "- no item", "two\nlines\x00\x1b", "**", "\\", LONGEST])
def test_what_people_are_called_shows_as_it_stands_and_means_nothing(name: str) -> None:
    (only,) = parse(inert(name))
    assert only.kind == PARAGRAPH and not any(run.bold for line in only.lines for run in line)
    assert plain([only]) == " ".join(re.sub(r"[\x00-\x08\x0b-\x1f]", "", name).split())
    assert gaps(inert(name)) == []


@pytest.mark.parametrize("template", KNOWN.values(), ids=list(KNOWN))
def test_every_letter_renders_with_every_field_and_the_longest_and_oddest_names(template) -> None:
    values = dict.fromkeys([*FIELDS, *template.asks], f"{LONGEST}{ODD}")
    subject, body = template.filled(values)
    assert gaps(subject + body) == [] and "{{" not in re.sub(r"\\.", "", body)
    made = a_sheet(body, subject="About a child", name=LONGEST.strip())
    pdf, docx = pdf_of(made), docx_of(made)
    said = squeezed(plain(parse(body)))
    assert said in squeezed(words_of_docx(docx))
    assert said in squeezed(words_of_pdf(pdf))
    assert "<b>Sons</b>" in words_of_docx(docx)


def test_there_are_letters_to_everybody_the_pathway_writes_to_and_empty_ones_are_all_gaps() -> None:
    assert len(KNOWN) >= 8 and {one.to for one in KNOWN.values()} == set(TO)
    for one in KNOWN.values():
        subject, body = one.filled({})
        assert set(gaps(f"{subject}\n{body}")) == {(one.asks | FIELDS)[name] for name in one.used}
        assert set(one.still_asks({})) == one.used


def test_the_pdf_is_tagged_says_its_language_and_its_title() -> None:
    content = pdf_of(a_sheet("# Why\n\n- one"))
    root = PdfReader(BytesIO(content)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en-GB" and "/StructTreeRoot" in root
    assert re.search(rb"pdfuaid:part(>|=\")1", content) and root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert PdfReader(BytesIO(content)).metadata.title == "About Ola"
    assert pdf_of(a_sheet("# Why\n\n- one")) == content, "the same words give the same bytes"


def test_large_print_is_large_in_both_forms() -> None:
    made = a_sheet(format_wanted="large_print")
    assert made.size == LARGE >= 16
    assert Document(BytesIO(docx_of(made))).styles["Normal"].font.size.pt == LARGE
    assert min(_sizes(pdf_of(made))) >= 16 > min(_sizes(pdf_of(a_sheet())))


def _sizes(content: bytes) -> set[float]:
    found: set[float] = set()
    for page in PdfReader(BytesIO(content)).pages:
        page.extract_text(
            visitor_text=lambda text, _cm, matrix, _font, size: (
                found.add(abs(size * matrix[0])) if text.strip() else None
            )
        )
    return found


@pytest.mark.parametrize(
    "name", ["Zażółć Gęślą", "Олена Шевченко", "Φίλιππος", "محمد علی نوید", "अनन्या शर्मा", "Nguyễn Thị Hường"]
)
def test_names_in_these_letters_can_be_printed(name: str) -> None:
    assert pdf_of(a_sheet(f"Dear {name}", name=name))


def test_a_name_that_no_font_shows_is_refused_by_its_letters() -> None:
    with pytest.raises(CannotPrint, match="陳") as why:
        pdf_of(a_sheet(name="陳 Example"))
    assert "Example" not in str(why.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"body": "Dear {{nobody}}"}, "nobody knows the field {{nobody}}"),
        ({"body": "   "}, "body is missing"),
        ({"to": "everybody"}, "nobody a letter goes to"),
        ({"id": "other"}, "must be the file's own name"),
        ({"colour": "red"}, "colour means nothing in a letter"),
        ({"asks": {"idle": "What"}}, "stands nowhere in the text"),
        ({"asks": {"child_name": "What"}}, "OnRoll's own field"),
    ],
)
def test_a_template_that_is_wrong_is_refused_with_a_sentence(change: dict, said: str, tmp_path: Path) -> None:
    given = {
        "id": "t",
        "title": "T",
        "when": "W",
        "to": "family",
        "subject": "S",
        "body": "Dear {{child_name}}",
    } | change
    asks = given.pop("asks", {})
    lines = (
        [f'{name} = "{value}"' for name, value in given.items()]
        + ["[asks]"]
        + [f'{name} = "{value}"' for name, value in asks.items()]
    )
    (tmp_path / "t.toml").write_text("\n".join(lines))
    with pytest.raises(TemplateWrong, match=re.escape(said)):
        read(tmp_path / "t.toml")


def test_a_text_for_many_is_filled_and_refuses_what_nobody_knows() -> None:
    template = KNOWN["visit-offered"]
    assert fill("Dear {{to_name}}", {"to_name": "**Ada**"}, template) == r"Dear \*\*Ada\*\*"
    with pytest.raises(TemplateWrong, match="salary"):
        fill("{{salary}}", {}, template)
