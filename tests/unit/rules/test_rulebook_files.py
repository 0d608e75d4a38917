"""Does the rule book refuse a file that is wrong, and say which and why?"""

from __future__ import annotations

import re
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from onroll.rules.clocks import BeforeTheLaw, UnknownRule, due
from onroll.rules.clocks.answers import AfterTheLaw
from onroll.rules.definitions import Position, counts, position_from, reconcile, why_not, wrong_definitions
from onroll.rules.rulebook import asking
from onroll.rules.rulebook.book import RuleBook, rule_book
from onroll.rules.rulebook.clock_files import read_clock
from onroll.rules.rulebook.definition_files import Condition, read_definition
from onroll.rules.rulebook.folder import RULEBOOK, BrokenRuleBook
from onroll.rules.rulebook.model import Certainty, Counting, Governance, Status, Unit
from onroll.rules.rulebook.page_parts import length_of
from onroll.rules.rulebook.statements import read_codes, read_statements

CLOCK = """
id = "made-up"
title = "A made-up clock"
says = "A test answers within five days."
duty_on = "a test"
starts_with = "the day it was asked"
event = "asked"
author = "one"
checker = "another"
review_on = 2027-09-01

[[version]]
in_force_from = 2020-01-01
in_force_to = 2020-12-31
status = "in force"
certainty = "verified"
citation = "An Act"
counting = "E_IS_DAY_0"
n = 5
unit = "calendar day"

[[version]]
in_force_from = 2021-01-01
in_force_to = 2024-12-31
status = "in force"
certainty = "secondary"
citation = "Another Act"
counting = "E_IS_DAY_0"
n = 10
unit = "calendar day"

[[example]]
name = "ordinary"
on = 2020-06-01
last_day = 2020-06-06
says = "Five days after."
"""

DEFINITION = """
id = "made-up"
title = "made up"
says = "Those of school age."
whose = "a test"
author = "one"
review_on = 2027-09-01

[[version]]
in_force_from = 2020-01-01
in_force_to = 2020-12-31
status = "in force"
certainty = "verified"
citation = "An Act"
[[version.counts]]
when = ["of compulsory school age"]

[[version]]
in_force_from = 2021-01-01
status = "in force"
certainty = "verified"
citation = "Another Act"
[[version.counts]]
when = ["of compulsory school age", "lives in the area"]

[[example]]
name = "ordinary"
child = { school_age = true }
counts = false
says = "Lives elsewhere."
"""


@pytest.fixture
def book(tmp_path: Path) -> RuleBook:
    """A rule book of one made-up clock and one made-up definition."""
    for folder in ("clocks/made", "definitions", "codes", "statements", "calendars"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "clocks" / "made" / "made-up.toml").write_text(CLOCK, encoding="utf-8")
    (tmp_path / "definitions" / "made-up.toml").write_text(DEFINITION, encoding="utf-8")
    (tmp_path / "elsewhere.toml").write_text('author = "one"\nreview_on = 2027-09-01\n', encoding="utf-8")
    return RuleBook(tmp_path)


def clock_with(book: RuleBook, old: str, new: str):
    path = book.folder / "clocks" / "made" / "made-up.toml"
    assert old in CLOCK
    path.write_text(CLOCK.replace(old, new, 1), encoding="utf-8")
    return read_clock(path, book.folder)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('title = "A made-up clock"', "", "title is missing"),
        ('title = "A made-up clock"', 'title = " "', "title is empty"),
        ('title = "A made-up clock"', "title = 5", "title must be str"),
        ('event = "asked"', 'event = "asked"\nevnt = "asked"', "nothing is known of evnt"),
        ('event = "asked"', "event = ", "made-up.toml: Invalid value"),
        ('event = "asked"', 'event = "asked"\nalso = [1]', "also must be a list of texts"),
        ('checker = "another"', 'checker = "one"', "somebody other than the author"),
        ('status = "in force"', 'status = "in froce"', "status can't be 'in froce'"),
        ('unit = "calendar day"', 'unit = "fortnight"', "unit can't be 'fortnight'"),
        ('unit = "calendar day"', 'unit = "calendar day"\nwindow = "a while"', "window can't be"),
        ("n = 5", "n = 0", "n must be at least 1"),
        ("in_force_from = 2021-01-01", "in_force_from = 2021-01-02", "overlap or a gap"),
        ("in_force_from = 2021-01-01", "in_force_from = 2020-12-31", "overlap or a gap"),
        ("in_force_to = 2020-12-31\n", "", "a version with another after it has a last day"),
        ("in_force_to = 2020-12-31", "in_force_to = 2019-12-31", "ends before it begins"),
        ("in_force_from = 2020-01-01\n", "", "what is in force has a first day"),
        ('status = "in force"', 'status = "planned"', "what isn't in force has no dates"),
        ("last_day = 2020-06-06", "", "either a last day or a refusal"),
        ("last_day = 2020-06-06", 'last_day = 2020-06-06\nrefused = "no"', "either a last day or a refusal"),
        ('id = "made-up"', 'id = "other"', "the file is named made-up and the clock other"),
        ('counting = "E_IS_DAY_0"', 'counting = "CUMULATIVE"', "counted_event must name"),
    ],
)
def test_a_clock_s_file_that_is_wrong_says_what_is_wrong(book, old, new, fault):
    with pytest.raises(BrokenRuleBook, match=re.escape(fault)):
        clock_with(book, old, new)


