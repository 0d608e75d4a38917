"""Which page is at which address? Each view module brings its own `routes`; add a new one's to the list."""

from __future__ import annotations

from onroll.web.views import (
    about,
    accounts,
    audit,
    child,
    contradictions,
    hidden_address,
    links,
    lists,
    loads,
    missing,
    passwords,
    search,
    session,
    today,
)  # fmt: skip

urlpatterns = [
    *today.routes,
    *search.routes,
    *child.routes,
    *missing.routes,
    *lists.routes,
    *contradictions.routes,
    *links.routes,
    *loads.routes,
    *session.routes,
    *passwords.routes,
    *accounts.routes,
    *audit.routes,
    *hidden_address.routes,
    *about.routes,
]
