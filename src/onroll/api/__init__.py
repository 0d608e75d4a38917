"""The same questions for the authority's other systems, as JSON. Described by `openapi.json`, which the tests hold it to."""
