"""Why did a run move a record? For each that went from one child to another, the pair of records that decided it, in words.

A record that joins others moved for the likeliest link between where it came from and where it went; one that left, for the pair
that keeps it apart from those it left. Where no pair is left at all, that is what the words say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from onroll.children.identity.records import link_records
from onroll.children.models import LinkRun, Membership
from onroll.intake.copying import as_json, copy_rows
from onroll.linkage.guarding import LINK, REVIEW, RULES, VETO
from onroll.linkage.interface import Pair
from onroll.linkage.standing import Standing

_NOTHING_LEFT = "Nothing that its records say ties them to the others any more."


@dataclass(frozen=True, slots=True)
class _Part:
    """Records that went together from one child to another."""

    from_child: int
    to_child: int


def keep_moves(run: LinkRun, standing: Standing, moved: Mapping[int, tuple[int, int]]) -> None:
    """Write down every record that went from one child to another in this run, with why. The moves are made already."""
    parts: dict[_Part, list[int]] = defaultdict(list)
    for record, (from_child, to_child) in moved.items():
        parts[_Part(from_child, to_child)].append(record)
    deciding = _deciding(standing, parts)
    rows = []
    for part, records in parts.items():
        pair = deciding.get(part)
        for record in sorted(records):
            rows.append(
                (run.pk, record, part.from_child, part.to_child, pair.a if pair else None, pair.b if pair else None,
                 pair.probability if pair else None, pair.rule if pair else "", as_json(list(pair.words) if pair else [_NOTHING_LEFT]))
            )  # fmt: skip
    columns = ("run_id", "record_id", "from_child_id", "to_child_id", "a_id", "b_id", "probability", "rule", "words")
    copy_rows("children_linkmove", columns, rows)


def _deciding(standing: Standing, parts: Mapping[_Part, list[int]]) -> dict[_Part, Pair]:
    """For each part the pair that decided where it went, with its words."""
    children = {child for part in parts for child in (part.from_child, part.to_child)}
    records = Membership.objects.filter(superseded_at=None, child__in=children, record__about_a_child=True)
    now = dict(records.values_list("record_id", "child_id"))
    pairs = _pairs_among(standing, set(now))
    best: dict[_Part, int] = {}
    for part, going in parts.items():
        mine = set(going)
        across = [(at, other, said) for record in going for at, other, said in pairs[record] if other not in mine]
        joining = [at for at, _, said in across if said == LINK]
        leaving = [at for at, other, said in across if said in (REVIEW, VETO) and now[other] == part.from_child]
        if joining or leaving:
            best[part] = max(joining or leaving, key=lambda at: float(standing.chance[at]))
    places = np.array(sorted(set(best.values())), np.int64)
    weighed = standing.weighed
    concerned = standing.ready.ids[np.unique(np.concatenate([weighed.a[places], weighed.b[places]]))].tolist()
    texts = {record.id: record for record in link_records(concerned)} if concerned else {}
    worded = dict(zip(places.tolist(), standing.pairs(places, texts), strict=True))
    return {part: worded[at] for part, at in best.items()} | _decided(standing, parts)


def _decided(standing: Standing, parts: Mapping[_Part, list[int]]) -> dict[_Part, Pair]:
    """Where a person's or a source's word moved the records, that word."""
    of_record: dict[int, list[tuple[int, int, bool]]] = defaultdict(list)
    for (a, b), same in standing.decisions.items():
        of_record[a].append((a, b, same))
        of_record[b].append((a, b, same))
    found = {}
    for part, going in parts.items():
        mine = set(going)
        words = [(a, b, same) for record in going for a, b, same in of_record[record] if not mine.issuperset((a, b))]
        if words:
            a, b, same = words[0]
            rule = "decided-same" if same else "decided-different"
            found[part] = Pair(a, b, float(same), "link" if same else "veto", (RULES[rule],), rule)
    return found


def _pairs_among(standing: Standing, records: set[int]) -> dict[int, list[tuple[int, int, int]]]:
    """By record, the pairs with another of these records of which something was said: place, the other, what was said."""
    here = np.isin(standing.ready.ids, np.fromiter(records, np.int64, len(records)))
    weighed = standing.weighed
    at = np.flatnonzero(here[weighed.a] & here[weighed.b] & (standing.said > 0))
    ids = standing.ready.ids
    columns = (at, ids[weighed.a[at]], ids[weighed.b[at]], standing.said[at])
    found: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for place, a, b, said in zip(*(column.tolist() for column in columns), strict=True):
        found[a].append((place, b, said))
        found[b].append((place, a, said))
    return found
