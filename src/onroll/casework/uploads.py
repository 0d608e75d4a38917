"""Which kind of file is this, by what it holds and not by its name? Only kinds that can't run anything are let in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from onroll.casework.permitted import CannotDo

MOST = 10 * 1024 * 1024  # bytes
_ODT = "application/vnd.oasis.opendocument.text"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ACTIVE_PDF = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)\b")
_MARKUP = re.compile(r"<\s*(!doctype|html|script|svg|\?xml|body|iframe)", re.IGNORECASE)
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*:")
_OF_MAIL = re.compile(r"^(from|to|date|subject|received|message-id|mime-version):", re.IGNORECASE | re.MULTILINE)
ALLOWED = "PDF, Word (.docx), OpenDocument text (.odt), JPEG or PNG picture, plain text (.txt) or email (.eml)"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: the ending it is given and its media type."""

    ending: str
    media_type: str
    names: tuple[str, ...]


PDF = Kind("pdf", "application/pdf", ("pdf",))
DOCX = Kind("docx", _DOCX, ("docx",))
ODT = Kind("odt", _ODT, ("odt",))
JPEG = Kind("jpg", "image/jpeg", ("jpg", "jpeg"))
PNG = Kind("png", "image/png", ("png",))
EML = Kind("eml", "message/rfc822", ("eml",))
TXT = Kind("txt", "text/plain; charset=utf-8", ("txt", "text"))


def kind_of(content: bytes, filename: str) -> Kind:
    """The kind of the file. Raises `CannotDo` for one that is empty, too big, of no kind allowed, named otherwise, or active."""
    if not content:
        raise CannotDo("The file is empty. Choose another.", field="file")
    if len(content) > MOST:
        raise CannotDo(
            f"The file is larger than {MOST // 1024 // 1024} MB. Make it smaller, or add it in parts.", field="file"
        )
    found = _by_content(content)
    if found is None:
        raise CannotDo(f"This kind of file isn't allowed. Use {ALLOWED}.", field="file")
    ending = filename.rpartition(".")[2].casefold() if "." in filename else ""
    if ending not in found.names:
        raise CannotDo(f"The file's name says “{ending or 'nothing'}” and its content is {found.ending.upper()}. Save it again as what it is.", field="file")  # fmt: skip
    return found


def _by_content(content: bytes) -> Kind | None:
    if content.startswith(b"%PDF-"):
        if _ACTIVE_PDF.search(content):
            raise CannotDo(
                "This PDF holds a program or another file. Print it to a new PDF, then add that.", field="file"
            )
        return PDF
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"PK\x03\x04"):
        return _of_zip(content)
    return _of_text(content)


def _of_zip(content: bytes) -> Kind | None:
    try:
        with ZipFile(BytesIO(content)) as held:
            names = {name.casefold() for name in held.namelist()}
            types = _start(held, "[Content_Types].xml")
            mimetype = _start(held, "mimetype").decode("ascii", "replace").strip()
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        return None
    if (
        any(
            "vbaproject" in name or name.startswith(("basic/", "scripts/", "word/activex", "word/embeddings"))
            for name in names
        )
        or b"macroEnabled" in types
    ):
        raise CannotDo("This document holds macros or another file. Save it without them, then add that.", field="file")
    if "word/document.xml" in names:
        return DOCX
    return ODT if mimetype == _ODT and "content.xml" in names else None


def _start(held: ZipFile, name: str) -> bytes:
    """The beginning of a member; never all of it, however much it claims to hold."""
    if name not in held.namelist():
        return b""
    with held.open(name) as member:
        return member.read(200_000)


def _of_text(content: bytes) -> Kind | None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return EML if _is_mail(content.decode("latin-1")) else None
    if any(ord(sign) < 32 and sign not in "\t\n\r\f" for sign in text):
        return None
    if _is_mail(text):
        return EML
    return None if _MARKUP.search(text[:4096]) else TXT


def _is_mail(text: str) -> bool:
    """Begins with a mail's headers, two at least of those every mail has; what follows is never shown, only taken away."""
    head = re.split(r"\r?\n\r?\n", text, maxsplit=1)[0]
    first = head.split("\n", 1)[0]
    return bool(_HEADER.match(first)) and len({name.casefold() for name in _OF_MAIL.findall(head)}) >= 2
