"""Which source records are the same child? `link` decides for all of them, `explain` says why for any two."""

from onroll.linkage.interface import Decision, Linked, LinkRecord, Pair
from onroll.linkage.linking import explain, link

__all__ = ["Decision", "LinkRecord", "Linked", "Pair", "explain", "link"]
