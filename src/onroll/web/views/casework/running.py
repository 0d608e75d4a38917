"""The pages on which a team's work is run: my work, all cases, the board, the radar, supervision, audits, the calendar."""

from __future__ import annotations

from onroll.web.views.casework import audits, board, bulk, calendar, case_list, my_work, radar, supervision

routes = [
    *my_work.routes,
    *case_list.routes,
    *bulk.routes,
    *board.routes,
    *radar.routes,
    *supervision.routes,
    *audits.routes,
    *calendar.routes,
]
