"""Which records are one child, and what is true of each child on every date?"""

from onroll.children.models.contradictions import ContradictionWord
from onroll.children.models.identity import Child, LinkDecision, LinkPair, LinkRun, Membership
from onroll.children.models.link_models import LinkModel
from onroll.children.models.opinions import PairOpinion
from onroll.children.models.progress import MissingEntry, MissingList, Progress
from onroll.children.models.runs import LinkMove, LinkReference, StandingPart
from onroll.children.models.timelines import ChildSummary, Contradiction, SearchName, StaleChild, StatusSpell

__all__ = [
    "Child",
    "ChildSummary",
    "Contradiction",
    "ContradictionWord",
    "LinkDecision",
    "LinkModel",
    "LinkMove",
    "LinkPair",
    "LinkReference",
    "LinkRun",
    "Membership",
    "MissingEntry",
    "MissingList",
    "PairOpinion",
    "Progress",
    "SearchName",
    "StaleChild",
    "StandingPart",
    "StatusSpell",
]
