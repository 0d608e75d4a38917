"""Which schools, term dates, postcodes and populations does this installation know, and since when?

Nothing here is about a person. Rows say what a source said and from which moment it was known; a later extract closes a
row or keeps its past beside it, and never deletes.
"""

from onroll.places.models.calendars import TermDate
from onroll.places.models.populations import Population
from onroll.places.models.postcodes import Postcode, PostcodeDirectory, PostcodeSector
from onroll.places.models.schools import School, SchoolLink, SchoolPast

__all__ = [
    "Population",
    "Postcode",
    "PostcodeDirectory",
    "PostcodeSector",
    "School",
    "SchoolLink",
    "SchoolPast",
    "TermDate",
]
