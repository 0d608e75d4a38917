"""Splink beside our own linking, in the same run: with good settings of its own, and driven by our model file.

Splink is needed by this benchmark alone: `requirements/benchmarks.in`. Absent, the rows are left out with a sentence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from importlib.util import find_spec

from onroll.linkage import LinkRecord, published_model
from onroll.linkage.as_splink import splink_rows, splink_settings

ABSENT = "Splink is not installed (requirements/benchmarks.in), so its rows are left out."
_RULES = (
    ("upn",), ("nhs_number",), ("birth", "forename"), ("birth", "surname"), ("birth", "postcode"), ("forename", "surname", "postcode"),
)  # fmt: skip


def is_here() -> bool:
    return find_spec("splink") is not None and find_spec("pyarrow") is not None


def plain_splink(records: Sequence[LinkRecord], *, threshold: float = 0.95) -> list[list[int]]:
    """Splink's own comparisons for names and dates with term frequencies, its weights estimated on the records."""
    import splink.comparison_library as cl
    from splink import Linker, SettingsCreator, block_on

    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.NameComparison("forename"), cl.NameComparison("surname"),
            cl.DamerauLevenshteinAtThresholds("birth", [1, 2]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
            cl.ExactMatch("sex"), cl.ExactMatch("upn"), cl.ExactMatch("nhs_number"),
        ],
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in _RULES],
    )  # fmt: skip
    table, api = _table(records)
    linker = Linker(api.register(table), settings)
    deterministic = [block_on("upn"), block_on("nhs_number"), block_on("forename", "surname", "birth")]
    linker.training.estimate_probability_two_random_records_match(deterministic, recall=0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in (block_on("forename", "surname"), block_on("birth"), block_on("upn")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    return _groups(linker, threshold)


def our_model_on_splink(records: Sequence[LinkRecord], *, threshold: float = 0.95) -> list[list[int]]:
    """Splink with the settings that our published model file is written out as; no guard, no groups."""
    from splink import Linker

    table, api = _table(records)
    return _groups(Linker(api.register(table), splink_settings(published_model(), records=len(records))), threshold)


def _table(records: Sequence[LinkRecord]):  # type: ignore[no-untyped-def]
    import logging

    import pyarrow
    from splink import DuckDBAPI

    logging.getLogger("splink").setLevel(logging.ERROR)
    return pyarrow.Table.from_pylist(splink_rows(records)), DuckDBAPI()


def _groups(linker, threshold: float) -> list[list[int]]:  # type: ignore[no-untyped-def]
    pairs = linker.inference.predict(threshold_match_probability=threshold)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold)
    groups: dict[object, list[int]] = defaultdict(list)
    for cluster, record in clusters.as_duckdbpyrelation().select("cluster_id, unique_id").fetchall():
        groups[cluster].append(record)
    return list(groups.values())
