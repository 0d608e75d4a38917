"""Which page is at which address? Each view module brings its own `routes`; add a new one's to the list."""

from __future__ import annotations

from onroll.web.views import about, accounts, audit, passwords, session, today

urlpatterns = [
    *today.routes,
    *session.routes,
    *passwords.routes,
    *accounts.routes,
    *audit.routes,
    *about.routes,
]
