"""Do the pages of letters, documents and the outbox lead from a template to a posted letter, and show nothing that is protected?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from onroll.audit.models import Entry
from onroll.casework.actions import documents, people
from onroll.casework.actions.writing_letters import write_letter
from onroll.casework.letters.recipients import Recipient
from onroll.casework.letters.sheet import Letterhead
from onroll.casework.models import Document, Letter, Outgoing
from onroll.children.selectors.child import resolve

pytestmark = pytest.mark.django_db


def words(page) -> str:
    return " ".join(page.content.decode().split())


def at(case, name: str = "letter-write", *more: object) -> str:
    return reverse(name, args=[case.reference, *more])


@pytest.fixture
def now():
    """Who does it now: what a page would give."""

    def made(person, days: int = 0) -> dict:
        day = timezone.now() - timedelta(days=days)
        return {"on": timezone.localdate(day), "at": day, "by": person.as_actor("test"), "person": person}

    return made


@pytest.fixture
def written(now):
    """Keeps a letter to a practice."""

    def write(case, person, **given) -> Letter:
        about = {"template": "enquiry-agency", "to": Recipient("The practice", address="2 Surgery Road"), "channel": "post", "subject": "Ola", "body": "Hello"}  # fmt: skip
        return write_letter(case=case.pk, head=Letterhead("Anywhere"), **(about | given), **now(person))

    return write


def test_from_a_template_to_a_posted_letter(a_case, a_child, officer, client_of, now) -> None:
    case = a_case(child=a_child(forename="**Ola**", surname="<i>Example</i>"))
    people.add_person(case=case, name="Ada Mum", role="mother", email="ada@family.example", **now(officer))
    people.add_person(case=case, name="Bo Dad", role="father", safe_contact="Never write", **now(officer))
    client = client_of(officer)
    assert "Choose a letter" in words(client.get(f"{at(case)}?template="))
    address = f"{at(case)}?template=first-contact"
    page = words(client.get(address))
    assert "Bo Dad must never be written to" in page and page.count('name="to"') == 1
    key = re.search(r'name="to" value="(\w+)"', page)[1]
    whom = {"to": key, "channel": "post", "format_wanted": "", "language": "Polish", "step": "to"}
    assert "No address is known for Ada Mum" in words(client.post(address, whom))
    whom |= {
        "channel": "email",
        "ask_council_phone": "01632 960000",
        "ask_council_email": "t@anywhere.example",
        "ask_officer_team": "Tracking",
    }
    page = words(client.post(address, whom))
    assert "1 gap to fill" in page and "translation into <strong>Polish</strong>" in page
    assert "I am writing about **Ola** &lt;i&gt;Example&lt;/i&gt;" in page, "shown as it stands in the letter as a page"
    text = client.post(address, whom).context["form"]["body"].value()
    typed = whom | {"subject": "Where is Ola?", "body": text, "step": "send"}
    assert "Fill what stands in" in words(client.post(address, typed)) and not Letter.objects.exists()
    typed["body"] = re.sub(r"\[\[.*?\]\]", "Friday", text)
    draft = client.post(address, typed | {"step": "draft"})
    assert draft["Content-Type"] == "application/pdf" and not Letter.objects.exists()
    sent = client.post(address, typed)
    letter = Letter.objects.get()
    assert sent.url == at(case, "letter", letter.pk) and letter.language == "Polish"
    page = words(client.get(sent.url))
    assert "A translation into <strong>Polish</strong> is wanted" in page and "by <strong>Friday</strong>" in page
    file = client.get(at(case, "letter-pdf", letter.pk))
    assert file.content == bytes(letter.pdf) and "attachment" in file["Content-Disposition"]
    assert "Ada" not in file["Content-Disposition"] and "sandbox" in file["Content-Security-Policy"]
    assert Entry.objects.filter(detail__what=f"letter {letter.pk} as pdf").exists()
    assert "Translation wanted: Polish" in words(client.get(reverse("outbox")))


def test_the_outbox_prints_marks_and_cancels(a_case, officer, manager, client_of, written) -> None:
    case = a_case()
    one, two = written(case, officer), written(case, officer, subject="Two")
    first, second = Outgoing.objects.order_by("pk")
    client = client_of(manager)
    page = words(client.get(reverse("outbox")))
    assert "Waiting (2)" in page and "aren't connected" in page and "Surgery Road" not in page
    printed = client.post(reverse("outbox-print"))
    assert printed.content.startswith(b"%PDF") and len(printed.content) > len(bytes(one.pdf))
    assert Entry.objects.get(action="letters.printed").children == [case.child_id]
    assert "Tick at least one" in words(client.post(reverse("outbox-sent"), {"sent_on": "1 11 2026"}, follow=True))
    assert "must be a real day" in words(
        client.post(reverse("outbox-sent"), {"letter": first.pk, "sent_on": "soon"}, follow=True)
    )
    today = timezone.localdate()
    client.post(reverse("outbox-sent"), {"letter": first.pk, "sent_on": f"{today:%d %m %Y}"})
    assert "Say why" in words(client.post(reverse("outgoing-cancel", args=[second.pk]), {"because": " "}))
    client.post(reverse("outgoing-cancel", args=[second.pk]), {"because": "They rang"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.sent_on, second.cancelled_because) == (today, "They rang")
    assert "They rang" in words(client.get(f"{reverse('outbox')}?state=cancelled"))
    assert "No letter waits" in words(client.get(reverse("outbox"))) and two.outgoing.count() == 1


def test_papers_of_a_protected_child_open_with_a_reason_only(
    a_case, a_child, officer, somebody, client_of, written, now
) -> None:
    case = a_case(child=a_child(address_hidden=True, safe_contact="hide_address", household="77refugelane"))
    letter = written(case, officer, safeguarding_said="The lead")
    document = documents.add_document(
        case=case, title="A note", filename="a.txt", content=b"77 Refuge Lane", **now(officer)
    )
    assert letter.to_address == "2 Surgery Road"
    client = client_of(officer)
    page = words(client.get(at(case, "letter", letter.pk)))
    assert "holds an address that is protected" in page and "2 Surgery Road" not in page and "Download" not in page
    hidden = reverse("hidden-address", args=[resolve(case.child_id)])
    files = [at(case, "letter-docx", letter.pk), at(case, "document-file", document.pk)]
    assert all(client.get(file).url.startswith(hidden) for file in files)
    assert "was left out" in words(client.post(reverse("outbox-print"), follow=True))
    assert client_of(somebody("attendance_officer")).get(files[0], follow=True).status_code == 403
    client.post(hidden, {"reason": "Visiting with her social worker today", "next": "/"})
    assert [client.get(file).status_code for file in files] == [200, 200]
    assert "2 Surgery Road" in words(client.get(at(case, "letter", letter.pk)))


def test_a_document_is_taken_in_by_what_it_holds_and_given_out_as_a_file(a_case, officer, somebody, client_of) -> None:
    case = a_case()
    client = client_of(officer)
    address = at(case, "document-add")
    assert "Choose a file" in words(client.post(address, {"title": "A note"}))
    bad = SimpleUploadedFile("a.pdf", b"<html><script>alert(1)</script>", "application/pdf")
    assert "isn&#x27;t allowed" in words(client.post(address, {"title": "A note", "file": bad}))
    good = SimpleUploadedFile("Ola Example.txt", b"Rang back", "text/html")
    assert client.post(address, {"title": "A note", "file": good}).url == at(case, "case-papers")
    document = Document.objects.get()
    file = client.get(at(case, "document-file", document.pk))
    assert (file.content, file["X-Content-Type-Options"], file["Content-Type"]) == (
        b"Rang back",
        "nosniff",
        "text/plain; charset=utf-8",
    )
    assert file["Content-Disposition"] == f'attachment; filename="{case.reference}-document-{document.pk}.txt"'
    assert file["Content-Security-Policy"] == "sandbox; default-src 'none'"
    other = a_case()
    client.raise_request_exception = False
    assert client.get(at(other, "document-file", document.pk)).status_code == 404
    assert client_of(somebody("pupil_advocate")).get(at(case, "document-withdraw", document.pk)).status_code == 403
    client.post(at(case, "document-withdraw", document.pk), {"because": "Another child's"})
    assert "1 document was withdrawn" in words(client.get(at(case, "case-papers")))
    assert client.get(at(case, "document-file", document.pk)).status_code == 404


def test_the_same_letter_for_several_cases_says_who_gets_none(a_case, officer, client_of) -> None:
    cases = [a_case(), a_case(stage="closed")]
    client = client_of(officer)
    ticks = {"tick": [case.pk for case in cases]}
    assert client.post(reverse("letters-together"), {"which": "ticked"}).url == reverse("cases")
    assert "A visit is offered" in words(client.post(reverse("letters-together"), ticks))
    kept = {"case": [f"{case.pk}:{case.version}" for case in cases], "template": "case-closed"}
    page = words(client.post(reverse("letters-together"), kept))
    assert "Dear {{to_name}}" in page
    told = dict.fromkeys(("ask_why_closed", "ask_council_phone", "ask_council_email", "ask_officer_team"), "told")
    text = kept | told | {"subject": "Ola", "step": "preview"}
    page = words(client.post(reverse("letters-together"), text | {"body": "Dear {{to_name}}"}))
    assert "Would get none: 2" in page and "Nobody is known to whom a letter could be posted" in page
    assert "nobody knows the field" in words(client.post(reverse("letters-together"), text | {"body": "{{salary}}"}))
    assert not Letter.objects.exists()


def test_a_letter_to_an_agency_names_the_child_and_waits_for_the_post(a_case, a_child, officer, client_of) -> None:
    case = a_case(child=a_child(forename="Ola", surname="Example", address="12 Mill Lane", postcode="NN1 5BD"))
    address, client = f"{at(case)}?template=enquiry-health", client_of(officer)
    page = words(client.get(address))
    assert "Text message" not in page and "Braille" not in page and 'name="to"' not in page
    asked = dict.fromkeys(re.findall(r'name="(ask_\w+)"', page), "told")
    assert set(asked) == {
        "ask_answer_by", "ask_last_school", "ask_council_phone", "ask_council_email", "ask_officer_team", "ask_safeguarding_phone",
    }  # fmt: skip
    whom = asked | {"to_name": "The practice", "to_address": "2 Surgery Road", "channel": "post", "step": "to"}
    draft = client.post(address, whom).context["form"]
    typed = {name: draft[name].value() for name in ("subject", "body")}
    assert "Name: Ola Example\nDate of birth: 2 March 2015\nLast known address: 12 Mill Lane, NN1 5BD" in typed["body"]
    client.post(address, whom | typed | {"step": "send"})
    assert Outgoing.objects.get().to == "2 Surgery Road" and Letter.objects.get().language == ""
