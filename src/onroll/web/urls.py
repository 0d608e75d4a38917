"""Which page is at which address? Each view module brings its own `routes`; add a new one's to the list."""

from __future__ import annotations

from onroll.web.views import (
    about,
    accounts,
    act_2026,
    audit,
    casework,
    child,
    contradictions,
    deadlines,
    due,
    figures,
    hidden_address,
    links,
    lists,
    loads,
    missing,
    passwords,
    rules,
    search,
    session,
    today,
)  # fmt: skip

urlpatterns = [
    *today.routes,
    *search.routes,
    *child.routes,
    *casework.routes,
    *missing.routes,
    *lists.routes,
    *contradictions.routes,
    *due.routes,
    *figures.routes,
    *deadlines.routes,
    *act_2026.routes,
    *rules.routes,
    *links.routes,
    *loads.routes,
    *session.routes,
    *passwords.routes,
    *accounts.routes,
    *audit.routes,
    *hidden_address.routes,
    *about.routes,
]
