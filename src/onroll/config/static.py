"""How are style sheets and scripts named for browsers? By their content, so that they can be kept for ever and never go stale."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class NamedByContent(CompressedManifestStaticFilesStorage):
    """Compressed copies whose names carry a hash, also where one script imports another."""

    support_js_module_import_aggregation = True
