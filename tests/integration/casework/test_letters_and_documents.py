"""Is a letter kept as it was sent, and never written to somebody who must not be written to, nor with an address that is protected?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document as WordFile
from extract_files import FIRST, load, write
from pypdf import PdfReader

from onroll.audit.actor import SYSTEM
from onroll.audit.models import Entry
from onroll.casework.actions import documents, outbox, people, stopping_contact
from onroll.casework.actions.letters_together import SameText, write_letters
from onroll.casework.actions.opening import open_case
from onroll.casework.actions.writing_letters import write_letter
from onroll.casework.letters.recipients import Recipient, family
from onroll.casework.letters.sheet import Letterhead
from onroll.casework.letters.templates import template_of
from onroll.casework.models import Case, Document, Event, Letter, Outgoing, Referral
from onroll.casework.permitted import CannotDo, NotPossibleNow
from onroll.casework.selectors.papers import outbox_counts, papers_of
from onroll.children.catching_up import link_and_rebuild
from page_children import child, load_children, number_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HEAD = Letterhead("Anywhere Council")
BODY = "Dear Ada\n\nWhere is **Ola**?"


def letter(case: Case, who: dict, to: str | Recipient = "Ada Lane", **given: object) -> Letter:
    recipient = Recipient(to) if isinstance(to, str) else to
    about = {"template": "first-contact", "channel": "post", "subject": "Ola", "body": BODY, "head": HEAD} | given
    return write_letter(case=case.pk, to=recipient, **about, **who)


@pytest.fixture
def families(db: None, tmp_path: Path, officer) -> Callable[[str], Case]:
    """Ola1 with adults of every mark, and Maya in hiding; gives the case of a child by forename."""
    load_children(tmp_path / "all", others=1)
    marks = {
        "Ada Lane": "any",
        "Bo Lane": "never_write",
        "Cy Lane": "phone_only",
        "Di Lane": "no_contact",
    }
    adults = [
        {"source_system": "health", "source_id": "H1", "adult_name": name, "relationship": "Parent", "address_line_1": f"{number} Elm Row",
         "town": "Anytown", "postcode": "NN1 5BD", "phone": "07700 900111", "safe_contact": mark}
        for number, (name, mark) in enumerate(marks.items(), start=1)
    ]  # fmt: skip
    load(write(tmp_path / "adults", health=[child(1)], adults=adults), FIRST + timedelta(days=40), accept_missing=True)
    link_and_rebuild(actor=SYSTEM, at=NOW)

    def case_of(forename: str) -> Case:
        opened = open_case(child=number_of(forename), pathway_id="missing_education", on=DAY, at=NOW, by=SYSTEM)
        Case.objects.filter(pk=opened.pk).update(stage="enquiring", lead=officer)
        return opened

    return case_of


def test_a_letter_is_kept_with_both_files_on_the_timeline_and_in_the_outbox(families, officer, who) -> None:
    case = families("Ola1")
    kept = letter(case, who(officer), language="Polish", format_wanted="large_print")
    assert kept.to_address == "1 Elm Row\nAnytown\nNN1 5BD" and kept.body == BODY
    assert kept.template_version == template_of("missing_education", "first-contact").version
    pdf = " ".join(PdfReader(BytesIO(bytes(kept.pdf))).pages[0].extract_text().split())
    word = " ".join(one.text for one in WordFile(BytesIO(bytes(kept.docx))).paragraphs)
    for words in ("Ada Lane", "1 Elm Row", "20 November 2026", case.reference, "Where is Ola?"):
        assert words in pdf and words in word
    waits = Outgoing.objects.get()
    assert (waits.letter, waits.channel, waits.to, waits.sent_on) == (kept, "post", "1 Elm Row, Anytown, NN1 5BD", None)
    event = Event.objects.get(kind="letter")
    assert "Polish" in event.words and "large print" in event.words and "Elm Row" not in event.words
    entry = Entry.objects.get(action="case.letter")
    assert "Ada" not in str(entry.detail) and entry.children == [case.child_id]
    with pytest.raises(CannotDo, match="already"):
        letter(case, who(officer))
    assert Letter.objects.count() == 1 and papers_of(case).letters == [kept]


def test_safe_contact_is_obeyed(families, officer, who) -> None:
    case = families("Ola1")
    refused = {one.name: bool(one.refused) for one in family(case)}
    assert refused == {"Ada Lane": False, "Bo Lane": True, "Cy Lane": True, "Di Lane": True}
    for name, said in (
        ("Bo Lane", "never be written to"),
        ("Cy Lane", "phone only"),
        ("Di Lane", "not be contacted"),
        ("bo  LANE", "never"),
    ):
        for template in ("first-contact", "enquiry-agency"):
            with pytest.raises(CannotDo, match=said):
                letter(case, who(officer), name, template=template, channel="by_hand")
    with pytest.raises(CannotDo, match="name on the record"):
        letter(case, who(officer), Recipient("Somebody Else", address="9 Elm Row"))
    Referral.objects.create(
        reference="REF-1",
        route="public",
        pathway="missing_education",
        received_on=DAY,
        received_at=NOW,
        case=case,
        safe_contact="Not by post",
    )
    with pytest.raises(CannotDo, match="put somebody at risk"):
        letter(case, who(officer))
    stopping_contact.stop_contact(case=case, reason="Feared", **who(officer))
    with pytest.raises(CannotDo, match="(?i)honour-based"):
        letter(case, who(officer), subject="Another")


def test_a_protected_address_is_used_only_when_it_was_opened(families, officer, who) -> None:
    case = families("Maya")
    people.add_person(case=case, name="Aunt Ro", role="aunt", email="ro@family.example", **who(officer))
    gp = Recipient("The practice", address="2 Surgery Road", email="gp@practice.example")
    with pytest.raises(CannotDo, match="safeguarding lead"):
        letter(case, who(officer), gp, template="enquiry-health")
    agreed = {"safeguarding_said": "The lead, 19 November", "template": "enquiry-health"}
    for words in ("She lives at 77 Refuge Lane", "nn119zz"):
        with pytest.raises(CannotDo, match="gives away an address"):
            letter(case, who(officer), gp, body=words, **agreed)
        with pytest.raises(CannotDo, match="gives away an address"):
            letter(
                case,
                who(officer),
                "Aunt Ro",
                body=words,
                channel="by_hand",
                address_open=True,
                **(agreed | {"template": "first-contact"}),
            )
    letter(case, who(officer), gp, **agreed)
    letter(case, who(officer), gp, body="She lives at 77 Refuge Lane", address_open=True, **agreed)
    with pytest.raises(CannotDo, match="protected"):
        letter(case, who(officer), Recipient("The refuge", address="77 Refuge Lane"), **agreed)
    mother = {"to": "Ana Sheltered", "channel": "by_hand", "address_open": True}
    with pytest.raises(CannotDo, match="never be disclosed"):
        letter(case, who(officer), **(mother | {"channel": "post"}), safeguarding_said="The lead")
    given = letter(
        case,
        who(officer),
        **(mother | {"to": Recipient("Ana Sheltered", address="77 Refuge Lane")}),
        safeguarding_said="The lead",
    )
    assert given.to_address == "" and "Refuge" not in PdfReader(BytesIO(bytes(given.pdf))).pages[0].extract_text()
    assert Entry.objects.filter(action="case.letter").last().reason
    assert all("refuge" not in (one.address + one.email + one.phone).casefold() for one in family(case))


def test_what_cant_go_is_refused_with_a_sentence(a_case, officer, who, somebody) -> None:
    case = a_case()
    gp = {"to": Recipient("The practice", address="2 Surgery Road"), "template": "enquiry-agency"}
    for given, said in (
        ({"body": "By [[the day]]"}, "the day"), ({"body": "  "}, "Write the letter"), ({"subject": ""}, "about"), ({"channel": "pigeon"}, "how the letter goes"),
        ({"channel": "email"}, "No email address"), ({"template": "nothing"}, "no letter"), ({"body": "Dear 陳"}, "陳"),
    ):  # fmt: skip
        with pytest.raises(CannotDo, match=said):
            letter(case, who(officer), **(gp | given))
    with pytest.raises(NotPossibleNow):
        letter(case, who(somebody("scrutiny")), **gp)
    assert not Letter.objects.exists() and not Outgoing.objects.exists()


def test_the_outbox_says_what_went_and_what_didnt(a_case, officer, who) -> None:
    case = a_case()
    gp = Recipient("The practice", address="2 Surgery Road")
    for subject in ("One", "Two", "Three"):
        letter(case, who(officer), gp, template="enquiry-agency", subject=subject)
    one, two, three = Outgoing.objects.order_by("pk")
    with pytest.raises(CannotDo, match="still to come"):
        outbox.mark_sent(outgoing=[one.pk], sent_on=DAY + timedelta(days=1), **who(officer))
    done, refused = outbox.mark_sent(outgoing=[one.pk, one.pk, two.pk, 999], sent_on=DAY, **who(officer))
    assert [sent.pk for sent in done] == [one.pk, two.pk] and len(refused) == 1
    outbox.mark_failed(outgoing=two.pk, because="Came back", **who(officer))
    outbox.cancel(outgoing=three.pk, because="They rang", **who(officer))
    for again in (one, three):
        with pytest.raises(CannotDo, match="doesn't wait"):
            outbox.cancel(outgoing=again.pk, because="Again", **who(officer))
    assert outbox_counts(officer) == {"waiting": 0, "sent": 1, "failed": 1, "cancelled": 1}


def test_the_same_letter_for_many_leaves_out_whoever_needs_care(families, officer, who) -> None:
    cases = [families("Ola1"), families("Maya"), families("Amy1")]
    text = SameText(
        template_of("missing_education", "visit-offered"), "For {{child_forename}}", "Dear {{to_name}}, {{visit_when}}", {"visit_when": "on Monday"}, HEAD, ("", ""),
    )  # fmt: skip
    fates = write_letters(cases=cases, text=text, **who(officer))
    assert [bool(fate.refused) for fate in fates] == [False, True, True]
    assert (Letter.objects.get().to_name, Letter.objects.get().subject) == ("Ada Lane", "For Ola1")
    assert Letter.objects.get().body == "Dear Ada Lane, on Monday"
    with pytest.raises(CannotDo, match="salary"):
        write_letters(cases=cases, text=SameText(text.template, "{{salary}}", "x", {}, HEAD, ("", "")), **who(officer))


def test_a_document_is_kept_as_it_came_and_withdrawn_with_a_reason(a_case, officer, who) -> None:
    case = a_case(stage="closed")
    content = b"%PDF-1.7 a letter"
    kept = documents.add_document(
        case=case, title="From the practice", filename="C:\\x\\a.pdf", content=content, **who(officer)
    )
    assert (kept.filename, kept.sha256, kept.size) == ("a.pdf", sha256(content).hexdigest(), len(content))
    with pytest.raises(CannotDo, match="already"):
        documents.add_document(case=case, title="Again", filename="b.pdf", content=content, **who(officer))
    with pytest.raises(CannotDo, match="Say why"):
        documents.withdraw_document(document=kept, because=" ", **who(officer))
    documents.withdraw_document(document=kept, because="Another child's", **who(officer))
    held = papers_of(case)
    assert (held.documents, held.withdrawn) == ([], 1) and bytes(Document.objects.get().content) == content
    assert list(Event.objects.filter(kind="document").values_list("text", flat=True)) == ["Another child's", ""]
