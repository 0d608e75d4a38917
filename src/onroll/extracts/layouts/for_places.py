"""Which files tell of schools, terms and populations, and of no child?"""

from __future__ import annotations

from onroll.extracts.layouts.feed import Column, Feed, code, dates, text

# Headings of the establishment extract of 2025 (140 with the three starred); older extracts have fewer.
_GIAS_DATES = (
    "OpenDate", "CloseDate", "CensusDate", "OfstedLastInsp", "LastChangedDate", "DateOfLastInspectionVisit", "NextInspectionVisit",
    "AccreditationExpiryDate", "Joined date", "Closed Date", "Incorporated on (open date)", "Open date",
)  # fmt: skip

_GIAS_TEXT = (
    "LA (name)", "EstablishmentNumber", "TypeOfEstablishment (code)", "TypeOfEstablishment (name)",
    "EstablishmentTypeGroup (code)", "EstablishmentTypeGroup (name)", "EstablishmentStatus (code)",
    "EstablishmentStatus (name)", "ReasonEstablishmentOpened (code)", "ReasonEstablishmentOpened (name)",
    "ReasonEstablishmentClosed (code)", "ReasonEstablishmentClosed (name)", "PhaseOfEducation (code)",
    "PhaseOfEducation (name)", "StatutoryLowAge", "StatutoryHighAge", "Boarders (code)", "Boarders (name)",
    "NurseryProvision (name)", "OfficialSixthForm (code)", "OfficialSixthForm (name)", "Gender (code)", "Gender (name)",
    "ReligiousCharacter (code)", "ReligiousCharacter (name)", "ReligiousEthos (name)", "Diocese (code)", "Diocese (name)",
    "AdmissionsPolicy (code)", "AdmissionsPolicy (name)", "SchoolCapacity", "SpecialClasses (code)", "SpecialClasses (name)",
    "NumberOfPupils", "NumberOfBoys", "NumberOfGirls", "PercentageFSM", "TrustSchoolFlag (code)", "TrustSchoolFlag (name)",
    "Trusts (code)", "Trusts (name)", "SchoolSponsorFlag (name)", "SchoolSponsors (name)", "FederationFlag (name)",
    "Federations (code)", "Federations (name)", "UKPRN", "FEHEIdentifier", "FurtherEducationType (name)",
    "OfstedSpecialMeasures (code)", "OfstedSpecialMeasures (name)", "Street", "Locality", "Address3", "Town",
    "County (name)", "Postcode", "SchoolWebsite", "TelephoneNum", "HeadTitle (name)", "HeadFirstName", "HeadLastName",
    "HeadPreferredJobTitle", "BSOInspectorateName (name)", "InspectorateReport", "TeenMoth (name)", "TeenMothPlaces",
    "CCF (name)", "SENPRU (name)", "EBD (name)", "PlacesPRU", "FTProv (name)", "EdByOther (name)",
    "Section41Approved (name)", "SEN1 (name)", "SEN2 (name)", "SEN3 (name)", "SEN4 (name)", "SEN5 (name)", "SEN6 (name)",
    "SEN7 (name)", "SEN8 (name)", "SEN9 (name)", "SEN10 (name)", "SEN11 (name)", "SEN12 (name)", "SEN13 (name)",
    "TypeOfResourcedProvision (name)", "ResourcedProvisionOnRoll", "ResourcedProvisionCapacity", "SenUnitOnRoll",
    "SenUnitCapacity", "GOR (code)", "GOR (name)", "DistrictAdministrative (code)", "DistrictAdministrative (name)",
    "AdministrativeWard (code)", "AdministrativeWard (name)", "ParliamentaryConstituency (code)",
    "ParliamentaryConstituency (name)", "UrbanRural (code)", "UrbanRural (name)", "GSSLACode (name)", "Easting", "Northing",
    "MSOA (name)", "LSOA (name)", "InspectorateName (name)", "SENStat", "SENNoStat", "BoardingEstablishment (name)",
    "PropsName", "PreviousLA (code)", "PreviousLA (name)", "PreviousEstablishmentNumber", "OfstedRating (name)",
    "RSCRegion (name)", "Country (name)", "UPRN", "SiteName", "QABName (code)", "QABName (name)",
    "EstablishmentAccredited (code)", "EstablishmentAccredited (name)", "QABReport", "CHNumber", "MSOA (code)",
    "LSOA (code)", "FSM",
)  # fmt: skip

SCHOOLS = Feed(
    name="schools",
    system="GIAS establishment extract, or its list of academies by trust",
    order=1,
    key=("URN",),
    about_a_child=False,
    for_places=True,
    columns=(
        Column("URN", starred=True),
        Column("LA (code)", starred=True),
        Column("EstablishmentName", starred=True),
        *text(*_GIAS_TEXT),
        *text(
            "Group ID",
            "Companies House Number",
            "Group Type (code)",
            "Group Type",
            "Group Status (code)",
            "Group Status",
        ),
        *dates(*_GIAS_DATES),
    ),
    aliases={  # the headings of the trust membership layout
        "academy urn": "URN",
        "trust academy establishment name": "EstablishmentName",
        "group uid": "Trusts (code)",
        "group name": "Trusts (name)",
    },
)

SCHOOL_LINKS = Feed(
    name="school_links",
    system="GIAS links",
    order=2,
    key=("URN", "LinkURN", "LinkType", "LinkEstablishedDate"),
    about_a_child=False,
    for_places=True,
    columns=(*text("URN", "LinkURN", "LinkName", "LinkType"), *dates("LinkEstablishedDate")),
)

TERM_DATES = Feed(
    name="term_dates",
    system="The authority and its schools",
    order=3,
    key=("urn", "academic_year", "start", "end", "kind"),
    about_a_child=False,
    for_places=True,
    interval_days=365,
    columns=(
        Column("urn", "urn"),  # blank: the authority's own calendar
        Column("academic_year", starred=True),
        Column("start", "date", starred=True),
        Column("end", "date", starred=True),
        code("kind", "term", "half_term", "inset", "closure", starred=True),
    ),
)

# Single years of age as the ONS heads its columns.
POPULATION_AGES = (*(str(age) for age in range(90)), "90+")

POPULATION = Feed(
    name="population",
    system="ONS mid-year population estimates",
    order=4,
    key=("la_code", "year", "age", "sex"),
    about_a_child=False,
    for_places=True,
    interval_days=365,
    columns=text(
        "la_code", "la_name", "year", "age", "sex", "population", "total_population", *POPULATION_AGES, "old_la_code", "time_identifier",
        "geographic_level", "country_code", "country_name", "region_code", "region_name",
    ),
    aliases={  # the ONS single-year-of-age layouts, and the long layout of the DfE's statistics service
        "ltla21_code": "la_code", "utla20_code": "la_code", "ltla21_name": "la_name", "utla20_name": "la_name",
        "new_la_code": "la_code", "time_period": "year", "age_group": "age", "population_estimate": "population",
    },
)  # fmt: skip
