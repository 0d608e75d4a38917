"""The pages of casework: one module a job. Each brings its own `routes`; add a new one's to the list here."""

from __future__ import annotations

from onroll.web.views.casework import case

routes = [*case.routes]
