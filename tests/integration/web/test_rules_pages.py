"""Does the rule book read as pages, does the calculator answer and refuse in words, and who may open what?"""

from __future__ import annotations

from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.utils import timezone
from extract_files import load, roll_row, write

from onroll.audit.actor import SYSTEM
from onroll.audit.models import Entry
from onroll.children.catching_up import link_and_rebuild
from onroll.children.models import ChildSummary
from onroll.rules.rulebook.book import rule_book
from onroll.rules.rulebook.finding import entries

pytestmark = pytest.mark.django_db
AS_AT = date(2026, 11, 1)
SCHOOLS = [
    {"URN": "990001", "LA (code)": "941", "EstablishmentName": "Abbey Primary School", "PhaseOfEducation (name)": "Primary"},
]  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Answers are kept by the record's edition, and each test begins the record anew."""
    cache.clear()


def words(answer) -> str:
    return " ".join(unescape(answer.content.decode()).split())


@pytest.fixture
def children(tmp_path: Path) -> None:
    """One child home educated with no review for over a year, one excluded, one in school."""
    home = roll_row(
        1, source_id="E1", surname="Okafor", forename="Zadie", date_of_birth="2015-02-11", postcode="NN2 7AA"
    )
    excluded = roll_row(2, surname="Bell", forename="Rowan", date_of_birth="2014-01-09", postcode="NN3 3DT")
    kept = ("source_id", "surname", "forename", "date_of_birth", "sex", "postcode")
    load(
        write(
            tmp_path,
            schools=SCHOOLS,
            roll=[excluded, roll_row(3)],
            ehe=[{key: home[key] for key in kept} | {"start_date": "2025-09-01", "suitability": "suitable"}],
            exclusions=[{key: excluded[key] for key in (*kept, "urn")} | {"kind": "PERM", "start_date": "2026-10-26"}],
        ),
        AS_AT,
    )
    link_and_rebuild(actor=SYSTEM, at=timezone.now())


def test_every_rule_has_a_sound_page_with_its_source(as_role) -> None:
    client = as_role("scrutiny")
    for entry in entries():
        page = words(client.get(f"/rules/{entry.id}/"))
        assert "Who checked it" in page, entry.id
        assert "How sure" in page, entry.id
        assert "Not what the file says" not in page, entry.id


def test_a_rule_opens_by_any_of_its_names_and_an_unknown_one_does_not(as_role) -> None:
    client = as_role("scrutiny")
    assert "Sixth-day education after a permanent exclusion" in words(client.get("/rules/ex-day6-pex/"))
    assert client.get("/rules/no-such-rule/").status_code == 404


def test_what_no_clock_counts_is_headed_by_its_sentence(as_role) -> None:
    page = words(as_role("scrutiny").get("/rules/csa-start/"))
    assert '<h1 class="govuk-heading-m">Compulsory school age begins on the first of 31 March' in page
    assert "This service, in" in page


def test_certainty_and_local_practice_are_said_in_words(as_role) -> None:
    page = words(as_role("scrutiny").get("/rules/ehe-first-contact/"))
    assert "A setting a person must confirm" in page
    assert "never over it" in page
    assert "Nobody yet but its author" in page


def test_law_not_in_force_is_said_and_has_no_way_to_the_calculator(as_role) -> None:
    page = as_role("scrutiny").get("/rules/cw-parent/").content.decode()
    assert "No date is computed from this rule" in page
    assert "Work out this deadline" not in page


def test_an_overdue_review_is_shown(as_role, monkeypatch) -> None:
    later = date(2031, 1, 1)
    monkeypatch.setattr("onroll.web.views.rules.timezone.localdate", lambda: later)
    client = as_role("scrutiny")
    assert "should have been checked again by" in words(client.get("/rules/ex-day6/"))
    assert f"{len(entries())} rules" in words(client.get("/rules/?review=overdue"))


def test_the_list_narrows_by_words_and_filters(as_role) -> None:
    client = as_role("scrutiny")
    assert "Sixth-day education after a permanent exclusion" in words(client.get("/rules/?q=sixth+permanent"))
    assert "No rule holds all of these words." in words(client.get("/rules/?q=zebra"))
    local = words(client.get("/rules/?status=local&kind=deadline"))
    assert "First contact with a newly home educating family" in local
    assert "Sixth-day education after a permanent exclusion" not in local


