"""Does each of two groups lack just the records that the other has?

Nearly every child has one record with health and one with a school. Where a lone health record resembles a child who has
none, a stranger would have to lack them both; where the child has one already, a second is unlikely. How often children of
an age have records of each feed is counted in the run's own groups.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from onroll.linkage.grouping import Group, Groups
from onroll.linkage.preparing import Codes, Prepared

_FEWEST_GROUPS = 300  # for a share by year of birth; with fewer the share of all years stands in
_MOST_COMPLETE = 0.96  # nobody's feed is taken to be more complete than this
_LEAST = 0.02


@dataclass(frozen=True)
class Held:
    """Of the children who have a record of another feed, the share who have one of each feed: overall and by year of birth;
    and of those who have one, the share who have several."""

    feeds: tuple[str, ...]
    overall: tuple[float, ...]
    of_year: Mapping[str, tuple[float, ...]]
    several: tuple[float, ...]

    @classmethod
    def of(cls, read: Mapping[str, Any]) -> Held:
        """As it was written to a file."""
        of_year = {year: tuple(shares) for year, shares in read["of_year"].items()}
        return cls(tuple(read["feeds"]), tuple(read["overall"]), of_year, tuple(read["several"]))


def count_held(ready: Prepared, groups: Groups) -> Held:
    """Counted in a full run's own groups."""
    feeds, feed = ready.feeds, ready.feed
    _, group = np.unique(groups.labels(), return_inverse=True)
    size, many = int(group.max(initial=-1)) + 1, len(feeds.values)
    count = np.bincount(group * many + feed, minlength=size * many).reshape(size, many)
    has = count > 0
    others = has.sum(axis=1)[:, None] > has
    year = np.zeros(size, np.int64)
    np.maximum.at(year, group, ready.birth // 10000)
    of_year = {
        str(one): _share(has[year == one], others[year == one])
        for one in np.unique(year).tolist()
        if one and (year == one).sum() >= _FEWEST_GROUPS
    }
    several = np.round((count > 1).sum(axis=0) / np.maximum(has.sum(axis=0), 1), 2)
    return Held(tuple(feeds.values), _share(has, others), of_year, tuple(np.maximum(several, _LEAST).tolist()))


class Completeness:
    """What the groups of a run have and lack, weighed by how complete each feed was counted to be."""

    def __init__(self, ready: Prepared, held: Held) -> None:
        feeds = Codes()
        codes = [feeds.of(name) for name in (*held.feeds, *ready.feeds.values)][len(held.feeds) :]
        self._feed = np.array(codes, np.int64)[ready.feed].tolist()
        self._year = (ready.birth // 10000).tolist()
        unknown = len(feeds.values) - len(held.feeds)  # a feed that came after the count says nothing
        self._overall = (*held.overall, *(0.0,) * unknown)
        self._of_year = {int(year): (*shares, *(0.0,) * unknown) for year, shares in held.of_year.items()}
        self._several = (*held.several, *(_LEAST,) * unknown)

    def odds(self, x: Group, y: Group) -> float:
        """By how much what the two groups have and lack multiplies the odds that they are one child."""
        of_x, of_y = Counter(self._feed[at] for at in x.members), Counter(self._feed[at] for at in y.members)
        found = 1.0
        for feed in of_y.keys() - of_x.keys():
            found /= 1 - self._held(x, feed)
        for feed in of_x.keys() - of_y.keys():
            found /= 1 - self._held(y, feed)
        for feed in of_x.keys() & of_y.keys():
            found *= min(1.0, self._several[feed] / max(self._held(x, feed), _LEAST))
        return found

    def _held(self, group: Group, feed: int) -> float:
        year = max(self._year[at] for at in group.members)
        return self._of_year.get(year, self._overall)[feed]


def _share(has: np.ndarray, others: np.ndarray) -> tuple[float, ...]:
    """Of the groups that have a record of another feed, the share that have one of each feed; in hundredths, so that a few
    records more change no answer."""
    share = (has & others).sum(axis=0) / np.maximum(others.sum(axis=0), 1)
    return tuple(np.minimum(np.round(share, 2), _MOST_COMPLETE).tolist())
