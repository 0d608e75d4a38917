"""How are statuses, feeds and fields called on a page? Statuses by the rule book, feeds by the system they come from."""

from __future__ import annotations

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


def feed_name(feed: str) -> str:
    """The system a feed comes from, as officers call it."""
    known = FEEDS.get(feed)
    return known.system if known else ("OnRoll" if feed == "onroll" else feed)


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
