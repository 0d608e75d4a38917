"""What does a clock's file say? Reads `rulebook/clocks/<topic>/<id>.toml` into the typed clock, or says the fault."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from onroll.rules.rulebook.fields import Fields, open_file, read_governance, read_provenance
from onroll.rules.rulebook.folder import BrokenRuleBook
from onroll.rules.rulebook.model import Clock, ClockExample, ClockVersion, Counting, Provenance, Unit

WINDOWS = ("", "school year", "10 school weeks")


def read_clock(path: Path, rulebook: Path) -> Clock:
    """One clock. Raises BrokenRuleBook naming the file and the fault."""
    fields = open_file(path, rulebook)
    versions = tuple(_version(table) for table in fields.tables("version"))
    examples = tuple(_example(table) for table in fields.tables("example"))
    clock = Clock(
        id=fields.text("id"),
        also=fields.words("also"),
        topic=path.parent.name,
        title=fields.text("title"),
        says=fields.text("says"),
        duty_on=fields.text("duty_on"),
        applies_to=fields.text("applies_to", ""),
        starts_with=fields.text("starts_with"),
        event=fields.text("event"),
        posted=fields.take("posted", bool, False),
        decided_by=fields.text("decided_by", ""),
        counted_event=fields.text("counted_event", ""),
        counted_says=fields.text("counted_says", ""),
        met_by=fields.text("met_by", ""),
        if_missed=fields.text("if_missed", ""),
        needs=fields.words("needs"),
        changes=fields.words("changes"),
        versions=versions,
        examples=examples,
        governance=read_governance(fields),
        path=path.relative_to(rulebook).as_posix(),
    )
    fields.done()
    _check_clock(clock, path.stem)
    return clock


def _version(fields: Fields) -> ClockVersion:
    version = ClockVersion(
        provenance=read_provenance(fields),
        counting=fields.one_of("counting", Counting),
        n=fields.take("n", int),
        unit=fields.one_of("unit", Unit),
        window=fields.text("window", ""),
        minimum=fields.take("minimum", bool, False),
        transition=fields.text("transition", ""),
    )
    fields.done()
    if version.window not in WINDOWS:
        raise BrokenRuleBook(f"{fields.where}: window can't be {version.window!r}.")
    if version.n < (0 if version.counting is Counting.IMMEDIATE else 1):
        raise BrokenRuleBook(f"{fields.where}: n must be at least 1.")
    return version


def _example(fields: Fields) -> ClockExample:
    example = ClockExample(
        name=fields.text("name"),
        on=fields.day("on"),
        last_day=fields.day("last_day"),
        refused=fields.text("refused", ""),
        says=fields.text("says"),
        events=fields.words("events"),
        closed=tuple((str(kind), first, last) for kind, first, last in fields.take("closed", list, [])),
        at_example_school=fields.take("at_example_school", bool, False),
        commenced=fields.mapping("commenced"),
    )
    fields.done()
    if bool(example.last_day) == bool(example.refused):
        raise BrokenRuleBook(f"{fields.where}: an example expects either a last day or a refusal.")
    return example


def _check_clock(clock: Clock, stem: str) -> None:
    if clock.id != stem:
        raise BrokenRuleBook(f"{clock.path}: the file is named {stem} and the clock {clock.id}.")
    if not clock.versions:
        raise BrokenRuleBook(f"{clock.path}: a clock has at least one version.")
    if any(version.counting.needs_days for version in clock.versions) and not clock.counted_event:
        raise BrokenRuleBook(f"{clock.path}: counted_event must name the days that are counted.")
    check_succession([version.provenance for version in clock.versions], clock.path)


def check_succession(versions: Sequence[Provenance], where: str) -> None:
    """Versions follow one another day on day; what isn't in force stands last. Raises BrokenRuleBook."""
    dated = [version for version in versions if version.status.answers]
    if list(versions[: len(dated)]) != dated:
        raise BrokenRuleBook(f"{where}: a version that isn't in force stands after those that are.")
    for earlier, later in pairwise(dated):
        if earlier.in_force_to is None or later.in_force_from is None:
            raise BrokenRuleBook(f"{where}: a version with another after it has a last day, and the next a first.")
        if later.in_force_from != earlier.in_force_to + timedelta(days=1):
            raise BrokenRuleBook(
                f"{where}: the version from {_iso(later.in_force_from)} doesn't follow the one to "
                f"{_iso(earlier.in_force_to)}: there is an overlap or a gap."
            )


def _iso(day: date) -> str:
    return day.isoformat()
