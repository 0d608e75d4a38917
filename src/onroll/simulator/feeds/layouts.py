"""Which columns does each simulated extract have? The names are those of the feeds that OnRoll reads without a mapping."""

from __future__ import annotations

PERSON = (
    "source_id", "upn", "former_upn", "uln", "nhs_number", "surname", "forename", "middle_names", "former_surname",
    "preferred_forename", "date_of_birth", "sex", "address_line_1", "town", "postcode", "ethnicity", "first_language", "phone",
)  # fmt: skip
COLUMNS: dict[str, tuple[str, ...]] = {
    "roll": ("urn", "entry_date", "leaving_date", "enrolment_status", "part_time", "year_group", "leaving_ground",
             "destination_urn", "destination_text", "sen_provision", "fsm_eligible", "young_carer", "service_child"),
    "ehe": ("start_date", "end_date", "previous_urn", "reason", "local_reason", "notified_by", "end_reason", "suitability",
            "suitability_date", "last_review_offered", "last_review_done"),
    "cme": ("referral_date", "referred_by", "reason", "local_reason", "whereabouts", "last_school_urn", "closed_date", "outcome"),
    "exclusions": ("urn", "kind", "start_date", "end_date", "sessions", "reason_1", "reason_2", "reason_3", "cancelled_date",
                   "governors_date", "outcome"),
    "social_care": ("status", "start_date", "end_date", "worker", "team", "placement_la", "responsible_la", "protected"),
    "ehc_plans": ("plan_start", "plan_end", "primary_need", "named_urn", "awaiting_placement", "awaiting_since", "eotas",
                  "personal_budget", "last_annual_review"),
    "health": ("registered_date", "deregistered_date", "deregistered_reason", "gp_practice"),
    "sightings": ("agency", "seen_date", "event", "contact", "seen_by"),
    "roll_elsewhere": ("la_code", "urn", "school_name", "entry_date", "leaving_date"),
    "school_returns": ("urn", "return", "return_date", "from_date", "to_date", "ground", "detail"),
    "youth_justice": ("status", "start_date", "end_date"),
    "missing_episodes": ("missing_from", "returned_on"),
    "applications": ("application_date", "round", "preference_urn_1", "preference_urn_2", "preference_urn_3",
                     "preference_urn_4", "preference_urn_5", "preference_urn_6", "offer_urn", "offer_date", "start_date", "outcome"),
    "placements": ("provider_id", "provider_name", "provider_urn", "kind", "basis", "commissioner", "hours_per_week",
                   "start_date", "end_date", "days_per_week", "weekly_cost"),
    "part_time": ("urn", "kind", "hours_per_week", "start_date", "review_date", "end_date", "reason"),
    "post16": ("activity", "start_date", "end_date", "confirmed_date", "september_offer"),
}  # fmt: skip
ADULTS = ("source_system", "source_id", "adult_name", "relationship", "parental_responsibility", "address_line_1", "town",
          "postcode", "phone", "email", "safe_contact")  # fmt: skip
TERM_DATES = ("urn", "academic_year", "start", "end", "kind")
SCHOOL_LINKS = ("URN", "LinkURN", "LinkType", "LinkEstablishedDate")
QUALIFIER = {
    "roll": "urn",
    "exclusions": "urn",
    "part_time": "urn",
    "sightings": "agency",
}  # an id is one child's only within it
FEEDS = ("schools", "school_links", "term_dates", *COLUMNS, "adults")
SYSTEM_OF = {
    "roll": "school", "exclusions": "school", "part_time": "school", "school_returns": "school", "ehe": "education",
    "cme": "education", "social_care": "care", "ehc_plans": "send", "health": "health", "sightings": "agency",
    "youth_justice": "justice", "missing_episodes": "justice", "applications": "admissions", "placements": "education",
    "post16": "post16", "roll_elsewhere": "neighbour",
}  # fmt: skip
DAY_FIRST = {"ehe", "cme", "health"}  # extracts that write dates as DD/MM/YYYY
