"""What arrived, when, from whom, and what was read from it? Facts hang on source records, never on children."""

from onroll.intake.models.agreements import Agreement
from onroll.intake.models.facts import AdultNamed, Fact, PersonValues
from onroll.intake.models.loads import Load, LoadScope, RowSetAside, RowWarning, Source
from onroll.intake.models.records import Confirmation, Missing, Record, Version
from onroll.intake.models.stages import Stage, StagedEffect, StagedRow

__all__ = [
    "AdultNamed",
    "Agreement",
    "Confirmation",
    "Fact",
    "Load",
    "LoadScope",
    "Missing",
    "PersonValues",
    "Record",
    "RowSetAside",
    "RowWarning",
    "Source",
    "Stage",
    "StagedEffect",
    "StagedRow",
    "Version",
]
