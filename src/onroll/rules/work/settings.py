"""What does the authority set about its own work: days to chase, days until stalled, points, weights? From `casework.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from onroll.rules.coverage import coverage_book
from onroll.rules.rulebook.fields import open_file, read_governance, read_provenance
from onroll.rules.rulebook.folder import RULEBOOK


@dataclass(frozen=True, slots=True)
class Weight:
    """What makes a child more vulnerable, in words, and by how many points."""

    points: int
    words: str


@dataclass(frozen=True, slots=True)
class WorkSettings:
    """Every number of `casework.toml`; calendar days unless the name says working days."""

    week_days: int
    approval_working_days: int
    chase_after_working_days: int
    stalled_after_days: int
    not_seen_days: tuple[int, ...]
    supervision_after_days: int
    load: Mapping[str, float]
    flags: Mapping[str, Weight]
    whereabouts_unknown: Weight
    never_seen: Weight
    school_age_ends: Weight
    address_protected: Weight
    young_below: int
    young: Weight
    to_be_confirmed: bool


@lru_cache(maxsize=2)
def work_settings(rulebook: Path = RULEBOOK) -> WorkSettings:
    """The settings of a rule book. Raises BrokenRuleBook; KeyError where a name isn't in coverage.toml's urgency."""
    file = open_file(rulebook / "casework.toml", rulebook)
    read_governance(file)
    provenance = read_provenance(file)
    points = {name: Weight(row["points"], row["words"]) for name, row in coverage_book()["urgency"].items()}
    waiting, vulnerable = file.mapping("waiting"), file.mapping("vulnerability")
    young = vulnerable["young"]
    settings = WorkSettings(
        week_days=file.mapping("due")["week_days"],
        approval_working_days=waiting["approval_working_days"],
        chase_after_working_days=file.mapping("enquiries")["chase_after_working_days"],
        stalled_after_days=file.mapping("stalled")["after_days"],
        not_seen_days=tuple(file.mapping("not_seen")["days"]),
        supervision_after_days=file.mapping("supervision")["after_days"],
        load=file.mapping("load"),
        flags={flag: points[name] for flag, name in vulnerable["flags"].items()},
        whereabouts_unknown=points[vulnerable["case"]["whereabouts_unknown"]],
        never_seen=points[vulnerable["case"]["never_seen"]],
        school_age_ends=points[vulnerable["case"]["school_age_ends"]],
        address_protected=Weight(**vulnerable["address_protected"]),
        young_below=young["below_age"],
        young=Weight(young["points"], young["words"]),
        to_be_confirmed=provenance.certainty.value == "to be confirmed",
    )
    file.done()
    return settings
