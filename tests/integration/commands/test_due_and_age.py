"""Do `onroll due` and `onroll age` answer an officer who knows only the compiled law: its ids, its events, its vectors?"""

from __future__ import annotations

from pathlib import Path

import pytest

from integration.commands.command_line import CommandLine

pytestmark = pytest.mark.django_db

SCHOOLS = """URN,LA (code),EstablishmentName,PhaseOfEducation (name)
990001,941,Abbey Primary School,Primary
"""
TERMS = """urn,academic_year,start,end,kind
,2026/27,2026-09-02,2026-12-18,term
,2026/27,2026-10-26,2026-10-30,half_term
990001,2026/27,2026-09-02,2026-12-18,term
990001,2026/27,2026-11-04,2026-11-04,inset
"""
TWO_WEEKS = [f"absent=2026-11-{day:02}" for day in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13)]


@pytest.fixture
def terms(tmp_path: Path, cli: CommandLine) -> None:
    """The terms of the authority, and of one school that has an INSET day of its own."""
    (tmp_path / "schools.csv").write_text(SCHOOLS, encoding="utf-8")
    (tmp_path / "term_dates.csv").write_text(TERMS, encoding="utf-8")
    assert cli("load", tmp_path, "--as-at", "2026-11-01").code == 0


def events(named: list[str]) -> list[str]:
    return [part for one in named for part in ("--event", one)]


def test_the_answer_has_the_names_that_the_feeds_promise(cli: CommandLine) -> None:
    told = cli("due", "s437-1", "--on", "2026-11-23").json
    assert {"rule", "started_on", "last_day", "unit", "counting", "version", "certainty", "steps"} <= set(told)
    assert (told["rule"], told["started_on"], told["last_day"]) == ("s437-1", "2026-11-23", "2026-12-07")
    assert (told["unit"], told["counting"], told["certainty"]) == ("calendar_day", "E_IS_DAY_1", "verified")
    assert len(told["steps"]) == 15
    assert told["steps"][0] == "Mon 23 Nov 2026 is day 1"


def test_school_days_are_estimated_until_terms_are_loaded(cli: CommandLine) -> None:
    told = cli("due", "ex-day6", "--on", "2026-10-22").json
    assert (told["last_day"], told["estimated"]) == ("2026-10-29", True), "half term isn't known yet"


@pytest.mark.usefixtures("terms")
def test_the_authoritys_terms_are_counted_without_a_school_and_a_schools_own_with_it(cli: CommandLine) -> None:
    authority = cli("due", "ex-day6-pex", "--on", "2026-10-22").json
    assert (authority["rule"], authority["last_day"], authority["estimated"]) == ("ex-day6", "2026-11-05", False)
    school = cli("due", "ex-day6", "--on", "2026-11-02", "--urn", "990001").json
    assert (school["last_day"], school["estimated"]) == ("2026-11-10", False)
    assert "Wed 4 Nov 2026 skipped: INSET day at Abbey Primary School" in school["steps"]
    nobodys = cli("due", "ex-day6", "--on", "2026-11-02", "--urn", "999999")
    assert (nobodys.json["last_day"], nobodys.json["estimated"]) == ("2026-11-09", True)
    assert "No school has the number 999999" in nobodys.err


@pytest.mark.usefixtures("terms")
@pytest.mark.parametrize(
    ("rule", "named", "last_day"),
    [
        ("code-n-5", ["marked_n=2026-11-02"], "2026-11-09"),
        ("return-attendance", TWO_WEEKS, "2026-11-13"),
        ("return-attendance", ["unauthorised=2026-11-02/2026-11-13"], "2026-11-13"),
        ("return-sickness", ["ill=2026-09-07/2026-09-11", "I=2026-10-05/2026-10-09", "ill=2026-11-02/2026-11-06"], "2026-11-06"),
        ("reg9-i", ["absent=2026-10-12/2026-11-27"], "2026-11-13"),
        ("pn-threshold", ["absent=2026-09-07", "absent=2026-11-16/2026-11-20"], "2026-11-19"),
        ("ex-max-45", ["suspension=2026-09-02/2026-12-18"], "2026-11-10"),
        ("s19-medical-consider", ["away=2026-11-02/2026-11-25"], "2026-11-20"),
    ],
)  # fmt: skip
def test_a_clock_that_counts_named_days_answers_with_them(
    rule: str, named: list[str], last_day: str, cli: CommandLine
) -> None:
    assert cli("due", rule, *events(named)).json["last_day"] == last_day


