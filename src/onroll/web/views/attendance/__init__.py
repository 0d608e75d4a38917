"""How does attendance stand, for whom is it falling, and what does one child's register say? The pages of attendance."""

from __future__ import annotations

from onroll.web.views.attendance import correcting, dashboards, lists, pupil

routes = [*correcting.routes, *dashboards.routes, *lists.routes, *pupil.routes]
