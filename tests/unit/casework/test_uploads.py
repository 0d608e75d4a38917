"""Is a file known by what it holds, and is everything that could run something kept out?"""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from onroll.casework.permitted import CannotDo
from onroll.casework.uploads import MOST, kind_of

ODT = "application/vnd.oasis.opendocument.text"
MAIL = b"From: a@practice.example\r\nTo: b@council.example\r\nSubject: Ola\r\n\r\n<html>hello</html>"


def zipped(**members: str) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as file:
        for name, text in members.items():
            file.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return made.getvalue()


WORD = zipped(**{"[Content_Types]_dot_xml": "<Types/>", "word__document_dot_xml": "<w/>"})


@pytest.mark.parametrize(
    ("name", "content", "ending"),
    [
        ("a.pdf", b"%PDF-1.7 words", "pdf"),
        ("a.JPEG", b"\xff\xd8\xff\xe0rest", "jpg"),
        ("a.png", b"\x89PNG\r\n\x1a\nrest", "png"),
        ("a.txt", "Żółw, seen 2 > 1".encode(), "txt"),
        ("a.eml", MAIL, "eml"),
        ("a.docx", WORD, "docx"),
        ("a.odt", zipped(mimetype=ODT, content_dot_xml="<o/>"), "odt"),
    ],
)
def test_what_is_allowed_is_known_by_its_content(name: str, content: bytes, ending: str) -> None:
    assert kind_of(content, name).ending == ending


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.html", b"<!DOCTYPE html><script>1</script>", "isn't allowed"),
        ("a.txt", b"  <HTML><script>", "isn't allowed"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "isn't allowed"),
        ("a.exe", b"MZ\x90\x00", "isn't allowed"),
        ("a.zip", zipped(a_dot_txt="x"), "isn't allowed"),
        ("a.docx", b"PK\x03\x04broken", "isn't allowed"),
        ("a.docx", zipped(word__document_dot_xml="<w/>", word__vbaProject_dot_bin="x"), "macros"),
        ("a.docx", zipped(**{"[Content_Types]_dot_xml": "macroEnabled", "word__document_dot_xml": "<w/>"}), "macros"),
        ("a.odt", zipped(mimetype=ODT, content_dot_xml="<o/>", Basic__script_dot_xml="x"), "macros"),
        ("a.pdf", b"%PDF-1.7 /OpenAction << /S /JavaScript >>", "a program"),
        ("a.pdf", b"\xff\xd8\xff\xe0rest", "its content is JPG"),
        ("picture", b"\xff\xd8\xff\xe0rest", "says “nothing”"),
        ("a.txt", b"", "empty"),
        ("a.txt", b"a" * (MOST + 1), "larger than 10 MB"),
    ],
)
def test_what_could_run_or_pretends_is_refused_with_a_sentence(name: str, content: bytes, said: str) -> None:
    with pytest.raises(CannotDo, match=said) as why:
        kind_of(content, name)
    assert why.value.field == "file"
