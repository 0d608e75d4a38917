"""What do schools send about their own pupils: rolls, exclusions, reduced timetables and their returns to the authority?"""

from __future__ import annotations

from onroll.extracts.layouts.feed import Column, Feed, Spell, code, dates, flags, numbers, text, urns
from onroll.extracts.layouts.person import PERSON, PERSON_IF_ANY

_ROLL_DETAIL = (
    "part_time", "year_group", "leaving_ground", "destination_urn", "destination_text", "sen_provision", "fsm_eligible",
    "young_carer", "service_child",
)  # fmt: skip

ROLL = Feed(
    name="roll",
    system="Schools' management information systems (school census layout)",
    order=20,
    key=("urn", "source_id", "entry_date"),
    qualifier="urn",
    full_by_default=True,
    full_per_qualifier=True,
    interval_days=7,
    columns=(
        *PERSON,
        Column("urn", "urn", starred=True),
        Column("entry_date", "date", starred=True),
        *dates("leaving_date"),
        code("enrolment_status", "C", "M", "S", "G", "F", "O"),
        *flags("part_time"),
        *text("year_group"),
        code("leaving_ground", *"abcdefghijklmno"),  # regulation 9(1) of SI 2024/208
        *urns("destination_urn"),
        *text("destination_text"),
        code("sen_provision", "N", "K", "E"),
        *flags("fsm_eligible", "young_carer", "service_child"),
    ),
    spell=Spell("roll", "entry_date", "leaving_date", place="urn", code="enrolment_status", detail=_ROLL_DETAIL),
)

EXCLUSIONS = Feed(
    name="exclusions",
    system="Schools and the education system",
    order=50,
    key=("source_id", "urn", "start_date", "kind"),
    qualifier="urn",
    interval_days=7,
    columns=(
        *PERSON,
        Column("urn", "urn", starred=True),
        code("kind", "SUSP", "PERM", "LNCH", starred=True),
        Column("start_date", "date", starred=True),
        *dates("end_date"),
        *numbers("sessions"),
        *text("reason_1", "reason_2", "reason_3"),
        *dates("cancelled_date", "governors_date"),
        *text("outcome"),
    ),
    spell=Spell(
        "suspension", "start_date", "end_date", place="urn",
        detail=("sessions", "reason_1", "reason_2", "reason_3", "cancelled_date", "governors_date", "outcome"),
        kind_column="kind",
        kinds={"SUSP": "suspension", "PERM": "permanent_exclusion", "LNCH": "lunch_exclusion"},
    ),
)  # fmt: skip

PART_TIME = Feed(
    name="part_time",
    system="Schools",
    order=51,
    key=("source_id", "urn", "start_date"),
    qualifier="urn",
    full_by_default=True,
    columns=(
        *PERSON,
        Column("urn", "urn", starred=True),
        code("kind", "reduced", "flexi", "under_school_age"),
        Column("hours_per_week", "number", starred=True),
        Column("start_date", "date", starred=True),
        *dates("review_date", "end_date"),
        *text("reason"),
    ),
    spell=Spell(
        "part_time", "start_date", "end_date", place="urn", code="kind", blank_code="reduced",
        detail=("hours_per_week", "review_date", "reason"),
    ),
)  # fmt: skip

# A school's ids are its own, as in its roll, so its returns are told apart by the school too.
SCHOOL_RETURNS = Feed(
    name="school_returns",
    system="Schools (forms or files)",
    order=52,
    key=("urn", "return", "return_date", "source_id"),
    qualifier="urn",
    interval_days=7,
    child_optional_for=("return", ("nil", "attendance")),
    columns=(
        *PERSON_IF_ANY,
        Column("urn", "urn", starred=True),
        code("return", "addition", "deletion", "attendance", "sickness", "part_time", "placement", "nil", starred=True),
        Column("return_date", "date", starred=True),
        *dates("from_date", "to_date"),
        *text("ground", "detail"),
    ),
    spell=Spell(
        "school_return", "return_date", place="urn", code="return", one_day=True,
        detail=("from_date", "to_date", "ground", "detail"),
    ),
)  # fmt: skip
