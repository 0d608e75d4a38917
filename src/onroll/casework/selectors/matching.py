"""Which children of the central record may this referral be about, and what speaks for each? Asked when it is triaged, never when it is sent.

The same search as an officer's, the same comparison as between two source records: an officer reads one kind of evidence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from onroll import linkage
from onroll.accounts.models import User
from onroll.casework.actions.opening import open_case_of
from onroll.casework.models import Case, Referral
from onroll.casework.selectors.cases import cases_for
from onroll.children.identity.model_in_force import model_in_force
from onroll.children.identity.records import link_records
from onroll.children.models import ChildSummary, Membership, StatusSpell
from onroll.children.selectors.child import statuses_on
from onroll.children.selectors.protection import protected
from onroll.children.selectors.search import search
from onroll.linkage.interface import LinkRecord, Pair
from onroll.people.identifiers import check_upn
from onroll.people.postcodes import normalise_postcode

LOOKED_AT = 8  # candidates of the search that are compared
SHOWN = 4
MANY_RECORDS = 200  # of all candidates together, read for their earlier names
COMPARED = ("surname", "forename", "date_of_birth", "sex", "upn", "address", "postcode")
REMEMBERED = ("surname", "forename", "postcode", "date_of_birth", "upn")
_PLACES = ("postcode", "address")


@dataclass(frozen=True, slots=True)
class Possible:
    """One child the referral may be about: how likely, why in words, what is held, and whether a case is open."""

    summary: ChildSummary
    probability: float
    outcome: str  # as linkage says: "link", "review", "veto", "no"
    words: tuple[str, ...]
    status: StatusSpell | None
    hidden: bool
    case: Case | None

    @property
    def percent(self) -> int:
        """Never 100: nobody has decided yet."""
        return min(round(self.probability * 100), 99)


@dataclass(slots=True)
class _Known:
    """What is read of each candidate besides its best values."""

    others: dict[str, set] = field(default_factory=lambda: defaultdict(set))


def possible_matches(
    referral: Referral, *, user: User, on: date, most: int = SHOWN, looked_at: int = LOOKED_AT
) -> list[Possible]:
    """The likeliest first. A child at a protected address is never found by a postcode, and nothing is said of where they live."""
    found = [match.summary for match in search(_asked(referral), most=looked_at)]
    if not found:
        return []
    children = [summary.pk for summary in found]
    secret, statuses, known = protected(children), statuses_on(children, on), _earlier(children)
    mine = as_record(referral)
    ranked = sorted(
        ((compare(mine, one, known.get(one.pk, _Known()), hidden=one.pk in secret), one) for one in found),
        key=lambda pair: (-pair[0].probability, pair[1].sort_key, pair[1].pk),
    )[:most]
    may = user.may("case.view")
    return [
        Possible(
            one, pair.probability, pair.outcome, _said(pair, one.pk in secret), statuses.get(one.pk), one.pk in secret,
            _open_case(user, one.pk, referral.pathway) if may else None,
        )
        for pair, one in ranked
    ]  # fmt: skip


def as_record(referral: Referral) -> LinkRecord:
    """What the referral says of the child, as linking sees a source's row."""
    return LinkRecord(
        0, "referral", "", referral.reference, surname=referral.surname, forename=referral.forename, preferred_forename=referral.known_as,
        date_of_birth=referral.date_of_birth, sex=referral.sex if referral.sex in "FM" else "", upn=check_upn(referral.upn).value,
        address=referral.address, postcode=normalise_postcode(referral.postcode),
    )  # fmt: skip


def compare(mine: LinkRecord, summary: ChildSummary, known: _Known, *, hidden: bool) -> Pair:
    """How alike the referral and one child are; where the address is protected, as if no address were known."""
    where = {} if hidden else {"address": summary.address, "postcode": summary.postcode}
    left_out = _PLACES if hidden else ()
    others = {
        name: tuple(sorted(values, key=str)) for name, values in known.others.items() if values and name not in left_out
    }
    theirs = LinkRecord(
        summary.pk, "child", "", str(summary.pk), surname=summary.surname, forename=summary.forename, preferred_forename=summary.known_as,
        date_of_birth=summary.date_of_birth, sex=summary.sex, upn=summary.upn, nhs_number=summary.nhs_number, others=others, **where,
    )  # fmt: skip
    return linkage.explain(mine, theirs, model=model_in_force())


def _asked(referral: Referral) -> str:
    """The words an officer would type into the search box."""
    born = f"{referral.date_of_birth:%d/%m/%Y}" if referral.date_of_birth else ""
    return " ".join(filter(None, (referral.forename, referral.surname, born, referral.postcode, referral.upn)))[:200]


def _earlier(children: Sequence[int]) -> dict[int, _Known]:
    """Names, postcodes and numbers that any record of a child gives beside its best values: a former surname finds the child."""
    pairs = Membership.objects.filter(child__in=children, superseded_at=None, record__about_a_child=True)
    held = dict(pairs.order_by("record_id").values_list("record_id", "child_id")[:MANY_RECORDS])
    known: dict[int, _Known] = defaultdict(_Known)
    for record in link_records(list(held)) if held else ():
        mine = known[held[record.id]].others
        for name in REMEMBERED:
            mine[name] |= {getattr(record, name), *record.others.get(name, ())} - {"", None}
        mine["surname"] |= {record.former_surname} - {""}
    return dict(known)


def _said(pair: Pair, hidden: bool) -> tuple[str, ...]:
    if not hidden:
        return pair.words
    return tuple(words for words in pair.words if not any(place in words for place in _PLACES))


def _open_case(user: User, child: int, pathway_id: str) -> Case | None:
    standing = open_case_of(child, pathway_id)
    return cases_for(user).filter(pk=standing.pk).first() if standing else None
