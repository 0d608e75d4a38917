"""Which pairs may not be joined by a run, however likely they look?

The guard for brothers, sisters, twins and protected identities. A guarded pair that a person could settle goes to review;
the rest is kept apart. Each rule is a stable id with its sentence (`RULES`).
"""

from __future__ import annotations

import numpy as np

from onroll.linkage.alike import Levels
from onroll.linkage.model import Birth, Model, Name, Number, Place
from onroll.linkage.preparing import NUMBERS, Prepared

RULES = {
    "likely": "The evidence together makes one child the likely explanation.",
    "unsure": "The evidence is not enough to be sure either way.",
    "unlikely": "The evidence makes two children the likely explanation.",
    "adopted": "One is a protected adoption: it joins only the very same surname, forename and date of birth.",
    "two-numbers": "Each has its own valid number of the same kind.",
    "two-numbers-same-child": "Each has its own valid number, yet name and date of birth agree: a person decides.",
    "borrowed-number": "The number agrees but forename and date of birth both differ: a number typed in from another child.",
    "forenames-differ": "The forenames differ and no number agrees: brothers, sisters or twins look so.",
    "twins": "Same home and date of birth, forenames differ: twins look so, even with one number typed for both.",
    "decided-same": "A person decided that they are the same child.",
    "decided-different": "A person decided that they are different children.",
    "completing": "Each lacks just the kinds of record that the other has, as nearly every child has them.",
    "several-fit": "It fits two children who can't be one, so a person decides between them.",
    "group": "Joining them would put two children's records together.",
}
RULE_IDS = tuple(RULES)
NO, REVIEW, VETO, LINK = range(4)


def guard(
    ready: Prepared, model: Model, levels: Levels, chance: np.ndarray, a: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Outcome and rule of each pair: uint8[pairs] of NO, REVIEW, VETO, LINK, and uint8[pairs] into `RULE_IDS`."""
    outcome = np.where(chance >= model.link_from, LINK, np.where(chance >= model.review_from, REVIEW, NO)).astype(
        np.uint8
    )
    rule = np.array([RULE_IDS.index(name) for name in ("unlikely", "unsure", "unlikely", "likely")], np.uint8)[outcome]

    def forbid(where: np.ndarray, name: str, to: int) -> None:
        outcome[where] = to
        rule[where] = RULE_IDS.index(name)

    forename, birth = levels["forename"], levels["birth_date"]
    disagree = (forename == Name.DIFFERENT) | (forename == Name.RESEMBLES)
    same_birth = birth == Birth.EQUAL
    at_home = np.isin(levels["place"], (Place.SAME, Place.HOUSE, Place.NEIGHBOUR))
    agreeing = sum((levels[kind] == Number.SAME) | (levels[kind] == Number.FORMER) for kind in NUMBERS)
    conflict = (levels["upn"] == Number.DIFFERENT) | (levels["nhs_number"] == Number.DIFFERENT)
    forbid((forename == Name.DIFFERENT) & (agreeing == 0) & (outcome >= REVIEW), "forenames-differ", REVIEW)
    twinlike = disagree & (birth <= Birth.NEAR) & (agreeing == 1) & at_home
    forbid(twinlike & (outcome == LINK), "twins", REVIEW)
    forbid((forename == Name.DIFFERENT) & (birth == Birth.DIFFERENT) & (agreeing > 0), "borrowed-number", VETO)
    known = ((levels["surname"] < Name.INITIAL) | (levels["surname"] == Name.SWAPPED)) | at_home
    settled = ((forename == Name.EQUAL) | (forename == Name.SWAPPED)) & same_birth & known
    forbid(conflict, "two-numbers", VETO)
    forbid(conflict & settled, "two-numbers-same-child", REVIEW)
    protected = ready.adopted[a] | ready.adopted[b]
    exact = (
        (ready.forename[a] == ready.forename[b]) & (ready.surname[a] == ready.surname[b])
        & (ready.birth[a] == ready.birth[b]) & (ready.birth[a] > 0) & (ready.forename[a] >= 0) & (ready.surname[a] >= 0)
    )  # fmt: skip
    forbid(protected & ~exact, "adopted", VETO)
    return outcome, rule