def test_a_clock_without_versions_is_refused(book):
    path = book.folder / "clocks" / "made" / "made-up.toml"
    path.write_text(CLOCK.split("[[version]]")[0], encoding="utf-8")
    with pytest.raises(BrokenRuleBook, match="at least one version"):
        read_clock(path, book.folder)


def test_what_is_not_in_force_stands_last(book):
    planned = '[[version]]\nstatus = "planned"\ncertainty = "secondary"\ncitation = "A plan"\ncounting = "E_IS_DAY_0"\n'
    with pytest.raises(BrokenRuleBook, match="stands after those that are"):
        clock_with(book, "[[version]]", planned + 'n = 5\nunit = "calendar day"\n\n[[version]]')


def test_a_rule_that_ended_answers_for_its_time_and_not_after(book):
    assert due("made-up", on=date(2020, 12, 31), book=book).last_day == date(2021, 1, 5)
    assert due("made-up", on=date(2021, 1, 1), book=book).last_day == date(2021, 1, 11)
    with pytest.raises(AfterTheLaw, match="ended on Tue 31 Dec 2024"):
        due("made-up", on=date(2025, 1, 1), book=book)
    with pytest.raises(BeforeTheLaw):
        due("made-up", on=date(2019, 12, 31), book=book)


def test_two_clocks_may_not_share_a_name(book):
    other = CLOCK.replace('id = "made-up"', 'id = "other"\nalso = ["made-up"]')
    (book.folder / "clocks" / "made" / "other.toml").write_text(other, encoding="utf-8")
    with pytest.raises(BrokenRuleBook, match="made-up is also a name of"):
        due("made-up", on=date(2020, 6, 1), book=book)
    assert "made-up is also a name of" in _only(asking.check_rules(book=book)["faults"])


def test_two_clocks_may_not_share_a_file_name_in_two_topics(book):
    (book.folder / "clocks" / "other").mkdir()
    (book.folder / "clocks" / "other" / "made-up.toml").write_text(CLOCK, encoding="utf-8")
    with pytest.raises(BrokenRuleBook, match="the same id"):
        book.clocks  # noqa: B018


def _only(items):
    (item,) = items
    return item


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('id = "made-up"', 'id = "other"', "the file is named made-up"),
        ('when = ["of compulsory school age"]', "when = []", "no condition would count everybody"),
        ('[[version.counts]]\nwhen = ["of compulsory school age"]', "", "doesn't say who counts"),
    ],
)
def test_a_definition_s_file_that_is_wrong_says_what_is_wrong(book, old, new, fault):
    path = book.folder / "definitions" / "made-up.toml"
    path.write_text(DEFINITION.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BrokenRuleBook, match=fault):
        read_definition(path, book.folder)


def test_a_definition_without_versions_is_refused(book):
    path = book.folder / "definitions" / "made-up.toml"
    path.write_text(DEFINITION.split("[[version]]")[0], encoding="utf-8")
    with pytest.raises(BrokenRuleBook, match="at least one version"):
        read_definition(path, book.folder)


def test_the_version_of_a_definition_is_that_of_the_day(book):
    made_up = book.definition("made-up")
    elsewhere = Position(school_age=True)
    assert counts(made_up, elsewhere, date(2020, 6, 1))
    assert not counts(made_up, elsewhere, date(2021, 6, 1))
    assert not counts(made_up, elsewhere), "with no day, the latest"
    assert not counts(made_up, elsewhere, date(2019, 6, 1)), "before the first, the latest"
    assert why_not(made_up, elsewhere, date(2021, 6, 1)) == "not lives in the area"
    assert why_not(made_up, elsewhere, date(2020, 6, 1)) == ""


