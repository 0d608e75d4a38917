"""Which facts start which clocks? Reads `rulebook/starts.toml`, where an officer can see and change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from onroll.rules.rulebook.fields import Fields, open_file, read_governance
from onroll.rules.rulebook.folder import RULEBOOK, BrokenRuleBook

BEGIN = frozenset({"placement", "roll", "home_education", "post16"})
OWN_END, OUTCOME = "ended", "outcome"
OWN_DATES = frozenset(
    {"cancelled_date", "governors_date", "last_annual_review", "last_review_done", "last_review_offered", "suitability_date"}
)  # fmt: skip
FIRST_DAYS = OWN_DATES | {"started_on", "left_on"}
CONDITIONS = frozenset(
    {
        "a reduced timetable",
        "educated otherwise than at school",
        "home educated beside it",
        "left with no known destination",
        "lives here",
        "of school age",
    }
)


@dataclass(frozen=True, slots=True)
class Start:
    """One row: a kind of fact that starts a clock.

    `first_days` are tried in order; `sessions_over` asks for more than so many sessions of suspensions that follow one
    another (0: any); a clock missed for longer than `history_after_days` is history and no longer listed (0: never).
    """

    rule: str
    fact: str
    first_days: tuple[str, ...]
    only: tuple[str, ...]
    sessions_over: int
    met_by: tuple[str, ...]
    falls_away: tuple[str, ...]
    assumes: str
    history_after_days: int


@dataclass(frozen=True, slots=True)
class Starts:
    """The whole table: rows by kind of fact, and the clocks that nothing here starts, each with the reason."""

    rows: tuple[Start, ...]
    not_started: Mapping[str, str]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of fact that start a clock or meet one: all that must be read of a child."""
        return frozenset(row.fact for row in self.rows) | BEGIN


@lru_cache(maxsize=4)
def starts(rulebook: Path = RULEBOOK) -> Starts:
    """The table of a rule book. Raises BrokenRuleBook for a phrase that nobody defined."""
    file = open_file(rulebook / "starts.toml", rulebook)
    for key in ("id", "title", "says"):
        file.text(key)
    read_governance(file)
    rows = tuple(_row(table) for table in file.tables("start"))
    not_started = {rule: str(why) for rule, why in file.mapping("not_started").items()}
    file.done()
    return Starts(rows, not_started)


def _row(fields: Fields) -> Start:
    row = Start(
        rule=fields.text("rule"),
        fact=fields.text("fact"),
        first_days=fields.words("from"),
        only=fields.words("only"),
        sessions_over=fields.take("sessions_over", int, 0),
        met_by=fields.words("met_by"),
        falls_away=fields.words("falls_away"),
        assumes=fields.text("assumes", ""),
        history_after_days=fields.take("history_after_days", int, 0),
    )
    fields.done()
    stops = OWN_DATES | BEGIN | {OWN_END, OUTCOME}
    known = (
        (row.first_days, FIRST_DAYS),
        (row.only, CONDITIONS),
        (row.met_by, stops - {OUTCOME}),
        (row.falls_away, stops),
    )
    strange = sorted(word for words, allowed in known for word in words if word not in allowed)
    if strange:
        raise BrokenRuleBook(f"{fields.where}: nobody defined {', '.join(map(repr, strange))}.")
    if not row.first_days:
        raise BrokenRuleBook(f"{fields.where}: from is empty, so the clock would never start.")
    return row
