"""How is a letter kept as it was sent? Its words, both files, who it went to, and a place in the outbox, all at once (M5, Q10)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from onroll.accounts.models import User
from onroll.audit.actor import Actor
from onroll.casework.actions.writing import happened, said
from onroll.casework.letters import recipients
from onroll.casework.letters.markup import clean, gaps, parse, plain
from onroll.casework.letters.pdf import pdf_of
from onroll.casework.letters.recipients import Recipient
from onroll.casework.letters.sheet import FORMATS, CannotPrint, Letterhead, Sheet, sheet
from onroll.casework.letters.templates import NoSuchTemplate, Template, template_of
from onroll.casework.models import Case, Letter, Outgoing
from onroll.casework.permitted import CannotDo, locked, require_act

LONGEST_SUBJECT, LONGEST_BODY = 200, 20_000
OURS = ("", "english")


def write_letter(
    *, case: Case | int, template: str, to: Recipient, channel: str, subject: str, body: str, head: Letterhead, on: date, at: datetime, by: Actor,
    person: User | None, language: str = "", format_wanted: str = "", safeguarding_said: str = "", address_open: bool = False,
) -> Letter:  # fmt: skip
    """Keeps one letter as sent and puts it into the outbox. `address_open`: this person opened the protected address just now.

    Raises `CannotDo` for a gap, a recipient whom safe contact forbids, words that give a protected address away, letters
    that can't be printed, and the very same letter twice on one day; `NotPossibleNow` where the pathway doesn't allow it.
    """
    with transaction.atomic():
        held = locked(case)
        require_act(held, "letter", person)
        made_from = _template(held, template)
        words = checked_words(subject, body)
        if channel not in Outgoing.CHANNELS:
            raise CannotDo("Choose how the letter goes", field="channel")
        if format_wanted not in FORMATS:
            raise CannotDo("Choose the print from the list", field="format_wanted")
        reached = recipients.check(
            held, to, to_family=made_from.to == "family", channel=channel, words="\n".join(words), safeguarding_said=safeguarding_said,
            address_open=address_open,
        )  # fmt: skip
        _not_twice(held, reached, channel, words, on)
        paper = sheet_of(held, reached, words, head=head, format_wanted=format_wanted, on=on)
        letter = _kept(
            held,
            made_from,
            reached,
            paper,
            words,
            language=language.strip(),
            format_wanted=format_wanted,
            on=on,
            at=at,
            by=by,
        )
        Outgoing.objects.create(letter=letter, case=held, channel=channel, to=_where(reached, channel), queued_at=at, queued_by=by.name)  # fmt: skip
        happened(
            held, "letter", on=on, at=at, by=by, words=_sentence(letter, made_from, channel), text=safeguarding_said.strip(),
            detail={"letter": letter.pk, "template": made_from.id}, reason=safeguarding_said.strip(),
        )  # fmt: skip
    return letter


def checked_words(subject: str, body: str) -> tuple[str, str]:
    """Subject and body as they may be kept: nothing missing, no gap left, not longer than a letter."""
    title = " ".join(clean(said(subject, "Enter what the letter is about", field="subject")).split())
    text = clean(said(body, "Write the letter", field="body")).strip()
    if left := gaps(f"{title}\n{text}"):
        field = "subject" if gaps(title) else "body"
        raise CannotDo(f"Fill what stands in [[ ]] before the letter is sent: {'; '.join(left)}.", field=field)
    if len(title) > LONGEST_SUBJECT:
        raise CannotDo(f"Say what the letter is about in at most {LONGEST_SUBJECT} letters", field="subject")
    if len(text) > LONGEST_BODY:
        raise CannotDo(f"The letter has more than {LONGEST_BODY:,} letters. Make it shorter.", field="body")
    return title, text


def sheet_of(
    case: Case, to: Recipient, words: tuple[str, str], *, head: Letterhead, format_wanted: str, on: date
) -> Sheet:  # fmt: skip
    """The letter as it would be printed; for drafts too."""
    return sheet(
        head=head, name=to.name, address="" if to.never_printed else to.address, written_on=on, reference=case.reference, subject=words[0],
        body=words[1], format_wanted=format_wanted,
    )  # fmt: skip


def printed(paper: Sheet) -> bytes:
    """The PDF. Raises `CannotDo` where it holds letters that no font of ours shows."""
    try:
        return pdf_of(paper)
    except CannotPrint as why:
        raise CannotDo(str(why), field="body") from why


def _template(case: Case, template: str) -> Template:
    try:
        return template_of(case.pathway, template)
    except NoSuchTemplate as why:
        raise CannotDo(str(why), field="template") from why


def _kept(
    case: Case, template: Template, to: Recipient, paper: Sheet, words: tuple[str, str], *, language: str, format_wanted: str, on: date, at: datetime,
    by: Actor,
) -> Letter:  # fmt: skip
    from onroll.casework.letters.word import (
        docx_of,
    )  # a third of a second to load, and few processes ever write a letter

    return Letter.objects.create(
        case=case, template=template.id, template_version=template.version, to_name=to.name[:150], to_address="\n".join(paper.to[1:]),
        language="" if language.casefold() in OURS else language[:60], format_wanted=format_wanted, subject=words[0], body=words[1],
        docx=docx_of(paper), pdf=printed(paper), written_on=on, written_at=at, written_by=by.name,
    )  # fmt: skip


def _not_twice(case: Case, to: Recipient, channel: str, words: tuple[str, str], on: date) -> None:
    """Pressing a button twice sends once: the case is locked, so the second finds the first."""
    same = Letter.objects.filter(
        case=case, to_name=to.name[:150], subject=words[0], body=words[1], written_on=on, outgoing__channel=channel, outgoing__cancelled_because=""
    )  # fmt: skip
    if same.exists():
        raise CannotDo(f"This very letter to {to.name} is in the outbox already. Nothing was kept a second time.")


def _where(to: Recipient, channel: str) -> str:
    return {"post": to.address, "email": to.email, "text": to.phone}.get(channel, "")


def _sentence(letter: Letter, template: Template, channel: str) -> str:
    """The timeline's sentence; where somebody lives stays out of it."""
    words = f"Letter to {letter.to_name}: {template.title}. {Outgoing.CHANNELS[channel]}"
    wanted = [FORMATS[letter.format_wanted].lower()] if letter.format_wanted else []
    wanted += [f"translation into {letter.language} wanted"] if letter.language else []
    return f"{words}, {', '.join(wanted)}" if wanted else words


def words_of_letter(letter: Letter) -> str:
    """The words alone, without markup."""
    return plain(parse(letter.body))
