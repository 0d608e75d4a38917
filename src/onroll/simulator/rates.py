"""How often does each thing happen in the simulated authority, and who says so?

Published rates stand with their source; "own" marks a plausible choice where none is published. Shares are of children
unless said; "a year" rates are per child-year in the state named.
"""

from __future__ import annotations

# families
CHILDREN_IN_FAMILY = {
    1: 0.27,
    2: 0.45,
    3: 0.19,
    4: 0.065,
    5: 0.025,
}  # of families with any (ONS families and households, rounded)
TWINS = 0.0155  # of maternities (ONS birth characteristics)
TRIPLETS = 0.0003
DEPRIVED = 0.24  # share of families claiming free school meals (DfE schools, pupils and their characteristics)
STEP_FAMILIES = 0.13  # own
TWO_HOMES = 0.09  # parents apart, both homes used by agencies: own
RENAMED = 0.012  # surname changed, beyond step-families: own
REFUGE = 0.002  # families that fled to a refuge: own
BORDER_FAMILIES = 0.034  # live in a neighbouring authority, schooled here: own
ARRIVING_FAMILIES = 0.2  # of British families, at some time in a childhood: own
YEARS_TO_LEAVING = 42.0
LEFT_TO = {"neighbour": 0.32, "elsewhere": 0.58, "abroad": 0.1}  # own
NEW_ROLL_SEEN = {"neighbour": 0.92, "elsewhere": 0.4}  # the new roll reaches us: own
YEARS_BETWEEN_MOVES = 14.0
YEARS_BETWEEN_MOVES_RENTING = 5.0
KNOWN_FROM_BIRTH = 0.1  # the rest come into the agencies' extracts about the age of three: own
DEATHS = 0.002  # by eighteen (ONS child mortality, rounded)
CHILDREN_PER_FAMILY = 0.6813  # living in the world on a day, per family number; measured by the tests

# school life
PLANS = 0.052  # ever; about 4 % of school age at once (DfE education, health and care plans)
SEN_SUPPORT = 0.136  # DfE special educational needs in England
SPECIAL_SCHOOL = 0.38  # of children with plans
INDEPENDENT = 0.052  # at Reception; DfE: about 6.4 % of all pupils
NEIGHBOUR_ROLL = 0.026  # children who live here on a neighbouring authority's roll: own
RECEPTION_HOME = 0.007
RECEPTION_LOST = 0.0055  # never applied: own
DEFERRED = 0.008
YEAR7_LOST = 0.005
YEAR7_HOME = 0.007
YEAR7_INDEPENDENT = 0.014
CHANGES_ON_MOVE = 0.3  # changes school when the family moves house
TO_HOME_PRIMARY = 0.0048  # a year; W publishes 158 per 10,000 aged 4 to 15 home educated
TO_HOME_SECONDARY = 0.012
HOME_ENDS = 0.38  # a year
PERMANENT_EXCLUSION_PRIMARY = 0.0003  # a year; DfE 2023/24: 0.13 per 100 pupils overall
PERMANENT_EXCLUSION_SECONDARY = 0.0028
SUSPENSIONS_TROUBLED = 4.4  # a year, of the 4 % most troubled; DfE 2022/23: 9.3 per 100 pupils
SUSPENSIONS_OTHERS = 0.02
TO_INDEPENDENT = 0.0025
IN_YEAR_CHANGE = 0.018
LEFT_UNKNOWN = 0.0022  # a year: left a roll, destination unknown, still here: own
TO_CME = 0.0032  # a year: left a roll and referred: own
REDUCED_TIMETABLE = 0.022  # a year: own
SCHOOL_PLACEMENT = 0.010  # a year: alternative provision bought by the school: own
MEDICAL_TUITION = 0.0045  # a year: own
COLLEGE_14_16 = 0.05  # of those who would leave a roll for home education at fourteen or later

# care
CARE_EVER = 0.34  # ever in need; about 3 % at once (DfE children in need census)
PROTECTION = 0.24
LOOKED_AFTER = 0.085
ADOPTED = 0.0025  # with a new identity
SECOND_UPN = 0.008  # two valid UPNs in use: data trials of the linkage specification
OTHERWISE_THAN_AT_SCHOOL = 0.03  # of children with plans
COMMUNITY_ORDERS = 0.004
CUSTODY = 0.0018

# what becomes of a child in no education, by how the spell ends
LOST_YEARS = 0.7
LOST_ENDS = {"roll": 0.58, "cme": 0.27, "home": 0.08, "independent": 0.02, "stays": 0.05}
CME_YEARS = 0.38
CME_ENDS = {"roll": 0.74, "home": 0.1, "stays": 0.1, "lost": 0.06}
HOME_END_TO = {"roll": 0.71, "lost": 0.07, "unsuitable": 0.1, "independent": 0.02, "stays": 0.1}
EXCLUDED_TO = {"pru": 0.7, "roll": 0.13, "tuition": 0.1, "lost": 0.07}
AFTER_16 = {"sixth": 0.47, "college": 0.36, "apprenticeship": 0.05, "employment_training": 0.02, "employment": 0.03,
            "neet": 0.035, "not_known": 0.025, "other": 0.01}  # fmt: skip