def test_the_list_costs_the_same_number_of_queries_however_long(as_role, django_assert_max_num_queries) -> None:
    client = as_role("scrutiny")
    client.get("/rules/")
    with django_assert_max_num_queries(4):
        client.get("/rules/?page=3")


def ask(client, **asked: str):
    query = "&".join(f"{name}={quote(value)}" for name, value in asked.items())
    return client.get(f"/deadlines/?{query}")


def test_the_calculator_counts_the_vector_of_the_law(as_role) -> None:
    page = words(ask(as_role("pupil_advocate"), rule="ex-day6", on="2 11 2026"))
    assert "Last day: 9 November 2026" in page
    assert "day 6, last day" in page
    assert "An estimate, not to be told to a parent" in page, "no term dates are held"


def test_a_school_that_sent_its_terms_is_counted_on_them(as_role, tmp_path: Path) -> None:
    terms = [
        {"urn": "990001", "academic_year": "202627", "kind": "term", "start": "2026-09-02", "end": "2026-12-18"},
        {"urn": "990001", "academic_year": "202627", "kind": "inset", "start": "2026-11-04", "end": "2026-11-04"},
    ]
    load(write(tmp_path, schools=SCHOOLS, term_dates=terms), AS_AT)
    client = as_role("pupil_advocate")
    page = words(ask(client, rule="ex-day6", on="2026-11-02", urn="990001"))
    assert "Last day: 10 November 2026" in page
    assert "INSET day at Abbey Primary School" in page
    assert "not to be told to a parent" not in page
    unchosen = words(ask(client, rule="ex-day6", on="2026-11-02"))
    assert "not to be told to a parent" in unchosen.lower()


@pytest.mark.parametrize(("asked", "sentence"), [
    ({"rule": "cw-parent", "on": "2026-11-02"}, "enacted, not in force"),
    ({"rule": "ex-day6", "on": "2001-11-02"}, "when this rule began"),
    ({"rule": "ex-day6", "on": ""}, "Enter the day: the first school day of the exclusion"),
    ({"rule": "ex-day6", "on": "2 13 2026"}, "must be a real day"),
    ({"rule": "ex-day6", "on": "2026-11-02", "events": "gibberish"}, "can't be read as an event"),
    ({"rule": "ex-day6", "on": "2026-11-02", "events": "married=2026-11-02"}, "This rule knows no event 'married'"),
    ({"rule": "return-attendance", "on": "2026-11-02"}, "no such day was given"),
    ({"rule": "", "on": "2026-11-02"}, "Choose a rule"), ({"rule": "ex-day6", "on": "2031-01-06"}, "no date is given"),
    ({"rule": "nothing", "on": "2026-11-02"}, "Choose a rule from the list: it has no nothing"),
])  # fmt: skip
def test_what_cant_be_answered_is_refused_at_the_top_and_beside_the_field(asked, sentence, as_role) -> None:
    answer = ask(as_role("pupil_advocate"), **asked)
    page = words(answer)
    assert "There is a problem" in page
    assert page.count(sentence) >= 2
    assert "Last day:" not in page
    assert "<title>Error: " in page


def test_a_rule_alone_explains_its_events_and_shows_no_fault(as_role) -> None:
    page = words(as_role("pupil_advocate").get("/deadlines/?rule=pn-window"))
    assert "penalty_notice: a penalty notice was issued" in page
    assert "There is a problem" not in page


def test_a_threshold_is_reached_and_not_missed(as_role) -> None:
    page = words(
        ask(as_role("pupil_advocate"), rule="pn-window", on="2026-11-02", events="absent=2026-11-02/2026-11-06")
    )
    assert "Reached on 6 November 2026" in page
    assert "Missed" not in page
    assert "as it stands from 19 August 2024" in page


def test_a_local_standard_says_that_it_has_no_first_day(as_role) -> None:
    page = words(ask(as_role("pupil_advocate"), rule="ptt-alert", on="2026-11-03"))
    assert "Last day: 15 December 2026" in page
    assert "whose first day isn't held" in page


def test_a_pause_moves_the_day_and_the_first_one_is_kept(as_role) -> None:
    events = "paused=2026-11-03: interpreter awaited\nresumed=2026-11-05"
    page = words(ask(as_role("pupil_advocate"), rule="ex-gb-15", on="2026-11-02", events=events))
    assert "First worked out as" in page
    assert "interpreter awaited" in page


