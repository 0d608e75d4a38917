"""What does the authority's own education system send: home education, missing education, admissions, placements, 16 to 18?"""

from __future__ import annotations

from onroll.extracts.layouts.feed import Column, Feed, Spell, code, dates, flags, numbers, text, urns
from onroll.extracts.layouts.person import PERSON

EHE = Feed(
    name="ehe",
    system="Education system: elective home education",
    order=30,
    key=("source_id", "start_date"),
    full_by_default=True,
    columns=(
        *PERSON,
        Column("start_date", "date", starred=True),
        *dates("end_date"),
        *urns("previous_urn"),
        code("reason"),
        *text("local_reason", "notified_by", "end_reason"),
        code("suitability", "not_assessed", "suitable", "unsuitable"),
        *dates("suitability_date", "last_review_offered", "last_review_done"),
    ),
    spell=Spell(
        "home_education", "start_date", "end_date", code="suitability",
        detail=(
            "suitability_date", "reason", "local_reason", "notified_by", "end_reason", "previous_urn", "last_review_offered",
            "last_review_done",
        ),
    ),
)  # fmt: skip

CME = Feed(
    name="cme",
    system="Education system: children missing education",
    order=31,
    key=("source_id", "referral_date"),
    full_by_default=True,
    columns=(
        *PERSON,
        Column("referral_date", "date", starred=True, past=True),
        *text("referred_by"),
        code("reason"),
        *text("local_reason"),
        code("whereabouts", "known", "unknown"),
        *urns("last_school_urn"),
        *dates("closed_date"),
        *text("outcome"),
    ),
    spell=Spell(
        "cme", "referral_date", "closed_date", code="whereabouts",
        detail=("reason", "local_reason", "referred_by", "last_school_urn", "outcome"),
    ),
)  # fmt: skip

_PREFERENCES = tuple(f"preference_urn_{number}" for number in range(1, 7))

APPLICATIONS = Feed(
    name="applications",
    system="Admissions",
    order=40,
    key=("source_id", "application_date"),
    columns=(
        *PERSON,
        Column("application_date", "date", starred=True),
        code("round", "normal", "in_year"),
        *urns(*_PREFERENCES, "offer_urn"),
        *dates("offer_date", "start_date"),
        code("outcome", "pending", "offered", "accepted", "refused", "withdrawn"),
    ),
    spell=Spell(
        "application", "application_date", place="offer_urn", code="outcome",
        detail=("round", "offer_date", "start_date", *_PREFERENCES),
    ),
)  # fmt: skip

PLACEMENTS = Feed(
    name="placements",
    system="Commissioning",
    order=41,
    key=("source_id", "provider_id", "start_date"),
    full_by_default=True,
    columns=(
        *PERSON,
        Column("provider_id", starred=True),
        Column("provider_name", starred=True),
        *urns("provider_urn"),
        code("kind", "alternative_provision", "tuition", "hospital", "online", "robot", "eotas", starred=True),
        code("basis", "s19_medical", "s19_exclusion", "s19_other", "s61_eotas", "school_off_site", "school_other"),
        *text("commissioner"),
        Column("hours_per_week", "number", starred=True),
        Column("start_date", "date", starred=True),
        *dates("end_date"),
        *numbers("days_per_week", "weekly_cost"),
    ),
    spell=Spell(
        "placement", "start_date", "end_date", place="provider_urn", code="kind",
        detail=("provider_id", "provider_name", "basis", "commissioner", "hours_per_week", "days_per_week"),
    ),
)  # fmt: skip

POST16 = Feed(
    name="post16",
    system="CCIS: young people aged 16 and over",
    order=42,
    key=("source_id", "start_date"),
    full_by_default=True,
    columns=(
        *PERSON,
        code(
            "activity", "school", "college", "apprenticeship", "employment_training", "employment", "neet", "not_known", "other",
            starred=True,
        ),
        Column("start_date", "date", starred=True),
        *dates("end_date", "confirmed_date"),
        *flags("september_offer"),
    ),
    spell=Spell("post16", "start_date", "end_date", code="activity", detail=("confirmed_date", "september_offer")),
)  # fmt: skip