def test_a_phrase_nobody_defined_and_a_wrong_example_are_reported(book):
    path = book.folder / "definitions" / "made-up.toml"
    path.write_text(DEFINITION.replace("lives in the area", "lives on the moon"), encoding="utf-8")
    assert "nobody defined 'lives on the moon'" in wrong_definitions(book)[0]
    with pytest.raises(BrokenRuleBook, match="No condition is called"):
        counts(book.definition("made-up"), Position(school_age=True))
    path.write_text(DEFINITION.replace("counts = false", "counts = true"), encoding="utf-8")
    assert "the file says True" in wrong_definitions(RuleBook(book.folder))[0]


def test_a_position_has_only_its_own_fields():
    assert position_from({"groups": ["pex"]}).groups == frozenset({"pex"})
    with pytest.raises(BrokenRuleBook, match="no hair"):
        position_from({"hair": "red"})


def test_a_condition_may_be_turned_round():
    condition = Condition.read("not attending")
    assert (condition.phrase, condition.holds, condition.text, condition.failed) == (
        "attending", False, "not attending", "attending"
    )  # fmt: skip
    assert Condition.read("attending").failed == "not attending"


def test_a_walk_names_what_is_left_out_and_what_is_taken_in():
    book = rule_book()
    children = (
        [Position(school_age=True, resident=True)] * 182
        + [Position(school_age=True, resident=True, on_roll=True, place_allocated=True)] * 71
        + [Position(resident=True)] * 7
        + [Position(school_age=True, resident=True, home_education="suitable")] * 3
    )
    walk = reconcile(children, book.definition("cme-west-northamptonshire"), book.definition("cme-statutory"))
    assert walk.says == (
        "260 missing from education (West Northamptonshire) = 182 children missing education (statutory) "
        "+ 71 a registered pupil at any school + 7 not of compulsory school age"
    )
    walk = reconcile(children, book.definition("ehe"), book.definition("registrable-2026"))
    assert walk.taken_in == {"not home educated": 182}
    assert walk.start - sum(walk.left_out.values()) + sum(walk.taken_in.values()) == walk.end
    assert "- 182 not home educated" in walk.says


def test_a_statement_is_computed_or_says_why_not(book):
    path = book.folder / "statements" / "made.toml"
    head = 'title = "Made"\nauthor = "one"\nreview_on = 2027-09-01\n[[statement]]\nid = "a"\nsays = "A."\n'
    tail = 'status = "guidance"\ncertainty = "verified"\ncitation = "A book"\n'
    path.write_text(head + tail, encoding="utf-8")
    with pytest.raises(BrokenRuleBook, match="either computed_by or not_computed"):
        read_statements(path, book.folder)
    path.write_text(head + 'not_computed = "no days"\n' + tail, encoding="utf-8")
    assert read_statements(path, book.folder)[0].says == "A."
    (book.folder / "statements" / "more.toml").write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(BrokenRuleBook, match="a is also in"):
        book.statements  # noqa: B018


def test_a_code_stands_once_in_its_list(book):
    path = book.folder / "codes" / "made.toml"
    head = 'id = "made"\ntitle = "Made"\nsays = "A list."\nauthor = "one"\nreview_on = 2027-09-01\n'
    tail = 'status = "guidance"\ncertainty = "verified"\ncitation = "A book"\n'
    code = '[[code]]\ncode = "a"\nmeans = "first"\n'
    path.write_text(head + tail + code + code, encoding="utf-8")
    with pytest.raises(BrokenRuleBook, match="a stands in the list already"):
        read_codes(path, book.folder)


def test_unknown_definitions_and_rules(book):
    with pytest.raises(UnknownRule, match="No definition"):
        book.definition("nonsense")
    with pytest.raises(UnknownRule, match="No rule is called"):
        asking.show_rule("nonsense")


def test_the_version_of_the_rule_book_changes_with_any_file(book):
    before = RuleBook(book.folder).version
    (book.folder / "elsewhere.toml").write_text('author = "two"\nreview_on = 2027-09-01\n', encoding="utf-8")
    assert RuleBook(book.folder).version != before
    assert len(before) == 12


@pytest.mark.skipif(sys.gettrace() is not None, reason="being traced makes it slow")
def test_the_whole_rule_book_is_read_in_150_ms():
    took = []
    for _ in range(3):
        book = RuleBook(RULEBOOK)
        began = time.process_time()
        assert book.clocks and book.definitions and book.codes and book.statements
        took.append(time.process_time() - began)
    assert min(took) < 0.15


