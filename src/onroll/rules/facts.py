"""What is a fact about a child, as the rules see it?

Every feed's rows are read into these and nothing else: the rules never see a file, a database or a clock. A fact says
what one source told us, from when to when it held (last day included), and until which day that source went on saying so.

The kinds, with what `place`, `code` and `detail` hold (a key that the source left blank is absent from `detail`):

| kind | from feed | place | code | detail |
|---|---|---|---|---|
| roll | roll, roll_elsewhere | URN | enrolment status C M S G F O ("" where none given) | part_time, year_group, leaving_ground, destination_urn, destination_text, sen_provision, fsm_eligible, young_carer, service_child, school_name, elsewhere (T for roll_elsewhere) |
| home_education | ehe | "" | suitability: not_assessed, suitable, unsuitable | suitability_date, reason, local_reason, notified_by, end_reason, previous_urn, last_review_offered, last_review_done |
| cme | cme | "" | whereabouts: known, unknown | reason, local_reason, referred_by, last_school_urn, outcome |
| suspension, permanent_exclusion, lunch_exclusion | exclusions | URN | "" | sessions, reason_1..3, cancelled_date, governors_date, outcome |
| social_care | social_care | "" | CIN, CP, LAC | worker, team, placement_la, responsible_la, protected |
| ehc_plan | ehc_plans | named URN or "" | "" | primary_need, awaiting_placement, awaiting_since, eotas, personal_budget, last_annual_review |
| health | health | "" | "" or deregistered_reason: moved, abroad, died, other | gp_practice |
| sighting | sightings | "" | contact: in_person, spoken, video, adult_only, paperwork | agency, event, seen_by |
| school_return | school_returns | URN | return: addition, deletion, attendance, sickness, part_time, placement | from_date, to_date, ground, detail |
| youth_justice | youth_justice | "" | community, custody | |
| missing_episode | missing_episodes | "" | "" | |
| application | applications | offered URN or "" | outcome: pending, offered, accepted, refused, withdrawn | round, offer_date, start_date, preference_urn_1..6 |
| placement | placements | provider URN or "" | alternative_provision, tuition, hospital, online, robot, eotas | provider_id, provider_name, basis, commissioner, hours_per_week, days_per_week |
| part_time | part_time | URN | reduced, flexi, under_school_age | hours_per_week, review_date, reason |
| post16 | post16 | "" | activity: school, college, apprenticeship, employment_training, employment, neet, not_known, other | confirmed_date, september_offer |
| address | any feed with an address | "" | "" | asserted_on (ISO date: the last day the source is known to have held it true), postcode |
| enquiry | onroll | "" | nothing (asked, and doesn't know where the child is) | agency, event |
| no_show | onroll, later | URN | | reserved for acts of officers |

Dates in `detail` are ISO text, flags are "T" or "F". `started_on` None means "since before anybody wrote it down".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

KINDS = (
    "roll", "home_education", "cme", "suspension", "permanent_exclusion", "lunch_exclusion", "social_care", "ehc_plan",
    "health", "sighting", "school_return", "youth_justice", "missing_episode", "application", "placement", "part_time",
    "post16", "address",
)  # fmt: skip
OWN_KINDS = ("enquiry",)
"""What no extract states and officers record; they may record any of `KINDS` too, with the feed `onroll`."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing one source said about one child.

    `supported_until` is the last day the source is known to have gone on saying so: None while it still does; otherwise
    the day before the as-at date of the first full extract that no longer held the row. From the next day the fact
    supports no status ("no longer on the roll of X in the extract of D"), though it was never said to have ended.
    `row` and `record` identify what it was read from, so that every answer can be opened to its source.
    """

    kind: str
    started_on: date | None
    ended_on: date | None = None
    feed: str = ""
    place: str = ""
    la: str = ""  # of the school, or of an address's postcode; "XX" abroad, "" where unknown
    code: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)
    supported_until: date | None = None
    record: int = 0
    row: int = 0

    def holds_on(self, day: date) -> bool:
        """Whether the source's own dates cover the day (an open end covers every later day)."""
        return (self.started_on is None or self.started_on <= day) and (self.ended_on is None or day <= self.ended_on)

    def supports_on(self, day: date) -> bool:
        """Whether the fact may carry a status on the day: its dates cover it and its source had not dropped it by then."""
        return self.holds_on(day) and (self.supported_until is None or day <= self.supported_until)
