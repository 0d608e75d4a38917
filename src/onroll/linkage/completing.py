"""Does each of two groups lack just the records that the other has?

Nearly every child has one record with health and one with a school. Where a lone health record resembles a child who has
none, a stranger would have to lack them both; where the child has one already, a second is unlikely. How often children of
an age have records of each feed is counted in the run's own groups.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from onroll.linkage.grouping import Group, Groups
from onroll.linkage.preparing import Codes, Prepared

_FEWEST_GROUPS = 300  # for a share by year of birth; with fewer the share of all years stands in
_MOST_COMPLETE = 0.96  # nobody's feed is taken to be more complete than this
_LEAST = 0.02


class Completeness:
    """How many children of each year of birth have a record of each feed, and how many have several."""

    def __init__(self, ready: Prepared, groups: Groups) -> None:
        feeds = Codes()
        self._feed = [feeds.of(record.feed) for record in ready.records]
        self._year = (ready.birth // 10000).tolist()
        _, group = np.unique(groups.labels(), return_inverse=True)
        size, many = int(group.max(initial=-1)) + 1, len(feeds.values)
        count = np.bincount(group * many + np.array(self._feed, np.int64), minlength=size * many).reshape(size, many)
        has = count > 0
        others = has.sum(axis=1)[:, None] > has
        year = np.zeros(size, np.int64)
        np.maximum.at(year, group, ready.birth // 10000)
        self._overall = _share(has, others)
        self._of_year: dict[int, np.ndarray] = {}
        for one in np.unique(year).tolist():
            born = year == one
            if one and born.sum() >= _FEWEST_GROUPS:
                self._of_year[one] = _share(has[born], others[born])
        several = (count > 1).sum(axis=0) / np.maximum(has.sum(axis=0), 1)
        self._several = np.maximum(np.round(several, 2), _LEAST)

    def odds(self, x: Group, y: Group) -> float:
        """By how much what the two groups have and lack multiplies the odds that they are one child."""
        of_x, of_y = Counter(self._feed[at] for at in x.members), Counter(self._feed[at] for at in y.members)
        found = 1.0
        for feed in of_y.keys() - of_x.keys():
            found /= 1 - self._held(x, feed)
        for feed in of_x.keys() - of_y.keys():
            found /= 1 - self._held(y, feed)
        for feed in of_x.keys() & of_y.keys():
            found *= min(1.0, float(self._several[feed]) / max(self._held(x, feed), _LEAST))
        return found

    def _held(self, group: Group, feed: int) -> float:
        year = max(self._year[at] for at in group.members)
        return float(self._of_year.get(year, self._overall)[feed])


def _share(has: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Of the groups that have a record of another feed, the share that have one of each feed; in hundredths, so that a few
    records more change no answer."""
    share = (has & others).sum(axis=0) / np.maximum(others.sum(axis=0), 1)
    return np.minimum(np.round(share, 2), _MOST_COMPLETE)
