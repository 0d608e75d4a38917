"""The pages of schools: the list, one school, its meetings, and the page a school answers on by its link."""

from __future__ import annotations

from onroll.web.views.schools import acts, answering, chasing, listing, meetings, school

routes = [*listing.routes, *chasing.routes, *meetings.routes, *acts.routes, *school.routes, *answering.routes]