def test_every_rule_can_be_asked_about_without_a_crash(as_role) -> None:
    client = as_role("pupil_advocate")
    for id in rule_book().clocks:
        assert ask(client, rule=id, on="2026-11-02").status_code == 200


def test_the_open_deadlines_of_all_children_are_listed_and_their_names_recorded(children, as_role) -> None:
    client = as_role("tracking_officer")
    page = words(client.get("/due/?on=2026-11-01"))
    assert "Yearly contact with a home educating family" in page
    assert "Sixth-day education after a permanent exclusion" in page
    assert "3 open deadlines" in page
    seen = Entry.objects.filter(action="list.looked", subject_id="due").latest("pk")
    assert len(seen.children) == 2
    missed = words(client.get("/due/?on=2026-11-05&when=missed&rule=ex-day6"))
    assert "Sixth-day" in missed
    assert "1 open deadline" in missed
    assert "3 school days late" in missed


def test_the_deadlines_shown_can_be_taken_away_by_who_may(children, as_role) -> None:
    answer = as_role("tracking_officer").get("/due/?on=2026-11-01&rule=ex-day6&form=csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert (
        "Rowan Bell,Sixth-day education after a permanent exclusion,home local authority,2026-10-26,2026-11-02"
        in lines[1]
    )
    assert len(Entry.objects.filter(action="list.exported").latest("pk").children) == 1
    assert as_role("attendance_officer").get("/due/?form=csv").status_code == 403


def test_the_list_of_deadlines_costs_the_same_number_of_queries(
    children, as_role, django_assert_max_num_queries
) -> None:
    client = as_role("tracking_officer")
    with django_assert_max_num_queries(15):  # one counts the referrals that wait, for the navigation
        client.get("/due/?on=2026-11-01")


def test_what_is_due_stands_on_the_childs_page_and_nothing_on_others(children, as_role) -> None:
    client = as_role("tracking_officer")
    pages = {
        child: words(client.get(f"/children/{child}?on=2026-11-01"))
        for child in ChildSummary.objects.values_list("pk", flat=True)
    }
    due = [page for page in pages.values() if "What is due" in page]
    assert len(pages) == 3
    assert len(due) == 2
    excluded = next(page for page in due if "Sixth-day" in page)
    assert "Estimated: not to be told to a parent" in excluded
    assert "The governing board considers reinstatement" in excluded


def test_a_supposed_holiday_moves_the_open_deadlines_and_keeps_the_date_they_had(children, as_role) -> None:
    client = as_role("tracking_officer")
    page = words(client.get("/due/what-if/?on=2026-11-01&holiday=2+11+2026"))
    assert "2 of 3 open deadlines would move" in page, "the yearly contact isn't counted in school days"
    assert "16 November 2026" in page, "as it is"
    assert "17 November 2026" in page, "as it would be"
    taken = words(client.get("/due/what-if/?holiday=25+12+2026"))
    assert "is a bank holiday already: Christmas Day" in taken
    assert "Enter a day" in words(client.get("/due/what-if/?holiday="))


def test_the_act_of_2026_says_who_would_be_registrable_and_that_it_isnt_law(children, as_role) -> None:
    client = as_role("tracking_officer")
    page = words(client.get("/rules/act-of-2026/?on=2027-09-01&part=cnis_active"))
    assert "Enacted, not in force" in page
    assert "Home educated" in page
    assert "A parent tells the authority that a child belongs on the register" in page
    assert "15 September 2027" in page, "a parent's fifteen days beginning with the first"
    assert "Asking again for consent" not in page
    seen = Entry.objects.filter(action="list.looked", subject_id="act-2026").latest("pk")
    assert seen.children


def test_the_preview_without_the_register_counts_no_child(children, as_role) -> None:
    page = words(as_role("tracking_officer").get("/rules/act-of-2026/?on=2027-09-01&part=consent_active"))
    assert "Asking again for consent" in page
    assert "would have to be on the register" not in page


def test_scrutiny_sees_the_count_of_the_preview_and_no_name(children, as_role) -> None:
    page = words(as_role("scrutiny").get("/rules/act-of-2026/?on=2027-09-01&part=cnis_active"))
    assert "would have to be on the register" in page
    names = ChildSummary.objects.values_list("surname", "forename")
    assert not [name for pair in names for name in [" ".join(reversed(pair))] if name in page]
