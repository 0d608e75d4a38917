"""Which source records are the same child? `link` decides for all of them, `explain` says why for any two.

`compare_models` says what another file of weights would change, and `learn` makes one from an authority's own records."""

from onroll.linkage.comparing_models import Move, Moves, compare_models
from onroll.linkage.interface import Decision, Linked, LinkRecord, Pair
from onroll.linkage.learning import learn
from onroll.linkage.linking import explain, link
from onroll.linkage.model import Model, published_model, read_model, write_model

__all__ = [
    "Decision", "LinkRecord", "Linked", "Model", "Move", "Moves", "Pair", "compare_models", "explain", "learn", "link",
    "published_model", "read_model", "write_model",
]  # fmt: skip
