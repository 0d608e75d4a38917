"""How do facts and memberships become what every page reads? Timelines, contradictions, best values; all rebuildable."""