@pytest.mark.parametrize(
    "rule",
    [
        "return-attendance",
        "return-sickness",
        "reg9-i",
        "pn-window",
        "ex-max",
        "s19-medical-consider",
        "local-absence-15",
    ],
)
def test_a_clock_that_counts_named_days_refuses_without_them(rule: str, cli: CommandLine) -> None:
    refused = cli("due", rule, "--on", "2026-11-02")
    assert (refused.code, refused.out) == (1, "")
    assert "no such day was given: name each as" in refused.err


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (["cw-parent", "--on", "2026-11-02"], "enacted, not in force"),
        (["cw-436K", "--on", "2026-11-02"], "enacted, not in force"),
        (["nsap-limits", "--on", "2026-11-02"], "planned"),
        (["ex-day6", "--on", "2005-11-02"], "is before Sat 1 Sep 2012, when this rule began"),
        (["ex-day6", "--on", "2040-11-01"], "no date is given"),
        (["ex-day6"], "needs the day of the first school day of the exclusion (excluded=DATE)"),
        (["ex-day6", "--on", "2026-11-02", "--event", "married=2026-11-02"], "knows no event 'married'"),
        (["ex-day6", "--on", "2026-11-02", "--event", "met"], "can't be read as an event"),
        (["csa-start", "--on", "2026-11-02"], "csa-start isn't a clock"),
        (["EX-DAY6", "--on", "2026-11-02"], "Did you mean ex-day6"),
    ],
)
def test_what_has_no_answer_is_refused_in_a_sentence(asked: list[str], sentence: str, cli: CommandLine) -> None:
    refused = cli("due", *asked)
    assert (refused.code, refused.out) == (1, "")
    assert sentence in refused.err


@pytest.mark.parametrize(
    ("born", "first", "last", "year", "stage"),
    [
        ("2021-08-31", "2026-08-31", "2037-06-26", 1, "KS1"),
        ("2021-09-01", "2026-12-31", "2038-06-25", 0, "EYFS"),
        ("2021-12-31", "2026-12-31", "2038-06-25", 0, "EYFS"),
        ("2022-01-01", "2027-03-31", "2038-06-25", 0, "EYFS"),
        ("2022-04-01", "2027-08-31", "2038-06-25", 0, "EYFS"),
        ("2010-08-31", "2015-08-31", "2026-06-26", 12, "Post-16"),
        ("2010-09-01", "2015-12-31", "2027-06-25", 11, "KS4"),
        ("2011-08-31", "2016-08-31", "2027-06-25", 11, "KS4"),
    ],
)
def test_the_ages_of_the_compiled_laws_vectors(
    born: str, first: str, last: str, year: int, stage: str, cli: CommandLine
) -> None:
    told = cli("age", born, "--on", "2026-11-22").json
    assert (told["school_age_from"], told["school_age_to"]) == (first, last)
    assert (told["year_group"], told["key_stage"]) == (year, stage)


def test_a_child_not_born_on_the_day_has_no_year_group(cli: CommandLine) -> None:
    refused = cli("age", "2027-01-01", "--on", "2026-11-22")
    assert (refused.code, refused.out) == (1, "")
    assert "on that day the child isn't born" in refused.err
    assert cli("age", "2026-11-22", "--on", "2026-11-22").code == 0
