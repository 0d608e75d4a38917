"""Which page is at which address? Each view module brings its own `routes`; add a new one's to the list."""

from __future__ import annotations

urlpatterns = []
