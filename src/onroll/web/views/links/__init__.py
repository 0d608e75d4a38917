"""Are these the same child? The queue of pairs, a pair with its explanation, decisions and their undoing, merge and separate."""

from __future__ import annotations

from onroll.web.access import path_for
from onroll.web.views.links.children import merge_children, separate_records, why, why_children
from onroll.web.views.links.decisions import decisions_page, undo
from onroll.web.views.links.model import model_page
from onroll.web.views.links.pair import pair_page, say
from onroll.web.views.links.queue import links_page, next_pair
from onroll.web.views.links.runs import run_page, runs_page

routes = [
    path_for("links", links_page, permission="links.review", name="links"),
    path_for("links/next", next_pair, permission="links.review", name="link-next"),
    path_for("links/pairs/<int:a>/<int:b>", pair_page, permission="child.view", name="link-pair"),
    path_for("links/say", say, permission="links.review", name="link-say"),
    path_for("links/decisions", decisions_page, permission="links.review", name="link-decisions"),
    path_for("links/decisions/<int:decision_id>/undo", undo, permission="links.review", name="link-undo"),
    path_for("links/model", model_page, permission="links.review", name="link-model"),
    path_for("links/runs", runs_page, permission="links.review", name="link-runs"),
    path_for("links/runs/<int:run_id>", run_page, permission="links.review", name="link-run"),
    path_for("links/why", why, permission="child.view", name="link-why"),
    path_for("children/<int:child_id>/why/<int:other_id>", why_children, permission="child.view", name="why-children"),
    path_for("children/<int:child_id>/merge", merge_children, permission="links.review", name="child-merge"),
    path_for("children/<int:child_id>/separate", separate_records, permission="links.review", name="child-separate"),
]
