"""Which pathways are there? One folder each, all of one shape; who knows one knows them all."""

from __future__ import annotations

from functools import cache

from onroll.casework.pathways.model import Act, Pathway, Stage

__all__ = ["Act", "Pathway", "Stage", "pathway", "pathways"]


@cache
def pathways() -> dict[str, Pathway]:
    """Every pathway by its id, in the order in which triage offers them."""
    from onroll.casework.pathways.attendance.stages import PATHWAY as attendance
    from onroll.casework.pathways.missing_education.stages import PATHWAY as missing_education

    return {one.id: one for one in (missing_education, attendance)}


def pathway(pathway_id: str) -> Pathway:
    """The pathway of this id. Raises KeyError."""
    return pathways()[pathway_id]