def test_words_of_the_enumerations():
    assert Unit.SCHOOL_DAY.many(1) == "1 school day"
    assert Unit.SCHOOL_DAY.many(10) == "10 school days"
    assert all(counting.says for counting in Counting)
    assert Certainty.TO_BE_CONFIRMED.says == "A setting a person must confirm before it is relied on."
    assert [status for status in Status if not status.answers] == [Status.ENACTED, Status.PLANNED]
    governance = Governance("one", "", date(2027, 9, 1))
    assert governance.overdue_on(date(2027, 9, 2))
    assert not governance.overdue_on(date(2027, 9, 1))


def test_lengths_in_words():
    lengths = {name: length_of(rule_book().clock(name).versions[-1]) for name in rule_book().clocks}
    assert lengths["s437-1"] == "at least 15 calendar days"
    assert lengths["ex-la"] == "without delay"
    assert lengths["ex-max"] == "45 school days in one school year"
    assert lengths["pn-window"] == "10 sessions within 10 school weeks"
    assert lengths["ex-day6"] == "6 school days"


# What commands and pages ask


def test_asking_when_something_is_due():
    answer = asking.ask_due("ex-day6-pex", on=date(2026, 11, 2), events=["met=2026-11-06"], as_at=date(2026, 11, 20))
    assert answer["last_day"] == "2026-11-09"
    assert answer["outcome"] == "met"


def test_every_rule_is_listed_with_its_certainty_and_review():
    rows = asking.list_rules(date(2026, 11, 22))
    assert {row["kind"] for row in rows} == {"clock", "definition", "enquiry", "list", "statement"}
    assert len(rows) > 150
    assert not any(row["review"] for row in rows + asking.list_rules())
    later = asking.list_rules(date(2027, 9, 2))
    assert all("review was due by" in row["review"] for row in later)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("ex-day6-pex", "# Sixth-day education after a permanent exclusion"),
        ("cme-local-broad", "# Missing from education (West Northamptonshire)"),
        ("cme-closure", "# How a case of missing education may end"),
        ("eso", "# Penalty notices and prosecution: what no clock counts"),
    ],
)
def test_a_rule_s_page_by_any_of_its_names(name, title):
    assert asking.show_rule(name).startswith(title)


def test_the_rule_book_checks_itself():
    report = asking.check_rules(date(2026, 11, 22))
    assert report["faults"] == []
    assert "checked by nobody" in _only(report["remarks"])
    assert report["rules"] > 150
    assert report["examples"] > 300


def test_a_wrong_example_and_an_overdue_review_are_reported(book):
    clock_with(book, "last_day = 2020-06-06", "last_day = 2020-06-07")
    report = asking.check_rules(date(2027, 9, 2), RuleBook(book.folder))
    assert report["faults"] == ["clocks/made/made-up.toml, ordinary: the file says 2020-06-07, the engine 2020-06-06."]
    assert report["remarks"][0] == "clock made-up: review was due by 1 September 2027"
    clock_with(book, "last_day = 2020-06-06", 'refused = "before"')
    report = asking.check_rules(date(2027, 9, 2), RuleBook(book.folder))
    assert "the file says before, the engine 2020-06-06" in report["faults"][0]


def test_a_rule_book_checked_by_others_says_nothing(book):
    (book.folder / "definitions" / "made-up.toml").unlink()
    report = asking.check_rules(date(2026, 11, 22), RuleBook(book.folder))
    assert report == {"rules": 1, "examples": 1, "faults": [], "remarks": []}


def test_a_page_says_first_that_a_rule_isn_t_law_in_force():
    assert "**Enacted, not in force: no date is computed.**" in asking.show_rule("cw-parent")
    assert "**Local practice, beside the law and never over it.**" in asking.show_rule("ptt-alert")
    assert "**Guidance, not law.**" in asking.show_rule("pme")
    assert "**" not in asking.show_rule("ex-day6").split("- **Who has")[0]


def test_days_that_follow_one_another_stand_on_one_line_of_a_page():
    page = asking.show_rule("pn-pay")
    assert "- Wed 4 Nov 2026 to Tue 1 Dec 2026 are days 1 to 28\n" in page
    assert "- Wed 4 Nov 2026 skipped: INSET day" not in page
    assert "- Mon 9 Nov 2026 to Tue 10 Nov 2026 are days 5 to 6" in asking.show_rule("ex-day6")
