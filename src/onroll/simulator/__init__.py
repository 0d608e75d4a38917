"""A synthetic authority in the feed layouts, with the truth beside it: so that no real child is ever needed to try OnRoll."""

from onroll.simulator.authority import Summary, simulate
from onroll.simulator.feeds.layouts import FEEDS

__all__ = ["FEEDS", "Summary", "simulate"]
