"""What do social care, youth justice, SEND and child health send, and who are the adults around a child?"""

from __future__ import annotations

from onroll.extracts.layouts.feed import Column, Feed, Spell, code, dates, flags, text, urns
from onroll.extracts.layouts.person import ADDRESS_LINES, PERSON

SOCIAL_CARE = Feed(
    name="social_care",
    system="Social care system",
    order=60,
    key=("source_id", "status", "start_date"),
    full_by_default=True,
    columns=(
        *PERSON,
        code("status", "CIN", "CP", "LAC", starred=True),
        Column("start_date", "date", starred=True),
        *dates("end_date"),
        *text("worker", "team", "placement_la", "responsible_la"),
        code("protected", "address", "adoption"),
    ),
    spell=Spell(
        "social_care", "start_date", "end_date", code="status",
        detail=("worker", "team", "placement_la", "responsible_la", "protected"),
    ),
)  # fmt: skip

YOUTH_JUSTICE = Feed(
    name="youth_justice",
    system="Youth justice",
    order=61,
    key=("source_id", "start_date"),
    columns=(
        *PERSON,
        code("status", "community", "custody", starred=True),
        Column("start_date", "date", starred=True),
        *dates("end_date"),
    ),
    spell=Spell("youth_justice", "start_date", "end_date", code="status"),
)

MISSING_EPISODES = Feed(
    name="missing_episodes",
    system="Police or social care: missing episodes",
    order=62,
    key=("source_id", "missing_from"),
    columns=(*PERSON, Column("missing_from", "date", starred=True, past=True), *dates("returned_on")),
    spell=Spell("missing_episode", "missing_from", "returned_on"),
)

EHC_PLANS = Feed(
    name="ehc_plans",
    system="SEND system",
    order=63,
    key=("source_id", "plan_start"),
    full_by_default=True,
    columns=(
        *PERSON,
        Column("plan_start", "date", starred=True),
        *dates("plan_end"),
        *text("primary_need"),
        *urns("named_urn"),
        *flags("awaiting_placement"),
        *dates("awaiting_since"),
        *flags("eotas", "personal_budget"),
        *dates("last_annual_review"),
    ),
    spell=Spell(
        "ehc_plan", "plan_start", "plan_end", place="named_urn",
        detail=("primary_need", "awaiting_placement", "awaiting_since", "eotas", "personal_budget", "last_annual_review"),
    ),
)  # fmt: skip

HEALTH = Feed(
    name="health",
    system="Child health and GP registrations",
    order=64,
    key=("source_id",),
    full_by_default=True,
    columns=(
        *PERSON,
        *dates("registered_date", "deregistered_date"),
        code("deregistered_reason", "moved", "abroad", "died", "other"),
        *text("gp_practice"),
    ),
    spell=Spell("health", "registered_date", "deregistered_date", code="deregistered_reason", detail=("gp_practice",)),
)

ADULTS = Feed(
    name="adults",
    system="Any system that names a child's adults",
    order=90,  # last: each row hangs on a child's record of another feed
    key=("source_system", "source_id", "adult_name"),
    qualifier="source_system",
    columns=(
        Column("source_system", starred=True),
        Column("source_id", starred=True),
        Column("adult_name", starred=True),
        Column("relationship", starred=True),
        *flags("parental_responsibility"),
        *text("address", *ADDRESS_LINES, "postcode", "uprn", "phone", "email"),
        *text("gp_practice"),  # the adult's own: the Leicestershire child was found through the mother's (E3)
        code("safe_contact", "any", "phone_only", "never_write", "no_contact", "hide_address"),
    ),
)
