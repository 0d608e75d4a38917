"""How are statuses, feeds and fields called on a page? Statuses by the rule book, feeds by the system they come from."""

from __future__ import annotations

from datetime import date
from functools import cache

from onroll.extracts.layouts import FEEDS
from onroll.rules.status import status_names

STATUS_COLOURS = {
    "unexplained": "red", "cme_unknown": "red", "cme_known": "orange", "permanently_excluded": "orange", "suspended": "yellow",
    "in_school": "green", "in_school_ap": "teal", "in_school_part_time": "yellow", "section_19": "teal", "eotas": "teal",
    "home_educated": "purple", "awaiting_start": "yellow", "not_resident": "grey", "under_school_age": "grey", "over_school_age": "grey",
    "died": "grey", "in_custody": "orange", "on_roll_not_attending": "orange", "college_14_16": "green",
}  # fmt: skip
BANDS = {
    "in_school": "school", "college_14_16": "school", "in_school_part_time": "absence", "in_school_ap": "alternative",
    "section_19": "alternative", "eotas": "alternative", "home_educated": "home", "permanently_excluded": "exclusion",
    "suspended": "exclusion", "on_roll_not_attending": "absence", "not_resident": "elsewhere", "under_school_age": "elsewhere",
    "over_school_age": "elsewhere", "died": "elsewhere", "in_custody": "elsewhere",
}  # fmt: skip
FIELDS = {
    "surname": "Surname", "forename": "Forename", "middle_names": "Middle names", "former_surname": "Former surname",
    "preferred_surname": "Preferred surname", "preferred_forename": "Preferred forename", "date_of_birth": "Date of birth", "sex": "Sex",
    "upn": "UPN", "former_upn": "Former UPN", "uln": "ULN", "nhs_number": "NHS number", "address": "Address", "postcode": "Postcode",
    "phone": "Phone", "email": "Email",
}  # fmt: skip
FEED_NAMES = {
    "roll": "School rolls", "roll_elsewhere": "Rolls elsewhere", "ehe": "Home education list", "cme": "Missing education list",
    "applications": "Admissions", "placements": "Commissioning", "post16": "Participation (16 and over)", "exclusions": "Exclusions",
    "part_time": "Reduced timetables", "school_returns": "Schools' returns", "social_care": "Social care", "youth_justice": "Youth justice",
    "missing_episodes": "Missing episodes", "ehc_plans": "EHC plans", "health": "Child health", "sightings": "Sightings", "adults": "Adults named",
    "schools": "Register of schools", "school_links": "School successions", "term_dates": "Term dates", "population": "Population", "onroll": "OnRoll", "referral": "Referrals",
}  # fmt: skip
RESIDENCE = {"in_area": "In the area", "elsewhere": "Elsewhere", "not_known": "Not known"}
WHEREABOUTS = {
    "seen": "Seen in person within a year",
    "reported": "Reported, not seen within a year",
    "not_known": "Not known",
}
FLAGS = {
    "cp": ("Child protection plan", "red"), "cin": ("Child in need", "orange"), "lac": ("Looked after", "orange"),
    "ehc_plan": ("EHC plan", "purple"), "awaiting_placement": ("Plan with no placement", "red"), "youth_justice": ("Youth justice", "orange"),
    "missing_episode": ("Missing from home or care", "red"), "sen_support": ("SEN support", ""), "fsm": ("Free school meals, last known", ""),
    "young_carer": ("Young carer", "orange"), "service_child": ("Service family", ""),
}  # fmt: skip


@cache
def _names() -> dict[str, str]:
    return {status.id: status.name for status in status_names()}


def status_name(status: str) -> str:
    """The name of a status; the id itself where the rule book has dropped it."""
    return _names().get(status, status)


def status_order() -> list[str]:
    """Statuses with the children to find first, then in the order of the rule book."""
    first = ["unexplained", "cme_unknown", "cme_known"]
    return first + [status for status in _names() if status not in first]


def status_when(status: str) -> str:
    """When a status holds, in the rule book's words; "" for one it has dropped."""
    return next((one.when for one in status_names() if one.id == status), "")


def feed_name(feed: str) -> str:
    """A source, as officers call it."""
    return FEED_NAMES.get(feed, feed)


def feed_system(feed: str) -> str:
    """The system that a feed comes from, at length."""
    known = FEEDS.get(feed)
    return known.system if known else feed_name(feed)


def written_day(on: date | None) -> str:
    """A date for a table's cell, which doesn't break across lines; "" where there is none."""
    return f"{on.day}\u00a0{on:%B}\u00a0{on.year}" if on else ""


def counted(number: int, one: str, many: str) -> str:
    """ "1 child", "3,149 children"."""
    return f"{number:,} {one if number == 1 else many}"


def sex_word(sex: str) -> str:
    """Sex as recorded, in words."""
    return {"F": "Female", "M": "Male", "U": "Not known"}.get(sex, "Not known")


def responsible_words(responsible: str, council: str) -> str:
    """Which authority answers for the child."""
    if responsible == "us":
        return council
    if responsible == "us_corporate_parent":
        return f"{council}, as corporate parent"
    return "Another country" if responsible == "XX" else f"Another authority ({responsible})"
