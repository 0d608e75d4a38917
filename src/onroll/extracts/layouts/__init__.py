"""Which feeds are there, and in which order do they load? One entry a feed of feeds.md."""

from __future__ import annotations

from collections.abc import Mapping

from onroll.extracts.layouts.agencies import ROLL_ELSEWHERE, SIGHTINGS
from onroll.extracts.layouts.care_and_health import (
    ADULTS,
    EHC_PLANS,
    HEALTH,
    MISSING_EPISODES,
    SOCIAL_CARE,
    YOUTH_JUSTICE,
)
from onroll.extracts.layouts.education import APPLICATIONS, CME, EHE, PLACEMENTS, POST16
from onroll.extracts.layouts.feed import Column, Feed, Spell
from onroll.extracts.layouts.for_places import POPULATION, SCHOOL_LINKS, SCHOOLS, TERM_DATES
from onroll.extracts.layouts.from_schools import EXCLUSIONS, PART_TIME, ROLL, SCHOOL_RETURNS
from onroll.extracts.layouts.marks import MARKS
from onroll.extracts.layouts.not_yet import PUBLISHED

_ALL = (
    SCHOOLS, SCHOOL_LINKS, TERM_DATES, POPULATION, ROLL, ROLL_ELSEWHERE, EHE, CME, APPLICATIONS, PLACEMENTS, POST16, EXCLUSIONS,
    PART_TIME, SCHOOL_RETURNS, SOCIAL_CARE, YOUTH_JUSTICE, MISSING_EPISODES, EHC_PLANS, HEALTH, SIGHTINGS, ADULTS, MARKS, PUBLISHED,
)  # fmt: skip

FEEDS: Mapping[str, Feed] = {feed.name: feed for feed in sorted(_ALL, key=lambda feed: feed.order)}

__all__ = ["FEEDS", "Column", "Feed", "Spell"]
